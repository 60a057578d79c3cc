"""Open a meeting's agenda; a partner's look at people leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store.conference_list import ConferencePage, conference_of
from matcher.store.disclosures import is_project
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def view_conference(work: Work, actor: Actor, conference_id: int) -> ConferencePage:
    """The agenda with those people whom the actor may see.

    Raises:
        NotFoundError: there is no such meeting, or the actor is not asked to come.

    """
    require(actor, Action.EXCHANGE)
    with work.reading() as session:
        seen = conference_of(session, actor, conference_id)
    if seen is None:
        raise NotFoundError("Diese Besprechung gibt es hier nicht.", "There is no such meeting here.")
    people = sorted({item.participant_id for item in seen.items if item.participant_id is not None})
    if people and not is_project(actor):
        with work.unit(actor) as unit:
            unit.record("view_conference", "conference", conference_id, participants=people)
    return seen
