"""What a mentor's day is made of, whatever kind of thing it is: one line each, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from matcher.agenda import Step, StepKind, place_in_day
from matcher.model import Kind
from matcher.store.course_dues import CourseDue
from matcher.store.placement_dues import Due, DueKind
from webapp.language import language
from webapp.next_steps import step_button, step_due, step_url
from webapp.words import day_distance, moment

_DUES: Final = list(DueKind)
_STEPS: Final = list(StepKind)
_ASKS: Final = frozenset({StepKind.ASK_PRECHECK, StepKind.ASK_AGAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, for one person."""

    code: str
    words: str
    about: str = ""
    """Vacancy and firm, or course."""
    due: date | None
    due_words: str
    opens: int = 0
    """Lists that doing it opens."""
    rank: int
    url: str
    button: str
    late: bool = False
    stands_in_for: str = ""
    """The mentor whose person it is, where the reader stands in."""


def day_tasks(
    steps: Iterable[Step],
    dues: Iterable[Due],
    courses: Iterable[CourseDue],
    *,
    on: date,
    opens: Mapping[tuple[str, Kind], int],
    covered: Mapping[str, str],
) -> list[Task]:
    """The one list: what has a date by its day, the rest by how many lists it opens."""
    found = [_of_due(due, on, covered) for due in dues]
    found += [_of_course(course, on, covered) for course in courses]
    found += [_of_step(step, on, opens, covered) for step in steps if not step.waits]
    return sorted(found, key=lambda task: place_in_day(task.due, task.opens, task.rank, task.code))


def _of_due(due: Due, on: date, covered: Mapping[str, str]) -> Task:
    at = f", {moment(due.at)}" if due.at and due.due == on else ""
    return Task(
        code=due.code,
        words=due.kind.label(language()),
        about=f"{due.title}, {due.employer}",
        due=due.due,
        due_words=day_distance(due.due) + at,
        rank=_DUES.index(due.kind),
        url=url_for("proposals.proposal", entry_id=due.entry_id),
        button=_("Zum Vorschlag"),
        late=due.due < on,
        stands_in_for=covered.get(due.code, ""),
    )


def _of_course(course: CourseDue, on: date, covered: Mapping[str, str]) -> Task:
    return Task(
        code=course.code,
        words=course.kind.label(language()),
        about=course.title,
        due=course.due,
        due_words=day_distance(course.due),
        rank=len(_DUES),
        url=url_for("person_courses.index", code=course.code),
        button=_("Zum Kurs"),
        late=course.due < on,
        stands_in_for=covered.get(course.code, ""),
    )


def _of_step(step: Step, on: date, opens: Mapping[tuple[str, Kind], int], covered: Mapping[str, str]) -> Task:
    employment = f" ({step.employment.label(language())})" if step.employment else ""
    asks = step.kind in _ASKS and step.employment is not None
    return Task(
        code=step.code,
        words=step.kind.label(language()) + employment,
        due=step.due,
        due_words=step_due(step),
        opens=opens.get((step.code, step.employment), 0) if asks and step.employment else 0,
        rank=len(_DUES) + 1 + _STEPS.index(step.kind),
        url=step_url(step),
        button=step_button(step, language()),
        late=step.due is not None and step.due < on,
        stands_in_for=covered.get(step.code, ""),
    )
