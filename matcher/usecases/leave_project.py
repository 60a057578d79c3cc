"""A person leaves the project: any time, with immediate effect (6)."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.placements import ProposalOutcome, ProposalState
from matcher.store.unit import Unit
from matcher.usecases.course_places import leave_courses
from matcher.usecases.permission import require_for_person
from matcher.usecases.proposal_course import take_step
from matcher.usecases.record_firm_answer import cancel_interview_of, cancel_placement_of
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def leave_project(work: Work, actor: Actor, participant_id: int) -> None:
    """Nobody ranks or sees the person any more; the mentorship ends."""
    with work.unit(actor) as unit:
        leave(unit, require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id))


def leave(unit: Unit, participant: tables.Participant) -> None:
    """The same inside a running transaction that holds the person's row."""
    if participant.state is ParticipantState.LEFT:
        return
    participant.state = ParticipantState.LEFT
    participant.version += 1
    unit.session.flush()
    end_mentorship(unit, participant.id, "left")
    leave_courses(unit, participant.id, EnrolmentOutcome.LEFT)
    close_proposals(unit, participant.id, ProposalOutcome.WITHDRAWN)
    unit.record("leave_project", "participant", participant.id)
    redecide_person(unit, participant.id, "left", voids=True)


def end_mentorship(unit: Unit, participant_id: int, reason: str) -> int | None:
    """Nobody accompanies the person from now on; the mentorship that ended, if there was one."""
    mentorship = unit.session.scalars(
        select(tables.Mentorship).where(
            tables.Mentorship.participant_id == participant_id, tables.Mentorship.ended_on.is_(None)
        )
    ).one_or_none()
    if mentorship is None:
        return None
    mentorship.ended_on = unit.today
    mentorship.end_reason = reason
    unit.session.flush()
    return mentorship.id


def close_proposals(unit: Unit, participant_id: int, outcome: ProposalOutcome) -> list[int]:
    """Whatever lies with firms is taken back, planned meetings and starts are called off; the entries concerned."""
    proposals = unit.session.scalars(
        select(tables.Proposal)
        .join(tables.ShortlistEntry, tables.ShortlistEntry.id == tables.Proposal.entry_id)
        .where(
            tables.ShortlistEntry.participant_id == participant_id,
            tables.Proposal.state != ProposalState.CLOSED,
        )
        .order_by(tables.Proposal.id)
        .with_for_update(of=tables.Proposal)
        .execution_options(populate_existing=True)
    ).all()
    for proposal in proposals:
        take_step(unit, proposal, ProposalState.CLOSED, outcome)
        cancel_interview_of(unit, proposal)
        cancel_placement_of(unit, proposal)
    return [proposal.entry_id for proposal in proposals]
