"""Close a draft of the criteria that nobody wants any more; it stays on record."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.tables.drafts import DraftState
from matcher.usecases.permission import require
from matcher.usecases.save_draft import lock_draft
from matcher.usecases.work import Work


def discard_draft(work: Work, actor: Actor, draft_id: int, *, revision: int) -> None:
    """The draft is no longer offered."""
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        draft = lock_draft(unit, draft_id, revision)
        draft.state = DraftState.DISCARDED
        unit.record("discard_draft", "criteria_draft", draft.id)
