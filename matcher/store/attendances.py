"""The courses that people are in, as the ranking reads them: when and how long, never what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matcher.attendance import Attendance
from matcher.store import tables
from matcher.store.course_list import courses_by_id
from matcher.store.tables.courses import EnrolmentState

_CHUNK: Final = 500


def attendances(session: Session, people: Sequence[int] | None) -> dict[int, tuple[Attendance, ...]]:
    """By participant, the courses that are not over today; of these people, or of everybody."""
    course, enrolment = tables.Course, tables.Enrolment
    query = (
        select(enrolment.participant_id, enrolment.course_id, enrolment.begins_on)
        .join(course, course.id == enrolment.course_id)
        .where(
            enrolment.state == EnrolmentState.ENROLLED,
            or_(course.until.is_(None), course.until > func.app_today()),
        )
        .order_by(enrolment.id)
    )
    queries = [query]
    if people is not None:
        starts = range(0, len(people), _CHUNK)
        queries = [query.where(enrolment.participant_id.in_(people[at : at + _CHUNK])) for at in starts]
    rows = [row for each in queries for row in session.execute(each)]
    courses = courses_by_id(session, {row.course_id for row in rows})
    found: defaultdict[int, list[Attendance]] = defaultdict(list)
    for row in rows:
        taken = courses[row.course_id].attendance()
        found[row.participant_id].append(replace(taken, begins=max(taken.begins, row.begins_on)))
    return {who: tuple(each) for who, each in found.items()}
