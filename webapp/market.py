"""The open vacancies, ready for one person after the other; one per process, made anew when anything changes."""

from __future__ import annotations

from typing import Any, Final

from flask import current_app
from sqlalchemy.orm import Session

from matcher.chances import Chance, Market
from matcher.model import Participant
from matcher.store.criteria import criteria_in_force
from matcher.store.trials import open_vacancies
from webapp.accounts import work

_KEPT: Final = "passgenau.market"


def chances_of(session: Session, person: Participant) -> tuple[Chance, ...]:
    """The person before everything that is open today."""
    return market_of(session).chances(person)


def market_of(session: Session) -> Market:
    """Everything that is open today, under the criteria in force."""
    vacancies, (number, criteria), on = open_vacancies(session), criteria_in_force(session), work().clock.today()
    known: tuple[Any, ...] | None = current_app.extensions.get(_KEPT)
    if known is None or known[0].vacancies is not vacancies or known[1:] != (number, on):
        known = current_app.extensions[_KEPT] = (Market(vacancies, criteria, on), number, on)
    market: Market = known[0]
    return market
