"""Ask a person or a firm how it goes, and record whether the work still lasts (retention)."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.placements import FollowUpSide, FollowUpStep, PlacementState
from matcher.usecases.check_identity import require_length
from matcher.usecases.plan_placement import placement_of
from matcher.usecases.proposal_course import lock_entry, proposal_of
from matcher.usecases.work import Work


def follow_up(
    work: Work,
    actor: Actor,
    entry_id: int,
    step: FollowUpStep,
    side: FollowUpSide,
    *,
    still_there: bool,
    note: str | None = None,
) -> None:
    """What was heard is on record; the first answer to a question is kept.

    Raises:
        ConflictError: nobody works there, or it is too early to ask.

    """
    require_length("note", note, 500)
    with work.unit(actor) as unit:
        lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        if placement is None or placement.state not in {PlacementState.STARTED, PlacementState.ENDED}:
            raise ConflictError("Hier hat noch niemand angefangen.", "Nobody has begun here yet.")
        asked = unit.session.scalars(
            select(tables.FollowUp).where(
                tables.FollowUp.placement_id == placement.id,
                tables.FollowUp.step == step,
                tables.FollowUp.side == side,
            )
        ).one()
        if asked.done_at is not None:
            return
        if asked.due_on > unit.today:
            raise ConflictError(
                "Diese Frage ist noch nicht dran. Bitte an dem Tag noch einmal.",
                "It is too early for this question. Please come back on that day.",
            )
        asked.still_there, asked.note = still_there, note
        asked.done_at, asked.done_by = unit.at, actor.id
        unit.session.flush()
        unit.record("follow_up", "shortlist_entry", entry_id, follow_up=asked.id, still_there=still_there)
