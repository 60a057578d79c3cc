"""The course of one proposal: who may touch it, and the one way in which it takes a step."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor, Allowed, may
from matcher.consents import DataCategory
from matcher.errors import ConflictError, NotFoundError
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.firm_view import known_to_firm
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.placements import ProposalOutcome, ProposalState
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.store.unit import Unit
from matcher.usecases.permission import require

FINAL: Final = frozenset(
    {ProposalOutcome.HIRED, ProposalOutcome.FILLED, ProposalOutcome.FOUND_WORK, ProposalOutcome.WITHDRAWN}
)
"""Ends that nothing touches again."""


def lock_entry(unit: Unit, actor: Actor, action: Action, entry_id: int) -> tables.ShortlistEntry:
    """The entry, with its person locked first; for the person's mentor, the coordinator, or whoever sees it now.

    The employer service reaches an entry only while its view shows it.

    Raises:
        NotFoundError: there is no such entry, or the actor may not know of it.
        DeniedError: the actor may not do this.

    """
    found = unit.session.get(tables.ShortlistEntry, entry_id)
    if found is None:
        raise _gone()
    unit.lock_participant(found.participant_id)
    entry = unit.session.get(tables.ShortlistEntry, entry_id, with_for_update=True, populate_existing=True)
    owners = mentors_of(unit.session, found.participant_id)
    accompanies = isinstance(may(actor, Action.ACCOMPANY, owner_ids=owners), Allowed)
    if entry is None or not (accompanies or _sees(unit, actor, entry_id)):
        raise _gone()
    require(actor, action, owners=owners)
    return entry


def _sees(unit: Unit, actor: Actor, entry_id: int) -> bool:
    if not isinstance(may(actor, Action.REVIEW_SHORTLIST), Allowed):
        return False
    return unit.session.scalar(select(AGS_ENTRY.c.id).where(AGS_ENTRY.c.id == entry_id)) is not None


def proposal_of(unit: Unit, entry_id: int) -> tables.Proposal | None:
    query = select(tables.Proposal).where(tables.Proposal.entry_id == entry_id)
    return unit.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def running_proposal(unit: Unit, entry_id: int) -> tables.Proposal:
    """The proposal, if it lies with the firm now."""
    proposal = proposal_of(unit, entry_id)
    if proposal is None:
        raise ConflictError(
            "Diese Person ist dem Betrieb noch nicht vorgeschlagen. Das macht der Arbeitgeberservice in seiner Liste.",
            "This person has not been proposed to the employer yet. The employer service does so in its list.",
        )
    if proposal.state is ProposalState.CLOSED:
        raise ConflictError(
            "Dieser Vorschlag ist abgeschlossen. Bitte die Seite neu laden.",
            "This proposal is closed. Please reload the page.",
        )
    return proposal


def take_step(
    unit: Unit,
    proposal: tables.Proposal,
    state: ProposalState,
    outcome: ProposalOutcome | None = None,
    *,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> None:
    """The proposal stands there now, and the step stays on record; `unit.actor_id` None is a stated rule."""
    if state is ProposalState.WAITING:
        proposal.waiting_since = unit.today
        proposal.reminded = 0
    _place(unit, proposal, state, outcome, reason)
    step = tables.ProposalStep(
        proposal_id=proposal.id, state=state, outcome=outcome, reason=reason, note=note, at=unit.at, by=unit.actor_id
    )
    unit.session.add(step)
    unit.session.flush()
    unit.record(
        "step_proposal", "shortlist_entry", proposal.entry_id, state=str(state), outcome=str(outcome) if outcome else ""
    )


def undo_last(unit: Unit, proposal: tables.Proposal) -> bool:
    """Back to where the proposal stood before its last step; False where there is none to go back to."""
    steps = unit.session.scalars(
        select(tables.ProposalStep)
        .where(tables.ProposalStep.proposal_id == proposal.id, tables.ProposalStep.undone_at.is_(None))
        .order_by(tables.ProposalStep.id.desc())
        .limit(2)
    ).all()
    if len(steps) < 2 or proposal.outcome in FINAL:
        return False
    last, before = steps
    last.undone_at = unit.at
    if before.state is ProposalState.WAITING:
        proposal.waiting_since = unit.today
        proposal.reminded = 0
    _place(unit, proposal, before.state, before.outcome, before.reason)
    unit.record("undo_proposal", "shortlist_entry", proposal.entry_id, step=last.id)
    return True


def follow_verdict(unit: Unit, entry_id: int, verdict: Verdict | None) -> None:
    """The employer service's decision moves the proposal: "proposed" opens it, another one takes it back.

    Raises:
        ConflictError: the firm has answered already; that has to be undone first. Or it may not know of the person.

    """
    proposal = proposal_of(unit, entry_id)
    if verdict is Verdict.PROPOSED:
        require_firm_may_know(unit, entry_id)
        if proposal is None:
            proposal = tables.Proposal(entry_id=entry_id, state=ProposalState.WAITING, waiting_since=unit.today)
            unit.session.add(proposal)
            unit.session.flush()
        elif proposal.state is not ProposalState.CLOSED or proposal.outcome in FINAL:
            return
        take_step(unit, proposal, ProposalState.WAITING)
        return
    if proposal is None or proposal.state is ProposalState.CLOSED:
        return
    if proposal.state is not ProposalState.WAITING:
        raise ConflictError(
            "Der Betrieb hat schon geantwortet. Bitte zuerst seine Antwort rückgängig machen.",
            "The employer has already answered. Please undo the answer first.",
        )
    take_step(unit, proposal, ProposalState.CLOSED, ProposalOutcome.TAKEN_BACK)


def require_firm_may_know(unit: Unit, entry_id: int) -> None:
    """Pass where consent to firms stands, or the person said yes to this proposal (I1)."""
    if DataCategory.PROFILE not in known_to_firm(unit.session, entry_id):
        raise ConflictError(
            "Betriebe dürfen von dieser Person noch nichts erfahren: Das Einverständnis fehlt. Bitte die Patin, den "
            "Paten oder die Koordination bitten, sie zu fragen.",
            "Employers may not learn of this person yet: consent is missing. Please ask the mentor or the coordinator "
            "to ask them.",
        )


def _place(
    unit: Unit,
    proposal: tables.Proposal,
    state: ProposalState,
    outcome: ProposalOutcome | None,
    reason: VerdictReason | None,
) -> None:
    proposal.state, proposal.outcome, proposal.reason = state, outcome, reason
    proposal.closed_at = unit.at if state is ProposalState.CLOSED else None
    unit.session.flush()


def _gone() -> NotFoundError:
    return NotFoundError(
        "Diesen Vorschlag gibt es hier nicht (mehr). Bitte die Liste neu laden.",
        "This proposal is not here (any more). Please reload the list.",
    )
