"""Working days in Brandenburg: its public holidays, reckoned from Easter."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


def easter_sunday(year: int) -> date:
    """Easter by the Gregorian computus (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, within = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fourth, single = divmod(within, 4)
    weekday = (32 + 2 * rest + 2 * fourth - moon - single) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Public holidays of Brandenburg, Easter Sunday and Whit Sunday among them.

    31 October stands in for the whole Länder's 31 October 2017 too. 8 May 2020 and 2025 were Berlin's alone.
    """
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in (-2, 0, 1, 39, 49, 50)}
    fixed = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}
    return frozenset(moving | {date(year, month, day) for month, day in fixed})


def is_workday(day: date) -> bool:
    """Neither Saturday nor Sunday nor a public holiday in Brandenburg."""
    return day.weekday() < _SATURDAY and day not in holidays_of(day.year)


def next_workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_after(day: date, count: int) -> date:
    """The working day that is `count` working days after the day."""
    for _ in range(count):
        day = next_workday(day + timedelta(days=1))
    return day
