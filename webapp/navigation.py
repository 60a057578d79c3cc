"""What stands in the header for whom: one table from place to role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from matcher.access import Action, Actor, Allowed, may, reach


@dataclass(frozen=True, slots=True)
class Place:
    endpoint: str
    label: Any
    action: Action | None = None
    """Whoever may do this for anybody at all sees the place; None: everybody."""
    unless: Action | None = None
    """Whoever may do this finds the place from others, since their header is full."""
    also: frozenset[str] = frozenset()
    """Further sections that are marked under this place."""


EXCHANGE: Final = frozenset({"partners", "inquiries", "conferences", "tasks"})
PLACES: Final = (
    Place("home.home", _l("Übersicht")),
    Place("people.index", _l("Menschen"), Action.SEE_PARTICIPANT),
    Place("vacancies.index", _l("Stellen"), Action.ENTER_VACANCY),
    Place("inbox.index", _l("Stellen"), Action.JUDGE_VACANCY),
    Place("proposals.index", _l("Vorschläge"), Action.REPORT_ANSWER),
    Place("worklist.index", _l("Anfragen"), Action.SEE_WORKLIST),
    Place("letters.index", _l("Anfragen"), Action.ANSWER_ON_PAPER),
    Place("courses.index", _l("Kurse"), Action.SEE_COURSES, unless=Action.SHARE_OUT),
    Place("news.index", _l("Austausch"), Action.EXCHANGE, unless=Action.SHARE_OUT, also=EXCHANGE),
    Place("rankings.index", _l("Ranglisten"), Action.SEE_RANKING),
    Place("horizon.index", _l("Fristen"), Action.EDIT_PARTICIPANT),
    Place("criteria.index", _l("Kriterien"), Action.TUNE_CRITERIA),
    Place("county.index", _l("Zahlen"), Action.SEE_COUNTY_FIGURES),
    Place("health.index", _l("System"), Action.SEE_SYSTEM_HEALTH),
)


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: Any
    current: bool


def links_for(actor: Actor, current_endpoint: str | None, known_endpoints: frozenset[str]) -> tuple[Link, ...]:
    """The actor's places, the present one marked."""
    section = (current_endpoint or "").split(".")[0]
    return tuple(
        Link(url_for(place.endpoint), place.label, section in {place.endpoint.split(".")[0], *place.also})
        for place in PLACES
        if place.endpoint in known_endpoints
        and (place.action is None or reach(actor, place.action))
        and (place.unless is None or not reach(actor, place.unless))
    )


def is_allowed(actor: Actor, action: Action, owner_ids: frozenset[int] = frozenset()) -> bool:
    """For templates: whether to offer a button; the use case decides in the end."""
    return isinstance(may(actor, action, owner_ids=owner_ids), Allowed)
