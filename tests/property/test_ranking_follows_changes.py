"""Shortcuts for changed people give the numbers that ranking everybody anew would give."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Profile, Vacancy
from matcher.ranking import Criteria
from matcher.ranking.demand import Demand
from tests.property.ranking_strategies import ON, criteria, index_of, profiles, vacancies


@settings(max_examples=40, deadline=None)
@given(st.lists(profiles(), min_size=2, max_size=6), profiles(), st.data(), st.lists(vacancies, min_size=1, max_size=3))
def test_overwritten_row_equals_fresh_index(
    people: list[Profile], changed: Profile, data: st.DataObject, asked: list[Vacancy]
) -> None:
    """Overwriting a row after questions were asked leaves no trace of the person as they were."""
    row, born = data.draw(st.integers(0, len(people) - 1)), data.draw(st.sampled_from([None, 1990, 2012]))
    index = index_of(people)
    for vacancy in asked:
        index.ask(vacancy).top(3)

    index.overwrite(row, changed, born)

    fresh = index_of(
        [changed if place == row else one for place, one in enumerate(people)],
        birth_years=[born if place == row else 1990 for place in range(len(people))],
    )
    for vacancy in asked:
        assert index.ask(vacancy).scores().tolist() == fresh.ask(vacancy).scores().tolist()
        assert index.ask(vacancy).masks().tolist() == fresh.ask(vacancy).masks().tolist()
        assert index.ask(vacancy).top(9)[0].tolist() == fresh.ask(vacancy).top(9)[0].tolist()
    assert index.generation == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(profiles(), min_size=1, max_size=3), profiles(), st.lists(vacancies, min_size=1, max_size=6), criteria)
def test_demand_equals_index_for_anybody(
    people: list[Profile], other: Profile, asked: list[Vacancy], rules: Criteria
) -> None:
    """One person against all vacancies has the scores and filters of all people against each vacancy."""
    pool = [*people, other]
    whole = index_of(pool, rules, birth_years=[2010] * len(pool))
    demand = Demand(asked, rules, ON, index_of(people, rules).work)

    for row, profile in enumerate(pool):
        expected = [whole.ask(vacancy).scores()[row] for vacancy in asked]
        masks = [int(whole.ask(vacancy).masks()[row]) for vacancy in asked]

        assert np.abs(demand.scores(profile) - expected).max() < 1e-12
        assert demand.masks(profile, 2010).tolist() == masks
