"""What a feature hands over: how well each distinct value serves, and how well it could turn out to serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.model import Vacancy
from matcher.ranking.work import WorkBook

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
UNKNOWN: Final = 0.5
"""Utility of a fact that is not stated (I7)."""


class Utilities(Protocol):
    """Per distinct value the utility that counts, and the least and most it could turn out to be."""

    def all(self) -> Floats:
        """Of every distinct value."""

    def quick(self) -> NDArray[np.float32]:
        """The same to float32, for preselection."""

    def at(self, numbers: Numbers) -> Floats:
        """Of the values with these numbers; the same as `all()[numbers]`, bit by bit."""

    def spread(self, numbers: Numbers) -> tuple[Floats, Floats, Floats]:
        """What `at` says of the values with these numbers, and the least and most that each could turn out to be."""


@dataclass(frozen=True, slots=True)
class Known:
    """Utilities that are at hand."""

    value: Floats
    low: Floats
    high: Floats

    def all(self) -> Floats:
        return self.value

    def quick(self) -> NDArray[np.float32]:
        return self.value.astype(np.float32)

    def at(self, numbers: Numbers) -> Floats:
        return self.value[numbers]

    def spread(self, numbers: Numbers) -> tuple[Floats, Floats, Floats]:
        return self.value[numbers], self.low[numbers], self.high[numbers]


@dataclass(frozen=True, slots=True)
class ByWork:
    """Likeness of work, computed for whom it is asked: nearly everybody's work differs."""

    book: WorkBook
    vacancy: Vacancy

    def all(self) -> Floats:
        return np.where(self.book.known, self.book.best(self.vacancy), UNKNOWN)

    def quick(self) -> NDArray[np.float32]:
        return self.book.quick(self.vacancy, UNKNOWN)

    def at(self, numbers: Numbers) -> Floats:
        return np.where(self.book.known[numbers], self.book.best(self.vacancy, numbers), UNKNOWN)

    def spread(self, numbers: Numbers) -> tuple[Floats, Floats, Floats]:
        best, low, high = self.book.spread(self.vacancy, numbers)
        return np.where(self.book.known[numbers], best, UNKNOWN), low, high
