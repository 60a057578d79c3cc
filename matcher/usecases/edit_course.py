"""Change what stands of a course; new places go to whoever has waited longest."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentState
from matcher.usecases.begin_edit import Revision
from matcher.usecases.course_entry import CourseEntry, checked, write
from matcher.usecases.course_places import count_taken, lock_course, mark_everybody, move_up
from matcher.usecases.once import once
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def edit_course(work: Work, actor: Actor, course_id: int, entry: CourseEntry, *, revision: Revision) -> int:
    """The course stands as given; how many people moved up from the waiting list.

    Raises:
        InvalidInputError: names the field, such as fewer places than people in the course.
        ConflictError: somebody else has changed the course since, or it is cancelled.

    """
    with work.unit(actor) as unit:
        require(actor, Action.EDIT_COURSE)
        wanted = checked(entry)
        course = lock_course(unit, course_id, open_only=False)
        if not once(unit, revision.submission, actor.id):
            return 0
        _require_unchanged(course, revision.version)
        taken = count_taken(unit, course_id)
        if wanted.places < taken:
            raise InvalidInputError(
                "places",
                f"Es sind schon {taken} Personen im Kurs. Bitte mindestens {taken} Plätze eintragen.",
                f"There are {taken} people in the course already. Please enter at least {taken} places.",
            )
        times = _times(course)
        write(course, wanted)
        course.version += 1
        unit.session.flush()
        unit.record("edit_course", "course", course_id, version=course.version)
        if _times(course) != times:
            mark_everybody(unit, course_id, [EnrolmentState.ENROLLED])
        return move_up(unit, course)


def _require_unchanged(course: tables.Course, version: int) -> None:
    if course.cancelled_at is not None:
        raise ConflictError(
            "Dieser Kurs fällt aus und lässt sich nicht mehr ändern.",
            "This course is cancelled and cannot be changed any more.",
        )
    if course.version != version:
        raise ConflictError(
            "Jemand anders hat diesen Kurs inzwischen geändert. Ihre Eingaben stehen noch im Formular: "
            "bitte mit dem neuen Stand vergleichen und noch einmal speichern.",
            "Somebody else has changed this course meanwhile. What you typed is still in the form: "
            "please compare it with the new state and save again.",
        )


def _times(course: tables.Course) -> tuple[object, ...]:
    """All that the ranking knows of a course."""
    lessons = sorted((item.weekday, item.begins, item.ends) for item in course.lessons)
    return course.starts_on, course.until, tuple(lessons)
