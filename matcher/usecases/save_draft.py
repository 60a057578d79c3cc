"""Save a draft of the criteria: nothing is ranked by it before somebody puts it in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.drafts import DraftState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.versions import active_version
from matcher.usecases.work import Work

_LONGEST_NAME = 80
_LONGEST_NOTE = 500


def save_draft(
    work: Work,
    actor: Actor,
    content: Mapping[str, Any],
    *,
    name: str | None,
    note: str | None = None,
    draft_id: int | None = None,
    revision: int = 0,
    submission: str = "",
) -> int:
    """The draft holds this content; whoever changes one that was submitted takes it back to work. Returns its id.

    Args:
        work: store, clock and doorbell.
        actor: who saves.
        content: criteria as `Criteria.to_dict` writes them.
        name: what the draft is called.
        note: what it is for.
        draft_id: which draft; None begins a new one.
        revision: of the draft that the editor saw.
        submission: key of the form that begins a draft, so that a double click begins one.

    Raises:
        InvalidCriteriaError: names the key that cannot be.
        InvalidInputError: name or note.
        ConflictError: somebody else has saved the draft since.

    """
    criteria = Criteria.from_dict(content)
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        named = _name(name)
        require_length("note", note, _LONGEST_NOTE)
        if draft_id is None and submission and not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id, "draft_id")["draft_id"])
        active = active_version(unit)
        draft = _begin(unit, actor, active.number) if draft_id is None else lock_draft(unit, draft_id, revision)
        draft.name, draft.note, draft.content = named, note, criteria.to_dict()
        draft.based_on = active.number
        draft.state, draft.proposed_at = DraftState.DRAFT, None
        draft.changed_at, draft.changed_by = unit.at, actor.id
        draft.revision = (draft.revision or 0) + 1
        unit.session.add(draft)
        unit.session.flush()
        unit.record("save_draft", "criteria_draft", draft.id, revision=draft.revision)
        if draft_id is None and submission:
            remember(unit, submission, actor.id, draft_id=draft.id)
        return draft.id


def lock_draft(unit: Unit, draft_id: int, revision: int) -> tables.CriteriaDraft:
    """The draft's row, locked until the commit, as its editor saw it and not yet closed."""
    query = select(tables.CriteriaDraft).where(tables.CriteriaDraft.id == draft_id)
    draft = unit.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if draft is None:
        raise NotFoundError(
            "Diesen Entwurf gibt es nicht. Bitte unter „Kriterien“ nachsehen.",
            "There is no such draft. Please look under “Criteria”.",
        )
    if draft.state in {DraftState.ACTIVATED, DraftState.DISCARDED}:
        raise ConflictError(
            "Dieser Entwurf ist schon abgeschlossen. Bitte einen neuen anlegen.",
            "This draft is closed already. Please begin a new one.",
        )
    if draft.revision != revision:
        raise ConflictError(
            "Jemand hat diesen Entwurf inzwischen geändert. Ihre Eingaben stehen noch im Formular: bitte vergleichen "
            "und noch einmal speichern.",
            "Somebody has changed this draft meanwhile. What you typed is still in the form: please compare and save "
            "again.",
        )
    return draft


def _begin(unit: Unit, actor: Actor, based_on: int) -> tables.CriteriaDraft:
    return tables.CriteriaDraft(based_on=based_on, created_at=unit.at, created_by=actor.id, revision=0)


def _name(name: str | None) -> str:
    if not name:
        raise InvalidInputError(
            "name",
            "Bitte einen Namen eintragen, zum Beispiel „Deutsch stärker“.",
            "Please enter a name, such as “more weight on German”.",
        )
    require_length("name", name, _LONGEST_NAME)
    return name
