"""People and vacancies in; gate, ranking, exclusions and reasons out. Pure: what files and workers both call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.clearance import Gatekeeper, Passage, Passages
from matcher.model import Participant, Vacancy
from matcher.ranking import Answer, Change, Criteria, Detail, Index, question_for, smallest_change, words_for
from matcher.ranking.filters import FILTERS, reasons_of
from matcher.ranking.sharing import share
from matcher.results import Excluded, Following, Ground, KeptBack, Ranked, VacancyResult

__all__ = ["Excluded", "Pool", "Ranked", "VacancyResult", "rank"]

EXPLAINED: Final = 50
"""Places for which the smallest step up is looked for."""
_FILTER_BITS: Final = len(FILTERS)
_ALL_FILTERS: Final = (1 << _FILTER_BITS) - 1
_UNKNOWN: Final = -1


class Pool:
    """People ready to be ranked for any number of vacancies on one day."""

    def __init__(self, participants: Sequence[Participant], criteria: Criteria, on: date) -> None:
        self.participants = list(participants)
        self.criteria = criteria
        self.on = on
        self._gate = Gatekeeper(on)
        self._grounds = _Grounds()
        self._open = _Open()
        self._index = Index(
            [person.profile for person in self.participants],
            [person.code for person in self.participants],
            [person.birth_year for person in self.participants],
            criteria=criteria,
            on=on,
        )

    def prepare(self, vacancies: Sequence[Vacancy]) -> None:
        """Compare the occupations of many vacancies at once, before they are ranked one by one."""
        self._index.prepare(vacancies)

    def share(self, folder: Path, generation: int) -> bool:
        """Read the columns from a file that all processes of this machine map; see `matcher.ranking.sharing`."""
        return share(self._index, folder, generation)

    def overwrite(self, row: int, person: Participant) -> None:
        """Put a changed person, whose code stays, into their row; the work done for the others is kept."""
        self._gate.overwrite(self.participants, row, person)
        self._index.overwrite(row, person.profile, person.birth_year)

    def rank(self, vacancy: Vacancy, *, top: int | None = None, l2_before_release: bool = False) -> VacancyResult:
        """Everybody, either ranked or excluded; the first `top` places (all where None) with reasons."""
        passages = self._gate.passages(self.participants, vacancy, l2_before_release=l2_before_release)
        answer = self._index.ask(vacancy)
        masks = answer.masks()
        scores = answer.scores()
        codes = np.frombuffer(passages.codes, np.uint32)
        placed = np.frombuffer(passages.mask, np.bool_) & (masks == 0)
        order = answer.order(np.flatnonzero(placed), scores)
        standing = scores[order]
        shown = len(order) if top is None else min(top, len(order))
        return VacancyResult(
            vacancy=vacancy,
            pool=len(self.participants),
            ranked=self._ranked(answer, vacancy, order, shown, passages, standing),
            rest=Following(self.participants, order[shown:], standing[shown:]),
            excluded=self._excluded(np.flatnonzero(~placed), masks, codes, passages),
            releasable=int(self._open.among(passages)[codes[order]].sum()),
            rows=order[:shown],
        )

    def _excluded(
        self, rows: NDArray[np.int64], masks: NDArray[np.uint32], codes: NDArray[np.uint32], passages: Passages
    ) -> KeptBack:
        keys = (codes[rows].astype(np.int64) << _FILTER_BITS) | masks[rows]
        return KeptBack(self.participants, rows, self._grounds.numbers(keys, passages), self._grounds.grounds)

    def _ranked(
        self,
        answer: Answer,
        vacancy: Vacancy,
        order: NDArray[np.int64],
        shown: int,
        passages: Passages,
        standing: NDArray[np.float64],
    ) -> tuple[Ranked, ...]:
        rows = order[:shown]
        detail = answer.detail(rows)
        found = []
        for place, row in enumerate(rows):
            person = self.participants[row]
            change = None
            if place < EXPLAINED:
                change = smallest_change(answer, int(row), person.profile, order, standing, place + 1)
            found.append(self._place(vacancy, detail, place, person, passages[row], change))
        return tuple(found)

    @staticmethod
    def _place(
        vacancy: Vacancy, detail: Detail, place: int, person: Participant, passage: Passage, change: Change | None
    ) -> Ranked:
        words = words_for(person.profile, vacancy)
        question = question_for(
            person.profile, {feature: float(width[place]) for feature, width in detail.widths.items()}
        )
        return Ranked(
            participant=person.code,
            rank=place + 1,
            score=float(detail.score[place]),
            low=float(detail.low[place]),
            high=float(detail.high[place]),
            contributions={str(feature): float(part[place]) for feature, part in detail.contributions.items()},
            mode=passage.decision.mode,
            releasable=passage.release_open,
            blocked_by=passage.blocked_by,
            next_german=passage.next_german,
            next_english=passage.next_english,
            words_german=words.german,
            words_english=words.english,
            question_german=question[0] if question else None,
            question_english=question[1] if question else None,
            change_german=change.german if change else None,
            change_english=change.english if change else None,
        )


class _Grounds:
    """Why people are kept back, each distinct ground numbered once for all vacancies."""

    def __init__(self) -> None:
        self.grounds: list[Ground] = []
        self._numbers: dict[Ground, int] = {}
        self._by_key = np.full(0, _UNKNOWN, np.int32)

    def numbers(self, keys: NDArray[np.int64], passages: Passages) -> NDArray[np.int32]:
        """For each key, the number of its ground; a key tells the gate's answer and the filters' mask."""
        missing = (int(keys.max(initial=-1)) + 1) - len(self._by_key)
        if missing > 0:
            room = np.full(max(missing, len(self._by_key)), _UNKNOWN, np.int32)
            self._by_key = np.concatenate((self._by_key, room))
        found = self._by_key[keys]
        if (found == _UNKNOWN).any():
            for key in np.unique(keys[found == _UNKNOWN]).tolist():
                self._by_key[key] = self._number(passages.distinct[key >> _FILTER_BITS], key & _ALL_FILTERS)
            found = self._by_key[keys]
        return found

    def _number(self, passage: Passage, mask: int) -> int:
        """Only where the gate alone keeps somebody back can a date lift it."""
        ground = Ground(passage.reasons + reasons_of(mask), None if mask else passage.lifts_on)
        number = self._numbers.setdefault(ground, len(self.grounds))
        if number == len(self.grounds):
            self.grounds.append(ground)
        return number


class _Open:
    """Which of the gate's answers let the employer service see a person."""

    def __init__(self) -> None:
        self._known = np.zeros(0, np.bool_)

    def among(self, passages: Passages) -> NDArray[np.bool_]:
        """One flag for each distinct answer there is by now."""
        if len(self._known) < len(passages.distinct):
            new = [passage.release_open for passage in passages.distinct[len(self._known) :]]
            self._known = np.concatenate((self._known, np.array(new, np.bool_)))
        return self._known


def rank(
    participants: Sequence[Participant],
    vacancies: Sequence[Vacancy],
    *,
    on: date,
    criteria: Criteria | None = None,
    top: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> tuple[VacancyResult, ...]:
    """Rank everybody for every vacancy.

    Args:
        participants: the pool; their codes must be unique.
        vacancies: what to rank for.
        on: the day that gate and ranking speak of.
        criteria: weights and filters, by default those that ship.
        top: places with reasons; the others come as codes and scores.
        progress: called with (done, all) after each vacancy.

    """
    pool = Pool(participants, criteria or Criteria.default(), on)
    pool.prepare(vacancies)
    results = []
    for done, vacancy in enumerate(vacancies, 1):
        results.append(pool.rank(vacancy, top=top))
        if progress is not None:
            progress(done, len(vacancies))
    return tuple(results)
