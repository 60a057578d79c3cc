"""Grading by hand: which pairs, in an order that tells nothing, and nothing to see that the ranking may not know."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.judging import FROM_BELOW, FROM_THE_TOP, Grade, Pair, pool_of, shuffled, size_of_pool
from matcher.model import Mobility, Profile, Vacancy, VacancyRef

RANKED = list(range(100, 160))
LISTS = st.lists(st.integers(1, 10_000), unique=True, max_size=60)


@given(LISTS, st.integers(1, 50))
def test_order_is_a_draw_that_each_judge_finds_again(ranked: list[int], judge: int) -> None:
    """The same people whatever the order of the list, everybody once, and no second draw."""
    pool = pool_of("V-1", ranked)

    order = shuffled(judge, "V-1", pool)

    assert sorted(order) == sorted(pool)
    assert order == shuffled(judge, "V-1", list(reversed(pool)))


@given(LISTS)
def test_pool_holds_the_first_and_some_from_below(ranked: list[int]) -> None:
    """Whoever stands at the top is in it; its size is what is told beforehand."""
    pool = pool_of("V-1", ranked)

    assert set(ranked[:FROM_THE_TOP]) <= set(pool) <= set(ranked)
    assert len(pool) == size_of_pool(len(ranked)) <= FROM_THE_TOP + FROM_BELOW


def test_judges_see_the_same_pairs_in_different_orders() -> None:
    """Only so can their grades be compared, and no order becomes a habit."""
    pool = pool_of("V-1", RANKED)

    orders = {shuffled(judge, "V-1", pool) for judge in range(20)}

    assert len(orders) > 15


def test_order_says_nothing_of_the_list() -> None:
    """Over many vacancies the place in the draw and the place on the list do not go together."""
    places, ranks = [], []
    for number in range(300):
        order = shuffled(7, f"V-{number}", pool_of(f"V-{number}", RANKED))
        places += range(len(order))
        ranks += [RANKED.index(who) for who in order]

    assert abs(np.corrcoef(places, ranks)[0, 1]) < 0.05


def test_graded_people_stay_when_the_list_changes() -> None:
    """Whoever was graded and is still there is not lost, and is not asked for twice."""
    first = pool_of("V-1", RANKED)
    later = pool_of("V-1", RANKED[20:], kept=set(first) & set(RANKED[20:]))

    assert set(first) & set(RANKED[20:]) <= set(later)
    assert len(later) == len(set(later))


def test_pair_has_room_for_a_code_a_vacancy_and_a_profile_alone() -> None:
    """Neither rank nor score nor anything of the person that the ranking does not get (I8)."""
    assert {item.name: item.type for item in fields(Pair)} == {
        "code": "str",
        "vacancy": "Vacancy",
        "profile": "Profile",
    }


def test_way_says_whether_the_means_are_assumed() -> None:
    """Bus and train where nobody said how they travel."""
    vacancy = Vacancy(id=VacancyRef("V"), title="", postcode="15711")

    said = Pair(code="LDS-1", vacancy=vacancy, profile=Profile(postcode="15745", mobility=Mobility.CAR)).way
    unsaid = Pair(code="LDS-1", vacancy=vacancy, profile=Profile(postcode="15745")).way

    assert said is not None
    assert unsaid is not None
    assert (said[2:], unsaid[2:]) == ((Mobility.CAR, True), (Mobility.TRANSIT, False))
    assert unsaid[1] > said[1]
    assert Pair(code="LDS-1", vacancy=vacancy, profile=Profile()).way is None


def test_grades_are_three_to_zero() -> None:
    assert [grade.points for grade in Grade] == [3, 2, 1, 0]
