"""Courses that begin, end or are over, for those whom a mentor accompanies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matcher.model import Labelled
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentState

BEGINS_AHEAD: Final = timedelta(days=7)
ENDS_AHEAD: Final = timedelta(days=21)


class CourseDueKind(Labelled):
    BEGINS = "begins", "Kurs beginnt", "Course begins"
    ENDS = "ends", "Kurs endet: wie geht es weiter?", "Course ends: what comes next?"
    OVER = "over", "Kurs ist vorbei: Ergebnis melden", "Course is over: report how it went"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDue:
    kind: CourseDueKind
    code: str
    title: str
    due: date
    """First day; or last day."""


def course_dues(session: Session, people: Collection[int], on: date) -> tuple[CourseDue, ...]:
    """What is near or open, the soonest first; one query."""
    enrolment, course, person = tables.Enrolment, tables.Course, tables.Participant
    rows = session.execute(
        select(person.code, course.title, enrolment.begins_on, course.until)
        .join(course, course.id == enrolment.course_id)
        .join(person, person.id == enrolment.participant_id)
        .where(
            enrolment.participant_id.in_(people),
            enrolment.state == EnrolmentState.ENROLLED,
            course.cancelled_at.is_(None),
            or_(
                enrolment.begins_on.between(on, on + BEGINS_AHEAD),
                course.until <= on + ENDS_AHEAD + timedelta(days=1),
            ),
        )
        .order_by(enrolment.id)
    )
    found = [_due(row.code, row.title, row.begins_on, row.until, on) for row in rows]
    return tuple(sorted(found, key=lambda item: (item.due, item.code, item.title)))


def _due(code: str, title: str, begins_on: date, until: date | None, on: date) -> CourseDue:
    if begins_on >= on:
        return CourseDue(kind=CourseDueKind.BEGINS, code=code, title=title, due=begins_on)
    last_day = (until or on) - timedelta(days=1)
    kind = CourseDueKind.ENDS if last_day >= on else CourseDueKind.OVER
    return CourseDue(kind=kind, code=code, title=title, due=last_day)
