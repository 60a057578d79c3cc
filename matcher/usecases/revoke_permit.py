"""Record that a work permit no longer counts: the authority took it back, or it was entered by mistake."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def revoke_permit(work: Work, actor: Actor, participant_id: int, permit_id: int) -> None:
    """The permit stays on record and counts no more; twice is once.

    Raises:
        NotFoundError: the person has no such permit.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        row = unit.session.get(tables.WorkPermit, permit_id, with_for_update=True)
        if row is None or row.participant_id != participant_id:
            raise NotFoundError(
                "Diese Erlaubnis gibt es hier nicht. Bitte die Seite neu laden.",
                "There is no such permit here. Please reload the page.",
            )
        if row.revoked_at is not None:
            return
        row.revoked_at = unit.at
        unit.session.flush()
        unit.record("revoke_permit", "participant", participant_id, permit=row.id)
        redecide_person(unit, participant_id, "permit")
