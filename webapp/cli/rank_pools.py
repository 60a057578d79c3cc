"""Pools for vacancies out of files: where the pre-check is no matter of the foreigners authority, it does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from matcher.clearance import precheck_question
from matcher.model import Job, Kind, Mode, Participant, ParticipantCode
from matcher.pipeline import Pool
from matcher.ranking import Criteria


class Pools:
    """One pool for all kinds of employment for which the same pre-checks count."""

    def __init__(
        self,
        people: Sequence[Participant],
        prechecks: dict[ParticipantCode, int],
        criteria: Criteria,
        on: date,
    ) -> None:
        """Make no pool yet.

        Args:
            people: participants whose first clearances are the file's pre-checks.
            prechecks: for whoever has one, how many of their clearances are such pre-checks.
            criteria: weights and filters.
            on: the day of the run.

        """
        self._people = tuple(people)
        self._prechecks = prechecks
        self._criteria = criteria
        self._on = on
        self._free: dict[Kind | None, frozenset[ParticipantCode]] = {}
        self._pools: dict[frozenset[ParticipantCode], Pool] = {}

    def for_kind(self, kind: Kind | None) -> Pool:
        if kind not in self._free:
            self._free[kind] = frozenset(person.code for person in self._people if self._is_free(person, kind))
        free = self._free[kind]
        if free not in self._pools:
            people = [self._without_precheck(person) if person.code in free else person for person in self._people]
            self._pools[free] = Pool(people, self._criteria, self._on)
        return self._pools[free]

    def _is_free(self, person: Participant, kind: Kind | None) -> bool:
        """The document alone allows this kind; the packs know the agreement's groups 1 to 3, for whom none does."""
        if person.code not in self._prechecks:
            return False
        return precheck_question(person.facts, Job(kind=kind), self._on).mode is Mode.NONE

    def _without_precheck(self, person: Participant) -> Participant:
        return replace(person, clearances=person.clearances[self._prechecks[person.code] :])
