"""A person leaves the project: any time, with immediate effect (6)."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome
from matcher.store.tables.people import ParticipantState
from matcher.usecases.course_places import leave_courses
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def leave_project(work: Work, actor: Actor, participant_id: int) -> None:
    """Nobody ranks or sees the person any more; the mentorship ends."""
    with work.unit(actor) as unit:
        participant = require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        if participant.state is ParticipantState.LEFT:
            return
        participant.state = ParticipantState.LEFT
        participant.version += 1
        mentorship = unit.session.scalars(
            select(tables.Mentorship).where(
                tables.Mentorship.participant_id == participant_id, tables.Mentorship.ended_on.is_(None)
            )
        ).one_or_none()
        if mentorship is not None:
            mentorship.ended_on = unit.today
        leave_courses(unit, participant_id, EnrolmentOutcome.LEFT)
        unit.record("leave_project", "participant", participant_id)
        redecide_person(unit, participant_id, "left", voids=True)
