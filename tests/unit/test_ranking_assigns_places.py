"""Assignment: nobody twice, no place twice, nothing impossible, and never worse than greed."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.ranking.assign import Assignment, assign, assign_greedily


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    """Up to four vacancies and five people, some pairs impossible."""
    vacancies, people = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    cells = st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0, float("nan")])
    rows = draw(st.lists(st.lists(cells, min_size=people, max_size=people), min_size=vacancies, max_size=vacancies))
    return np.array(rows), draw(st.lists(st.integers(0, 3), min_size=vacancies, max_size=vacancies))


def assert_possible(made: Assignment, scores: np.ndarray, places: list[int]) -> None:
    people = [person for _, person in made.pairs]
    assert len(people) == len(set(people))
    for vacancy, count in enumerate(places):
        assert sum(one == vacancy for one, _ in made.pairs) <= count
    assert not any(np.isnan(scores[pair]) for pair in made.pairs)
    assert made.total == pytest.approx(sum(scores[pair] for pair in made.pairs))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_assignment_is_possible_and_beats_greed(problem: tuple[np.ndarray, list[int]]) -> None:
    """Both ways keep the rules, and the assignment is worth at least as much."""
    scores, places = problem

    best, greedy = assign(scores, places), assign_greedily(scores, places)

    assert_possible(best, scores, places)
    assert_possible(greedy, scores, places)
    assert best.total >= greedy.total - 1e-9
    assert assign(scores, places) == best


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.data())
def test_assignment_equals_best_of_all_orders(count: int, data: st.DataObject) -> None:
    """Against trying every order."""
    cells = st.floats(0, 1)
    scores = np.array(
        data.draw(st.lists(st.lists(cells, min_size=count, max_size=count), min_size=count, max_size=count))
    )

    best = assign(scores, [1] * count)

    tried = max(sum(scores[row, column] for row, column in enumerate(order)) for order in permutations(range(count)))
    assert best.total == pytest.approx(tried)


def test_greed_can_lose() -> None:
    """The case that the assignment exists for: the best pair first leaves the other person without a place."""
    scores = np.array([[0.9, 0.8], [0.8, float("nan")]])

    assert assign(scores, [1, 1]).pairs == ((0, 1), (1, 0))
    assert assign_greedily(scores, [1, 1]).pairs == ((0, 0),)


def test_empty_place_is_better_than_a_poorer_whole() -> None:
    """No place is filled at the price of a better pair elsewhere, only because a pair there is impossible."""
    scores = np.array([[0.0, 0.2, 0.0], [0.0, 0.0, float("nan")]])

    assert assign(scores, [1, 2]).total == pytest.approx(0.2)


def test_assignment_fills_several_places() -> None:
    """A vacancy with two places takes two people."""
    assert assign(np.array([[0.5, 0.9, 0.7]]), [2]).pairs == ((0, 1), (0, 2))


def test_assignment_of_nothing_is_nothing() -> None:
    """No places, no people, no vacancies."""
    assert assign(np.zeros((0, 3)), []).pairs == ()
    assert assign(np.zeros((2, 0)), [1, 1]).pairs == ()
    assert assign(np.array([[0.5]]), [0]).pairs == ()
    with pytest.raises(ValueError, match="1 numbers of places for 2"):
        assign(np.zeros((2, 1)), [1])
