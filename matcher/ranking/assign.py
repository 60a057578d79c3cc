"""People to places across vacancies: the assignment that serves all best, beside what each list alone would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

_IMPOSSIBLE: Final = -1e-9
"""Worth of a pair that a filter or the gate keeps apart: just below an empty place, and struck out afterwards."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who would take which place, and what that is worth."""

    pairs: tuple[tuple[int, int], ...]
    """(vacancy, person) by their rows, in the order of vacancies, then persons."""
    total: float
    """Sum of the scores of the pairs."""


def assign(scores: NDArray[np.float64], places: Sequence[int]) -> Assignment:
    """The assignment with the highest sum of scores; each person takes one place at most.

    Args:
        scores: shape (vacancies, people); NaN where the pair is not possible.
        places: free places of each vacancy.

    Equal inputs give the identical assignment.

    """
    rows = _seats(scores, places)
    if not len(rows) or not scores.shape[1]:
        return Assignment((), 0.0)
    worth = np.nan_to_num(scores, nan=_IMPOSSIBLE)[rows]
    seats, people = linear_sum_assignment(worth, maximize=True)
    return _made(scores, zip(rows[seats].tolist(), people.tolist(), strict=True))


def assign_greedily(scores: NDArray[np.float64], places: Sequence[int]) -> Assignment:
    """What comes of taking the best pair that is left again and again; ties by vacancy, then person."""
    worth = np.nan_to_num(scores, nan=_IMPOSSIBLE)
    best_first = np.argsort(-worth, axis=None, kind="stable")
    best_first = best_first[: int((worth >= 0).sum())]
    free, taken, pairs = list(places), np.zeros(scores.shape[1], bool), []
    left = min(sum(max(0, count) for count in free), scores.shape[1])
    for flat in best_first.tolist():
        if not left:
            break
        vacancy, person = divmod(flat, scores.shape[1])
        if free[vacancy] > 0 and not taken[person]:
            free[vacancy] -= 1
            taken[person] = True
            left -= 1
            pairs.append((vacancy, person))
    return _made(scores, pairs)


def _seats(scores: NDArray[np.float64], places: Sequence[int]) -> NDArray[np.int64]:
    """The vacancy of each seat; no vacancy needs more seats than there are people who could take one."""
    if len(places) != scores.shape[0]:
        raise ValueError(f"{len(places)} numbers of places for {scores.shape[0]} vacancies")
    possible = (~np.isnan(scores)).sum(axis=1) if scores.size else np.zeros(len(places), np.int64)
    wanted = np.array(places, np.int64).reshape(-1)
    return np.repeat(np.arange(len(wanted)), np.minimum(np.maximum(wanted, 0), possible))


def _made(scores: NDArray[np.float64], pairs: Iterable[tuple[int, int]]) -> Assignment:
    kept = sorted(pair for pair in pairs if not np.isnan(scores[pair]))
    return Assignment(tuple(kept), float(sum(scores[pair] for pair in kept)))
