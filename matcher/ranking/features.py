"""What makes a person fit a vacancy: one utility in [0, 1] per feature, capped at the need.

Each function answers for the distinct values of a trait. A need that the vacancy does not state
gives None and weighs nothing; a fact that the person has not stated gives 0.5 with the interval
[0, 1], and one that is stated in part a narrower interval (I7).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from matcher.model import Cefr, Kind, Mobility, QualificationLevel, Recognition, Vacancy
from matcher.ranking.criteria import Criteria, Feature
from matcher.ranking.distance import is_known, kilometres, minutes
from matcher.ranking.times import Hours, Shifts, hours_fit, shift_fit
from matcher.ranking.traits import Attainment, LastWork, Trait
from matcher.ranking.utilities import UNKNOWN, ByWork, Floats, Known, Utilities
from matcher.ranking.work import WorkBook


@dataclass(frozen=True, slots=True)
class Question:
    """One vacancy under given criteria on a day, with the pool's occupations at hand."""

    vacancy: Vacancy
    criteria: Criteria
    on: date
    work: WorkBook

    @property
    def begins(self) -> date:
        """The first day of work, today at the earliest."""
        return max(self.vacancy.start or self.on, self.on)


Utility = Callable[[Question, Sequence[Any]], Utilities | None]


def _stated(values: Floats) -> Known:
    """NaN stands for a fact that is not stated."""
    unknown = np.isnan(values)
    if not unknown.any():
        return Known(values, values, values)
    return Known(np.where(unknown, UNKNOWN, values), np.where(unknown, 0.0, values), np.where(unknown, 1.0, values))


def _each(values: Sequence[Any], utility: Callable[[Any], float]) -> Known:
    return _stated(np.array([np.nan if value is None else utility(value) for value in values], np.float64))


def _bounded(values: Sequence[Any], utility: Callable[[Any], tuple[float, float, float]]) -> Known:
    """`utility` gives least, counted and most."""
    rows = np.array([utility(value) for value in values], np.float64).reshape(-1, 3)
    return Known(rows[:, 1], rows[:, 0], rows[:, 2])


def occupation(question: Question, _values: Sequence[Any]) -> Utilities | None:
    """Best likeness of any occupation that the person names, times how much it counts; nothing named is unknown."""
    return ByWork(question.work, question.vacancy)


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
_RECOGNITION_UNKNOWN: Final = (0.4, 0.7, 1.0)


def qualification(question: Question, values: Sequence[tuple[Attainment, ...]]) -> Utilities | None:
    """min(level, needed) / needed, times 1, 0.8, 0.6 or 0.4 by recognition; the best qualification counts."""
    needed = question.vacancy.qualification_needed
    if needed is None or needed is QualificationLevel.NONE:
        return None
    return _bounded(values, lambda items: _best_qualification(items, _LEVELS[needed]))


def _best_qualification(items: tuple[Attainment, ...], needed: int) -> tuple[float, float, float]:
    if not items:
        return 0.0, UNKNOWN, 1.0
    found = [_one_qualification(item, needed) for item in items]
    return max(item[0] for item in found), max(item[1] for item in found), max(item[2] for item in found)


def _one_qualification(item: Attainment, needed: int) -> tuple[float, float, float]:
    if item.level is None:
        return 0.0, UNKNOWN, 1.0
    reached = min(_LEVELS[item.level], needed) / needed
    if item.level in {QualificationLevel.NONE, QualificationLevel.SCHOOL}:
        return reached, reached, reached
    if item.recognition is None:
        low, middle, high = _RECOGNITION_UNKNOWN
        return reached * low, reached * middle, reached * high
    share = reached * _RECOGNISED[item.recognition]
    return share, share, share


def german(question: Question, values: Sequence[Cefr | None]) -> Utilities | None:
    """min(steps, needed) / needed in CEFR steps: A2 where B1 is needed gives 2/3."""
    needed = question.vacancy.german_min
    if needed is None:
        return None
    steps = needed.steps
    return _each(values, lambda level: 1.0 if steps == 0 else min(level.steps, steps) / steps)


def licences(question: Question, values: Sequence[frozenset[str] | None]) -> Utilities | None:
    """Share of the licences needed that the person holds."""
    return _share(question.vacancy.licences_needed, values)


def skills(question: Question, values: Sequence[frozenset[str] | None]) -> Utilities | None:
    """Share of the skills needed that the person names."""
    return _share(question.vacancy.skills_needed, values)


def _share(needed: frozenset[str] | None, values: Sequence[frozenset[str] | None]) -> Utilities | None:
    if not needed:
        return None
    wanted = {item.casefold() for item in needed}
    return _each(values, lambda held: len(wanted & {item.casefold() for item in held}) / len(wanted))


def commute(question: Question, values: Sequence[tuple[str | None, Mobility | None, float | None]]) -> Utilities | None:
    """1 up to `near_minutes` of travel, falling in a line to 0 at `far_minutes`.

    Who does not say how they travel counts with public transport, between bicycle and car.
    """
    origin = question.vacancy.postcode
    if origin is None or not is_known(origin):
        return None
    km = kilometres(origin, [place[0] for place in values])
    near, far = question.criteria.near_minutes, question.criteria.far_minutes

    def fit(unsaid: Mobility) -> Floats:
        taken = minutes(km, [place[1] or unsaid for place in values])
        return np.asarray(np.clip((far - taken) / (far - near), 0.0, 1.0), np.float64)

    low, value, high = (fit(way) for way in (Mobility.BICYCLE, Mobility.TRANSIT, Mobility.CAR))
    unknown = np.isnan(km)
    return Known(np.where(unknown, UNKNOWN, value), np.where(unknown, 0.0, low), np.where(unknown, 1.0, high))


def hours(question: Question, values: Sequence[Hours]) -> Utilities | None:
    """1 within the hours that the person can work, falling in a line to 0 at `hours_beside` hours beside them."""
    needed = question.vacancy.hours
    if needed is None:
        return None
    slack, day = question.criteria.hours_beside, question.begins
    return _bounded(values, lambda span: hours_fit(needed, span, slack, day))


def shift(question: Question, values: Sequence[Shifts]) -> Utilities | None:
    """1 if the person can work in this shift, else 0; less where a course takes the same days."""
    needed, day = question.vacancy.shift, question.begins
    return None if needed is None else _bounded(values, lambda able: shift_fit(needed, able, day))


def start(question: Question, values: Sequence[date | None]) -> Utilities | None:
    """1 if the person is available at the start, falling in a line to 0 at `start_days` after it."""
    begins = question.vacancy.start
    if begins is None:
        return None
    wanted, days = max(begins, question.on), question.criteria.start_days
    return _each(values, lambda day: min(1.0, max(0.0, 1.0 - (day - wanted).days / days)))


def kind(question: Question, values: Sequence[frozenset[Kind] | None]) -> Utilities | None:
    """1 if the person looks for this kind of job, else 0; who names no kind has not said."""
    offered = question.vacancy.kind
    return (
        None if offered is None else _each([value or None for value in values], lambda wanted: float(offered in wanted))
    )


def recency(question: Question, values: Sequence[LastWork]) -> Utilities | None:
    """1 for work in the last `recent_years`, falling in a line to 0 at `forgotten_years` ago."""
    year, criteria = question.on.year, question.criteria

    def bounds(last: LastWork) -> tuple[float, float, float]:
        if last.year is None:
            return 0.0, UNKNOWN, 1.0
        left = criteria.forgotten_years - (year - last.year)
        value = min(1.0, max(0.0, left / (criteria.forgotten_years - criteria.recent_years)))
        return value, value, value if last.complete else 1.0

    return _bounded(values, bounds)


def _from(question: Question, need: Hashable) -> Hashable:
    """A need that courses bear on, with the day from which they do."""
    return None if need is None else (need, question.begins)


NEEDS: Final[MappingProxyType[Feature, Callable[[Question], Hashable]]] = MappingProxyType(
    {
        Feature.OCCUPATION: lambda question: (question.vacancy.title, question.vacancy.occupation),
        Feature.QUALIFICATION: lambda question: question.vacancy.qualification_needed,
        Feature.GERMAN: lambda question: question.vacancy.german_min,
        Feature.LICENCES: lambda question: question.vacancy.licences_needed,
        Feature.SKILLS: lambda question: question.vacancy.skills_needed,
        Feature.COMMUTE: lambda question: question.vacancy.postcode,
        Feature.HOURS: lambda question: _from(question, question.vacancy.hours),
        Feature.SHIFT: lambda question: _from(question, question.vacancy.shift),
        Feature.START: lambda question: question.vacancy.start,
        Feature.KIND: lambda question: question.vacancy.kind,
        Feature.RECENCY: lambda _question: None,
    }
)
"""All that a feature looks at in a vacancy: two vacancies that agree on it share their utilities."""

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
