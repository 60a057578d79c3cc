"""Take back a measure that was entered wrongly; the row stays, with who took it back."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def withdraw_measure(work: Work, actor: Actor, measure_id: int) -> None:
    """The measure counts no longer; one that was taken back stays so."""
    with work.unit(actor) as unit:
        found = unit.session.get(tables.Measure, measure_id)
        if found is None:
            raise NotFoundError(
                "Diese Maßnahme gibt es nicht. Bitte bei der Person nachsehen.",
                "There is no such measure. Please look at the person's page.",
            )
        require_for_person(unit, actor, Action.ENROL, found.participant_id)
        row = unit.session.get_one(tables.Measure, measure_id, populate_existing=True)
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at, row.withdrawn_by = unit.at, actor.id
        unit.record("withdraw_measure", "participant", row.participant_id, measure=row.id)
