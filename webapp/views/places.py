"""One person before all open vacancies: where they stand, why not on the others, what would open most."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.chances import Chance, keys
from matcher.model import Reason
from matcher.store.loading import load_person
from matcher.store.places import ranks_of
from webapp.accounts import work
from webapp.guard import guarded
from webapp.market import chances_of
from webapp.views.people_found import person_for

places = guarded(Blueprint("places", __name__), Action.EDIT_PARTICIPANT)

SHOWN: Final = 20
"""Vacancies of a group that are named; the others are counted."""


@places.get("/people/<code>/places")
def index(code: str) -> ResponseReturnValue:
    """For the coordinator and the person's own mentor."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    with work().reading() as session:
        person = load_person(session, portrait.id)
        found = chances_of(session, person) if person else ()
        ranks = ranks_of(session, portrait.id)
    return render_template(
        "people/places.html",
        portrait=portrait,
        standing=[chance for chance in found if not chance.reasons],
        kept_back=_grouped(found),
        keys=keys(found),
        ranks=ranks,
        shown=SHOWN,
    )


def _grouped(found: tuple[Chance, ...]) -> dict[Reason, list[Chance]]:
    groups: dict[Reason, list[Chance]] = {}
    for chance in found:
        if chance.reasons:
            groups.setdefault(chance.reasons[0], []).append(chance)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))
