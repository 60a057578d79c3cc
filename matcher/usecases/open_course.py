"""Enter a course with its places."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.usecases.course_entry import CourseEntry, checked, write
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def open_course(work: Work, actor: Actor, entry: CourseEntry, *, submission: str) -> int:
    """The course's id; a form that is sent twice enters one course."""
    with work.unit(actor) as unit:
        require(actor, Action.EDIT_COURSE)
        wanted = checked(entry)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["course"])
        row = tables.Course(created_at=unit.at, created_by=actor.id)
        write(row, wanted)
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, course=row.id)
        unit.record("open_course", "course", row.id)
        return row.id
