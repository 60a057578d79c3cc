"""What is missing in a person's profile, and how many places on the lists hang on each missing item. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from matcher.chances import Chance, Market
from matcher.model import Labelled, Profile, VacancyRef
from matcher.ranking.criteria import Feature
from matcher.ranking.filters import FILTERS

LISTS: Final = 10
"""Vacancies that fit the person best, on which the places are counted."""


class Item(Labelled):
    """Items of a profile that can be missing, and the form in which each is entered."""

    GERMAN = "german", "Deutsch", "German"
    EXPERIENCE = "experience", "Berufserfahrung", "work experience"
    QUALIFICATION = "qualifications", "Abschluss", "qualification"
    POSTCODE = "postcode", "Postleitzahl", "postcode"
    HOURS = "hours", "Stunden pro Woche", "hours per week"
    LICENCES = "licences", "Führerscheine", "driving licences"
    KINDS = "kinds", "Art der Stelle", "kind of job"
    SHIFTS = "shifts", "Arbeitszeiten", "working times"
    AVAILABLE = "available", "Verfügbar ab", "available from"
    SKILLS = "skills", "weitere Kenntnisse", "further skills"

    @property
    def section(self) -> str:
        """The section of the person's page in which it is entered."""
        own = {Item.GERMAN, Item.EXPERIENCE, Item.QUALIFICATION}
        return str(self) if self in own else "wishes"


_FEATURES: Final[Mapping[Item, tuple[Feature, ...]]] = MappingProxyType(
    {
        Item.GERMAN: (Feature.GERMAN,),
        Item.EXPERIENCE: (Feature.OCCUPATION, Feature.RECENCY),
        Item.QUALIFICATION: (Feature.QUALIFICATION,),
        Item.POSTCODE: (Feature.COMMUTE,),
        Item.HOURS: (Feature.HOURS,),
        Item.LICENCES: (Feature.LICENCES,),
        Item.KINDS: (Feature.KIND,),
        Item.SHIFTS: (Feature.SHIFT,),
        Item.AVAILABLE: (Feature.START,),
        Item.SKILLS: (Feature.SKILLS,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The best and the worst place on one list that is possible while something is not known."""

    title: str
    best: int
    worst: int

    @property
    def places(self) -> int:
        return self.worst - self.best


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One missing item: on how many lists places hang on it, and where the most do."""

    item: Item
    lists: int
    widest: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    costs: tuple[Cost, ...]
    """Every missing item, the dearest first."""
    overall: Span | None
    """All missing items together, on the list where they make the most."""
    looked_at: int

    @property
    def known(self) -> int:
        return len(Item) - len(self.costs)


def missing_items(profile: Profile) -> tuple[Item, ...]:
    """What nobody has recorded; an empty list of licences is an answer."""
    absent = {
        Item.GERMAN: profile.german is None,
        Item.EXPERIENCE: not profile.experiences,
        Item.QUALIFICATION: not profile.qualifications,
        Item.POSTCODE: profile.postcode is None,
        Item.HOURS: profile.hours_max is None and profile.hours_min is None,
        Item.LICENCES: profile.licences is None,
        Item.KINDS: profile.kinds is None,
        Item.SHIFTS: profile.shifts is None,
        Item.AVAILABLE: profile.available_from is None,
        Item.SKILLS: profile.skills is None,
    }
    return tuple(item for item in Item if absent[item])


def fitting(chances: Sequence[Chance]) -> tuple[Chance, ...]:
    """The vacancies that fit best, also where only law or agreement still keep the person back."""
    kept_back = frozenset(FILTERS)
    open_to = [chance for chance in chances if kept_back.isdisjoint(chance.reasons)]
    return tuple(sorted(open_to, key=lambda chance: (-chance.score, chance.vacancy.id))[:LISTS])


def complete(
    profile: Profile,
    market: Market,
    chances: Sequence[Chance],
    standing: Mapping[VacancyRef, Sequence[float]],
) -> Completion:
    """What each missing item costs.

    Args:
        profile: the person's.
        market: what is open.
        chances: the vacancies to count on, as `fitting` gives them.
        standing: the others' scores on each list, ascending.

    """
    costs, overall = [], {chance.vacancy.id: (0.0, 0.0) for chance in chances}
    for item in missing_items(profile):
        spans = []
        gaps = _gaps(profile, market, item)
        for chance in chances:
            less, more = gaps[chance.vacancy.id]
            total = overall[chance.vacancy.id]
            overall[chance.vacancy.id] = (total[0] + less, total[1] + more)
            spans.append(_span(chance, less, more, standing))
        found = [span for span in spans if span.places > 0]
        widest = max(found, key=lambda span: span.places, default=None)
        costs.append(Cost(item=item, lists=len(found), widest=widest))
    together = [_span(chance, *overall[chance.vacancy.id], standing) for chance in chances]
    return Completion(
        costs=tuple(sorted(costs, key=_dearest)),
        overall=max((span for span in together if span.places > 0), key=lambda span: span.places, default=None),
        looked_at=len(chances),
    )


def _gaps(profile: Profile, market: Market, item: Item) -> dict[VacancyRef, tuple[float, float]]:
    """By vacancy, how much the score could still fall and rise with this item."""
    found: dict[VacancyRef, tuple[float, float]] = {}
    for feature in _FEATURES[item]:
        value = market.worth(profile, feature)
        for vacancy, (least, most) in market.bounds(profile, feature).items():
            less, more = found.get(vacancy, (0.0, 0.0))
            found[vacancy] = (less + max(value[vacancy] - least, 0.0), more + max(most - value[vacancy], 0.0))
    return found


def _span(chance: Chance, less: float, more: float, standing: Mapping[VacancyRef, Sequence[float]]) -> Span:
    others = standing.get(chance.vacancy.id, ())
    best = 1 + len(others) - bisect_right(others, min(chance.score + more, 1.0))
    worst = 1 + len(others) - bisect_left(others, max(chance.score - less, 0.0))
    return Span(title=chance.vacancy.title, best=best, worst=max(best, worst))


def _dearest(cost: Cost) -> tuple[int, int, int]:
    places = cost.widest.places if cost.widest else 0
    return (-places, -cost.lists, list(Item).index(cost.item))
