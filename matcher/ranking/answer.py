"""One vacancy against a pool: who is kept back, who comes first, and what each score is made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.criteria import Feature
from matcher.ranking.features import UTILITIES, Question
from matcher.ranking.filters import FILTERS
from matcher.ranking.utilities import Utilities

if TYPE_CHECKING:
    from matcher.ranking.index import Index

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
FLOAT32_MARGIN: Final = 1e-5
"""More than a dozen float32 additions of parts of 1 can be wrong by; times the sum of weights."""


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


class Answer:
    """One vacancy against the pool."""

    def __init__(self, index: Index, question: Question) -> None:
        self.index = index
        self.question = question
        self.vacancy = question.vacancy
        self.criteria = question.criteria
        found = {feature: index.utilities(feature, question) for feature in UTILITIES}
        self._values: dict[Feature, Utilities] = {
            feature: utilities for feature, utilities in found.items() if utilities is not None
        }
        self._of_one: dict[tuple[int, Feature], float] = {}
        self._total = sum(self.criteria.weights[feature] for feature in self._values)
        self.weights = {feature: self.criteria.weights[feature] / self._total for feature in self._values}

    def masks(self) -> NDArray[np.uint32]:
        """Filter bits per person, 0 where nothing keeps them back; shape (people,)."""
        masks = np.zeros(len(self.index), np.uint32)
        for bit, (reason, (trait, _)) in enumerate(FILTERS.items()):
            found = self.index.kept_back(reason, self.question)
            if found is not None:
                masks |= (found.astype(np.uint32) << np.uint32(bit))[self.index.columns[trait].numbers]
        return masks

    def scores(self) -> Floats:
        """Score of every person in [0, 1], features added in their fixed order; shape (people,)."""
        total = np.zeros(len(self.index))
        for feature, utilities in self._values.items():
            total += (utilities.all() * self.weights[feature])[self._numbers(feature)]
        return np.minimum(total, 1.0)  # normalised weights may add up to 1 and a rounding error

    def _numbers(self, feature: Feature) -> NDArray[np.int32]:
        return self.index.columns[UTILITIES[feature][0]].numbers

    def order(self, rows: Rows, scores: Floats) -> Rows:
        """The rows by score, best first; equal scores by a hash of vacancy and person."""
        return self._placed(rows, scores[rows])[0]

    def _placed(self, rows: Rows, scores: Floats) -> tuple[Rows, Floats]:
        """Rows and their scores, both in order."""
        places = np.argsort(-scores, kind="stable")
        placed, falling = rows[places], scores[places]
        same = np.flatnonzero(falling[1:] == falling[:-1])
        done = -1
        for first in same.tolist():
            if first <= done:
                continue
            last = int(np.searchsorted(-falling, -falling[first], side="right")) - 1
            placed[first : last + 1] = sorted(placed[first : last + 1].tolist(), key=self._tie)
            done = last
        return placed, falling

    def top(self, k: int) -> tuple[Rows, Floats]:
        """The `k` best people whom no filter keeps back, with their published scores.

        float32 preselects with a margin, float64 decides.
        """
        if not len(self.index) or k < 1:
            return np.zeros(0, np.int64), np.zeros(0)
        quick = self.index.quick(self.question)
        margin = FLOAT32_MARGIN * max(self._total, 1.0)
        rows = np.flatnonzero(quick >= max(_kth_largest(quick, min(k, len(quick))) - margin, -margin))
        rows, scores = self._placed(rows, self._exact(rows))
        return rows[:k], scores[:k]

    def _exact(self, rows: Rows) -> Floats:
        total = np.zeros(len(rows))
        for feature, utilities in self._values.items():
            total += utilities.at(self._numbers(feature)[rows].astype(np.int64)) * self.weights[feature]
        return np.minimum(total, 1.0)

    def detail(self, rows: Rows) -> Detail:
        """Contributions and interval of these people, in float64 and fixed order."""
        contributions: dict[Feature, Floats] = {}
        widths: dict[Feature, Floats] = {}
        score, low, high = (np.zeros(len(rows)) for _ in range(3))
        for feature, utilities in self._values.items():
            weight, own = self.weights[feature], self._numbers(feature)[rows].astype(np.int64)
            value, least, most = utilities.spread(own)
            contributions[feature] = value * weight
            widths[feature] = (most - least) * weight
            score += contributions[feature]
            low += least * weight
            high += most * weight
        score = np.minimum(score, 1.0)
        low, high = np.minimum(low, score), np.clip(high, score, 1.0)
        return Detail(contributions, widths, score, low, high, dict(self.weights))

    def room(self, row: int, feature: Feature) -> float:
        """How much utility the person lacks in a feature."""
        return 1.0 - self._utility(row, feature)

    def _utility(self, row: int, feature: Feature) -> float:
        """One person's utility; asked for again with every step that is tried for them."""
        key = row, feature
        if key not in self._of_one:
            own = self._numbers(feature)[row : row + 1].astype(np.int64)
            self._of_one[key] = float(self._values[feature].at(own)[0])
        return self._of_one[key]

    def score_with(self, row: int, feature: Feature, value: Any) -> float:
        """The person's score, computed again with another value of the feature's trait."""
        changed = UTILITIES[feature][1](self.question, [value])
        total = 0.0
        for other in self._values:
            known = changed is None or other is not feature
            part = self._utility(row, other) if known or changed is None else float(changed.all()[0])
            total += part * self.weights[other]
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
    if 4 * k < len(scores):
        sample = scores[:: max(1, len(scores) // 4096)]
        share = min(len(sample) - 1, int(len(sample) * (1 - 4 * k / len(scores))))
        kept = scores[scores >= np.partition(sample, share)[share]]
        if len(kept) >= k:
            scores = kept
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
