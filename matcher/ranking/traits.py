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

from matcher.model import Experience, Profile, QualificationLevel, Recognition


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


@dataclass(frozen=True, slots=True)
class Label:
    """One occupation that a person names: what they did, learned or wish, and how much it counts."""

    title: str
    code: str | None
    weight: float
    least: float
    """What it counts at least and at most; apart from `weight` only where the years are unknown."""
    most: float


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that a person did, learned or wishes, and what the parts not named could still add."""

    labels: tuple[Label, ...]
    open_to: float
    """Likeness that whatever is not named (experience, qualification or wish) could reach at most."""


@dataclass(frozen=True, slots=True)
class LastWork:
    """The last year of work that is known, and whether a job's years are unknown."""

    year: int | None
    complete: bool


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
_YEARS_ASSUMED: Final = 2.0


def work_of(profile: Profile) -> Work:
    """Occupations of a profile: experience counts 0.6 for a short time up to 1 from five years on.

    Entries without a title say that there is nothing: they name no occupation but leave nothing open.
    """
    found = [_experience(item) for item in profile.experiences if item.title]
    found.extend(_fixed(item.title, item.occupation, _LEARNED_WEIGHT) for item in profile.qualifications if item.title)
    found.extend(
        _fixed("", wish, _WISH_WEIGHT) if wish.isdigit() else _fixed(wish, None, _WISH_WEIGHT)
        for wish in profile.wishes
    )
    missing = [0.0]
    if not profile.experiences:
        missing.append(1.0)
    if not profile.qualifications:
        missing.append(_LEARNED_WEIGHT)
    if not profile.wishes:
        missing.append(_WISH_WEIGHT)
    labels = sorted(set(found), key=lambda label: (label.title, label.code or "", label.weight, label.least))
    return Work(tuple(labels), max(missing))


def _fixed(title: str, code: str | None, weight: float) -> Label:
    return Label(title, code, weight, weight, weight)


def _experience(item: Experience) -> Label:
    if item.years is not None:
        return _fixed(item.title, item.occupation, experience_weight(item.years))
    return Label(
        item.title, item.occupation, experience_weight(_YEARS_ASSUMED), experience_weight(0), experience_weight(5)
    )


def experience_weight(years: float) -> float:
    """0.6 + 0.08 per year, capped at five years; rounded, so that few distinct values occur."""
    return round(0.6 + 0.08 * min(max(years, 0.0), 5.0), 2)


def _last_work(profile: Profile) -> LastWork:
    years = [item.last_year for item in profile.experiences]
    return LastWork(max((year for year in years if year is not None), default=None), None not in years)


_VALUES: Final[dict[Trait, Callable[[Profile], Hashable]]] = {
    Trait.WORK: work_of,
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
    Trait.HOURS: lambda profile: (profile.hours_min, profile.hours_max, profile.courses),
    Trait.SHIFTS: lambda profile: (profile.shifts, profile.courses),
    Trait.AVAILABLE: lambda profile: profile.available_from,
    Trait.KINDS: lambda profile: profile.kinds,
    Trait.LAST_YEAR: _last_work,
}


def values_of(profile: Profile) -> dict[Trait, Hashable]:
    """What each trait holds for one profile; the year of birth is no part of it."""
    return {trait: value(profile) for trait, value in _VALUES.items()}


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


def column_of(trait: Trait, profiles: Sequence[Profile]) -> Column:
    """One trait of these people; not the year of birth, which no profile holds."""
    return _column([_VALUES[trait](profile) for profile in profiles])


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

    @property
    def is_everybody(self) -> bool:
        """Each person has a value of their own, in the people's order."""
        return self.size == len(self.numbers) and bool((np.diff(self.numbers) == 1).all())


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
