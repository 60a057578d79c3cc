"""The same people ranked under two criteria, side by side: what a draft would do before it does it. Pure.

The gate answers both sides alike, so only what the criteria weigh and filter can move anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.clearance import Gatekeeper
from matcher.model import Participant, Reason, Vacancy
from matcher.ranking import Answer, Criteria, Feature, Index
from matcher.ranking.filters import FILTERS, reasons_of

FIRST: Final = 10
"""Places that a comparison shows."""

_LEAST_POINTS: Final = 0.05
"""Less than this moved nobody in a way that is worth a word."""

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Push:
    """The criterion that moved somebody most, against those around them, in points of 100."""

    feature: Feature
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One of the first places on one of the two sides."""

    code: str
    rank: int
    score: float
    elsewhere: int | None
    """Their rank on the other side; None where they are kept back there."""
    push: Push | None = None
    """What moved them; None where they did not move."""
    kept_back_by: Reason | None = None
    """Why they are not on the other side."""

    @property
    def rose(self) -> int:
        """Places that the person gained against the other side; below zero where they lost some."""
        return 0 if self.elsewhere is None else self.elsewhere - self.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One vacancy under the criteria in force and under a draft."""

    vacancy: Vacancy
    today: tuple[Seat, ...]
    draft: tuple[Seat, ...]
    ranked_today: int
    ranked_draft: int

    @property
    def moved(self) -> int:
        """How many of the draft's first places went to somebody else, or to somebody from another place."""
        return sum(seat.elsewhere != seat.rank for seat in self.draft)


@dataclass(frozen=True, slots=True)
class Side:
    """One vacancy's list under one criteria."""

    answer: Answer
    order: Rows
    scores: Floats
    masks: NDArray[np.uint32]

    def ranks(self, people: int) -> NDArray[np.int64]:
        """Rank by row, 0 where kept back."""
        ranks = np.zeros(people, np.int64)
        ranks[self.order] = np.arange(1, len(self.order) + 1)
        return ranks


class Tryout:
    """People of one day, ready to be ranked under any criteria.

    Args:
        participants: the pool.
        on: the day of gate and ranking.

    """

    def __init__(self, participants: Sequence[Participant], on: date) -> None:
        self.participants = tuple(participants)
        self.on = on
        self._gate = Gatekeeper(on)
        self._index = Index(
            [person.profile for person in self.participants],
            [person.code for person in self.participants],
            [person.birth_year for person in self.participants],
            criteria=Criteria.default(),
            on=on,
        )

    def __len__(self) -> int:
        return len(self.participants)

    def overwrite(self, row: int, person: Participant) -> None:
        """Put a changed person in their place."""
        self.participants = (*self.participants[:row], person, *self.participants[row + 1 :])
        self._index.overwrite(row, person.profile, person.birth_year)

    def index(self, criteria: Criteria) -> Index:
        """The pool's index under these criteria."""
        return self._index.under(criteria)

    def prepare(self, vacancies: Sequence[Vacancy]) -> None:
        """Compare the occupations of many vacancies at once."""
        self._index.prepare(vacancies)

    def passes(self, vacancy: Vacancy) -> NDArray[np.bool_]:
        """Whom the gate lets be ranked for the vacancy, whatever the criteria; shape (people,)."""
        return np.frombuffer(self._gate.passages(self.participants, vacancy).mask, np.bool_)

    def compare(self, vacancies: Sequence[Vacancy], today: Criteria, draft: Criteria) -> tuple[Comparison, ...]:
        """Each vacancy's first places today and under the draft."""
        self._index.adopt(today)
        other = self._index.under(draft)
        return tuple(self._compared(vacancy, self._index, other) for vacancy in vacancies)

    def side(self, index: Index, vacancy: Vacancy, passes: NDArray[np.bool_]) -> Side:
        answer = index.ask(vacancy)
        masks, scores = answer.masks(), answer.scores()
        return Side(answer, answer.order(np.flatnonzero(passes & (masks == 0)), scores), scores, masks)

    def _compared(self, vacancy: Vacancy, today: Index, draft: Index) -> Comparison:
        passes = self.passes(vacancy)
        before, after = self.side(today, vacancy, passes), self.side(draft, vacancy, passes)
        gains = _Gains(before, after, len(self))
        return Comparison(
            vacancy=vacancy,
            today=tuple(self._seats(before, after, gains.new_ranks, gains)),
            draft=tuple(self._seats(after, before, gains.old_ranks, gains)),
            ranked_today=len(before.order),
            ranked_draft=len(after.order),
        )

    def _seats(self, own: Side, other: Side, elsewhere: NDArray[np.int64], gains: _Gains) -> list[Seat]:
        """The first places of one side; `elsewhere` holds everybody's rank on the other one."""
        return [
            Seat(
                code=self.participants[row].code,
                rank=rank,
                score=float(own.scores[row]),
                elsewhere=int(elsewhere[row]) or None,
                push=gains.push(row),
                kept_back_by=None if elsewhere[row] else reasons_of(int(other.masks[row]))[0],
            )
            for rank, row in enumerate(own.order[:FIRST].tolist(), 1)
        ]


def kept_back_by(
    tryout: Tryout, vacancies: Sequence[Vacancy], criteria: Mapping[Reason, Criteria]
) -> dict[Reason, tuple[int, int]]:
    """For each filter: how many people it would keep back somewhere, and from how many vacancies' lists.

    Counted are those whom the gate lets be ranked.

    Args:
        tryout: the people.
        vacancies: those that are open.
        criteria: for each filter, criteria under which it is hard.

    """
    bits = {reason: np.uint32(1 << bit) for bit, reason in enumerate(FILTERS)}
    found = {}
    tryout.prepare(vacancies)
    for reason, hard in criteria.items():
        index = tryout.index(hard)
        people, lists = np.zeros(len(tryout), np.bool_), 0
        for vacancy in vacancies:
            kept = tryout.passes(vacancy) & ((index.ask(vacancy).masks() & bits[reason]) > 0)
            people |= kept
            lists += bool(kept.any())
        found[reason] = (int(people.sum()), lists)
    return found


class _Gains:
    """How much more each criterion gives the people in view under the draft, in points of 100.

    Weights are taken as they are set, not as shares: turning one up is then not told as turning all others down.
    """

    def __init__(self, before: Side, after: Side, people: int) -> None:
        self.rows = np.union1d(before.order[:FIRST], after.order[:FIRST])
        self.old_ranks, self.new_ranks = before.ranks(people), after.ranks(people)
        criteria = after.answer.criteria
        whole = sum(criteria.weights[feature] for feature in after.answer.weights) or 1.0
        old, new = _weighed(before.answer, self.rows), _weighed(after.answer, self.rows)
        self._gained = np.array([100 * (new[feature] - old[feature]) / whole for feature in Feature])
        self._place = {row: place for place, row in enumerate(self.rows.tolist())}

    def push(self, row: int) -> Push | None:
        """What moved the person most against those whom they passed, or who passed them."""
        was, now = int(self.old_ranks[row]), int(self.new_ranks[row])
        if was == now or not was or not now:
            return None
        ahead, behind = self.old_ranks[self.rows] < was, self.new_ranks[self.rows] > now
        there = (self.old_ranks[self.rows] > 0) & (self.new_ranks[self.rows] > 0)
        passed = there & (ahead & behind if now < was else ~ahead & ~behind)
        passed[self._place[row]] = False
        if not passed.any():
            return None
        gained = self._gained[:, self._place[row]] - self._gained[:, passed].mean(axis=1)
        best = int(np.argmax(gained) if now < was else np.argmin(gained))
        return Push(list(Feature)[best], float(gained[best])) if abs(gained[best]) >= _LEAST_POINTS else None


def _weighed(answer: Answer, rows: Rows) -> dict[Feature, Floats]:
    """Utilities times weights as they are set."""
    shares, weights = answer.detail(rows).contributions, answer.criteria.weights
    return {
        feature: shares[feature] / answer.weights[feature] * weights[feature]
        if answer.weights.get(feature)
        else np.zeros(len(rows))
        for feature in Feature
    }
