"""Arrange a meeting with a firm, move it, call it off, and record what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.clock import BERLIN
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.accompaniment import mentor_on, mentors_of
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import InterviewOutcome, InterviewState, ProposalState
from matcher.store.tables.shortlists import VerdictReason
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import once
from matcher.usecases.proposal_course import lock_entry, running_proposal, take_step
from matcher.usecases.record_firm_answer import FirmAnswer, cancel_interview_of, settle, tell_other_side
from matcher.usecases.work import Work

_ANSWERS: Final = MappingProxyType(
    {
        InterviewOutcome.HIRE: FirmAnswer.HIRES,
        InterviewOutcome.OPEN: FirmAnswer.INTERESTED,
        InterviewOutcome.DECLINED: FirmAnswer.DECLINED,
        InterviewOutcome.PERSON_DECLINED: FirmAnswer.PERSON_DECLINED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    starts_at: datetime
    minutes: int
    place: str
    accompanied: bool
    """The person's mentor comes along."""


def arrange_interview(
    work: Work, actor: Actor, entry_id: int, meeting: Meeting, *, submission: str | None = None
) -> None:
    """The meeting is planned; one that was planned already is moved, and calendars learn of it by its sequence.

    Raises:
        InvalidInputError: the time is over, or the place is missing.
        ConflictError: the proposal does not lie with the firm.

    """
    _check(meeting, work.clock.now())
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        if submission is not None and not once(unit, submission, actor.id):
            return
        proposal = running_proposal(unit, entry_id)
        companion = _companion(unit, actor, entry, meeting) if meeting.accompanied else None
        planned = planned_interview(unit, proposal)
        if planned is None:
            planned = tables.Interview(
                proposal_id=proposal.id, uid=f"{token_hex(12)}@passgenau", sequence=0, state=InterviewState.PLANNED
            )
            unit.session.add(planned)
        else:
            planned.sequence += 1
        planned.starts_at, planned.minutes, planned.place = meeting.starts_at, meeting.minutes, meeting.place
        planned.accompanied_by = companion
        planned.changed_at, planned.changed_by = unit.at, actor.id
        unit.session.flush()
        unit.record("arrange_interview", "shortlist_entry", entry_id, interview=planned.id, sequence=planned.sequence)
        if proposal.state is not ProposalState.INTERVIEW:
            take_step(unit, proposal, ProposalState.INTERVIEW)
        tell_other_side(unit, actor, entry, NotificationKind.FIRM_ANSWERED)


def _companion(unit: Unit, actor: Actor, entry: tables.ShortlistEntry, meeting: Meeting) -> int | None:
    """The mentor who arranges it; otherwise the person's own, or who stands in for them on that day."""
    if actor.id in mentors_of(unit.session, entry.participant_id):
        return actor.id
    return mentor_on(unit.session, entry.participant_id, meeting.starts_at.astimezone(BERLIN).date())


def cancel_interview(work: Work, actor: Actor, entry_id: int) -> None:
    """The meeting is off; the firm's interest stands."""
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        proposal = running_proposal(unit, entry_id)
        if planned_interview(unit, proposal) is None:
            return
        cancel_interview_of(unit, proposal)
        if proposal.state is ProposalState.INTERVIEW:
            take_step(unit, proposal, ProposalState.INTERESTED)
        tell_other_side(unit, actor, entry, NotificationKind.FIRM_ANSWERED)


def record_interview(
    work: Work,
    actor: Actor,
    entry_id: int,
    outcome: InterviewOutcome,
    *,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> None:
    """The meeting took place, and the proposal goes where its outcome leads.

    Raises:
        InvalidInputError: a refusal needs its reason.
        ConflictError: no meeting is planned, or it lies ahead.

    """
    if outcome is InterviewOutcome.DECLINED and reason is None:
        raise InvalidInputError("reason", "Bitte einen Grund wählen.", "Please choose a reason.")
    require_length("note", note, 500)
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        proposal = running_proposal(unit, entry_id)
        planned = planned_interview(unit, proposal)
        if planned is None or planned.starts_at > unit.at:
            raise ConflictError(
                "Das Ergebnis lässt sich erst nach dem Gespräch eintragen.",
                "The outcome can be entered after the interview.",
            )
        planned.state, planned.outcome = InterviewState.HELD, outcome
        planned.changed_at, planned.changed_by = unit.at, actor.id
        unit.session.flush()
        settle(unit, proposal, _ANSWERS[outcome], reason=reason, note=note)
        tell_other_side(unit, actor, entry, NotificationKind.FIRM_ANSWERED)


def planned_interview(unit: Unit, proposal: tables.Proposal) -> tables.Interview | None:
    query = select(tables.Interview).where(
        tables.Interview.proposal_id == proposal.id, tables.Interview.state == InterviewState.PLANNED
    )
    return unit.session.scalars(query).one_or_none()


def _check(meeting: Meeting, now: datetime) -> None:
    if meeting.starts_at <= now:
        raise InvalidInputError(
            "day", "Dieser Zeitpunkt ist vorbei. Bitte Tag und Uhrzeit prüfen.", "This time is over. Please check it."
        )
    if not meeting.place.strip():
        raise InvalidInputError("place", "Bitte einen Ort eintragen.", "Please enter a place.")
    require_length("place", meeting.place, 200)
    if not 10 <= meeting.minutes <= 480:
        raise InvalidInputError("minutes", "Bitte 10 bis 480 Minuten eintragen.", "Please enter 10 to 480 minutes.")
