"""Record that a placement ended; the person is looked for work again, with what was learned."""

from __future__ import annotations

from datetime import date

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.tables.placements import EndReason, PlacementState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.plan_placement import placement_of
from matcher.usecases.proposal_course import lock_entry, proposal_of
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def end_placement(
    work: Work, actor: Actor, entry_id: int, ended_on: date, reason: EndReason, *, learned: str | None = None
) -> None:
    """The placement is over; the stop that its start had set is lifted. One that is over stays as it was recorded.

    Raises:
        InvalidInputError: the last day lies ahead or before the first.
        ConflictError: nobody has begun.

    """
    require_length("learned", learned, 500)
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        if placement is not None and placement.state is PlacementState.ENDED:
            return
        if placement is None or placement.state is not PlacementState.STARTED:
            raise ConflictError("Hier hat noch niemand angefangen.", "Nobody has begun here yet.")
        require_last_day(unit, placement, ended_on)
        placement.state, placement.ended_on = PlacementState.ENDED, ended_on
        placement.end_reason, placement.learned = reason, learned
        unit.session.flush()
        unit.record("end_placement", "shortlist_entry", entry_id, placement=placement.id, reason=str(reason))
        lift_stop_of(unit, actor, placement)
        redecide_person(unit, entry.participant_id, "placement_ended")


def require_last_day(unit: Unit, placement: tables.Placement, ended_on: date) -> None:
    """Pass where the work can have ended on that day."""
    if not placement.starts_on <= ended_on <= unit.today:
        raise InvalidInputError(
            "ended_on",
            "Der letzte Tag liegt zwischen dem Beginn und heute. Bitte das Datum prüfen.",
            "The last day lies between the start and today. Please check the date.",
        )


def lift_stop_of(unit: Unit, actor: Actor, placement: tables.Placement) -> None:
    """Only the stop of this start; one that somebody has set for another reason goes on."""
    stop = unit.session.get(tables.PlacementStop, placement.stop_id) if placement.stop_id else None
    if stop is None or stop.lifted_at is not None:
        return
    stop.lifted_at = unit.at
    stop.lifted_by = actor.id
    unit.session.flush()
    unit.record("lift_stop", "participant", placement.participant_id)
