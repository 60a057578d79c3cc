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
            unit.session.add(qualification_row(participant_id, item, f"rows-{place}"))
        unit.record("edit_qualifications", "participant", participant_id)
        redecide_person(unit, participant_id, "qualifications")


def qualification_row(participant_id: int, item: Qualification, where: str) -> tables.Qualification:
    """The qualification as a row.

    Raises:
        InvalidInputError: at the field of the form's row `where`.

    """
    title = clean(item.title)
    if not title:
        raise InvalidInputError(f"{where}-title", "Bitte den Abschluss nennen.", "Please name it.")
    require_length(f"{where}-title", title, 200)
    return tables.Qualification(
        participant_id=participant_id,
        title=title,
        level=item.level,
        recognition=item.recognition,
        occupation=item.occupation,
    )
