"""Who could accompany a person: the order of mentors, and the reasons beside each."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.mentoring import Candidate, Why, longest_end, months_left, suggestions


def mentor(number: int, **known: object) -> Candidate:
    return Candidate(**{"id": number, "name": f"M{number}", "people": 0, "most": 3, **known})


def order(*mentors: Candidate, languages: frozenset[str] = frozenset(), **ways: float) -> list[int]:
    found = suggestions(mentors, languages=languages, kilometres={int(key[1:]): km for key, km in ways.items()})
    return [item.candidate.id for item in found]


def test_room_comes_before_everything_else() -> None:
    """Who has no room is last, however near and well understood."""
    full = mentor(1, people=3, languages=frozenset({"ar"}))

    assert order(full, mentor(2), languages=frozenset({"ar"}), m1=1.0, m2=40.0) == [2, 1]


def test_shared_language_comes_before_the_way() -> None:
    """Talking matters more than a few kilometres."""
    assert order(mentor(1), mentor(2, languages=frozenset({"ar"})), languages=frozenset({"ar"}), m1=1.0, m2=25.0) == [
        2,
        1,
    ]


def test_nearer_comes_first_and_an_unknown_place_last() -> None:
    """Nobody is dropped because their postcode is missing."""
    assert order(mentor(1), mentor(2), mentor(3), m2=30.0, m3=4.0) == [3, 2, 1]


def test_who_is_away_comes_after_who_is_there() -> None:
    """A holiday is no time to begin."""
    assert order(mentor(1, away=True), mentor(2)) == [2, 1]


def test_fewer_people_come_first_where_all_else_is_equal() -> None:
    """The load is shared."""
    assert order(mentor(1, people=2), mentor(2, people=1)) == [2, 1]


def test_every_suggestion_says_why() -> None:
    """Room, language and way, each where it is known."""
    near = mentor(1, languages=frozenset({"ar", "fr"}))

    [found] = suggestions([near], languages=frozenset({"ar"}), kilometres={1: 6.2})

    assert found.whys == (Why.ROOM, Why.LANGUAGE, Why.NEAR)
    assert (found.shared, found.km) == (("ar",), 6.2)
    [plain] = suggestions([mentor(2, most=None)], languages=frozenset(), kilometres={})
    assert plain.whys == (Why.ROOM_UNKNOWN,)


@given(
    st.lists(
        st.builds(
            Candidate,
            id=st.integers(1, 10**6),
            name=st.text(max_size=5),
            people=st.integers(0, 9),
            most=st.none() | st.integers(0, 9),
            languages=st.frozensets(st.sampled_from(["ar", "fa", "ru"])),
            away=st.booleans(),
        ),
        unique_by=lambda item: item.id,
        max_size=12,
    ),
    st.frozensets(st.sampled_from(["ar", "fa"])),
    st.randoms(),
)
def test_suggestions_lose_nobody_and_depend_on_no_order(mentors: list[Candidate], spoken: frozenset[str], dice) -> None:
    """Everybody is in the list, and shuffling the register changes nothing."""
    shuffled = list(mentors)
    dice.shuffle(shuffled)

    found = suggestions(mentors, languages=spoken, kilometres={})

    assert {item.candidate.id for item in found} == {item.id for item in mentors}
    assert found == suggestions(shuffled, languages=spoken, kilometres={})


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2027, 6, 30), None),
        (date(2027, 7, 1), 2),
        (date(2027, 7, 31), 2),
        (date(2027, 8, 1), 1),
        (date(2027, 9, 1), 0),
        (date(2028, 1, 1), 0),
    ],
)
def test_warnings_fall_into_month_ten_eleven_and_twelve(on: date, left: int | None) -> None:
    """Of a mentorship that began on 1 September 2026."""
    assert months_left(longest_end(date(2026, 9, 1)), on) == left
