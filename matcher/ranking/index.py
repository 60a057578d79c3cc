"""Scores a pool of people for vacancies: utilities per distinct value, looked up per person.

Nothing in here knows residence, nationality, age, name or any other forbidden input (I8): people
arrive as `Profile`, and the year of birth serves youth protection only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Profile, Vacancy
from matcher.occupations import TitleIndex
from matcher.ranking.criteria import Criteria, Feature
from matcher.ranking.features import UTILITIES, Question, Utilities
from matcher.ranking.filters import FILTERS
from matcher.ranking.traits import Block, Trait, blocks_of, columns_of
from matcher.ranking.work import WorkBook

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
FLOAT32_MARGIN: Final = 1e-5
"""More than eleven float32 additions of numbers up to 1 can be wrong by."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Published numbers of some people, each array of shape (rows,)."""

    contributions: dict[Feature, Floats]
    """Share of the score that each feature with a known need adds; they add up to the score (I7)."""
    widths: dict[Feature, Floats]
    """How much of the interval hangs on each feature, weighted; 0 where all is known."""
    score: Floats
    low: Floats
    high: Floats
    weights: dict[Feature, float]
    """Normalised weights of the features whose need is known; they add up to 1."""


class Index:
    """A pool ready to be ranked.

    Args:
        profiles: what ranking may know of each person.
        keys: each person's code, for ties.
        birth_years: for youth protection, None where unknown.
        criteria: weights and filters.
        on: the day of the ranking.
        titles: occupation titles, by default those that ship.

    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        keys: Sequence[str],
        birth_years: Sequence[int | None],
        *,
        criteria: Criteria,
        on: date,
        titles: TitleIndex | None = None,
    ) -> None:
        self.keys = tuple(keys)
        self.criteria = criteria
        self.on = on
        self.columns = columns_of(profiles, birth_years)
        self.work = WorkBook(self.columns[Trait.WORK].values, titles)
        self.blocks = blocks_of(self.columns)

    def __len__(self) -> int:
        return len(self.keys)

    def ask(self, vacancy: Vacancy) -> Answer:
        """Everything that depends on the vacancy alone, computed once."""
        return Answer(self, Question(vacancy, self.criteria, self.on, self.work))


class Answer:
    """One vacancy against the pool."""

    def __init__(self, index: Index, question: Question) -> None:
        self.index = index
        self.vacancy = question.vacancy
        self.criteria = question.criteria
        self._values: dict[Feature, Utilities] = {}
        weights: dict[Feature, float] = {}
        for feature, (trait, utility) in UTILITIES.items():
            weight = question.criteria.weights[feature]
            column = index.columns[trait]
            utilities = utility(question, column.values) if weight > 0 else None
            if utilities is not None:
                weights[feature] = weight
                self._values[feature] = utilities
        total = sum(weights.values())
        self.weights = {feature: weight / total for feature, weight in weights.items()} if total else {}
        self.question = question

    def masks(self) -> NDArray[np.uint32]:
        """Filter bits per person, 0 where nothing keeps them back; shape (people,)."""
        masks = np.zeros(len(self.index), np.uint32)
        for block in self.index.blocks:
            bits = self._bits(block)
            if bits is not None:
                masks |= bits[block.numbers]
        return masks

    def _bits(self, block: Block) -> NDArray[np.uint32] | None:
        """Filter bits per joint value of a block; None where nothing in it keeps anybody back."""
        bits = np.zeros(block.size, np.uint32)
        for bit, (trait, keeps_back) in enumerate(FILTERS.values()):
            if trait not in block.members:
                continue
            found = keeps_back(self.question, self.index.columns[trait].values)
            if found is not None and found.any():
                bits |= (found.astype(np.uint32) << np.uint32(bit))[block.members[trait]]
        return bits if bits.any() else None

    def _quick(self) -> NDArray[np.float32]:
        """float32 scores, block by block; whoever a filter keeps back gets a score below zero."""
        total = np.zeros(len(self.index), np.float32)
        for block in self.index.blocks:
            table = np.zeros(block.size, np.float64)
            for feature, utilities in self._values.items():
                trait = UTILITIES[feature][0]
                if trait in block.members:
                    table += (utilities.value * self.weights[feature])[block.members[trait]]
            bits = self._bits(block)
            if bits is not None:
                table[bits != 0] = -2.0 * len(self.index.blocks)
            if table.any():
                total += table.astype(np.float32)[block.numbers]
        return total

    def scores(self) -> Floats:
        """Score of every person in [0, 1], features added in their fixed order; shape (people,)."""
        total = np.zeros(len(self.index))
        for feature, utilities in self._values.items():
            total += (utilities.value * self.weights[feature])[self._numbers(feature)]
        return np.minimum(total, 1.0)  # normalised weights may add up to 1 and a rounding error

    def _numbers(self, feature: Feature) -> NDArray[np.int32]:
        return self.index.columns[UTILITIES[feature][0]].numbers

    def order(self, rows: Rows, scores: Floats) -> Rows:
        """The rows by score, best first; equal scores by a hash of vacancy and person."""
        placed = rows[np.argsort(-scores[rows], kind="stable")]
        sorted_scores = scores[placed]
        same = np.flatnonzero(sorted_scores[1:] == sorted_scores[:-1])
        done = -1
        for first in same.tolist():
            if first <= done:
                continue
            last = first + 1
            while last + 1 < len(placed) and sorted_scores[last + 1] == sorted_scores[first]:
                last += 1
            tied = sorted((int(row) for row in placed[first : last + 1]), key=self._tie)
            placed[first : last + 1] = tied
            done = last
        return placed

    def top(self, k: int) -> tuple[Rows, Floats]:
        """The `k` best people whom no filter keeps back, with their published scores.

        float32 preselects with a margin, float64 decides.
        """
        quick = self._quick()
        least = max(_kth_largest(quick, min(k, len(quick))) - FLOAT32_MARGIN, -FLOAT32_MARGIN) if len(quick) else 0.0
        rows = np.flatnonzero(quick >= least)
        exact = self.detail(rows).score
        scores = np.zeros(len(self.index))
        scores[rows] = exact
        best = self.order(rows, scores)[:k]
        return best, scores[best]

    def detail(self, rows: Rows) -> Detail:
        """Contributions and interval of these people, in float64 and fixed order."""
        contributions: dict[Feature, Floats] = {}
        widths: dict[Feature, Floats] = {}
        score, low, high = (np.zeros(len(rows)) for _ in range(3))
        for feature, utilities in self._values.items():
            weight, own = self.weights[feature], self._numbers(feature)[rows].astype(np.int64)
            contributions[feature] = (utilities.value * weight)[own]
            least, most = utilities.between(own)
            widths[feature] = (most - least) * weight
            score += contributions[feature]
            low += least * weight
            high += most * weight
        score = np.minimum(score, 1.0)
        low, high = np.minimum(low, score), np.clip(high, score, 1.0)
        return Detail(contributions, widths, score, low, high, dict(self.weights))

    def room(self, row: int, feature: Feature) -> float:
        """How much utility the person lacks in a feature."""
        return 1.0 - float(self._values[feature].value[self._numbers(feature)[row]])

    def score_with(self, row: int, feature: Feature, value: Any) -> float:
        """The person's score, computed again with another value of the feature's trait."""
        changed = UTILITIES[feature][1](self.question, [value])
        total = 0.0
        for other, utilities in self._values.items():
            known = utilities.value[self._numbers(other)[row]]
            part = changed.value[0] if other is feature and changed is not None else known
            total += float(part * self.weights[other])
        return min(total, 1.0)

    def rank_at(self, score: float, row: int, order: Rows, standing: Floats) -> int:
        """Where the person would stand with this score among people in this order with these scores."""
        ahead = int(np.searchsorted(-standing, -score, side="left"))
        equal = order[ahead : int(np.searchsorted(-standing, -score, side="right"))].tolist()
        own = self._tie(row)
        return 1 + ahead + sum(self._tie(other) < own for other in equal if other != row)

    def _tie(self, row: int) -> bytes:
        text = f"{self.vacancy.id}\x00{self.index.keys[row]}".encode()
        return hashlib.blake2b(text, digest_size=8).digest()


def _kth_largest(scores: NDArray[Any], k: int) -> float:
    """The k-th largest score; a sample bounds it from below, so that few rows are sorted."""
    sample = scores[:: max(1, len(scores) // 4096)]
    share = min(len(sample) - 1, int(len(sample) * (1 - 4 * k / len(scores)))) if 4 * k < len(scores) else 0
    bound = np.partition(sample, share)[share]
    kept = scores[scores >= bound]
    if len(kept) < k:
        kept = scores
    return float(np.partition(kept, len(kept) - k)[len(kept) - k])
