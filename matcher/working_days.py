"""Working days in Brandenburg: Monday to Friday without public holidays (Feiertagsgesetz Brandenburg)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_FIXED: Final = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
_AROUND_EASTER: Final = (-2, 0, 1, 39, 49, 50)
"""Good Friday, Easter, Easter Monday, Ascension, Whitsun, Whit Monday."""


def working_day_after(day: date, count: int) -> date:
    """The working day that is `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


@lru_cache(maxsize=16)
def holidays(year: int) -> frozenset[date]:
    """Public holidays of the year, Sundays among them."""
    easter = _easter(year)
    movable = (easter + timedelta(days=days) for days in _AROUND_EASTER)
    return frozenset([*(date(year, month, day) for month, day in _FIXED), *movable])


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss, with Lichtenberg's correction)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    cycle = year % 19
    seed = (19 * cycle + moon) % 30
    shift = (seed + cycle // 11) // 29
    full_moon = 21 + seed - shift
    first_sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + 7 - (full_moon - first_sunday) % 7 - 1)
