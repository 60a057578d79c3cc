"""Submit a draft of the criteria, so that a second person can put it in force."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.criteria import steering
from matcher.store.tables.drafts import DraftState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.permission import require
from matcher.usecases.save_draft import lock_draft
from matcher.usecases.work import Work


def propose_draft(work: Work, actor: Actor, draft_id: int, *, revision: int) -> None:
    """The draft waits for whoever may put it in force, and each of them is told."""
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        draft = lock_draft(unit, draft_id, revision)
        if draft.state is DraftState.PROPOSED:
            return
        draft.state, draft.proposed_at = DraftState.PROPOSED, unit.at
        for person in steering(unit.session):
            if person.account_id not in {actor.id, draft.changed_by}:
                unit.notify(NotificationKind.CRITERIA_PROPOSED, ("criteria_draft", draft.id), account=person.account_id)
        unit.record("propose_draft", "criteria_draft", draft.id, revision=draft.revision)
