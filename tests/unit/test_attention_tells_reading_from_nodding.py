"""The blind-acceptance meter: taken unchanged or not, in order or not, how fast; few lists are not shown."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.attention import FAST, Month, Taken, by_month, follows, takes_the_first
from matcher.figures import LEAST


def taken(on: date, *, unchanged: bool = True, in_order: bool = True, seconds: float | None = 20.0) -> Taken:
    return Taken(on=on, unchanged=unchanged, in_order=in_order, seconds=seconds)


NOVEMBER = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("verdicts", "unchanged", "in_order"),
    [
        ([True, True, True], True, True),
        ([True, None, None], True, True),
        ([True, True, False], False, True),
        ([True, False, True], False, False),
        ([None, True, None], False, False),
        ([False, True], False, False),
        ([False, False], False, False),
        ([None, None], False, False),
    ],
)
def test_decisions_follow_a_list_or_not(verdicts: list[bool | None], unchanged: bool, in_order: bool) -> None:
    """Passing over somebody above is a choice, turning somebody down too."""
    assert follows(verdicts) == (unchanged, in_order)


def test_release_of_the_first_ones_changes_nothing() -> None:
    """In whatever order they were ticked."""
    assert takes_the_first({3, 1}, [1, 3, 5])
    assert not takes_the_first({1, 5}, [1, 3, 5])


def test_months_are_told_apart() -> None:
    """Counts, the middle of the seconds, the share in haste."""
    items = [taken(NOVEMBER, seconds=seconds) for seconds in (2.0, 5.0, 30.0, 40.0)]
    items += [taken(NOVEMBER, unchanged=False, seconds=50.0), taken(date(2026, 10, 31))]

    october, november = by_month(items)

    assert october == Month(begins=date(2026, 10, 1), lists=None)
    assert (november.lists, november.unchanged, november.in_order) == (5, 4, 5)
    assert (november.median_seconds, november.fast) == (30.0, 0.4)


def test_month_with_few_lists_is_not_shown() -> None:
    """Four lists would tell of single ones."""
    assert by_month([taken(NOVEMBER)] * (LEAST - 1)) == (Month(begins=date(2026, 11, 1), lists=None),)


def test_time_is_not_shown_where_few_openings_are_on_record() -> None:
    """The counts are."""
    items = [taken(NOVEMBER, seconds=None)] * 6 + [taken(NOVEMBER, seconds=3.0)]

    (month,) = by_month(items)

    assert (month.lists, month.median_seconds, month.fast) == (7, None, None)


def test_haste_begins_below_the_stated_seconds() -> None:
    (month,) = by_month([taken(NOVEMBER, seconds=float(FAST))] * 5 + [taken(NOVEMBER, seconds=FAST - 0.1)] * 5)

    assert month.fast == 0.5
