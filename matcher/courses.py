"""Courses as people and rankings meet them: what they lead to, when they run, and whom they bring further. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from matcher.attendance import Attendance
from matcher.model import Cefr, Labelled, Profile, QualificationLevel, Recognition

WEEKDAYS: Final = (
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"),
    ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
)
_FORMAL: Final = frozenset({QualificationLevel.VOCATIONAL, QualificationLevel.ACADEMIC})
_RECOGNISED: Final = frozenset({Recognition.FULL, Recognition.ZAB_STATEMENT})


class CourseKind(Labelled):
    """What a course is for."""

    INTEGRATION = "integration", "Integrationskurs", "integration course"
    JOB_GERMAN = "job_german", "Berufssprachkurs", "job-related German"
    LICENCE = "licence", "Führerschein oder anderer Schein", "driving or other licence"
    RECOGNITION = "recognition", "Hilfe bei der Anerkennung", "help with recognition"
    OTHER = "other", "anderer Kurs", "other course"


GERMAN_COURSES: Final = frozenset({CourseKind.INTEGRATION, CourseKind.JOB_GERMAN})


@dataclass(frozen=True, slots=True, order=True)
class Lesson:
    """A weekly time; `weekday` counts from Monday, 0."""

    weekday: int
    begins: time
    ends: time

    @property
    def hours(self) -> float:
        return (_minutes(self.ends) - _minutes(self.begins)) / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course with its free places; dates are half-open."""

    id: int
    title: str
    kind: CourseKind
    provider: str
    level_from: Cefr | None = None
    """German that one has to bring; None where nothing is asked or known."""
    level_to: Cefr | None = None
    licence: str | None = None
    lessons: tuple[Lesson, ...] = ()
    places: int
    taken: int = 0
    waiting: int = 0
    starts_on: date
    until: date | None = None
    postcode: str | None = None
    city: str | None = None
    cancelled_at: datetime | None = None
    version: int = 1

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def hours(self) -> float | None:
        """Hours a week; None where the times are not known."""
        return sum(lesson.hours for lesson in self.lessons) if self.lessons else None

    def is_over(self, on: date) -> bool:
        return self.cancelled_at is not None or (self.until is not None and self.until <= on)

    def attendance(self) -> Attendance:
        """What the ranking learns of whoever is in it: when, and nothing of what it is about."""
        return Attendance(
            begins=self.starts_on,
            until=self.until,
            hours=self.hours,
            days=frozenset(lesson.weekday for lesson in self.lessons) if self.lessons else None,
        )


def first_clash(lessons: Sequence[Lesson]) -> Lesson | None:
    """The first lesson that begins before the one before it has ended; None where all is well."""
    for earlier, later in pairwise(sorted(lessons)):
        if earlier.weekday == later.weekday and later.begins < earlier.ends:
            return later
    return None


def leads_further(course: Course, profile: Profile) -> bool:
    """Whether the course gives the person something that they are known to lack, and they can enter it.

    What is not known of a person proposes no course: first somebody asks.
    """
    if course.kind in GERMAN_COURSES:
        return _brings_german(course, profile.german)
    if course.kind is CourseKind.LICENCE:
        held = profile.licences
        return course.licence is not None and held is not None and course.licence.casefold() not in _folded(held)
    if course.kind is CourseKind.RECOGNITION:
        return any(
            item.level in _FORMAL and item.recognition is not None and item.recognition not in _RECOGNISED
            for item in profile.qualifications
        )
    return False


def _brings_german(course: Course, german: Cefr | None) -> bool:
    if german is None or course.level_to is None or course.level_to.steps <= german.steps:
        return False
    return course.level_from is None or course.level_from.steps <= german.steps


def fitting(courses: Iterable[Course], profile: Profile, on: date) -> tuple[Course, ...]:
    """Courses with free places that lead the person further: the earliest first, those under way at the end."""
    found = [course for course in courses if course.free and not course.is_over(on) and leads_further(course, profile)]
    return tuple(sorted(found, key=lambda course: (course.starts_on < on, course.starts_on, course.id)))


def _folded(items: Iterable[str]) -> frozenset[str]:
    return frozenset(item.casefold() for item in items)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
