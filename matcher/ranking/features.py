"""What makes a person fit a vacancy: one utility in [0, 1] per feature, capped at the need.

Each function answers for the distinct values of a trait. A need that the vacancy does not state
gives None and weighs nothing; a fact that the person has not stated gives 0.5 with the interval
[0, 1] (I7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Mobility, QualificationLevel, Recognition, Vacancy
from matcher.ranking.criteria import Criteria, Feature
from matcher.ranking.distance import is_known, kilometres, minutes
from matcher.ranking.traits import Attainment, Trait
from matcher.ranking.work import WorkBook

Floats = NDArray[np.float64]
UNKNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Utilities:
    """Per distinct value: the utility that counts, and the least and most it could turn out to be."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Question:
    """One vacancy under given criteria on a day, with the pool's occupations at hand."""

    vacancy: Vacancy
    criteria: Criteria
    on: date
    work: WorkBook


Utility = Callable[[Question, Sequence[Any]], Utilities | None]


def _stated(values: Floats) -> Utilities:
    """NaN stands for a fact that is not stated."""
    unknown = np.isnan(values)
    if not unknown.any():
        return Utilities(values, values, values)
    return Utilities(np.where(unknown, UNKNOWN, values), np.where(unknown, 0.0, values), np.where(unknown, 1.0, values))


def _each(values: Sequence[Any], utility: Callable[[Any], float]) -> Utilities:
    return _stated(np.array([np.nan if value is None else utility(value) for value in values], np.float64))


def occupation(question: Question, _values: Sequence[Any]) -> Utilities | None:
    """Best likeness of any occupation that the person names; nothing named is unknown."""
    book = question.work
    best = book.best(question.vacancy)
    return _stated(np.where(book.known, best, np.nan))


_LEVELS: Final = MappingProxyType(
    {
        QualificationLevel.NONE: 0,
        QualificationLevel.SCHOOL: 1,
        QualificationLevel.VOCATIONAL: 2,
        QualificationLevel.ACADEMIC: 3,
    }
)
_RECOGNISED: Final = MappingProxyType(
    {
        Recognition.FULL: 1.0,
        Recognition.ZAB_STATEMENT: 1.0,
        Recognition.PARTIAL: 0.8,
        Recognition.APPLIED: 0.6,
        Recognition.NONE: 0.6,
        Recognition.NOT_EQUIVALENT: 0.4,
    }
)
_RECOGNITION_UNKNOWN: Final = (0.6, 0.8, 1.0)


def qualification(question: Question, values: Sequence[tuple[Attainment, ...]]) -> Utilities | None:
    """Level against the level needed, capped; vocational and academic ones times their recognition."""
    needed = question.vacancy.qualification_needed
    if needed is None or needed is QualificationLevel.NONE:
        return None
    rows = np.array([_best_qualification(items, _LEVELS[needed]) for items in values], np.float64).reshape(-1, 3)
    return Utilities(rows[:, 1], rows[:, 0], rows[:, 2])


def _best_qualification(items: tuple[Attainment, ...], needed: int) -> tuple[float, float, float]:
    if not items or any(item.level is None for item in items):
        known = [_one_qualification(item, needed) for item in items if item.level is not None]
        least = max((item[0] for item in known), default=0.0)
        return least, max(UNKNOWN, least), 1.0
    found = [_one_qualification(item, needed) for item in items]
    return max(item[0] for item in found), max(item[1] for item in found), max(item[2] for item in found)


def _one_qualification(item: Attainment, needed: int) -> tuple[float, float, float]:
    assert item.level is not None, "callers pass stated levels only"  # noqa: S101 - states why, for the type checker
    reached = min(_LEVELS[item.level], needed) / needed
    if item.level in {QualificationLevel.NONE, QualificationLevel.SCHOOL}:
        return reached, reached, reached
    if item.recognition is None:
        low, middle, high = _RECOGNITION_UNKNOWN
        return reached * low, reached * middle, reached * high
    share = reached * _RECOGNISED[item.recognition]
    return share, share, share


def german(question: Question, values: Sequence[Any]) -> Utilities | None:
    """CEFR steps against the steps needed, capped: A2 where B1 is needed gives 2/3."""
    needed = question.vacancy.german_min
    if needed is None:
        return None
    steps = needed.steps
    return _each(values, lambda level: 1.0 if steps == 0 else min(level.steps, steps) / steps)


def licences(question: Question, values: Sequence[Any]) -> Utilities | None:
    """Share of the licences needed that the person holds."""
    return _share(question.vacancy.licences_needed, values)


def skills(question: Question, values: Sequence[Any]) -> Utilities | None:
    """Share of the skills needed that the person names."""
    return _share(question.vacancy.skills_needed, values)


def _share(needed: frozenset[str] | None, values: Sequence[Any]) -> Utilities | None:
    if not needed:
        return None
    wanted = {item.casefold() for item in needed}
    return _each(values, lambda held: len(wanted & {item.casefold() for item in held}) / len(wanted))


def commute(question: Question, values: Sequence[tuple[str | None, Mobility | None, float | None]]) -> Utilities | None:
    """1 up to `near_minutes` of travel, falling to 0 at `far_minutes`."""
    origin = question.vacancy.postcode
    if origin is None or not is_known(origin):
        return None
    km = kilometres(origin, [place[0] for place in values])
    taken = minutes(km, [place[1] for place in values])
    near, far = question.criteria.near_minutes, question.criteria.far_minutes
    return _stated(np.clip((far - taken) / (far - near), 0.0, 1.0))


def hours(question: Question, values: Sequence[tuple[float | None, float | None]]) -> Utilities | None:
    """1 within the hours that the person can work, falling to 0 at 15 hours beside them."""
    needed = question.vacancy.hours
    if needed is None:
        return None

    def fit(span: tuple[float | None, float | None]) -> float:
        least, most = span
        if least is None and most is None:
            return float("nan")
        beside = max(0.0, (least or 0.0) - needed, needed - (most if most is not None else 60.0))
        return max(0.0, 1.0 - beside / 15.0)

    return _stated(np.array([fit(span) for span in values], np.float64))


def shift(question: Question, values: Sequence[Any]) -> Utilities | None:
    """1 if the person can work in this shift, else 0."""
    needed = question.vacancy.shift
    return None if needed is None else _each(values, lambda able: 1.0 if needed in able else 0.0)


def start(question: Question, values: Sequence[Any]) -> Utilities | None:
    """1 if the person is available at the start, falling to 0 at 90 days after it."""
    begins = question.vacancy.start
    if begins is None:
        return None
    wanted = max(begins, question.on)
    return _each(values, lambda day: min(1.0, max(0.0, 1.0 - (day - wanted).days / 90.0)))


def kind(question: Question, values: Sequence[Any]) -> Utilities | None:
    """1 if the person looks for this kind of job, else 0."""
    offered = question.vacancy.kind
    return None if offered is None else _each(values, lambda wanted: 1.0 if offered in wanted else 0.0)


def recency(question: Question, values: Sequence[Any]) -> Utilities | None:
    """1 if the person worked in the last two years, falling to 0 at twelve years ago."""
    year = question.on.year
    return _each(values, lambda last: min(1.0, max(0.0, (12 - (year - last)) / 10)))


UTILITIES: Final[MappingProxyType[Feature, tuple[Trait, Utility]]] = MappingProxyType(
    {
        Feature.OCCUPATION: (Trait.WORK, occupation),
        Feature.QUALIFICATION: (Trait.ATTAINMENTS, qualification),
        Feature.GERMAN: (Trait.GERMAN, german),
        Feature.LICENCES: (Trait.LICENCES, licences),
        Feature.SKILLS: (Trait.SKILLS, skills),
        Feature.COMMUTE: (Trait.PLACE, commute),
        Feature.HOURS: (Trait.HOURS, hours),
        Feature.SHIFT: (Trait.SHIFTS, shift),
        Feature.START: (Trait.AVAILABLE, start),
        Feature.KIND: (Trait.KINDS, kind),
        Feature.RECENCY: (Trait.LAST_YEAR, recency),
    }
)
