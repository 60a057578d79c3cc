"""Could two records mean the same person? Weighs names across scripts and the birth date; people decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from matcher.spelling import fold, skeleton


@dataclass(frozen=True, slots=True)
class Known:
    """What a comparison needs of a record."""

    code: str
    given_name: str
    family_name: str
    birth_date: date | None


class Birth(IntEnum):
    """How far two birth dates speak for one person."""

    AGAINST = 0
    SILENT = 1
    WEAK = 2
    STRONG = 3


_NEEDED: Final = {Birth.STRONG: 65.0, Birth.WEAK: 84.0, Birth.SILENT: 90.0, Birth.AGAINST: 101.0}
"""How alike names must be, of 100, before somebody is asked."""
_LEAST: Final = min(_NEEDED.values())
_SHORT: Final = 4
"""Skeletons below this length agree too easily."""


def birth_evidence(first: date | None, second: date | None) -> Birth:
    """Weighs two birth dates; 1 January is often written where nobody knows the day."""
    if first is None or second is None:
        return Birth.SILENT
    if first == second:
        return Birth.WEAK if _is_guess(first) else Birth.STRONG
    if first.year == second.year and (_is_guess(first) or _is_guess(second)):
        return Birth.WEAK
    if (first.year, first.month, first.day) == (second.year, second.day, second.month):
        return Birth.WEAK
    return Birth.AGAINST


def name_likeness(first: str, second: str) -> float:
    """Likeness of two full names from 0 to 100; order, script and vowels may differ."""
    spelled = fuzz.token_sort_ratio(fold(first), fold(second))
    bones = skeleton(first), skeleton(second)
    if min(len(bone.replace(" ", "")) for bone in bones) < _SHORT:
        return spelled
    return max(spelled, 0.97 * fuzz.token_sort_ratio(*bones))


class Twins:
    """Records to compare with, prepared once for many people.

    Args:
        others: the records.

    """

    def __init__(self, others: Iterable[Known]) -> None:
        self._others = list(others)
        names = [f"{other.given_name} {other.family_name}" for other in self._others]
        self._spelled = [_sorted(fold(name)) for name in names]
        bones = [skeleton(name) for name in names]
        self._bones = [_sorted(bone) for bone in bones]
        self._long = np.array([len(bone.replace(" ", "")) >= _SHORT for bone in bones], np.bool_)

    def of(self, person: Known, *, limit: int = 5) -> tuple[str, ...]:
        """Codes of those who may be the same person, the likeliest first."""
        found: list[tuple[float, str]] = []
        likeness = self._likeness(f"{person.given_name} {person.family_name}")
        for place in np.flatnonzero(likeness >= _LEAST).tolist():
            other = self._others[place]
            birth = birth_evidence(person.birth_date, other.birth_date)
            if birth is not Birth.AGAINST and likeness[place] >= _NEEDED[birth]:
                found.append((-(float(likeness[place]) + 10 * birth), other.code))
        return tuple(dict.fromkeys(code for _, code in sorted(found)))[:limit]

    def _likeness(self, name: str) -> NDArray[np.float64]:
        """As `name_likeness` has it, of the name to every record."""
        if not self._others:
            return np.zeros(0)
        bone = skeleton(name)
        spelled = cdist([_sorted(fold(name))], self._spelled, scorer=fuzz.ratio, dtype=np.float64)[0]
        if len(bone.replace(" ", "")) < _SHORT:
            return np.asarray(spelled, np.float64)
        by_bones = 0.97 * cdist([_sorted(bone)], self._bones, scorer=fuzz.ratio, dtype=np.float64)[0]
        found: NDArray[np.float64] = np.maximum(spelled, np.where(self._long, by_bones, 0.0))
        return found


def find_twins(person: Known, others: Iterable[Known], *, limit: int = 5) -> tuple[str, ...]:
    """Codes of those who may be the same person, the likeliest first."""
    return Twins(others).of(person, limit=limit)


@lru_cache(maxsize=65536)
def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))


def _is_guess(birth: date) -> bool:
    return (birth.month, birth.day) == (1, 1)
