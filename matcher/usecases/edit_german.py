"""Record how well a person speaks and writes German."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Actor
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.portraits import German
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.check_identity import require_length
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def edit_german(
    work: Work, actor: Actor, participant_id: int, german: German, *, revision: Revision | None = None
) -> None:
    """The levels stand as given; a level left out is unknown, not A0."""
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        certificate = clean(german.certificate) or None
        require_length("certificate", certificate, 100)
        row = unit.session.scalars(
            select(tables.LanguageSkill).where(
                tables.LanguageSkill.participant_id == participant_id, tables.LanguageSkill.language == "de"
            )
        ).one_or_none()
        if row is None:
            row = tables.LanguageSkill(participant_id=participant_id, language="de")
            unit.session.add(row)
        row.speaking = german.speaking
        row.writing = german.writing
        row.certificate = certificate
        unit.record("edit_german", "participant", participant_id)
        redecide_person(unit, participant_id, "german")
