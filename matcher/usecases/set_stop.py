"""Stop a person's placement."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def set_stop(work: Work, actor: Actor, participant_id: int, reason: StopReason) -> None:
    """From the commit on nobody places the person; a stop that stands already is kept."""
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.SET_STOP, participant_id)
        standing = unit.session.scalars(
            select(tables.PlacementStop.id).where(
                tables.PlacementStop.participant_id == participant_id, tables.PlacementStop.lifted_at.is_(None)
            )
        ).one_or_none()
        if standing is not None:
            return
        unit.session.add(
            tables.PlacementStop(participant_id=participant_id, reason=reason, set_at=unit.at, set_by=actor.id)
        )
        unit.record("set_stop", "participant", participant_id, reason=str(reason))
        redecide_person(unit, participant_id, "stop")
