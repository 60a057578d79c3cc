"""Courses in words: their level, their times, their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.courses import WEEKDAYS, Course
from webapp.language import language
from webapp.words import day, number


def course_goal(course: Course) -> str:
    """`A2 → B1`, a licence, or nothing."""
    if course.licence:
        return course.licence
    if course.level_to is None:
        return ""
    return (
        f"{course.level_from} → {course.level_to}" if course.level_from else _("bis %(level)s", level=course.level_to)
    )


def course_times(course: Course) -> str:
    """`Mo–Fr 8:30–12:30 (20 Std.)`; says so where the times are not known."""
    if course.hours is None:
        return _("Zeiten noch nicht bekannt")
    days: defaultdict[tuple[time, time], list[int]] = defaultdict(list)
    for lesson in course.lessons:
        days[lesson.begins, lesson.ends].append(lesson.weekday)
    parts = [f"{_days(numbers)} {_clock(begins)}–{_clock(ends)}" for (begins, ends), numbers in days.items()]
    return _("%(times)s (%(hours)s Std. pro Woche)", times=", ".join(parts), hours=number(course.hours))


def course_period(course: Course) -> str:
    """From the first to the last day."""
    if course.until is None:
        return _("ab %(first)s", first=day(course.starts_on))
    return _("%(first)s bis %(last)s", first=day(course.starts_on), last=day(last_day(course.until)))


def course_place(course: Course) -> str:
    return " ".join(part for part in (course.postcode, course.city) if part)


def course_seats(course: Course, on: date) -> tuple[str, str]:
    """Kind and words of the badge that says what is free."""
    if course.cancelled_at is not None:
        return "danger", _("fällt aus")
    if course.is_over(on):
        return "info", _("vorbei")
    if course.free:
        return "success", ngettext("%(num)d Platz frei", "%(num)d Plätze frei", course.free)
    if course.waiting:
        return "warning", ngettext("voll, %(num)d Person wartet", "voll, %(num)d Personen warten", course.waiting)
    return "warning", _("voll")


def last_day(until: date | None) -> date | None:
    """The last day of a half-open period."""
    return until and until - timedelta(days=1)


def weekday_name(number_: int, *, short: bool = False) -> str:
    german, english = WEEKDAYS[number_]
    if language() == "en":
        return english[:3] if short else english
    return german[:2] if short else german


def _days(numbers: Sequence[int]) -> str:
    """`Mo–Fr`, or `Mo, Mi`."""
    return ", ".join(
        weekday_name(run[0], short=True)
        if len(run) == 1
        else f"{weekday_name(run[0], short=True)}{'–' if len(run) > 2 else ', '}{weekday_name(run[-1], short=True)}"
        for run in _runs(sorted(numbers))
    )


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for item in numbers:
        if runs and item == runs[-1][-1] + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
