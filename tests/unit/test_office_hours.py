"""Office hours in Brandenburg: when somebody is there, when a message arrives, by when an answer is to be expected."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.clock import BERLIN
from matcher.office_hours import HOURS, answer_expected, is_open, next_opening

OFFICIAL = holidays.country_holidays("DE", subdiv="BB", years=range(2018, 2036))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("written", "arrives", "expected"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00", "2026-11-25 16:00"),
        ("2026-11-23 06:30", "2026-11-23 08:00", "2026-11-25 16:00"),
        ("2026-11-23 16:00", "2026-11-24 08:00", "2026-11-26 16:00"),
        ("2026-11-27 12:59", "2026-11-27 12:59", "2026-12-01 16:00"),
        ("2026-11-27 13:00", "2026-11-30 08:00", "2026-12-02 16:00"),
        ("2026-11-28 11:00", "2026-11-30 08:00", "2026-12-02 16:00"),
        ("2026-12-24 15:30", "2026-12-24 15:30", "2026-12-29 16:00"),
        ("2026-12-25 10:00", "2026-12-28 08:00", "2026-12-30 16:00"),
        ("2027-03-28 23:00", "2027-03-30 08:00", "2027-04-01 16:00"),
        ("2026-10-31 09:00", "2026-11-02 08:00", "2026-11-04 16:00"),
    ],
)
def test_message_arrives_in_office_hours_and_is_answered_two_working_days_later(
    written: str, arrives: str, expected: str
) -> None:
    """Evenings, weekends, Christmas, Easter with the change of clocks, Reformation Day."""
    assert next_opening(at(written)) == at(arrives)
    assert answer_expected(at(arrives)) == at(expected)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2034, 12, 1)))
def test_next_opening_is_the_first_open_moment_on_no_holiday(moment: datetime) -> None:
    """Compared with the official list of Brandenburg's holidays."""
    written = moment.replace(tzinfo=BERLIN)

    opening = next_opening(written).astimezone(BERLIN)

    assert is_open(opening)
    assert opening >= written
    assert opening.date() not in OFFICIAL
    between = [written.date() + timedelta(days=days) for days in range(1, (opening.date() - written.date()).days)]
    assert all(day.weekday() > 4 or day in OFFICIAL for day in between)
    assert is_open(written) == (opening == written)


def test_offices_keep_hours_on_every_working_day() -> None:
    """Nobody waits for a weekday on which no office opens."""
    assert set(HOURS) == set(range(5))
    assert all(opens < closes for opens, closes in HOURS.values())
    assert not is_open(datetime.combine(date(2026, 11, 22), time(10), BERLIN))
