"""Record what the firm says to a proposal; every answer can be undone until work begins."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Labelled, Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import (
    InterviewState,
    PlacementState,
    ProposalOutcome,
    ProposalState,
)
from matcher.store.tables.shortlists import VerdictReason
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import once
from matcher.usecases.proposal_course import lock_entry, proposal_of, running_proposal, take_step, undo_last
from matcher.usecases.work import Work


class FirmAnswer(Labelled):
    INTERESTED = "interested", "Betrieb hat Interesse", "the employer is interested"
    HIRES = "hires", "Betrieb will einstellen", "the employer wants to hire"
    DECLINED = "declined", "Betrieb sagt ab", "the employer declines"
    PERSON_DECLINED = "person_declined", "Person möchte nicht", "the person does not want to"


Place = tuple[ProposalState, ProposalOutcome | None]
_PLACES: Final = MappingProxyType[StrEnum, Place](
    {
        FirmAnswer.INTERESTED: (ProposalState.INTERESTED, None),
        FirmAnswer.HIRES: (ProposalState.HIRING, None),
        FirmAnswer.DECLINED: (ProposalState.CLOSED, ProposalOutcome.DECLINED),
        FirmAnswer.PERSON_DECLINED: (ProposalState.CLOSED, ProposalOutcome.PERSON_DECLINED),
    }
)


def record_firm_answer(
    work: Work,
    actor: Actor,
    entry_id: int,
    answer: FirmAnswer,
    *,
    reason: VerdictReason | None = None,
    note: str | None = None,
    submission: str | None = None,
) -> None:
    """The answer stands; the other side (mentor or employer service) is told.

    Raises:
        InvalidInputError: a refusal needs its reason.
        ConflictError: the proposal does not lie with the firm.

    """
    if answer is FirmAnswer.DECLINED and reason is None:
        raise InvalidInputError("reason", "Bitte einen Grund wählen.", "Please choose a reason.")
    require_length("note", note, 500)
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        if submission is not None and not once(unit, submission, actor.id):
            return
        settle(unit, running_proposal(unit, entry_id), answer, reason=reason, note=note)
        tell_other_side(unit, actor, entry, NotificationKind.FIRM_ANSWERED)


def undo_firm_answer(work: Work, actor: Actor, entry_id: int, *, submission: str | None = None) -> None:
    """The last step no longer counts; a meeting or start that hung on it does not come back by itself."""
    with work.unit(actor) as unit:
        lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        if submission is not None and not once(unit, submission, actor.id):
            return
        proposal = proposal_of(unit, entry_id)
        if proposal is None or not undo_last(unit, proposal):
            raise ConflictError(
                "Hier gibt es nichts rückgängig zu machen. Bitte die Seite neu laden.",
                "There is nothing to undo here. Please reload the page.",
            )
        if proposal.state is ProposalState.INTERVIEW:
            _reopen_interview(unit, proposal)
        else:
            cancel_interview_of(unit, proposal)
        if proposal.state is not ProposalState.HIRING:
            cancel_placement_of(unit, proposal)


def settle(
    unit: Unit,
    proposal: tables.Proposal,
    answer: FirmAnswer,
    *,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> None:
    """The proposal takes the step; a meeting or start that it ends is called off."""
    state, outcome = _PLACES[answer]
    take_step(unit, proposal, state, outcome, reason=reason if outcome is ProposalOutcome.DECLINED else None, note=note)
    if state is ProposalState.CLOSED:
        cancel_interview_of(unit, proposal)
        cancel_placement_of(unit, proposal)


def _reopen_interview(unit: Unit, proposal: tables.Proposal) -> None:
    """The outcome of the last meeting no longer counts, so the meeting waits for its outcome again."""
    interview = tables.Interview
    last = unit.session.scalars(
        select(interview).where(interview.proposal_id == proposal.id).order_by(interview.id.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.state is not InterviewState.PLANNED:
        last.state, last.outcome = InterviewState.PLANNED, None
        last.sequence += 1
        unit.session.flush()


def cancel_interview_of(unit: Unit, proposal: tables.Proposal) -> None:
    query = select(tables.Interview).where(
        tables.Interview.proposal_id == proposal.id, tables.Interview.state == InterviewState.PLANNED
    )
    for interview in unit.session.scalars(query):
        interview.state = InterviewState.CANCELLED
        interview.sequence += 1
        interview.changed_at = unit.at
    unit.session.flush()


def cancel_placement_of(unit: Unit, proposal: tables.Proposal) -> None:
    query = select(tables.Placement).where(
        tables.Placement.proposal_id == proposal.id, tables.Placement.state == PlacementState.PLANNED
    )
    for placement in unit.session.scalars(query):
        placement.state = PlacementState.CANCELLED
    unit.session.flush()


def tell_other_side(unit: Unit, actor: Actor, entry: tables.ShortlistEntry, kind: NotificationKind) -> None:
    """The person's mentors hear what the employer service reports, and the other way round."""
    for mentor in sorted(mentors_of(unit.session, entry.participant_id) - {actor.id}):
        unit.notify(kind, ("participant", entry.participant_id), account=mentor)
    if Role.AGS not in actor.roles:
        unit.notify(kind, ("vacancy", entry.vacancy_id), role=Role.AGS)
