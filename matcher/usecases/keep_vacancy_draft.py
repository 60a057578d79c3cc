"""Keep what a mentor has typed of a new vacancy, so that it outlives a closed browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.once import earlier_result
from matcher.usecases.permission import require
from matcher.usecases.work import Work

Typed = Mapping[str, list[str]]
_LONGEST: Final = 20_000


def keep_vacancy_draft(work: Work, actor: Actor, typed: Typed, *, submission: str) -> bool:
    """The draft is what was typed last; True where it is kept.

    Nothing is kept of a form without a word, nor of one that has been sent meanwhile: a late save does
    not bring it back.

    Raises:
        InvalidInputError: it is longer than any vacancy.

    """
    require(actor, Action.ENTER_VACANCY)
    if sum(len(value) for values in typed.values() for value in values) > _LONGEST:
        raise InvalidInputError("description", "Das ist zu lang. Bitte kürzen.", "This is too long. Please shorten it.")
    if not any(value.strip() for name in ("employer", "title", "description") for value in typed.get(name, ())):
        return False
    with work.unit(actor) as unit:
        if earlier_result(unit, submission, actor.id):
            return False
        row = _locked(unit, actor)
        if row is None:
            return _first(unit, actor, typed)
        row.content = dict(typed)
        row.saved_at = unit.at
        return True


def drop_vacancy_draft(work: Work, actor: Actor) -> None:
    """Nothing is kept any more."""
    with work.unit(actor) as unit:
        unit.session.execute(delete(tables.VacancyDraft).where(tables.VacancyDraft.account_id == actor.id))


def _locked(unit: Unit, actor: Actor) -> tables.VacancyDraft | None:
    query = select(tables.VacancyDraft).where(tables.VacancyDraft.account_id == actor.id)
    return unit.session.scalars(query.with_for_update()).one_or_none()


def _first(unit: Unit, actor: Actor, typed: Typed) -> bool:
    """Two first saves at once: one of them is enough."""
    try:
        with unit.session.begin_nested():
            unit.session.add(tables.VacancyDraft(account_id=actor.id, content=dict(typed), saved_at=unit.at))
    except IntegrityError:
        return False
    return True
