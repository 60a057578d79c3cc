"""People and places across all vacancies: who stands first everywhere, who nowhere, and how places could be shared.

Each list by itself names its best; the assignment gives every person one place at most, so that together as much fits
as can be. It is a suggestion beside the lists and moves nobody. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Vacancy
from matcher.preview import Tryout
from matcher.ranking import Criteria
from matcher.ranking.assign import assign
from matcher.ranking.index import Index

REACH: Final = 20
"""Places of a list out of which somebody may be suggested: those that a ranking keeps with reasons and can release."""
CROWDED: Final = 3
"""Lists on which somebody stands first, from which on that is said."""
_NAMED: Final = 60
"""People of a group who are named; the others are counted."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Lists:
    """All lists at once: scores with NaN for whoever is kept back, and each list's first places."""

    scores: Floats
    """Shape (vacancies, people)."""
    near: tuple[Rows, ...]
    """Rows of each list's first places out of which somebody may be suggested, best first."""
    firsts: tuple[tuple[int, ...], ...]
    """Rows of the people whom each list would give its places, best first."""
    places: tuple[int, ...]
    ranked: tuple[int, ...]


def share_out(
    tryout: Tryout,
    vacancies: Sequence[Vacancy],
    criteria: Criteria,
    *,
    dismissed: Collection[tuple[str, str]] = (),
    unseen: Collection[str] = (),
    progress: Callable[[int], Any] = lambda _done: None,
) -> dict[str, Any]:
    """The assignment beside the lists, as plain values that can be kept.

    Args:
        tryout: the people.
        vacancies: those that are open.
        criteria: those in force.
        dismissed: pairs of vacancy and person that somebody has decided against.
        unseen: codes of people whom nobody has proposed for eight weeks.
        progress: called with the number of vacancies done, after each.

    """
    tryout.prepare(vacancies)
    index = tryout.index(criteria)
    lists = _lists(tryout, index, vacancies, progress)
    there, allowed = _within_reach(tryout, vacancies, lists, frozenset(dismissed))
    found = assign(allowed, lists.places)
    pairs = [(vacancy, int(there[person])) for vacancy, person in found.pairs]
    greedy = {row for first in lists.firsts for row in first}
    return {
        "vacancies": len(vacancies),
        "places": sum(lists.places),
        "listed": int((~np.isnan(lists.scores)).any(axis=0).sum()) if len(vacancies) else 0,
        "greedy": len(greedy),
        "assigned": len(pairs),
        "pairs": [_pair(tryout, vacancies, lists, *pair) for pair in pairs],
        "crowded": _crowded(tryout, lists),
        **_unseen(tryout, vacancies, lists, unseen),
    }


def _lists(tryout: Tryout, index: Index, vacancies: Sequence[Vacancy], progress: Callable[[int], Any]) -> _Lists:
    scores = np.full((len(vacancies), len(tryout)), np.nan)
    near, ranked = [], []
    for number, vacancy in enumerate(vacancies):
        answer = index.ask(vacancy)
        rows = np.flatnonzero(tryout.passes(vacancy) & (answer.masks() == 0))
        own = answer.scores()
        scores[number, rows] = own[rows]
        wanted, best = max(REACH, vacancy.places), rows
        if len(rows) > wanted:
            best = rows[own[rows] >= np.partition(own[rows], len(rows) - wanted)[len(rows) - wanted]]
        near.append(answer.order(best, own)[:wanted])
        ranked.append(len(rows))
        progress(number + 1)
    places = tuple(vacancy.places for vacancy in vacancies)
    firsts = tuple(tuple(best[:count].tolist()) for best, count in zip(near, places, strict=True))
    return _Lists(scores, tuple(near), firsts, places, tuple(ranked))


def _within_reach(
    tryout: Tryout, vacancies: Sequence[Vacancy], lists: _Lists, dismissed: frozenset[tuple[str, str]]
) -> tuple[Rows, Floats]:
    """Rows of whoever may be suggested anywhere, and their scores there; NaN elsewhere."""
    there = np.unique(np.concatenate([best[:REACH] for best in lists.near])) if lists.near else np.zeros(0, np.int64)
    allowed = np.full((len(vacancies), len(there)), np.nan)
    for number, vacancy in enumerate(vacancies):
        codes = [str(tryout.participants[row].code) for row in lists.near[number][:REACH].tolist()]
        free = np.array([(str(vacancy.id), code) not in dismissed for code in codes], np.bool_)
        rows = lists.near[number][:REACH][free]
        allowed[number, np.searchsorted(there, rows)] = lists.scores[number, rows]
    return there, allowed


def _pair(tryout: Tryout, vacancies: Sequence[Vacancy], lists: _Lists, number: int, row: int) -> dict[str, Any]:
    """One suggestion: the person's rank on that list, and whom the list by itself names first."""
    return {
        "reference": str(vacancies[number].id),
        "title": vacancies[number].title,
        "employer": vacancies[number].employer or "",
        "code": str(tryout.participants[row].code),
        "rank": lists.near[number].tolist().index(row) + 1,
        "ranked": lists.ranked[number],
        "score": float(lists.scores[number, row]),
        "first": [str(tryout.participants[one].code) for one in lists.firsts[number]],
    }


def _crowded(tryout: Tryout, lists: _Lists) -> list[dict[str, Any]]:
    """Whoever stands first on many lists, the most first: they can take one place."""
    counts = Counter(row for first in lists.firsts for row in first)
    many = sorted((-count, row) for row, count in counts.items() if count >= CROWDED)
    return [{"code": str(tryout.participants[row].code), "lists": -count} for count, row in many[:_NAMED]]


def _unseen(tryout: Tryout, vacancies: Sequence[Vacancy], lists: _Lists, unseen: Collection[str]) -> dict[str, Any]:
    """Of those whom nobody has proposed for long: on how many lists they stand, and where best."""
    known = frozenset(unseen)
    rows = [row for row, person in enumerate(tryout.participants) if str(person.code) in known]
    on_lists = (~np.isnan(lists.scores)).sum(axis=0) if len(vacancies) else np.zeros(len(tryout), np.int64)
    nowhere = [row for row in rows if not on_lists[row]]
    listed = [row for row in rows if on_lists[row]]
    best = np.nan_to_num(lists.scores[:, listed], nan=-1.0).argmax(axis=0).tolist() if listed else []
    told = [
        {
            "code": str(tryout.participants[row].code),
            "lists": int(on_lists[row]),
            "rank": int((lists.scores[number] > lists.scores[number, row]).sum()) + 1,
            "reference": str(vacancies[number].id),
            "title": vacancies[number].title,
        }
        for row, number in zip(listed, best, strict=True)
    ]
    told.sort(key=lambda one: (one["rank"], one["code"]))
    return {
        "unseen": len(rows),
        "waiting": told[:_NAMED],
        "waiting_all": len(told),
        "nowhere": [str(tryout.participants[row].code) for row in nowhere[:_NAMED]],
        "nowhere_all": len(nowhere),
    }
