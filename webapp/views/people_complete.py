"""The profile step by step: what is missing, and how many places hang on it, the dearest first."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.completion import Completion, complete, fitting
from matcher.store.loading import load_person
from matcher.store.standing_scores import scores_of_others
from webapp.accounts import work
from webapp.market import market_of
from webapp.views.people_found import person_for


def completion(code: str) -> ResponseReturnValue:
    """Every missing item with what it costs, and the way to its form and back."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    return render_template("people/complete.html", portrait=portrait, completion=_completion(portrait.id))


def _completion(participant_id: int) -> Completion:
    with work().reading() as session:
        person = load_person(session, participant_id)
        if person is None:
            return Completion(costs=(), overall=None, looked_at=0)
        market = market_of(session)
        chances = fitting(market.chances(person))
        standing = scores_of_others(session, [chance.vacancy.id for chance in chances], participant_id)
    return complete(person.profile, market, [one for one in chances if one.vacancy.id in standing], standing)
