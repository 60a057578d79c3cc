"""People and vacancies in; gate, ranking, exclusions and reasons out. Pure: what files and workers both call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.clearance import Gatekeeper, Passage, Passages
from matcher.model import Mode, Participant, ParticipantCode, Reason, Vacancy
from matcher.ranking import Answer, Change, Criteria, Detail, Index, question_for, smallest_change, words_for
from matcher.ranking.filters import reasons_of

EXPLAINED: Final = 50
"""Places for which the smallest step up is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One place in a list, with its reasons."""

    participant: ParticipantCode
    rank: int
    score: float
    low: float
    high: float
    contributions: dict[str, float]
    """Feature name → share of the score; they add up to `score`."""
    mode: Mode
    releasable: bool
    """The employer service may see this person for this vacancy today."""
    blocked_by: str | None
    next_german: str
    next_english: str
    words_german: tuple[str, ...]
    words_english: tuple[str, ...]
    question_german: str | None
    question_english: str | None
    change_german: str | None = None
    """The smallest step that would move the person up, verified ("mit B1 statt A2: Rang 7 → 2")."""
    change_english: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Who was kept back, why, and when time alone would lift it."""

    participant: ParticipantCode
    reason: Reason
    all_reasons: tuple[Reason, ...]
    lifts_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyResult:
    """One vacancy's list; `len(ranked) + len(rest) + len(excluded) == pool` (I6)."""

    vacancy: Vacancy
    pool: int
    ranked: tuple[Ranked, ...]
    """The first places with reasons, best first."""
    rest: tuple[tuple[ParticipantCode, float], ...]
    """Whoever comes after them, in order, with their scores."""
    excluded: tuple[Excluded, ...]

    @property
    def total_ranked(self) -> int:
        return len(self.ranked) + len(self.rest)


class Pool:
    """People ready to be ranked for any number of vacancies on one day."""

    def __init__(self, participants: Sequence[Participant], criteria: Criteria, on: date) -> None:
        self.participants = tuple(participants)
        self.criteria = criteria
        self.on = on
        self._gate = Gatekeeper(on)
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

    def rank(self, vacancy: Vacancy, *, top: int | None = None, l2_before_release: bool = False) -> VacancyResult:
        """Everybody, either ranked or excluded; the first `top` places (all where None) with reasons."""
        passages = self._gate.passages(self.participants, vacancy, l2_before_release=l2_before_release)
        answer = self._index.ask(vacancy)
        masks = answer.masks()
        scores = answer.scores()
        placed = np.frombuffer(passages.mask, np.bool_) & (masks == 0)
        order = answer.order(np.flatnonzero(placed), scores)
        shown = order if top is None else order[:top]
        return VacancyResult(
            vacancy=vacancy,
            pool=len(self.participants),
            ranked=self._ranked(answer, vacancy, order, len(shown), passages, scores[order]),
            rest=tuple((self.participants[row].code, float(scores[row])) for row in order[len(shown) :]),
            excluded=self._excluded(np.flatnonzero(~placed), masks, passages),
        )

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

    def _excluded(self, rows: NDArray[np.int64], masks: NDArray[np.uint32], passages: Passages) -> tuple[Excluded, ...]:
        filtered: dict[int, tuple[Reason, ...]] = {}
        found = []
        for row in rows:
            mask = int(masks[row])
            if mask not in filtered:
                filtered[mask] = reasons_of(mask)
            passage = passages[row]
            reasons = passage.reasons + filtered[mask]
            alone = len(reasons) == len(passage.reasons)
            found.append(
                Excluded(
                    participant=self.participants[row].code,
                    reason=reasons[0],
                    all_reasons=reasons,
                    lifts_on=passage.lifts_on if alone else None,
                )
            )
        return tuple(found)


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
