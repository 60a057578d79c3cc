"""Who could accompany a person, in an order that can be explained, and how long a mentorship lasts (8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Final

from matcher.clearance.periods import add_months
from matcher.model import Labelled

MONTHS: Final = 12
"""A mentorship should not last longer (8(3)); only the coordinator extends it, with a reason."""
LONGEST_EXTENSION: Final = 6
"""Months by which an end can be moved at once."""
NEAR_KM: Final = 10.0


class Why(Labelled):
    """What speaks for a mentor, or against."""

    ROOM = "room", "hat Platz", "has room"
    ROOM_UNKNOWN = "room_unknown", "Platz nicht bekannt", "room not known"
    FULL = "full", "kein Platz", "no room"
    AWAY = "away", "wird zurzeit vertreten", "is away at the moment"
    LANGUAGE = "language", "gemeinsame Sprache", "shared language"
    NO_LANGUAGE = "no_language", "keine gemeinsame Sprache außer Deutsch", "no shared language but German"
    NEAR = "near", "in der Nähe", "nearby"
    FAR = "far", "weiter weg", "further away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A mentor as the register knows them."""

    id: int
    name: str
    people: int
    most: int | None = None
    languages: frozenset[str] = frozenset()
    postcode: str | None = None
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mentor with what speaks for them; `shared` are language codes, `km` the way by road."""

    candidate: Candidate
    whys: tuple[Why, ...]
    shared: tuple[str, ...] = ()
    km: float | None = None


def suggestions(
    candidates: Iterable[Candidate], *, languages: frozenset[str], kilometres: Mapping[int, float]
) -> tuple[Suggestion, ...]:
    """Mentors, the best fitting first: room, then presence, then a shared language, then the way, then load.

    Args:
        candidates: active mentors.
        languages: in which one can talk with the person, German aside; empty where nobody recorded any.
        kilometres: by mentor, the way to the person; whoever is missing lives somewhere unknown.

    """
    found = [_suggestion(candidate, languages, kilometres.get(candidate.id)) for candidate in candidates]
    return tuple(sorted(found, key=_place))


def _suggestion(candidate: Candidate, languages: frozenset[str], km: float | None) -> Suggestion:
    shared = tuple(sorted(languages & candidate.languages))
    whys = [_room(candidate)]
    if candidate.away:
        whys.append(Why.AWAY)
    if languages:
        whys.append(Why.LANGUAGE if shared else Why.NO_LANGUAGE)
    if km is not None:
        whys.append(Why.NEAR if km <= NEAR_KM else Why.FAR)
    return Suggestion(candidate=candidate, whys=tuple(whys), shared=shared, km=km)


def _room(candidate: Candidate) -> Why:
    if candidate.most is None:
        return Why.ROOM_UNKNOWN
    return Why.ROOM if candidate.people < candidate.most else Why.FULL


def _place(item: Suggestion) -> tuple[int, bool, bool, float, int, str, int]:
    room = (Why.ROOM, Why.ROOM_UNKNOWN, Why.FULL).index(item.whys[0])
    km = inf if item.km is None else round(item.km)
    person = item.candidate
    return room, person.away, Why.NO_LANGUAGE in item.whys, km, person.people, person.name, person.id


def longest_end(begins_on: date) -> date:
    """The last day on which a mentorship that begins then can be planned to end."""
    return add_months(begins_on, MONTHS)


def longest_extension(planned_end: date) -> date:
    """The latest day to which an end can be moved at once."""
    return add_months(planned_end, LONGEST_EXTENSION)


def months_left(planned_end: date, on: date) -> int | None:
    """2, 1 or 0: which warning is due; None while there is more time. Of twelve months these are month 10, 11, 12."""
    return next((left for left in (0, 1, 2) if on >= add_months(planned_end, -left)), None)
