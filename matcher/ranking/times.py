"""How a person's hours and shifts fit a job beside the courses that they are in: least, counted, most."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from matcher.attendance import Attendance, from_day_on, hours_taken
from matcher.model import Shift
from matcher.ranking.utilities import UNKNOWN

Hours = tuple[float | None, float | None, tuple[Attendance, ...]]
Shifts = tuple[frozenset[Shift] | None, tuple[Attendance, ...]]
Bounds = tuple[float, float, float]
_FULL_WEEK: Final = 40.0
"""Hours that work and courses may take together."""
_WHOLE_WEEK: Final = 168.0
_CLASHES: Final = MappingProxyType(
    {Shift.EARLY_LATE: (frozenset(range(5)), 0.5), Shift.WEEKEND: (frozenset({5, 6}), 0.0)}
)
"""Days on which a course and a shift get in each other's way, and what is left: every second week, or nothing."""


def hours_fit(needed: float, span: Hours, slack: float, day: date) -> Bounds:
    """A limit that is not stated counts as none; it could still be as narrow as the other one.

    Courses that are not over on the first day of work take their hours off a full week; where their times are not
    known, it may be all of it.
    """
    least, most, courses = span
    if least is None and most is None:
        return 0.0, UNKNOWN, 1.0

    def within(free: float) -> tuple[float, float]:
        lower, upper = 0.0 if least is None else least, free if most is None else min(most, free)
        counted = narrowest = _fit(needed, lower, upper, slack)
        if least is None:
            narrowest = _fit(needed, upper, upper, slack)
        elif most is None:
            narrowest = _fit(needed, lower, lower, slack)
        return min(narrowest, counted), counted

    if not from_day_on(courses, day):
        low, counted = within(_WHOLE_WEEK)
        return low, counted, counted
    taken, known = hours_taken(courses, day)
    low, counted = within(max(0.0, _FULL_WEEK - taken))
    if known:
        return low, counted, counted
    lowest, worst = within(0.0)
    return min(low, lowest), (worst + counted) / 2, counted


def _fit(needed: float, least: float, most: float, slack: float) -> float:
    return max(0.0, 1.0 - max(0.0, least - needed, needed - most) / slack)


def shift_fit(needed: Shift, value: Shifts, day: date) -> Bounds:
    """By day a course takes hours, which `hours_fit` counts; in shifts and at weekends it takes days."""
    able, courses = value
    if able is None:
        return 0.0, UNKNOWN, 1.0
    if needed not in able:
        return 0.0, 0.0, 0.0
    clash, left = _CLASHES.get(needed, (frozenset[int](), 1.0))
    days = [course.days for course in from_day_on(courses, day)]
    if any(taken & clash for taken in days if taken is not None):
        return left, left, left
    return (left, (1.0 + left) / 2, 1.0) if None in days else (1.0, 1.0, 1.0)
