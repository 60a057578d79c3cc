"""Correct a person's name, birth date and contact."""

from __future__ import annotations

from dataclasses import fields

from matcher.access import Actor
from matcher.store import tables
from matcher.store.portraits import Identity
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.check_identity import check_identity
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def edit_identity(
    work: Work, actor: Actor, participant_id: int, identity: Identity, *, revision: Revision | None = None
) -> None:
    """The identity stands as given; a new birth date is asked of youth protection again."""
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        checked = check_identity(identity, unit.today)
        row = unit.session.get(tables.Identity, participant_id)
        if row is None:
            row = tables.Identity(participant_id=participant_id)
            unit.session.add(row)
        for item in fields(Identity):
            setattr(row, item.name, getattr(checked, item.name))
        unit.record("edit_identity", "participant", participant_id)
        redecide_person(unit, participant_id, "identity")
