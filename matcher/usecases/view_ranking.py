"""Open a vacancy's ranking; where somebody can be released from it, the look is on record (I12)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store.ranked_runs import Asked
from matcher.store.rankings import Ranking, ranking_of
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def view_ranking(work: Work, actor: Actor, reference: str, asked: Asked) -> Ranking:
    """The vacancy with its current list. How long a list was open before a release tells whether it was read.

    Raises:
        NotFoundError: there is no such vacancy.

    """
    require(actor, Action.SEE_RANKING)
    with work.reading() as session:
        seen = ranking_of(session, reference, work.clock.today(), asked)
    if seen is None:
        raise NotFoundError(
            "Diese Stelle gibt es nicht. Bitte die Kennung prüfen.",
            "There is no such vacancy. Please check the reference.",
        )
    if seen.open and seen.run is not None and any(place.releasable for place in seen.run.places):
        with work.unit(actor) as unit:
            unit.record("view_ranking", "vacancy", seen.vacancy_id)
    return seen
