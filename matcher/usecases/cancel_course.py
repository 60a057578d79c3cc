"""A course does not take place: everybody is free for something else."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome, EnrolmentState
from matcher.usecases.course_places import leave, lock_course
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def cancel_course(work: Work, actor: Actor, course_id: int) -> int:
    """Whoever was in it or waited is so no longer; how many that were."""
    with work.unit(actor) as unit:
        require(actor, Action.EDIT_COURSE)
        course = lock_course(unit, course_id, open_only=False)
        if course.cancelled_at is not None:
            return 0
        course.cancelled_at, course.cancelled_by = unit.at, actor.id
        course.version += 1
        enrolment = tables.Enrolment
        standing = unit.session.scalars(
            select(enrolment)
            .where(enrolment.course_id == course_id, enrolment.state != EnrolmentState.ENDED)
            .order_by(enrolment.id)
            .execution_options(populate_existing=True)
        ).all()
        for row in standing:
            leave(unit, row, EnrolmentOutcome.CANCELLED)
        unit.record("cancel_course", "course", course_id)
        return len(standing)
