"""Courses with their places, free and taken, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from matcher.courses import Course, CourseKind, Lesson
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentState

PAGE_SIZE: Final = 24
_CHUNK: Final = 500


class Show(StrEnum):
    """Which courses a list shows."""

    FREE = "free"
    CURRENT = "current"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseListing:
    items: tuple[Course, ...]
    total: int
    page: int
    pages: int


def list_courses(
    session: Session, on: date, *, show: Show = Show.FREE, kind: CourseKind | None = None, page: int = 1
) -> CourseListing:
    """One page of courses; those that begin next first, those under way after them."""
    condition = and_(_shown(show, on), true() if kind is None else tables.Course.kind == kind)
    course = tables.Course
    total = session.scalar(select(func.count(course.id)).where(condition)) or 0
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    ids = session.scalars(
        select(course.id)
        .where(condition)
        .order_by(course.starts_on < on, course.starts_on, course.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    found = courses_by_id(session, ids)
    return CourseListing(items=tuple(found[key] for key in ids), total=total, page=page, pages=pages)


def count_courses(session: Session, on: date) -> dict[Show, int]:
    """How many courses each filter would show."""
    columns = [select(func.count(tables.Course.id)).where(_shown(show, on)).scalar_subquery() for show in Show]
    row = session.execute(select(*columns)).one()
    return dict(zip(Show, (int(value) for value in row), strict=True))


def open_courses(session: Session, on: date) -> tuple[Course, ...]:
    """Every course that is not over, by id."""
    ids = session.scalars(select(tables.Course.id).where(_shown(Show.CURRENT, on)).order_by(tables.Course.id)).all()
    return tuple(courses_by_id(session, ids).values())


def course_of(session: Session, course_id: int) -> Course | None:
    return courses_by_id(session, [course_id]).get(course_id)


def courses_by_id(session: Session, ids: Collection[int]) -> dict[int, Course]:
    """These courses, in the order of their ids."""
    wanted = sorted(set(ids))
    found: dict[int, Course] = {}
    for start in range(0, len(wanted), _CHUNK):
        found.update(_read(session, wanted[start : start + _CHUNK]))
    return found


def _read(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, Course]]:
    course, lesson = tables.Course, tables.CourseLesson
    lessons: defaultdict[int, list[Lesson]] = defaultdict(list)
    for row in session.scalars(select(lesson).where(lesson.course_id.in_(ids)).order_by(lesson.id)):
        lessons[row.course_id].append(Lesson(row.weekday, row.begins, row.ends))
    counts = _counts(session, ids)
    for found in session.scalars(select(course).where(course.id.in_(ids)).order_by(course.id)):
        yield (
            found.id,
            Course(
                id=found.id,
                title=found.title,
                kind=found.kind,
                provider=found.provider,
                level_from=found.level_from,
                level_to=found.level_to,
                licence=found.licence,
                lessons=tuple(sorted(lessons[found.id])),
                places=found.places,
                taken=counts[found.id][EnrolmentState.ENROLLED],
                waiting=counts[found.id][EnrolmentState.WAITING],
                starts_on=found.starts_on,
                until=found.until,
                postcode=found.postcode,
                city=found.city,
                cancelled_at=found.cancelled_at,
                version=found.version,
            ),
        )


def _counts(session: Session, ids: Sequence[int]) -> dict[int, dict[EnrolmentState, int]]:
    enrolment = tables.Enrolment
    rows = session.execute(
        select(enrolment.course_id, enrolment.state, func.count())
        .where(enrolment.course_id.in_(ids), enrolment.state != EnrolmentState.ENDED)
        .group_by(enrolment.course_id, enrolment.state)
    )
    counts = {key: dict.fromkeys(EnrolmentState, 0) for key in ids}
    for course_id, state, number in rows:
        counts[course_id][state] = number
    return counts


def _shown(show: Show, on: date) -> ColumnElement[bool]:
    course, enrolment = tables.Course, tables.Enrolment
    current = and_(course.cancelled_at.is_(None), or_(course.until.is_(None), course.until > on))
    if show is Show.OVER:
        return ~current
    if show is Show.CURRENT:
        return current
    taken = (
        select(func.count(enrolment.id))
        .where(enrolment.course_id == course.id, enrolment.state == EnrolmentState.ENROLLED)
        .scalar_subquery()
    )
    return and_(current, taken < course.places)
