"""The pool as columns: for each trait the distinct values, and per person the number of theirs.

Scores and filters are then computed once per distinct value and looked up per person, so that no
loop runs over people while scoring.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Profile, QualificationLevel, Recognition


class Trait(StrEnum):
    """What features and filters look at; several may look at one."""

    WORK = "work"
    ATTAINMENTS = "attainments"
    RECOGNISED = "recognised"
    GERMAN = "german"
    LICENCES = "licences"
    SKILLS = "skills"
    PLACE = "place"
    HOURS = "hours"
    SHIFTS = "shifts"
    AVAILABLE = "available"
    KINDS = "kinds"
    LAST_YEAR = "last_year"
    BIRTH_YEAR = "birth_year"


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """One occupation that a person names: what they did, learned or wish, and how much it counts."""

    title: str
    code: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far a qualification goes and how it is recognised, apart from its subject."""

    level: QualificationLevel | None
    recognition: Recognition | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A fully recognised qualification's subject."""

    title: str
    code: str | None


_WISH_WEIGHT: Final = 0.7
_LEARNED_WEIGHT: Final = 0.9


def labels_of(profile: Profile) -> tuple[Label, ...]:
    """Occupations of a profile: experience counts 0.6 for a short time up to 1 from five years on."""
    found = [
        Label(item.title, item.occupation, _experience_weight(item.years)) for item in profile.experiences if item.title
    ]
    found.extend(Label(item.title, item.occupation, _LEARNED_WEIGHT) for item in profile.qualifications if item.title)
    found.extend(
        Label("", wish, _WISH_WEIGHT) if wish.isdigit() else Label(wish, None, _WISH_WEIGHT) for wish in profile.wishes
    )
    return tuple(sorted(set(found), key=lambda label: (label.title, label.code or "", label.weight)))


def _experience_weight(years: float | None) -> float:
    known = 2.0 if years is None else min(max(years, 0.0), 5.0)
    return round(0.6 + 0.08 * known, 2)


def _last_year(profile: Profile) -> int | None:
    years = [item.last_year for item in profile.experiences if item.last_year is not None]
    return max(years, default=None)


_VALUES: Final[dict[Trait, Callable[[Profile], Hashable]]] = {
    Trait.WORK: labels_of,
    Trait.ATTAINMENTS: lambda profile: tuple(
        Attainment(item.level, item.recognition) for item in profile.qualifications
    ),
    Trait.RECOGNISED: lambda profile: tuple(
        Recognised(item.title, item.occupation)
        for item in profile.qualifications
        if item.recognition is Recognition.FULL
    ),
    Trait.GERMAN: lambda profile: profile.german,
    Trait.LICENCES: lambda profile: profile.licences,
    Trait.SKILLS: lambda profile: profile.skills,
    Trait.PLACE: lambda profile: (profile.postcode, profile.mobility, profile.reach_km),
    Trait.HOURS: lambda profile: (profile.hours_min, profile.hours_max),
    Trait.SHIFTS: lambda profile: profile.shifts,
    Trait.AVAILABLE: lambda profile: profile.available_from,
    Trait.KINDS: lambda profile: profile.kinds,
    Trait.LAST_YEAR: _last_year,
}


@dataclass(frozen=True, slots=True)
class Column:
    """Distinct values of a trait and, per person, which of them is theirs."""

    values: tuple[Any, ...]
    numbers: NDArray[np.int32]
    """Shape (people,)."""


def columns_of(profiles: Sequence[Profile], birth_years: Sequence[int | None]) -> dict[Trait, Column]:
    """One column per trait over all people, in their order."""
    columns = {trait: _column([value(profile) for profile in profiles]) for trait, value in _VALUES.items()}
    columns[Trait.BIRTH_YEAR] = _column(birth_years)
    return columns


def _column(values: Sequence[Hashable]) -> Column:
    known: dict[Hashable, int] = {}
    numbers = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int32, len(values))
    return Column(tuple(known), numbers)


@dataclass(frozen=True, slots=True)
class Block:
    """Several columns as one: joint values that occur, so that one lookup per person serves them all."""

    members: dict[Trait, NDArray[np.int32]]
    """For each trait, which of its values each joint value holds; shape (size,)."""
    numbers: NDArray[np.int32]
    """Shape (people,)."""
    size: int


_LARGEST_BLOCK: Final = 8192


def blocks_of(columns: dict[Trait, Column]) -> tuple[Block, ...]:
    """Join columns with few values as long as few joint values occur."""
    blocks: list[Block] = []
    for trait, column in sorted(columns.items(), key=lambda item: len(item[1].values)):
        single = Block({trait: np.arange(len(column.values), dtype=np.int32)}, column.numbers, len(column.values))
        joined = _joined(blocks[-1], single) if blocks else None
        if joined is not None:
            blocks[-1] = joined
        else:
            blocks.append(single)
    return tuple(blocks)


def _joined(left: Block, right: Block) -> Block | None:
    """Both blocks as one, or None where too many joint values occur."""
    if max(left.size, right.size) > _LARGEST_BLOCK or left.size * right.size > 2**31:
        return None
    pairs = left.numbers.astype(np.int64) * right.size + right.numbers
    distinct, numbers = np.unique(pairs, return_inverse=True)
    if len(distinct) > _LARGEST_BLOCK:
        return None
    own, other = (distinct // right.size).astype(np.int32), (distinct % right.size).astype(np.int32)
    members = {trait: part[own] for trait, part in left.members.items()}
    members |= {trait: part[other] for trait, part in right.members.items()}
    return Block(members, numbers.astype(np.int32).ravel(), len(distinct))
