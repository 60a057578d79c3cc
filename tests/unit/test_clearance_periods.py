"""Months, days, working days: counted as the law counts them in Brandenburg."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from matcher.clearance.periods import add_months, day_after, deadline_for, fiction_from, first_day_after
from matcher.clearance.workdays import holidays_of, is_workday, next_workday, workday_after


@pytest.mark.parametrize("year", range(2017, 2036))
def test_holidays_agree_with_library(year: int) -> None:
    """Brandenburg's public holidays, Easter and Whit Sunday among them, are those that the `holidays` library knows."""
    peer = holidays.country_holidays("DE", subdiv="BB", years=year)

    assert holidays_of(year) == set(peer)


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2025, 5, 8), True),
        (date(2017, 10, 31), False),
        (date(2026, 10, 31), False),
        (date(2026, 4, 5), False),
        (date(2026, 5, 24), False),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
        (date(2026, 6, 4), True),
    ],
)
def test_workday_follows_brandenburg(day: date, workday: bool) -> None:
    """8 May 2025 was Berlin's holiday only, Corpus Christi is none here, Reformation Day is one every year."""
    assert is_workday(day) is workday


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),
        (date(2026, 4, 25), date(2026, 5, 11)),
        (date(2026, 3, 20), date(2026, 4, 7)),
        (date(2026, 12, 11), date(2026, 12, 28)),
        (date(2026, 12, 18), date(2027, 1, 4)),
        (date(2026, 10, 17), date(2026, 11, 2)),
    ],
)
def test_deadline_moves_to_next_workday_when_it_would_end_on_free_day(sent: date, last: date) -> None:
    """Fourteen days, and on to the next working day over weekend, Easter, Christmas and New Year."""
    assert deadline_for(sent, 14) == last
    assert fiction_from(sent, 14) == last + timedelta(days=1)


def test_deadline_is_workday_on_every_day() -> None:
    """No deadline of twenty years ends on a free day, and none is shorter than fourteen days."""
    days = [date(2017, 1, 1) + timedelta(days=step) for step in range(7000)]

    for day in days:
        last = deadline_for(day, 14)
        assert is_workday(last)
        assert 14 <= (last - day).days <= 18


@pytest.mark.parametrize(
    ("start", "months", "first"),
    [
        (date(2026, 6, 20), 3, date(2026, 9, 21)),
        (date(2026, 11, 30), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 3, 1)),
        (date(2025, 11, 30), 15, date(2027, 3, 1)),
    ],
)
def test_waiting_period_ends_on_same_numbered_day(start: date, months: int, first: date) -> None:
    """The first possible day is the day after the same-numbered one; a day that the month lacks becomes its last."""
    assert first_day_after(start, months) == first


def test_counting_stops_at_end_of_calendar() -> None:
    """A document "until 31.12.9999" breaks nothing."""
    assert day_after(date.max) == date.max
    assert add_months(date.max, 12) == date.max
    assert next_workday(date(2026, 11, 23)) == date(2026, 11, 23)


def test_workdays_are_counted_over_free_days() -> None:
    """Two working days after Maundy Thursday is the Wednesday after Easter."""
    assert workday_after(date(2026, 4, 2), 2) == date(2026, 4, 8)
    assert workday_after(date(2026, 4, 2), 0) == date(2026, 4, 2)
