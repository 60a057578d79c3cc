"""Take a paper out of a person's folder; its bytes are gone, that it was there stays on record."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.store.vault import Vault
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def remove_paper(work: Work, vault: Vault, actor: Actor, participant_id: int, key: str) -> None:
    """One that is removed already stays so.

    Raises:
        NotFoundError: this person's folder never held it.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        paper = unit.session.scalars(
            select(tables.Paper).where(tables.Paper.key == key, tables.Paper.participant_id == participant_id)
        ).one_or_none()
        if paper is None:
            raise NotFoundError("Diese Unterlage gibt es hier nicht.", "There is no such paper here.")
        if paper.removed_at is None:
            paper.removed_at, paper.removed_by = unit.at, actor.id
            unit.record("remove_paper", "participant", participant_id, paper=paper.id)
    vault.forget(key)
