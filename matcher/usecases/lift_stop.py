"""Lift the stop on a person's placement."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def lift_stop(work: Work, actor: Actor, participant_id: int) -> None:
    """The person is ranked again; what was withdrawn before is not released again by itself."""
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.SET_STOP, participant_id)
        stop = unit.session.scalars(
            select(tables.PlacementStop).where(
                tables.PlacementStop.participant_id == participant_id, tables.PlacementStop.lifted_at.is_(None)
            )
        ).one_or_none()
        if stop is None:
            return
        stop.lifted_at = unit.at
        stop.lifted_by = actor.id
        unit.record("lift_stop", "participant", participant_id)
        redecide_person(unit, participant_id, "stop")
