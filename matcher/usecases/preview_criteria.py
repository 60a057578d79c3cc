"""Show what a draft of the criteria would do, before it is saved: the people stay warm in memory."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from matcher.access import Action, Actor
from matcher.model import Reason, Vacancy
from matcher.preview import Comparison, Tryout, kept_back_by
from matcher.ranking import Criteria
from matcher.store.criteria import criteria_in_force
from matcher.store.loading import load_people
from matcher.store.trials import open_vacancies, people_changed_since
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_REBUILT_FROM: Final = 200
"""So many changed people, and the pool is loaded anew instead of being overwritten person by person."""
MOST_VACANCIES: Final = 6
_HARD: Final[Mapping[Reason, Mapping[str, Any]]] = MappingProxyType(
    {
        Reason.GERMAN_BELOW_MINIMUM: MappingProxyType({"german_hard": True}),
        Reason.LICENCE_REQUIRED: MappingProxyType({"licences_hard": True}),
        Reason.OUT_OF_REACH: MappingProxyType({"reach_hard": True}),
    }
)
"""The filters that criteria can switch, and how each is switched on."""


@dataclass(slots=True)
class _Warm:
    """The people as of a change number and a day."""

    tryout: Tryout
    rows: dict[int, int]
    """Row in the pool by row id."""
    change_number: int
    on: date


class Previewer:
    """Previews for one process; holds one pool of people, whatever is asked.

    Args:
        work: store and clock.

    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._warm: _Warm | None = None
        self._counted: tuple[tuple[Any, ...], dict[Reason, tuple[int, int]]] | None = None
        self._vacancies: tuple[Vacancy, ...] = ()
        self._lock = threading.Lock()

    def compare(self, actor: Actor, draft: Criteria, references: Collection[str]) -> tuple[Comparison, ...]:
        """These open vacancies under the criteria in force and under the draft; at most six."""
        require(actor, Action.TUNE_CRITERIA)
        with self._lock, self._work.reading() as session:
            vacancies = open_vacancies(session, list(references)[:MOST_VACANCIES])
            _number, today = criteria_in_force(session)
            return self._people(session).tryout.compare(vacancies, today, draft)

    def kept_back(self, actor: Actor, criteria: Criteria) -> dict[Reason, tuple[int, int]]:
        """For each filter that can be switched: people and lists that it would touch today if it were hard."""
        require(actor, Action.TUNE_CRITERIA)
        with self._lock, self._work.reading() as session:
            warm, vacancies = self._people(session), open_vacancies(session)
            key = (warm.change_number, warm.on, id(vacancies), criteria.german_tolerance)
            if self._counted is None or self._counted[0] != key:
                self._vacancies = vacancies  # held, so that no other tuple gets its id
                hard = {reason: replace(criteria, **switch) for reason, switch in _HARD.items()}
                self._counted = key, kept_back_by(warm.tryout, vacancies, hard)
            return dict(self._counted[1])

    def tryout(self) -> Tryout:
        """The people as they are now."""
        with self._lock, self._work.reading() as session:
            return self._people(session).tryout

    def _people(self, session: Session) -> _Warm:
        on, warm = self._work.clock.today(), self._warm
        number, changed = people_changed_since(session, warm.change_number if warm else -1)
        if warm is not None and (warm.change_number, warm.on) == (number, on):
            return warm
        if warm is None or warm.on != on or len(changed) > _REBUILT_FROM or not changed <= set(warm.rows):
            self._warm = None  # frees the old pool before the new one is built
            people = load_people(session)
            rows = {row_id: row for row, row_id in enumerate(people)}
            self._warm = _Warm(Tryout(list(people.values()), on), rows, number, on)
            return self._warm
        for row_id, person in load_people(session, changed).items():
            warm.tryout.overwrite(warm.rows[row_id], person)
        warm.change_number = number
        return warm
