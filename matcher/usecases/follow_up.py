"""Ask a person or a firm how it goes, record whether the work still lasts (retention), correct what was recorded."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.placements import FollowUpSide, FollowUpStep, PlacementState
from matcher.store.unit import Unit
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
        asked = standing_question(unit, placement.id, step, side)
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


def correct_follow_up(
    work: Work,
    actor: Actor,
    entry_id: int,
    step: FollowUpStep,
    side: FollowUpSide,
    *,
    still_there: bool | None,
    note: str | None = None,
) -> None:
    """A new answer stands in place of the old one, which stays on record; None: the question is open again.

    Raises:
        ConflictError: nobody has answered this question yet.

    """
    require_length("note", note, 500)
    with work.unit(actor) as unit:
        lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        asked = standing_question(unit, placement.id, step, side) if placement is not None else None
        if asked is None or asked.done_at is None:
            raise ConflictError(
                "Auf diese Frage hat noch niemand geantwortet.", "Nobody has answered this question yet."
            )
        if (asked.still_there, asked.note) == (still_there, note):
            return
        asked.superseded_at = unit.at
        unit.session.flush()
        answered = still_there is not None
        row = tables.FollowUp(
            placement_id=asked.placement_id,
            step=step,
            side=side,
            due_on=asked.due_on,
            still_there=still_there,
            note=note if answered else None,
            done_at=unit.at if answered else None,
            done_by=actor.id if answered else None,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("correct_follow_up", "shortlist_entry", entry_id, follow_up=row.id, instead_of=asked.id)


def standing_question(unit: Unit, placement_id: int, step: FollowUpStep, side: FollowUpSide) -> tables.FollowUp:
    """The row that counts for this step and side."""
    asked = tables.FollowUp
    query = select(asked).where(
        asked.placement_id == placement_id, asked.step == step, asked.side == side, asked.superseded_at.is_(None)
    )
    return unit.session.scalars(query.with_for_update()).one()
