"""What the employer service's decisions say of the weights: a proposal with its uncertainty, or silence and why.

Pairwise, monotone, drawn to the weights in force, and offered only where it orders lists better that it was not
learned from. It knows features and decisions, no person; it changes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.ranking.criteria import Feature
from matcher.ranking.pairwise import Floats, Pairs, SeenList, fit, fit_each, in_order, pairs_of

LEAST_LISTS: Final = 30
"""Below so many judged lists gains are noise: nothing is proposed."""
CLAIM: Final = 0.9
"""At least so often a planted weight lies inside its interval; measured, see the tests."""
_COMPUTED: Final = 0.98
"""Share of the resamples that an interval holds: wider than its claim, since resampling alone claims too much."""
_TELLING: Final = 10
"""In so many lists people must differ in a feature before decisions say anything about its weight."""
_STRENGTH: Final = 1.0
"""How strongly the proposal is drawn to the weights in force, against the sum over all lists: 1/n per list."""
_FREE: Final = 0.01
"""The same for the interval, which must not lean on them."""
_RESAMPLES: Final = 400
_AT_ONCE: Final = 50
"""Resamples that are held in memory together."""
_FOLDS: Final = 10
_ORDER: Final = 3.5
"""Standard errors by which unseen lists must be ordered better than by chance: shuffled decisions do not pass."""
_GAIN: Final = 1.64
"""Standard errors by which they must be ordered better than by the weights in force (one-sided 95 %)."""


class Outcome(StrEnum):
    TOO_FEW = "too_few"
    NO_PATTERN = "no_pattern"
    """On unseen lists the decisions cannot be told from chance."""
    NO_GAIN = "no_gain"
    """The weights in force order unseen lists as well."""
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One weight, on the scale of the weights in force."""

    feature: Feature
    current: float
    proposed: float
    low: float
    high: float
    """The interval, at `CLAIM`."""

    @property
    def differs(self) -> bool:
        """The interval leaves out the weight in force."""
        return not self.low <= self.current <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What came of learning. Only a proposal has estimates."""

    outcome: Outcome
    lists: int
    """Lists that tell something: some people were found suitable, others not."""
    estimates: tuple[Estimate, ...] = ()
    """For the features that decisions say something about; the others keep their weight."""
    order_now: float = 0.5
    order_then: float = 0.5
    """Share of the pairs of unseen lists that stand in the right order, by today's and by the proposed weights."""

    @property
    def missing(self) -> int:
        """Judged lists that are still missing before anything is proposed."""
        return max(0, LEAST_LISTS - self.lists)

    def weights(self, current: Mapping[Feature, float]) -> dict[Feature, float]:
        """The criteria's weights with the proposed ones in their place."""
        return {**current, **{item.feature: item.proposed for item in self.estimates}}


def learn(lists: Sequence[SeenList], weights: Mapping[Feature, float]) -> Lesson:
    """A proposal out of these lists, or why there is none. Equal inputs give the identical lesson.

    Args:
        lists: one per vacancy, features in the order of `Feature`.
        weights: those in force.

    """
    telling = [seen for seen in lists if seen.tells]
    if len(telling) < LEAST_LISTS:
        return Lesson(outcome=Outcome.TOO_FEW, lists=len(telling))
    with threadpool_limits(limits=1, user_api="blas"):  # many small products: threads would wait for each other
        return _learn(telling, weights)


def _learn(telling: Sequence[SeenList], weights: Mapping[Feature, float]) -> Lesson:
    pairs = pairs_of(telling)
    known = _told(pairs)
    if not known.any():
        return Lesson(outcome=Outcome.NO_PATTERN, lists=len(telling))
    current = np.array([weights[feature] for feature in Feature])[known]
    pairs = pairs.only(known)
    now, then = _unseen(pairs, current, len(telling))
    outcome = _outcome(now, then)
    estimates = _estimates(pairs, known, current, len(telling)) if outcome is Outcome.PROPOSAL else ()
    return Lesson(
        outcome=outcome,
        lists=len(telling),
        estimates=estimates,
        order_now=float(now.mean()),
        order_then=float(then.mean()),
    )


def _told(pairs: Pairs) -> NDArray[np.bool_]:
    """Features in which people who were judged differently differ, in enough lists."""
    differ = np.abs(pairs.gaps) > 0
    return np.array([len(np.unique(pairs.lists[column])) >= _TELLING for column in differ.T])


def _unseen(pairs: Pairs, current: Floats, lists: int) -> tuple[Floats, Floats]:
    """Each list's order by the weights in force, and by weights learned from the lists of other folds."""
    fold = np.random.default_rng(lists).permutation(lists) % _FOLDS
    then = np.empty(lists)
    for number in range(_FOLDS):
        held = fold == number
        learned = fit(pairs.among(~held), current, _STRENGTH)[:-1]
        ordered = in_order(pairs.among(held), learned)
        then[np.flatnonzero(held)] = ordered[np.flatnonzero(held)]
    return in_order(pairs, current), then


def _outcome(now: Floats, then: Floats) -> Outcome:
    if (then.mean() - 0.5) < _ORDER * _error(then):
        return Outcome.NO_PATTERN
    gain = then - now
    return Outcome.PROPOSAL if gain.mean() > _GAIN * _error(gain) else Outcome.NO_GAIN


def _error(values: Floats) -> float:
    """Standard error of the mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _estimates(pairs: Pairs, known: NDArray[np.bool_], current: Floats, lists: int) -> tuple[Estimate, ...]:
    scale = float(current.sum()) or 100.0
    proposed = _shares(fit(pairs, current, _STRENGTH))
    low, high = _interval(pairs, current, lists)
    low, high = np.minimum(low, proposed), np.maximum(high, proposed)
    features = [feature for feature, one in zip(Feature, known.tolist(), strict=True) if one]
    rows = zip(features, current, proposed * scale, low * scale, high * scale, strict=True)
    return tuple(
        Estimate(feature=feature, current=float(now), proposed=float(then), low=float(least), high=float(most))
        for feature, now, then, least, most in rows
    )


def _interval(pairs: Pairs, current: Floats, lists: int) -> tuple[Floats, Floats]:
    """Shares between which the resampled ones lie, over lists drawn anew, widened where lists are few."""
    draw = np.random.default_rng(lists)
    counts = draw.multinomial(lists, np.full(lists, 1.0 / lists), size=_RESAMPLES).astype(np.float64)
    near, parts = fit(pairs, current, _FREE), np.array_split(counts, _RESAMPLES // _AT_ONCE)
    found = [fit_each(pairs, current, _FREE, part, begin=near) for part in parts]
    drawn = np.array([_shares(weights) for part in found for weights in part])
    middle = np.median(drawn, axis=0)
    least, most = np.quantile(drawn, [(1 - _COMPUTED) / 2, (1 + _COMPUTED) / 2], axis=0)
    wider = np.sqrt(lists / max(1, lists - len(current)))
    return np.maximum(0.0, middle - (middle - least) * wider), np.minimum(1.0, middle + (most - middle) * wider)


def _shares(weights: Floats) -> Floats:
    """Of the features alone; even where nothing counts at all."""
    features = weights[:-1]
    whole = float(features.sum())
    return features / whole if whole > 0 else np.full(len(features), 1.0 / len(features))
