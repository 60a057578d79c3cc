"""Make a draft of the criteria out of what was learned: a draft like any other, that nobody has put in force."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.ranking import Criteria
from matcher.ranking.learn import Outcome
from matcher.store import tables
from matcher.store.decisions import stamp_of_decisions
from matcher.store.tables.drafts import DraftState
from matcher.usecases.learn_weights import Learned
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.versions import active_version
from matcher.usecases.work import Work


def draft_learned_weights(
    work: Work, actor: Actor, learned: Learned, *, seen: str, name: str, note: str, submission: str
) -> int:
    """The new draft's id: the criteria in force with the proposed weights, and what they rest on.

    Args:
        work: store, clock and doorbell.
        actor: who asks for the draft; it counts as theirs.
        learned: what the decisions say now.
        seen: stamp of the decisions behind the proposal that the actor saw.
        name: what the draft is called.
        note: what it rests on, in a sentence.
        submission: key of the form, so that a double click begins one draft.

    Raises:
        ConflictError: decisions or criteria have changed since, or nothing is proposed any more.

    """
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["draft_id"])
        active = active_version(unit)
        stands = learned.lesson.outcome is Outcome.PROPOSAL and learned.against == active.number
        if not stands or not seen == learned.stamp == stamp_of_decisions(unit.session):
            raise ConflictError(
                "Inzwischen wurde neu entschieden. Bitte den Vorschlag noch einmal ansehen.",
                "There are new decisions meanwhile. Please look at the proposal again.",
            )
        content = Criteria.from_dict(active.content).to_dict()
        proposed = {item.feature: round(item.proposed, 1) for item in learned.lesson.estimates}
        content["weights"].update({str(feature): weight for feature, weight in proposed.items()})
        draft = tables.CriteriaDraft(
            name=name,
            note=note,
            content=Criteria.from_dict(content).to_dict(),
            based_on=active.number,
            state=DraftState.DRAFT,
            created_at=unit.at,
            created_by=actor.id,
            changed_at=unit.at,
            changed_by=actor.id,
            learned=learned.to_dict(),
        )
        unit.session.add(draft)
        unit.session.flush()
        unit.record("draft_learned_weights", "criteria_draft", draft.id, lists=learned.lesson.lists)
        remember(unit, submission, actor.id, draft_id=draft.id)
        return draft.id
