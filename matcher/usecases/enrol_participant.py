"""Enter a person for a course, or on its waiting list where no place is free."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentState
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.course_places import count_taken, lock_course, move
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def enrol_participant(work: Work, actor: Actor, participant_id: int, course_id: int) -> EnrolmentState:
    """In the course, or waiting behind everybody who asked before; who stands there already stays where they are.

    Raises:
        NotFoundError: there is no such person or course.
        DeniedError: the actor may not do this for this person.
        ConflictError: the course is over or cancelled, or the person has left the project.

    """
    with work.unit(actor) as unit:
        participant = require_for_person(unit, actor, Action.ENROL, participant_id)
        if participant.state is not ParticipantState.ACTIVE:
            raise ConflictError(
                "Diese Person nimmt nicht mehr am Projekt teil.", "This person no longer takes part in the project."
            )
        course = lock_course(unit, course_id)
        standing = _standing(unit, participant_id, course_id)
        if standing is not None:
            return standing
        free = count_taken(unit, course_id) < course.places
        state = EnrolmentState.ENROLLED if free else EnrolmentState.WAITING
        row = tables.Enrolment(
            course_id=course_id,
            participant_id=participant_id,
            state=EnrolmentState.WAITING,
            begins_on=max(course.starts_on, unit.today) if free else None,
            asked_at=unit.at,
            asked_by=actor.id,
        )
        move(unit, row, state, by=actor.id)
        unit.record("enrol", "participant", participant_id, course=course_id, enrolment=row.id, state=str(state))
        return state


def _standing(unit: Unit, participant_id: int, course_id: int) -> EnrolmentState | None:
    enrolment = tables.Enrolment
    return unit.session.scalar(
        select(enrolment.state).where(
            enrolment.course_id == course_id,
            enrolment.participant_id == participant_id,
            enrolment.state != EnrolmentState.ENDED,
        )
    )
