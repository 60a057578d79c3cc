"""Whatever was decided: no weight below zero, no interval beside its proposal, no weight gained or lost in sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.ranking import DEFAULT_WEIGHTS, Feature
from matcher.ranking.learn import LEAST_LISTS, Lesson, Outcome, learn
from matcher.ranking.pairwise import SeenList, fit, in_order, pairs_of

UTILITIES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, float("nan")])


@st.composite
def seen_lists(draw: st.DrawFn) -> SeenList:
    people = draw(st.integers(2, 6))
    utilities = draw(arrays(np.float64, (people, len(Feature)), elements=UTILITIES))
    liked = np.array([True, False, *draw(st.lists(st.booleans(), min_size=people - 2, max_size=people - 2))])
    return SeenList(utilities, liked, np.array(draw(st.permutations(range(1, people + 1)))))


WEIGHTS = st.lists(st.floats(0, 100), min_size=len(Feature), max_size=len(Feature)).map(np.array)


@given(st.lists(seen_lists(), min_size=1, max_size=8), WEIGHTS, st.floats(0.01, 100))
def test_fitted_weights_are_finite_and_never_negative(lists: list[SeenList], toward: np.ndarray, pull: float) -> None:
    """Also where all pairs agree, where nothing is known, and where the weights in force are all zero."""
    pairs = pairs_of(lists)

    weights = fit(pairs, toward, pull)

    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
    assert ((in_order(pairs, weights[:-1]) >= 0) & (in_order(pairs, weights[:-1]) <= 1)).all()


@given(st.lists(seen_lists(), min_size=2, max_size=8), WEIGHTS.filter(lambda weights: weights.sum() > 1))
def test_scale_of_the_weights_in_force_does_not_matter(lists: list[SeenList], toward: np.ndarray) -> None:
    """Only their ratios are drawn to."""
    pairs = pairs_of(lists)

    assert fit(pairs, toward * 7, 1.0) == pytest.approx(fit(pairs, toward, 1.0), abs=1e-3)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(LEAST_LISTS, 60), st.floats(0, 30))
def test_proposal_keeps_its_bounds(seed: int, lists: int, sure: float) -> None:
    """Estimates only in a proposal; inside their interval, none negative, together as much as before."""
    lesson = learn(_judged(seed, lists, sure), DEFAULT_WEIGHTS)

    assert bool(lesson.estimates) == (lesson.outcome is Outcome.PROPOSAL)
    assert all(0 <= item.low <= item.proposed <= item.high for item in lesson.estimates)
    assert sum(lesson.weights(DEFAULT_WEIGHTS).values()) == pytest.approx(sum(DEFAULT_WEIGHTS.values()))
    assert isinstance(lesson, Lesson)


def _judged(seed: int, lists: int, sure: float) -> list[SeenList]:
    """The judge goes by German alone."""
    draw, column = np.random.default_rng(seed), list(Feature).index(Feature.GERMAN)
    found = []
    while len(found) < lists:
        utilities = draw.random((5, len(Feature)))
        score = sure * (utilities[:, column] - 0.5)
        seen = SeenList(utilities, draw.random(5) < 1 / (1 + np.exp(-score)), np.arange(1, 6))
        found += [seen] if seen.tells else []
    return found
