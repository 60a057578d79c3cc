"""Say who accompanies a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.clearance.periods import add_months
from matcher.errors import ConflictError, InvalidInputError
from matcher.mentoring import MONTHS, longest_end
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.disclosures import has_refused
from matcher.store.mentorships import is_mentor
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.mentor_room import require_room
from matcher.usecases.permission import require, require_for_person
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Term:
    """When a mentorship begins, and when it is planned to end; None: today, and twelve months after the beginning."""

    begins_on: date | None = None
    planned_end: date | None = None


_PLAIN: Final = Term()
_DAY: Final = timedelta(days=1)


def assign_mentor(
    work: Work,
    actor: Actor,
    participant_id: int,
    mentor_id: int,
    *,
    beyond_why: str | None = None,
    term: Term = _PLAIN,
) -> None:
    """The mentor accompanies the person for at most twelve months; an earlier mentorship ends today (8).

    Raises:
        InvalidInputError: the account is no active mentor, or has no room and `beyond_why` does not say why it may be;
            the term cannot be, or would overlap an earlier mentorship.
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
        begin_mentorship(unit, participant_id, mentor_id, beyond_why=beyond_why, field="beyond_why", term=term)
        if mentor_id != actor.id:
            unit.notify(NotificationKind.MENTORSHIP_BEGUN, ("participant", participant_id), account=mentor_id)


def begin_mentorship(
    unit: Unit,
    participant_id: int,
    mentor_id: int,
    *,
    beyond_why: str | None = None,
    field: str = "mentor",
    term: Term = _PLAIN,
) -> None:
    """A mentorship that starts today, or has started on a day before, planned for at most twelve months.

    Raises:
        InvalidInputError: the account is no active mentor, or has no room; `field` is where the form says so. Or the
            term cannot be.
        ConflictError: the person took back their consent to being accompanied.

    """
    if has_refused(unit.session, participant_id, Recipient.MENTOR):
        raise ConflictError(
            "Die Person hat ihr Einverständnis für eine Patenschaft widerrufen. Bitte sie zuerst neu fragen.",
            "The person has withdrawn their consent to a mentorship. Please ask them again first.",
        )
    if not is_mentor(unit.session, mentor_id):
        raise InvalidInputError(
            "mentor",
            "Bitte eine Patin oder einen Paten aus der Liste wählen.",
            "Please choose a mentor from the list.",
        )
    begins_on, planned_end = _checked(term, unit.today)
    _require_nobody_else(unit, participant_id, begins_on)
    beyond = require_room(unit, mentor_id, beyond_why, field=field)
    unit.session.add(
        tables.Mentorship(
            participant_id=participant_id,
            mentor_id=mentor_id,
            begins_on=begins_on,
            planned_end=planned_end,
            beyond_why=beyond,
        )
    )
    unit.session.flush()
    unit.record("assign_mentor", "participant", participant_id, mentor=mentor_id, beyond=beyond is not None)


def _checked(term: Term, today: date) -> tuple[date, date]:
    """Beginning and planned end that can be."""
    begins_on = term.begins_on or today
    latest = longest_end(begins_on)
    planned_end = term.planned_end or latest
    if begins_on > today or latest <= today:
        raise InvalidInputError(
            "begins_on",
            f"Bitte einen Tag zwischen dem {add_months(today, -MONTHS) + _DAY:%d.%m.%Y} und heute eintragen.",
            f"Please enter a day between {add_months(today, -MONTHS) + _DAY:%d.%m.%Y} and today.",
        )
    if planned_end <= begins_on or planned_end <= today:
        raise InvalidInputError(
            "planned_end",
            "Das Ende muss nach dem Anfang und nach heute liegen. Bitte beide Tage prüfen.",
            "The end has to be after the beginning and after today. Please check both days.",
        )
    if planned_end > latest:
        raise InvalidInputError(
            "planned_end",
            f"Eine Patenschaft dauert höchstens {MONTHS} Monate, also bis {latest:%d.%m.%Y}. Verlängern lässt sie sich "
            "später mit einem Grund.",
            f"A mentorship lasts at most {MONTHS} months, that is until {latest:%d.%m.%Y}. It can be extended later "
            "with a reason.",
        )
    return begins_on, planned_end


def _require_nobody_else(unit: Unit, participant_id: int, begins_on: date) -> None:
    """No day on which two accompany the person: everybody has to know whom to ask."""
    mentorship = tables.Mentorship
    last = unit.session.scalar(
        select(func.max(mentorship.ended_on)).where(
            mentorship.participant_id == participant_id, mentorship.ended_on > begins_on
        )
    )
    if last is not None:
        raise InvalidInputError(
            "begins_on",
            f"Bis zum {last:%d.%m.%Y} begleitet schon jemand anders diese Person. Möglich ist frühestens dieser Tag.",
            f"Until {last:%d.%m.%Y} somebody else accompanies this person. Please enter that day or a later one.",
        )
