"""Record how a person came to the project (6)."""

from __future__ import annotations

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.people import IntakeSource
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.work import Work


def edit_intake(
    work: Work, actor: Actor, participant_id: int, source: IntakeSource | None, *, revision: Revision | None = None
) -> None:
    """The source stands as given; it decides nothing, and no ranking reads it."""
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        unit.session.get_one(tables.Participant, participant_id).intake_source = source
        unit.record("edit_intake", "participant", participant_id, source=str(source) if source else None)
