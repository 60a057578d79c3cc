"""Submit a draft of the criteria, so that a second person can put it in force."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.tables.drafts import DraftState
from matcher.usecases.permission import require
from matcher.usecases.save_draft import lock_draft
from matcher.usecases.work import Work


def propose_draft(work: Work, actor: Actor, draft_id: int, *, revision: int) -> None:
    """The draft waits for whoever may put it in force."""
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        draft = lock_draft(unit, draft_id, revision)
        if draft.state is DraftState.PROPOSED:
            return
        draft.state, draft.proposed_at = DraftState.PROPOSED, unit.at
        unit.record("propose_draft", "criteria_draft", draft.id, revision=draft.revision)
