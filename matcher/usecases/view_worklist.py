"""Open the authority's worklist; the look at it leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.worklist import Worklist, worklist
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def view_worklist(work: Work, actor: Actor) -> Worklist:
    """What waits and what was answered lately, of those only who agreed that the authority may know."""
    require(actor, Action.SEE_WORKLIST)
    with work.reading() as session:
        seen = worklist(session, work.clock.now())
    people = sorted({item.participant_id for item in seen.waiting} | {item.participant_id for item in seen.answered})
    if people:
        requests = [request.id for request in seen.waiting]
        with work.unit(actor) as unit:
            unit.record("view_worklist", "account", actor.id, participants=people, requests=requests)
    return seen
