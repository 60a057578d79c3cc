"""Could two records mean the same person? Weighs names across scripts and the birth date; people decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from rapidfuzz import fuzz

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


def find_twins(person: Known, others: Iterable[Known], *, limit: int = 5) -> tuple[str, ...]:
    """Codes of those who may be the same person, the likeliest first."""
    full = f"{person.given_name} {person.family_name}"
    found: list[tuple[float, str]] = []
    for other in others:
        birth = birth_evidence(person.birth_date, other.birth_date)
        if birth is Birth.AGAINST:
            continue
        likeness = name_likeness(full, f"{other.given_name} {other.family_name}")
        if likeness >= _NEEDED[birth]:
            found.append((-(likeness + 10 * birth), other.code))
    return tuple(code for _, code in sorted(found)[:limit])


def _is_guess(birth: date) -> bool:
    return (birth.month, birth.day) == (1, 1)
