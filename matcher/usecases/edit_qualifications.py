"""Record what a person has learned, and how far it is recognised."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from matcher.access import Actor
from matcher.errors import InvalidInputError
from matcher.model import Qualification
from matcher.spelling import clean
from matcher.store import tables
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.check_identity import require_length
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

_MOST = 20


def edit_qualifications(
    work: Work,
    actor: Actor,
    participant_id: int,
    qualifications: Sequence[Qualification],
    *,
    revision: Revision | None = None,
) -> None:
    """Exactly these qualifications stand, in this order."""
    if len(qualifications) > _MOST:
        raise InvalidInputError("rows", f"Höchstens {_MOST} Abschlüsse.", f"At most {_MOST} qualifications.")
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        unit.session.execute(delete(tables.Qualification).where(tables.Qualification.participant_id == participant_id))
        for place, item in enumerate(qualifications):
            title = clean(item.title)
            if not title:
                raise InvalidInputError(f"rows-{place}-title", "Bitte den Abschluss nennen.", "Please name it.")
            require_length(f"rows-{place}-title", title, 200)
            unit.session.add(
                tables.Qualification(
                    participant_id=participant_id,
                    title=title,
                    level=item.level,
                    recognition=item.recognition,
                    occupation=item.occupation,
                )
            )
        unit.record("edit_qualifications", "participant", participant_id)
        redecide_person(unit, participant_id, "qualifications")
