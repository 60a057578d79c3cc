"""What a ranking gives: places with reasons as values; the long tails as arrays that look people up when asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import eq
from typing import Final, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from matcher.model import Mode, Participant, ParticipantCode, Reason, Vacancy

Rows = NDArray[np.int64]
Item = TypeVar("Item")


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


@dataclass(frozen=True, slots=True)
class Ground:
    """Why people are kept back together: all reasons, the first blocking one first, and when time alone lifts them."""

    reasons: tuple[Reason, ...]
    lifts_on: date | None

    @property
    def waits_for_authority(self) -> bool:
        """The answer to a pre-check is all that is missing; a fact that it alone can state may be missing beside it."""
        return _BY_ANSWER.issuperset(self.reasons) and not _ASKABLE.isdisjoint(self.reasons)


_ASKABLE: Final = frozenset({Reason.PRECHECK_MISSING, Reason.PRECHECK_EXPIRED})
_BY_ANSWER: Final = _ASKABLE | {Reason.HOLD}


class _Looked(Sequence[Item], ABC):
    """A sequence over arrays; its items come to be when they are asked for."""

    __slots__ = ()

    @abstractmethod
    def _item(self, place: int) -> Item:
        """What stands at this place, counted from 0."""

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(place, slice):
            return tuple(self._item(one) for one in range(*place.indices(len(self))))
        return self._item(range(len(self))[place])

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Following(_Looked[tuple[ParticipantCode, float]]):
    """Whoever comes after the places with reasons, in order, with their scores.

    Args:
        people: the pool.
        rows: theirs in the pool, the best first.
        scores: theirs, in the same order.

    """

    __slots__ = ("_people", "rows", "scores")

    def __init__(self, people: Sequence[Participant], rows: Rows, scores: NDArray[np.float64]) -> None:
        self._people = people
        self.rows = rows
        self.scores = scores

    def __len__(self) -> int:
        return len(self.rows)

    def _item(self, place: int) -> tuple[ParticipantCode, float]:
        return self._people[self.rows[place]].code, float(self.scores[place])


class KeptBack(_Looked[Excluded]):
    """Whoever is kept back, in the order of the pool.

    Args:
        people: the pool.
        rows: theirs in the pool, ascending.
        numbers: for each of them, which ground keeps them back.
        grounds: the distinct ones; may hold some that nobody here has.

    """

    __slots__ = ("_people", "grounds", "numbers", "rows")

    def __init__(
        self, people: Sequence[Participant], rows: Rows, numbers: NDArray[np.int32], grounds: Sequence[Ground]
    ) -> None:
        self._people = people
        self.rows = rows
        self.numbers = numbers
        self.grounds = grounds

    def __len__(self) -> int:
        return len(self.rows)

    def _item(self, place: int) -> Excluded:
        ground = self.grounds[self.numbers[place]]
        return Excluded(
            participant=self._people[self.rows[place]].code,
            reason=ground.reasons[0],
            all_reasons=ground.reasons,
            lifts_on=ground.lifts_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyResult:
    """One vacancy's list; `len(ranked) + len(rest) + len(excluded) == pool` (I6)."""

    vacancy: Vacancy
    pool: int
    ranked: tuple[Ranked, ...]
    """The first places with reasons, best first."""
    rest: Following
    """Whoever comes after them, in order, with their scores."""
    excluded: KeptBack
    releasable: int
    """How many of all who are ranked the employer service may see today."""
    rows: Rows = field(compare=False, repr=False)
    """Rows of `ranked` in the pool."""

    @property
    def total_ranked(self) -> int:
        return len(self.ranked) + len(self.rest)
