"""What would open most for all people together: each step scored and filtered again for everybody whom it concerns.

A step is one level of German or two, a licence that an open vacancy needs, or the recognition of a qualification.
It opens a vacancy for somebody who is kept back today and would be on the list, and lifts somebody who would be
among the first five. Nothing is guessed: whoever lacks a fact has no step, and the gate is asked as it stands. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Cefr, Labelled, Profile, QualificationLevel, Recognition, Vacancy
from matcher.preview import Tryout
from matcher.ranking import Answer, Criteria
from matcher.ranking.index import Index
from matcher.ranking.traits import Trait

FIRST: Final = 5
"""Places of a list that count as its top."""
_NAMED: Final = 40
"""People of a step who are named; the others are counted."""
_LEVELS_AHEAD: Final = 2
_TRAITS: Final = frozenset({Trait.GERMAN, Trait.LICENCES, Trait.ATTAINMENTS, Trait.RECOGNISED})
_FORMAL: Final = frozenset({QualificationLevel.VOCATIONAL, QualificationLevel.ACADEMIC})
_OPEN: Final = frozenset({Recognition.NONE, Recognition.APPLIED, Recognition.PARTIAL, Recognition.NOT_EQUIVALENT})

Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


class StepKind(Labelled):
    GERMAN = "german", "Deutsch", "German"
    LICENCE = "licence", "Führerschein oder Schein", "licence"
    RECOGNITION = "recognition", "Anerkennung", "recognition"


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """What a step leads to: a level, a licence, or the group of occupations (three digits, empty where unknown)."""

    kind: StepKind
    what: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What open vacancies ask for at all: a step beyond it opens nothing."""

    german: int
    licences: frozenset[str]


@dataclass(slots=True)
class _Count:
    """What the steps do, per pair of person and goal, and per goal."""

    opens: Rows
    lifts: Rows
    vacancies_opened: Rows
    vacancies_lifted: Rows


def pool_steps(
    tryout: Tryout,
    vacancies: Sequence[Vacancy],
    criteria: Criteria,
    progress: Callable[[int], Any] = lambda _done: None,
) -> dict[str, Any]:
    """Every step over all people and vacancies, as plain values that can be kept.

    Args:
        tryout: the people.
        vacancies: those that are open.
        criteria: those in force.
        progress: called with the number of vacancies done, after each.

    """
    tryout.prepare(vacancies)
    index = tryout.index(criteria)
    goals, rows, numbers, changed = _pairs(tryout, index, vacancies)
    then = index.varied(rows, changed, _TRAITS)
    count = _Count(*(np.zeros(size, np.int64) for size in (len(rows), len(rows), len(goals), len(goals))))
    listed = np.zeros(len(tryout), np.bool_)
    for done, vacancy in enumerate(vacancies, 1):
        passes = tryout.passes(vacancy)
        now = index.ask(vacancy)
        placed = passes & (now.masks() == 0)
        listed |= placed
        _weigh(now, then.ask(vacancy), placed, passes, rows, numbers, count)
        progress(done)
    return {
        "vacancies": len(vacancies),
        "people": len(tryout),
        "listed": int(listed.sum()),
        "goals": _told(tryout, goals, rows, numbers, count, listed),
    }


def _pairs(tryout: Tryout, index: Index, vacancies: Sequence[Vacancy]) -> tuple[list[Goal], Rows, Rows, list[Profile]]:
    """Goals, and for each pair of person and goal: the person's row, the goal's number, the profile then."""
    wanted = _Wanted(
        german=max((one.german_min.steps for one in vacancies if one.german_min), default=0),
        licences=frozenset(item.upper() for one in vacancies for item in one.licences_needed or ()),
    )
    known: dict[Goal, int] = {}
    rows: list[int] = []
    numbers: list[int] = []
    changed: list[Profile] = []
    for row, person in enumerate(tryout.participants):
        for goal, profile in steps_of(person.profile, wanted, index.work.code_of_title):
            rows.append(row)
            numbers.append(known.setdefault(goal, len(known)))
            changed.append(profile)
    return list(known), np.array(rows, np.int64), np.array(numbers, np.int64), changed


def steps_of(profile: Profile, wanted: _Wanted, code_of: Callable[[str], str | None]) -> Iterator[tuple[Goal, Profile]]:
    """Each goal within reach, and the profile that the person would have then."""
    if profile.german is not None:
        highest = min(wanted.german, profile.german.steps + _LEVELS_AHEAD)
        for level in list(Cefr)[profile.german.steps + 1 : highest + 1]:
            yield Goal(StepKind.GERMAN, str(level)), replace(profile, german=level)
    if profile.licences is not None:
        held = {item.upper() for item in profile.licences}
        for licence in sorted(wanted.licences - held):
            yield Goal(StepKind.LICENCE, licence), replace(profile, licences=profile.licences | {licence})
    yield from _recognitions(profile, code_of)


def _recognitions(profile: Profile, code_of: Callable[[str], str | None]) -> Iterator[tuple[Goal, Profile]]:
    seen = set()
    for place, item in enumerate(profile.qualifications):
        if item.level not in _FORMAL or item.recognition not in _OPEN:
            continue
        code = item.occupation or code_of(item.title) or ""
        goal = Goal(StepKind.RECOGNITION, code[:3])
        if goal not in seen:
            seen.add(goal)
            others = list(profile.qualifications)
            others[place] = replace(item, recognition=Recognition.FULL)
            yield goal, replace(profile, qualifications=tuple(others))


def _weigh(now: Answer, then: Answer, placed: Bools, passes: Bools, rows: Rows, numbers: Rows, count: _Count) -> None:
    """One vacancy: who would come onto its list, and who among its first."""
    if not len(rows) or not passes.any():
        return
    scores, better = now.scores(), then.scores()
    would = passes[rows] & (then.masks() == 0)
    opened = would & ~placed[rows]
    lifted = would & _among_first(now, scores, better, placed, rows)
    count.opens += opened
    count.lifts += lifted
    count.vacancies_opened[np.unique(numbers[opened])] += 1
    count.vacancies_lifted[np.unique(numbers[lifted])] += 1


def _among_first(
    now: Answer, scores: NDArray[np.float64], better: NDArray[np.float64], placed: Bools, rows: Rows
) -> Bools:
    """Which pairs would come among the first five where they are not today; equal scores by the list's own rule."""
    listed = np.flatnonzero(placed)
    if len(listed) < FIRST:
        return ~placed[rows]
    least = np.partition(scores[listed], len(listed) - FIRST)[len(listed) - FIRST]
    near = listed[scores[listed] >= least]
    order = now.order(near, scores)
    first = np.zeros(len(placed), np.bool_)
    first[order[:FIRST]] = True
    found: Bools = better > least
    for pair in np.flatnonzero(better == least).tolist():
        row = int(rows[pair])
        found[pair] = not first[row] and now.rank_at(float(least), row, order, scores[order]) <= FIRST
    return found & ~first[rows]


def _told(
    tryout: Tryout, goals: Sequence[Goal], rows: Rows, numbers: Rows, count: _Count, listed: Bools
) -> list[dict[str, Any]]:
    """Goals that do anything for anybody, those that open most for most people first."""
    told = []
    for number, goal in enumerate(goals):
        pairs = np.flatnonzero((numbers == number) & ((count.opens > 0) | (count.lifts > 0)))
        if not len(pairs):
            continue
        by_gain = pairs[np.lexsort((rows[pairs], -count.lifts[pairs], -count.opens[pairs]))]
        told.append(
            {
                "kind": str(goal.kind),
                "what": goal.what,
                "people": len(pairs),
                "unlisted": int((~listed[rows[pairs]]).sum()),
                "opens": int(count.vacancies_opened[number]),
                "lifts": int(count.vacancies_lifted[number]),
                "codes": [str(tryout.participants[row].code) for row in rows[by_gain[:_NAMED]].tolist()],
            }
        )
    return sorted(told, key=lambda one: (-one["people"] * (one["opens"] + one["lifts"]), one["kind"], one["what"]))
