"""Say who accompanies a person."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.mentorships import is_mentor
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.mentor_room import require_room
from matcher.usecases.permission import require, require_for_person
from matcher.usecases.work import Work


def assign_mentor(
    work: Work, actor: Actor, participant_id: int, mentor_id: int, *, beyond_why: str | None = None
) -> None:
    """The mentor accompanies the person for twelve months from today; an earlier mentorship ends (8).

    Raises:
        InvalidInputError: the account is no active mentor, or has no room and `beyond_why` does not say why it may be.
        ConflictError: the person has left.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ASSIGN_MENTOR)
        participant = require_for_person(unit, actor, Action.ASSIGN_MENTOR, participant_id)
        if participant.state is ParticipantState.LEFT:
            raise ConflictError(
                "Diese Person nimmt nicht mehr teil. Eine Patenschaft ist nicht möglich.",
                "This person no longer takes part. A mentorship is not possible.",
            )
        current = unit.session.scalars(
            select(tables.Mentorship).where(
                tables.Mentorship.participant_id == participant_id, tables.Mentorship.ended_on.is_(None)
            )
        ).one_or_none()
        if current is not None and current.mentor_id == mentor_id:
            return
        if current is not None:
            current.ended_on = unit.today
            current.end_reason = "reassigned"
            unit.session.flush()
        begin_mentorship(unit, participant_id, mentor_id, beyond_why=beyond_why, field="beyond_why")


def begin_mentorship(
    unit: Unit, participant_id: int, mentor_id: int, *, beyond_why: str | None = None, field: str = "mentor"
) -> None:
    """A mentorship that starts today, planned for twelve months.

    Raises:
        InvalidInputError: the account is no active mentor, or has no room; `field` is where the form says so.

    """
    if not is_mentor(unit.session, mentor_id):
        raise InvalidInputError(
            "mentor",
            "Bitte eine Patin oder einen Paten aus der Liste wählen.",
            "Please choose a mentor from the list.",
        )
    beyond = require_room(unit, mentor_id, beyond_why, field=field)
    unit.session.add(
        tables.Mentorship(
            participant_id=participant_id,
            mentor_id=mentor_id,
            begins_on=unit.today,
            planned_end=_a_year_later(unit.today),
            beyond_why=beyond,
        )
    )
    unit.session.flush()
    unit.record("assign_mentor", "participant", participant_id, mentor=mentor_id, beyond=beyond is not None)


def _a_year_later(start: date) -> date:
    """The same day next year; 29 February becomes 28 February."""
    try:
        return start.replace(year=start.year + 1)
    except ValueError:
        return start.replace(year=start.year + 1, day=28)
