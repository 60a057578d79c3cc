"""Which of two people on one list was judged better, as a logistic model of what sets them apart.

Weights are never negative: more of what is needed cannot count against a person. Standing higher up is a part of its
own, so that agreeing with the order that was shown is not taken for agreeing with its reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_PLACE_RIDGE: Final = 0.05
_LEAST_RIDGE: Final = 1e-3
"""Keeps the weights finite where every pair agrees."""
_BEGIN: Final = 5.0
"""Sum of the weights at which the search begins; the sum says how surely decisions follow the score."""
_EQUAL: Final = 1e-12
_FLAT: Final = 1e-7
_ENOUGH: Final = 1e-4
"""Share of the promised fall of the loss that a step has to keep."""
_MOST_STEPS: Final = 60
_MOST_HALVINGS: Final = 30


@dataclass(frozen=True, slots=True)
class SeenList:
    """The people of one list who were judged, as they were when they were judged."""

    utilities: Floats
    """Shape (people, features); NaN where the list did not weigh the feature."""
    liked: NDArray[np.bool_]
    places: Numbers
    """Where each of them stood on the list, from 1."""

    @property
    def tells(self) -> bool:
        """Only where some were liked and others not does a list tell what counted."""
        return bool(self.liked.any() and not self.liked.all())


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of each list everybody who was liked beside everybody who was not."""

    gaps: Floats
    """How much more of each feature the one who was liked has; shape (pairs, features)."""
    ahead: Floats
    """How much more the one who was liked was looked at for standing higher up; shape (pairs,)."""
    lists: Numbers
    """The list of each pair; shape (pairs,)."""
    shares: Floats
    """What one pair counts: the pairs of n people count as much as n - 1 comparisons; shape (pairs,)."""

    def only(self, features: NDArray[np.bool_]) -> Pairs:
        return Pairs(self.gaps[:, features], self.ahead, self.lists, self.shares)

    def among(self, lists: NDArray[np.bool_]) -> Pairs:
        """The pairs of some lists."""
        kept = lists[self.lists]
        return Pairs(self.gaps[kept], self.ahead[kept], self.lists[kept], self.shares[kept])


def pairs_of(lists: Sequence[SeenList]) -> Pairs:
    """All pairs of lists that tell something; there has to be one."""
    gaps, ahead, numbers, shares = [], [], [], []
    for number, seen in enumerate(lists):
        liked, others = np.flatnonzero(seen.liked), np.flatnonzero(~seen.liked)
        better, worse = np.repeat(liked, len(others)), np.tile(others, len(liked))
        looked_at = 1.0 / np.log2(seen.places + 1.0)
        gaps.append(np.nan_to_num(seen.utilities[better] - seen.utilities[worse]))
        ahead.append(looked_at[better] - looked_at[worse])
        numbers.append(np.full(len(better), number, np.int64))
        shares.append(np.full(len(better), (len(seen.liked) - 1) / max(1, len(better))))
    return Pairs(*(np.concatenate(part) for part in (gaps, ahead, numbers, shares)))


def fit(pairs: Pairs, toward: Floats, strength: float) -> Floats:
    """Weights of the features, then of standing higher up; none below zero; shape (features + 1,).

    Args:
        pairs: who was liked beside whom.
        toward: the weights to whose ratios the answer is drawn.
        strength: how strongly; their sum is free, since decisions alone tell it.

    """
    once = np.ones((1, int(pairs.lists.max(initial=0)) + 1))
    return np.asarray(fit_each(pairs, toward, strength, once)[0])


def fit_each(pairs: Pairs, toward: Floats, strength: float, counts: Floats, *, begin: Floats | None = None) -> Floats:
    """The same for each row of `counts`, which says how often each list counts; shape (rows, features + 1).

    Newton's method within the bounds, for all rows at once: a weight at zero that would fall further stays there.
    The search begins at `begin`, where that is known to be near.
    """
    problem = _Problem(pairs, _pull(toward, strength), counts)
    if begin is None:
        begin = np.append(_BEGIN * toward / (toward.sum() or 1.0), 0.1)
    weights: Floats = np.tile(begin, (len(counts), 1))
    for _ in range(_MOST_STEPS):
        slope, bend = problem.slope_and_bend(weights)
        held = (weights <= _EQUAL) & (slope > 0)
        slope[held] = 0.0
        if float(np.abs(slope).max()) < _FLAT:
            break
        bend = np.where(held[:, :, None] | held[:, None, :], np.eye(weights.shape[1]), bend)
        step: Floats = np.asarray(np.linalg.solve(bend, slope[:, :, None])[:, :, 0], np.float64)
        weights = problem.go(weights, step, slope)
    return weights


class _Problem:
    """The loss of one resample per row, and how it falls."""

    def __init__(self, pairs: Pairs, pull: Floats, counts: Floats) -> None:
        self._sides = np.column_stack([pairs.gaps, pairs.ahead])
        self._squares = (self._sides[:, :, None] * self._sides[:, None, :]).reshape(len(self._sides), -1)
        self._often = pairs.shares * counts[:, pairs.lists]
        self._pull = pull

    def slope_and_bend(self, weights: Floats) -> tuple[Floats, Floats]:
        """First and second derivatives; shapes (rows, weights) and (rows, weights, weights)."""
        missed = 1.0 / (1.0 + np.exp(weights @ self._sides.T))
        slope = weights @ self._pull - (self._often * missed) @ self._sides
        bend = (self._often * missed * (1.0 - missed)) @ self._squares
        return slope, bend.reshape(*weights.shape, weights.shape[1]) + self._pull

    def go(self, weights: Floats, step: Floats, slope: Floats) -> Floats:
        """As far along the step as the loss falls enough, row by row; nothing goes below zero."""
        before, length = self._loss(weights), np.ones((len(weights), 1))
        for _ in range(_MOST_HALVINGS):
            there = np.maximum(0.0, weights - length * step)
            gained = before - self._loss(there)
            short = gained < _ENOUGH * (slope * (weights - there)).sum(axis=1) - _FLAT * (1.0 + np.abs(before))
            if not short.any():
                break
            length[short] /= 2
        return np.asarray(there)

    def _loss(self, weights: Floats) -> Floats:
        margin = weights @ self._sides.T
        drawn = ((weights @ self._pull) * weights).sum(axis=1) / 2
        return np.asarray((self._often * np.logaddexp(0.0, -margin)).sum(axis=1) + drawn)


def _pull(toward: Floats, strength: float) -> Floats:
    """A quadratic form that is least along `toward`."""
    length = float(np.linalg.norm(toward))
    along = toward / length if length else toward
    pull = np.zeros((len(toward) + 1, len(toward) + 1))
    pull[:-1, :-1] = strength * (np.eye(len(toward)) - np.outer(along, along)) + _LEAST_RIDGE * np.eye(len(toward))
    pull[-1, -1] = _PLACE_RIDGE
    return pull


def in_order(pairs: Pairs, weights: Floats) -> Floats:
    """For each list, the share of its pairs that these weights put in the right order; equal ones count half.

    NaN for lists without pairs; shape (lists,).
    """
    margin = pairs.gaps @ weights
    right = (margin > _EQUAL) + 0.5 * (np.abs(margin) <= _EQUAL)
    size = int(pairs.lists.max(initial=-1)) + 1
    many = np.bincount(pairs.lists, minlength=size)
    with np.errstate(invalid="ignore"):
        return np.bincount(pairs.lists, right, minlength=size) / many
