"""The time that a course takes of somebody who is in it; what it is about is no matter of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A course that a person is in; dates are half-open."""

    begins: date
    until: date | None = None
    """First day after it; None where its end is not known."""
    hours: float | None = None
    """A week; None where its times are not known."""
    days: frozenset[int] | None = None
    """Days of the week that it takes, Monday 0."""

    def runs_on(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day < self.until)


def from_day_on(courses: Sequence[Attendance], day: date) -> tuple[Attendance, ...]:
    """Courses that are not over on that day, also those that have not begun."""
    return tuple(course for course in courses if course.until is None or day < course.until)


def hours_taken(courses: Sequence[Attendance], day: date) -> tuple[float, bool]:
    """The most hours a week that courses take from that day on, and whether all their hours are known.

    Courses that follow each other do not add up.
    """
    ahead = from_day_on(courses, day)
    moments = {day, *(course.begins for course in ahead if course.begins > day)}
    most = max(sum(course.hours or 0.0 for course in ahead if course.runs_on(moment)) for moment in moments)
    return most, all(course.hours is not None for course in ahead)
