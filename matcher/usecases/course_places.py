"""Places of a course: taken, given up, and handed to whoever has waited longest.

Whoever touches an enrolment holds the course's row, so that places are counted one after the other. A person's row
is locked before any course, courses before the counter of changes, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from matcher.errors import ConflictError, NotFoundError
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome, EnrolmentState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit

CAUSE = "course"
"""Why rankings are made anew."""


def lock_course(unit: Unit, course_id: int, *, open_only: bool = True) -> tables.Course:
    """The course's row, locked until the commit.

    Raises:
        NotFoundError: there is no such course.
        ConflictError: it is over or cancelled.

    """
    query = select(tables.Course).where(tables.Course.id == course_id).with_for_update()
    course = unit.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if course is None:
        raise NotFoundError(
            "Diesen Kurs gibt es nicht. Bitte unter „Kurse“ nachsehen.",
            "There is no such course. Please look under “Courses”.",
        )
    if open_only and (course.cancelled_at is not None or (course.until is not None and course.until <= unit.today)):
        raise ConflictError(
            "Dieser Kurs ist vorbei oder fällt aus. Bitte einen anderen wählen.",
            "This course is over or cancelled. Please choose another one.",
        )
    return course


def count_taken(unit: Unit, course_id: int) -> int:
    enrolment = tables.Enrolment
    query = select(func.count(enrolment.id)).where(
        enrolment.course_id == course_id, enrolment.state == EnrolmentState.ENROLLED
    )
    return unit.session.scalar(query) or 0


def move(
    unit: Unit, row: tables.Enrolment, state: EnrolmentState, *, by: int | None, outcome: EnrolmentOutcome | None = None
) -> None:
    """The enrolment stands as told, its history says so, and rankings follow where time is taken or given back."""
    takes_time = EnrolmentState.ENROLLED in {row.state, state}
    row.state, row.outcome = state, outcome
    unit.session.add(row)
    unit.session.flush()
    unit.session.add(tables.EnrolmentStep(enrolment_id=row.id, state=state, outcome=outcome, at=unit.at, by=by))
    if takes_time:
        unit.mark_person(row.participant_id, CAUSE)


def leave(unit: Unit, row: tables.Enrolment, outcome: EnrolmentOutcome) -> None:
    """Give the place up; the caller holds the course and moves the others up."""
    row.ended_on = unit.today
    move(unit, row, EnrolmentState.ENDED, by=unit.actor_id, outcome=outcome)
    unit.record("end_enrolment", "participant", row.participant_id, enrolment=row.id, outcome=str(outcome))


def move_up(unit: Unit, course: tables.Course) -> int:
    """Hand free places to whoever has waited longest, and tell those who entered them; how many moved up."""
    unit.session.flush()
    free = course.places - count_taken(unit, course.id)
    if free <= 0 or course.cancelled_at is not None or (course.until is not None and course.until <= unit.today):
        return 0
    enrolment = tables.Enrolment
    waiting = unit.session.scalars(
        select(enrolment)
        .where(enrolment.course_id == course.id, enrolment.state == EnrolmentState.WAITING)
        .order_by(enrolment.asked_at, enrolment.id)
        .limit(free)
    ).all()
    for row in waiting:
        row.begins_on = max(course.starts_on, unit.today)
        move(unit, row, EnrolmentState.ENROLLED, by=None)
        unit.record("move_up", "participant", row.participant_id, enrolment=row.id, course=course.id)
        unit.notify(NotificationKind.COURSE_PLACE, ("participant", row.participant_id), account=row.asked_by)
    return len(waiting)


def leave_courses(unit: Unit, participant_id: int, outcome: EnrolmentOutcome) -> None:
    """The person gives up every place and every wait; their row is locked."""
    enrolment = tables.Enrolment
    standing = select(enrolment).where(
        enrolment.participant_id == participant_id, enrolment.state != EnrolmentState.ENDED
    )
    ids = unit.session.scalars(standing.with_only_columns(enrolment.course_id).order_by(enrolment.course_id)).all()
    courses = [lock_course(unit, course_id, open_only=False) for course_id in ids]
    for row in unit.session.scalars(standing.execution_options(populate_existing=True)):
        leave(unit, row, outcome)
    for course in courses:
        move_up(unit, course)


def mark_everybody(unit: Unit, course_id: int, states: Collection[EnrolmentState]) -> None:
    """Rankings of these people are made anew, since the course takes other times."""
    enrolment = tables.Enrolment
    query = select(enrolment.participant_id).where(enrolment.course_id == course_id, enrolment.state.in_(states))
    for participant_id in unit.session.scalars(query.order_by(enrolment.participant_id)):
        unit.mark_person(participant_id, CAUSE)
