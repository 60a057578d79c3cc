"""What would move a person, what to ask them, and why they moved: in words at level B1, verified by scoring again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Cefr, Mobility, Profile, QualificationLevel, Recognition
from matcher.ranking.answer import Answer
from matcher.ranking.criteria import Feature
from matcher.ranking.features import UTILITIES
from matcher.ranking.traits import values_of

_EFFORT: Final = MappingProxyType({"hours": 1.0, "mobility": 2.0, "german": 3.0, "licence": 4.0, "recognition": 5.0})
"""How much each step asks of a person, the least first; a second level of German asks twice as much."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person can change, and the profile that they would have then."""

    effort: float
    feature: Feature
    profile: Profile
    german: str
    english: str


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest step that moves a person up, scored again with the profile changed."""

    german: str
    english: str
    from_rank: int
    to_rank: int
    score: float


def steps_of(profile: Profile, answer: Answer) -> Iterator[Step]:
    """Whatever the person could change for this vacancy: never who they are, only what can be learned or got."""
    yield from _hours(profile, answer.vacancy.hours)
    yield from _mobility(profile)
    yield from _german(profile, answer.vacancy.german_min)
    yield from _licences(profile, answer.vacancy.licences_needed)
    yield from _recognition(profile)


def smallest_change(
    answer: Answer, row: int, profile: Profile, order: NDArray[np.int64], standing: NDArray[np.float64], rank: int
) -> Change | None:
    """The least effort that gives a better rank, None where nothing does.

    Args:
        answer: the vacancy against the pool.
        row: the person's row in the pool.
        profile: theirs.
        order: rows of everybody ranked, best first.
        standing: their scores.
        rank: where the person stands.

    """
    if rank <= 1:
        return None
    open_features = {feature for feature in answer.weights if answer.room(row, feature) > 1e-9}
    steps = sorted(steps_of(profile, answer), key=lambda step: step.effort)
    for step in steps:
        if step.feature not in open_features:
            continue
        score = answer.score_with(row, step.feature, values_of(step.profile)[UTILITIES[step.feature][0]])
        better = answer.rank_at(score, row, order, standing)
        if better < rank:
            return Change(
                f"{step.german}: Rang {rank} → {better}",
                f"{step.english}: rank {rank} → {better}",
                rank,
                better,
                score,
            )
    return None


def _hours(profile: Profile, needed: float | None) -> Iterator[Step]:
    if needed is None:
        return
    if profile.hours_max is not None and profile.hours_max < needed:
        yield Step(
            _EFFORT["hours"],
            Feature.HOURS,
            replace(profile, hours_max=needed),
            f"mit {needed:g} statt höchstens {profile.hours_max:g} Stunden",
            f"with {needed:g} instead of at most {profile.hours_max:g} hours",
        )
    if profile.hours_min is not None and profile.hours_min > needed:
        yield Step(
            _EFFORT["hours"],
            Feature.HOURS,
            replace(profile, hours_min=needed),
            f"mit {needed:g} statt mindestens {profile.hours_min:g} Stunden",
            f"with {needed:g} instead of at least {profile.hours_min:g} hours",
        )


_TO: Final = MappingProxyType(
    {
        Mobility.TRANSIT: ("mit Bus und Bahn statt Fahrrad", "by public transport instead of bicycle"),
        Mobility.CAR: ("mit dem Auto", "by car"),
    }
)


def _mobility(profile: Profile) -> Iterator[Step]:
    faster = (Mobility.TRANSIT, Mobility.CAR) if profile.mobility is Mobility.BICYCLE else (Mobility.CAR,)
    if profile.mobility is Mobility.CAR:
        return
    for further, way in enumerate(faster):
        german, english = _TO[way]
        yield Step(_EFFORT["mobility"] + further, Feature.COMMUTE, replace(profile, mobility=way), german, english)


def _german(profile: Profile, needed: Cefr | None) -> Iterator[Step]:
    if needed is None or profile.german is None:
        return
    for levels, level in enumerate(list(Cefr)[profile.german.steps + 1 : needed.steps + 1], 1):
        yield Step(
            _EFFORT["german"] * levels,
            Feature.GERMAN,
            replace(profile, german=level),
            f"mit {level} statt {profile.german}",
            f"with {level} instead of {profile.german}",
        )


def _licences(profile: Profile, needed: frozenset[str] | None) -> Iterator[Step]:
    if not needed or profile.licences is None:
        return
    held = {item.casefold() for item in profile.licences}
    for missing in sorted(item for item in needed if item.casefold() not in held):
        yield Step(
            _EFFORT["licence"],
            Feature.LICENCES,
            replace(profile, licences=profile.licences | {missing}),
            f"mit Führerschein {missing}",
            f"with licence {missing}",
        )


def _recognition(profile: Profile) -> Iterator[Step]:
    formal = {QualificationLevel.VOCATIONAL, QualificationLevel.ACADEMIC}
    for place, item in enumerate(profile.qualifications):
        if item.level in formal and item.recognition not in {None, Recognition.FULL, Recognition.ZAB_STATEMENT}:
            changed = list(profile.qualifications)
            changed[place] = replace(item, recognition=Recognition.FULL)
            yield Step(
                _EFFORT["recognition"],
                Feature.QUALIFICATION,
                replace(profile, qualifications=tuple(changed)),
                f"mit voller Anerkennung ({item.title or item.level.german})",
                f"with full recognition ({item.title or item.level.english})",
            )


_ASK: Final = MappingProxyType(
    {
        Feature.OCCUPATION: ("Berufserfahrung unbekannt: nachfragen", "work experience unknown: please ask"),
        Feature.QUALIFICATION: ("Abschluss unbekannt: nachfragen", "qualification unknown: please ask"),
        Feature.GERMAN: ("Deutschniveau unbekannt: nachfragen", "level of German unknown: please ask"),
        Feature.LICENCES: ("Führerschein unbekannt: nachfragen", "licences unknown: please ask"),
        Feature.SKILLS: ("Kenntnisse unbekannt: nachfragen", "skills unknown: please ask"),
        Feature.COMMUTE: ("Wohnort unbekannt: nachfragen", "place of residence unknown: please ask"),
        Feature.HOURS: ("mögliche Stunden unbekannt: nachfragen", "possible hours unknown: please ask"),
        Feature.SHIFT: ("mögliche Schichten unbekannt: nachfragen", "possible shifts unknown: please ask"),
        Feature.START: ("verfügbar ab unbekannt: nachfragen", "start date unknown: please ask"),
        Feature.KIND: ("gewünschte Art der Stelle unbekannt: nachfragen", "kind of job wished for unknown: please ask"),
        Feature.RECENCY: ("letzte Arbeit unbekannt: nachfragen", "time of last work unknown: please ask"),
    }
)
_YEARS: Final = ("Berufsjahre unbekannt: nachfragen", "years of work unknown: please ask")
_TRAINING: Final = ("Ausbildung unbekannt: nachfragen", "training unknown: please ask")
_WISH: Final = ("Wunschberuf unbekannt: nachfragen", "occupation wished for unknown: please ask")
_RECOGNISED: Final = ("Anerkennung unbekannt: nachfragen", "recognition unknown: please ask")
_TIMES: Final = ("Zeiten des Kurses unbekannt: nachfragen", "times of the course unknown: please ask")
_WAY: Final = ("Auto oder Fahrrad unbekannt: nachfragen", "car or bicycle unknown: please ask")


def question_for(profile: Profile, widths: Mapping[Feature, float]) -> tuple[str, str] | None:
    """The one question whose answer narrows the score's interval most; None where all is known.

    Args:
        profile: tells which fact a feature lacks.
        widths: how much of the interval hangs on each feature, weighted.

    """
    gains = {feature: width for feature, width in widths.items() if width > 1e-9}
    if not gains:
        return None
    if not profile.experiences and Feature.OCCUPATION in gains:
        gains[Feature.OCCUPATION] += gains.pop(Feature.RECENCY, 0.0)
    most = max(gains.values())
    asked = next(feature for feature in Feature if gains.get(feature, 0.0) >= most - 1e-12)
    return _narrower(profile, asked) or _ASK[asked]


def _narrower(profile: Profile, asked: Feature) -> tuple[str, str] | None:
    """The part of a feature that is missing, where the rest of it is known."""
    if asked is Feature.OCCUPATION and profile.experiences:
        if any(item.years is None for item in profile.experiences):
            return _YEARS
        return _WISH if profile.qualifications else _TRAINING
    if asked is Feature.QUALIFICATION and profile.qualifications:
        return _RECOGNISED if all(item.level for item in profile.qualifications) else None
    if asked is Feature.COMMUTE and profile.postcode is not None and profile.mobility is None:
        return _WAY
    stated = {Feature.HOURS: profile.hours_max, Feature.SHIFT: profile.shifts}.get(asked)
    return _TIMES if stated is not None and any(course.hours is None for course in profile.courses) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stood in a run, and on what that rested."""

    rank: int | None
    """None where they were kept back."""
    contributions: Mapping[Feature, float]
    weights: Mapping[Feature, float]
    """Of the criteria, as they were set."""
    above: frozenset[str]
    """Codes of those ahead."""
    pool: frozenset[str]
    """Codes of everybody ranked."""
    kept_back_by: str | None = None
    """The first reason in words, where the person was kept back."""


def why_moved(before: Standing, after: Standing) -> tuple[tuple[str, str], ...]:
    """Why somebody stands elsewhere than in the run before: gate, criteria, own data, rivals; in this order.

    Each sentence is a German and an English one; nobody else is named.
    """
    if before.rank is None or after.rank is None:
        return _gate_moved(before, after)
    said: list[tuple[str, str]] = []
    if dict(before.weights) != dict(after.weights):
        changed = [f for f in Feature if before.weights.get(f) != after.weights.get(f)]
        said.append(
            (
                f"Die Kriterien wurden geändert: {', '.join(f.german for f in changed)}.",
                f"The criteria were changed: {', '.join(f.english for f in changed)}.",
            )
        )
    else:
        said.extend(_data_moved(before, after))
    if before.rank != after.rank:
        said.extend(_rivals_moved(before, after))
    return tuple(said)


def _gate_moved(before: Standing, after: Standing) -> tuple[tuple[str, str], ...]:
    if before.rank is None and after.rank is not None:
        was = f" ({before.kept_back_by})" if before.kept_back_by else ""
        return ((f"Vorher zurückgehalten{was}, jetzt dabei.", f"Kept back before{was}, now in the list."),)
    if after.rank is None and before.rank is not None:
        now = f": {after.kept_back_by}" if after.kept_back_by else ""
        return ((f"Jetzt zurückgehalten{now}.", f"Kept back now{now}."),)
    return ()


def _data_moved(before: Standing, after: Standing) -> Iterator[tuple[str, str]]:
    """Features whose contribution changed though the criteria did not, the largest change first."""
    differences = {
        feature: after.contributions.get(feature, 0.0) - before.contributions.get(feature, 0.0) for feature in Feature
    }
    for feature in sorted(differences, key=lambda one: -abs(differences[one])):
        points = round(100 * differences[feature], 1)
        if points:
            german = f"{abs(points):g}".replace(".", ",")
            better, better_english = ("besser", "better") if points > 0 else ("schlechter", "worse")
            yield (
                f"{feature.german} passt jetzt {better} ({german} Punkte).",
                f"Now {feature.english} fits {better_english} ({abs(points):g} points).",
            )


def _rivals_moved(before: Standing, after: Standing) -> Iterator[tuple[str, str]]:
    counts: tuple[tuple[int, Any, Any], ...] = (
        (len(after.above - before.pool), "neu davor", "new ahead"),
        (len((after.above & before.pool) - before.above), "vorbeigezogen", "have passed"),
        (len(before.above - after.pool), "davor nicht mehr dabei", "ahead no longer in the list"),
        (len((before.above & after.pool) - after.above), "überholt", "were passed"),
    )
    for count, german, english in counts:
        if count:
            people, people_english = ("Person", "person") if count == 1 else ("Personen", "people")
            yield f"{count} {people} {german}.", f"{count} {people_english} {english}."
