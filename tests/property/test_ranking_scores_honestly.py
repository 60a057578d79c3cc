"""I7: the score adds up, is a function of its inputs alone, and is what the rules say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Experience, Profile, Vacancy
from matcher.ranking import Criteria
from tests.property.ranking_strategies import (
    TITLES,
    completions,
    criteria,
    index_of,
    profiles,
    twin_score,
    twin_tie,
    vacancies,
)

pools = st.lists(profiles(), min_size=1, max_size=12)


def likeness_of(vacancy: Vacancy) -> dict[str, float]:
    """How near each title is, read off people who did that work for five years."""
    book = index_of([Profile(experiences=(Experience(title=title, years=5.0),)) for title in TITLES]).work
    return dict(zip(TITLES, book.best(vacancy).tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(pools, vacancies, criteria)
def test_contributions_add_up_to_score_always(pool: list[Profile], vacancy: Vacancy, rules: Criteria) -> None:
    """Whoever adds the parts gets the score, to 1e-9, and both lie in [0, 1]."""
    answer = index_of(pool, rules).ask(vacancy)

    detail = answer.detail(np.arange(len(pool)))

    added = sum(detail.contributions.values(), np.zeros(len(pool)))
    assert np.abs(added - detail.score).max() < 1e-9
    assert (detail.score == answer.scores()).all()
    assert detail.score.min() >= 0.0
    assert detail.score.max() <= 1.0 + 1e-9


@settings(max_examples=60, deadline=None)
@given(pools, vacancies, criteria)
def test_score_equals_plain_twin_always(pool: list[Profile], vacancy: Vacancy, rules: Criteria) -> None:
    """The vectorised scorer and a reader of the rules agree for every person."""
    scores = index_of(pool, rules).ask(vacancy).scores()

    alike = likeness_of(vacancy)
    expected = [twin_score(profile, vacancy, rules, alike) for profile in pool]
    assert np.abs(scores - expected).max() < 1e-7


@settings(max_examples=60, deadline=None)
@given(st.data(), pools, vacancies)
def test_order_ignores_order_of_people_always(data: st.DataObject, pool: list[Profile], vacancy: Vacancy) -> None:
    """Whoever is loaded first has no advantage: a shuffled pool gives the identical list and scores."""
    keys = [f"LDS-{place}" for place in range(len(pool))]
    shuffled = data.draw(st.permutations(range(len(pool))))

    plain = index_of(pool, keys=keys).ask(vacancy)
    mixed_index = index_of([pool[place] for place in shuffled], keys=[keys[place] for place in shuffled])
    mixed = mixed_index.ask(vacancy)

    rows, scores = plain.top(len(pool))
    others, mixed_scores = mixed.top(len(pool))
    assert [keys[row] for row in rows] == [mixed_index.keys[row] for row in others]
    assert scores.tolist() == mixed_scores.tolist()


@settings(max_examples=40, deadline=None)
@given(pools, vacancies, criteria)
def test_equal_inputs_give_identical_list(pool: list[Profile], vacancy: Vacancy, rules: Criteria) -> None:
    """A second index over the same people gives the same places and the same numbers, bit by bit."""
    first, second = (index_of(pool, rules).ask(vacancy).top(len(pool)) for _ in range(2))

    assert first[0].tolist() == second[0].tolist()
    assert first[1].tolist() == second[1].tolist()


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies, st.integers(2, 9))
def test_ties_break_by_hash_of_vacancy_and_person(profile: Profile, vacancy: Vacancy, count: int) -> None:
    """Equal people stand in the order of a hash that nobody can steer, and another vacancy mixes them anew."""
    keys = [f"LDS-{place:03d}" for place in range(count)]
    answer = index_of([profile] * count, keys=keys).ask(vacancy)

    placed = answer.order(np.arange(count), answer.scores())

    assert [keys[row] for row in placed] == sorted(keys, key=lambda key: twin_tie(vacancy, key))


@settings(max_examples=150, deadline=None)
@given(st.data(), profiles(), vacancies, criteria)
def test_interval_contains_score_of_every_completion(
    data: st.DataObject, profile: Profile, vacancy: Vacancy, rules: Criteria
) -> None:
    """Whatever the missing facts turn out to be, the score ends up inside the interval that was shown."""
    complete = data.draw(completions(profile))

    before = index_of([profile], rules).ask(vacancy).detail(np.array([0]))
    after = index_of([complete], rules).ask(vacancy).detail(np.array([0]))

    assert before.low[0] - 1e-9 <= after.score[0] <= before.high[0] + 1e-9
    assert before.low[0] <= before.score[0] <= before.high[0]


@settings(max_examples=60, deadline=None)
@given(st.data(), profiles(), vacancies)
def test_interval_closes_when_all_is_stated(data: st.DataObject, profile: Profile, vacancy: Vacancy) -> None:
    """Nothing left to ask, nothing left open."""
    complete = data.draw(completions(profile))

    detail = index_of([complete]).ask(vacancy).detail(np.array([0]))

    assert detail.high[0] - detail.low[0] < 1e-9


@settings(max_examples=60, deadline=None)
@given(pools, vacancies)
def test_unknown_need_weighs_nothing(pool: list[Profile], vacancy: Vacancy) -> None:
    """What the vacancy does not state moves nobody: its feature is neither weighed nor added."""
    silent = replace(
        vacancy,
        german_min=None,
        licences_needed=None,
        skills_needed=None,
        hours=None,
        shift=None,
        start=None,
        qualification_needed=None,
        kind=None,
        postcode=None,
    )

    answer = index_of(pool).ask(silent)

    assert {str(feature) for feature in answer.weights} == {"occupation", "recency"}
    assert abs(sum(answer.weights.values()) - 1.0) < 1e-12


@settings(max_examples=80, deadline=None)
@given(pools, vacancies, criteria, st.integers(1, 12))
def test_top_equals_exact_order_for_every_k(pool: list[Profile], vacancy: Vacancy, rules: Criteria, k: int) -> None:
    """float32 only preselects: the first k are the first k of the exact order over whoever no filter keeps back."""
    people = pool * 3
    answer = index_of(people, rules).ask(vacancy)

    rows, scores = answer.top(k)

    exact = answer.scores()
    allowed = np.flatnonzero(answer.masks() == 0)
    assert rows.tolist() == answer.order(allowed, exact)[:k].tolist()
    assert scores.tolist() == exact[rows].tolist()
