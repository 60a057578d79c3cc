"""Who cannot do a job apart from the law of residence: bits per person, computed per distinct value.

The unknown never keeps anybody back, except recognition where the profession is regulated and age
where minors are protected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Kind, Mobility, Reason, Shift
from matcher.occupations import is_regulated
from matcher.ranking.distance import is_known, kilometres
from matcher.ranking.features import Question
from matcher.ranking.times import Hours
from matcher.ranking.traits import Recognised, Trait

Bools = NDArray[np.bool_]
Filter = Callable[[Question, Sequence[Any]], Bools | None]
_FULL_AGE: Final = 18
_LEAST_AGE: Final = 15
_SCHOOLING: Final = frozenset({Kind.SCHOOL, Kind.COURSE, Kind.WORK_SHADOWING, Kind.INTERNSHIP})


def _each(values: Sequence[Any], keeps_back: Callable[[Any], bool]) -> Bools:
    return np.array([value is not None and keeps_back(value) for value in values], np.bool_)


def too_young(question: Question, values: Sequence[int | None]) -> Bools | None:
    """Sections 5, 7 and 14 JArbSchG: no night work below 18, no job below 15; only the year of birth is known.

    Where only adults may work, an unknown year keeps back; elsewhere it does not.
    """
    vacancy = question.vacancy
    year = (vacancy.start or question.on).year
    if vacancy.shift is Shift.NIGHT:
        return np.array([born is None or year - born <= _FULL_AGE for born in values], np.bool_)
    if vacancy.kind in _SCHOOLING:
        return None
    return _each(values, lambda born: year - born < _LEAST_AGE)


def kind_not_wanted(question: Question, values: Sequence[Any]) -> Bools | None:
    offered = question.vacancy.kind
    return None if offered is None else _each(values, lambda wanted: bool(wanted) and offered not in wanted)


def recognition_required(question: Question, values: Sequence[tuple[Recognised, ...]]) -> Bools | None:
    """A regulated profession needs a fully recognised qualification of the same occupational group."""
    known = question.work.code_of(question.vacancy)
    if known is None or not is_regulated(known[0]):
        return None
    group = known[0][:3]

    def carries(item: Recognised) -> bool:
        code = item.code or question.work.code_of_title(item.title)
        return code is not None and code[:3] == group

    return np.array([not any(carries(item) for item in items) for items in values], np.bool_)


_DRIVING: Final = ("521", "522", "523", "524", "525")
"""Occupations whose work is to drive: road, rail, air, water, and machines such as forklifts (KldB 2010)."""
_DRIVES: Final = re.compile(r"fahrer|fahren|lenker|driver", re.IGNORECASE)


def licence_required(question: Question, values: Sequence[frozenset[str] | None]) -> Bools | None:
    """Where the job is the licence: one that the vacancy needs and the person is known not to hold.

    In other jobs a missing licence lowers the score, unless the criteria keep back there too.
    """
    needed = question.vacancy.licences_needed
    if not needed or not (question.criteria.licences_hard or _is_driving(question)):
        return None
    wanted = {item.casefold() for item in needed}
    return _each(values, lambda held: not wanted <= {item.casefold() for item in held})


def _is_driving(question: Question) -> bool:
    known = question.work.code_of(question.vacancy)
    return (known is not None and known[0].startswith(_DRIVING)) or bool(_DRIVES.search(question.vacancy.title))


def german_below_minimum(question: Question, values: Sequence[Any]) -> Bools | None:
    """Only where the criteria say hard."""
    needed = question.vacancy.german_min
    if needed is None or not question.criteria.german_hard:
        return None
    least = needed.steps - question.criteria.german_tolerance
    return _each(values, lambda level: level.steps < least)


def hours_impossible(question: Question, values: Sequence[Hours]) -> Bools | None:
    """Only what the person says of their hours; a course lowers the fit and keeps nobody back."""
    needed = question.vacancy.hours
    if needed is None:
        return None
    return _each(
        values,
        lambda span: (span[0] is not None and span[0] > needed) or (span[1] is not None and span[1] < needed),
    )


def out_of_reach(
    question: Question, values: Sequence[tuple[str | None, Mobility | None, float | None]]
) -> Bools | None:
    origin = question.vacancy.postcode
    if origin is None or not is_known(origin) or not question.criteria.reach_hard:
        return None
    reach = np.array([np.nan if place[2] is None else place[2] for place in values], np.float64)
    return np.asarray(kilometres(origin, [place[0] for place in values]) > reach, np.bool_)


FILTER_NEEDS: Final[MappingProxyType[Reason, Callable[[Question], Hashable]]] = MappingProxyType(
    {
        Reason.TOO_YOUNG: lambda question: (question.vacancy.shift, question.vacancy.kind, question.vacancy.start),
        Reason.KIND_NOT_WANTED: lambda question: question.vacancy.kind,
        Reason.RECOGNITION_REQUIRED: lambda question: (question.vacancy.title, question.vacancy.occupation),
        Reason.LICENCE_REQUIRED: lambda question: (
            question.vacancy.licences_needed,
            question.vacancy.title if question.vacancy.licences_needed else None,
            question.vacancy.occupation if question.vacancy.licences_needed else None,
        ),
        Reason.GERMAN_BELOW_MINIMUM: lambda question: question.vacancy.german_min,
        Reason.HOURS_IMPOSSIBLE: lambda question: question.vacancy.hours,
        Reason.OUT_OF_REACH: lambda question: question.vacancy.postcode,
    }
)
"""All that a filter looks at in a vacancy."""

FILTERS: Final[MappingProxyType[Reason, tuple[Trait, Filter]]] = MappingProxyType(
    {
        Reason.TOO_YOUNG: (Trait.BIRTH_YEAR, too_young),
        Reason.KIND_NOT_WANTED: (Trait.KINDS, kind_not_wanted),
        Reason.RECOGNITION_REQUIRED: (Trait.RECOGNISED, recognition_required),
        Reason.LICENCE_REQUIRED: (Trait.LICENCES, licence_required),
        Reason.GERMAN_BELOW_MINIMUM: (Trait.GERMAN, german_below_minimum),
        Reason.HOURS_IMPOSSIBLE: (Trait.HOURS, hours_impossible),
        Reason.OUT_OF_REACH: (Trait.PLACE, out_of_reach),
    }
)
"""In the order of `Reason`; bit n of a mask is the n-th of these."""


def reasons_of(mask: int) -> tuple[Reason, ...]:
    """Reasons of a mask, the first blocking one first."""
    return tuple(reason for bit, reason in enumerate(FILTERS) if mask >> bit & 1)
