"""Record a work permit for one employer, kind and period."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.model import Permit
from matcher.store import tables
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def record_permit(
    work: Work, actor: Actor, participant_id: int, permit: Permit, *, submission: str | None = None
) -> int:
    """The permit stands beside earlier ones; the newest that is not revoked counts."""
    if permit.valid_from >= permit.valid_until:
        raise InvalidInputError(
            "valid_until",
            "Das Ende liegt nicht nach dem Anfang. Bitte beide Daten prüfen.",
            "The end is not after the start. Please check both dates.",
        )
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        if submission is not None and not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id, "permit")["permit"])
        row = tables.WorkPermit(
            participant_id=participant_id,
            employer=permit.employer,
            kind=permit.kind,
            valid_from=permit.valid_from,
            valid_until=permit.valid_until,
            weekly_hours=permit.weekly_hours,
            recorded_at=unit.at,
            recorded_by=unit.actor_id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("record_permit", "participant", participant_id, permit=row.id)
        if submission is not None:
            remember(unit, submission, actor.id, permit=row.id)
        redecide_person(unit, participant_id, "permit")
        return row.id
