"""What a draft of the criteria would do to all open vacancies: lists, people, past decisions, groups. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.exposure import OTHERS, TOP, UNKNOWN, band_of, merged
from matcher.figures import suppressed
from matcher.model import Participant, Vacancy
from matcher.preview import Tryout
from matcher.ranking import Criteria, Index

HIT: Final = 3
_NAMED: Final = 40
"""Lists whose newcomers are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A vacancy whose people were judged.

    By the employer service: 2 proposed to the firm, 1 suitable, 0 not suitable. By hand: grades 0 to 3.
    """

    vacancy: Vacancy
    gains: Mapping[str, float]
    """By code."""
    good: float = 1
    """Least gain of somebody whom a list should show among its first."""

    @property
    def tells(self) -> bool:
        """Only where decisions differ can an order agree or disagree with them."""
        return len(set(self.gains.values())) > 1


def survey(
    tryout: Tryout,
    vacancies: Sequence[Vacancy],
    judged: Sequence[Judged],
    criteria: tuple[Criteria, Criteria],
    progress: Callable[[int], Any] = lambda _done: None,
    *,
    graded: Sequence[Judged] = (),
) -> dict[str, Any]:
    """Both criteria over all vacancies, as plain values that can be kept.

    Args:
        tryout: the people.
        vacancies: those that are open.
        judged: past decisions, also of vacancies that are closed.
        criteria: those in force and the draft.
        progress: called with the number of vacancies done, after each.
        graded: pairs that were graded by hand, a source of its own.

    """
    tryout.prepare(vacancies)
    today, draft = (tryout.index(each) for each in criteria)
    tops = np.zeros((2, len(tryout)), np.bool_)
    lists: list[dict[str, Any]] = []
    for done, vacancy in enumerate(vacancies, 1):
        passes = tryout.passes(vacancy)
        before, after = (top_of(index, vacancy, passes) for index in (today, draft))
        tops[0, before] = True
        tops[1, after] = True
        if before != after:
            lists.append(_change(tryout, vacancy, before, after))
        progress(done)
    sides = {"today": today, "draft": draft}
    decided = {side: agreement(tryout, index, judged) for side, index in sides.items()}
    by_hand = {side: agreement(tryout, index, graded) for side, index in sides.items()}
    return {
        "vacancies": len(vacancies),
        "changed": len(lists),
        "lists": sorted(lists, key=lambda each: -len(each["new"]))[:_NAMED],
        "appear": _codes(tryout, tops[1] & ~tops[0]),
        "vanish": _codes(tryout, tops[0] & ~tops[1]),
        "judged": decided["today"]["lists"],
        **decided,
        "graded": by_hand,
        "exposure": exposure(tryout.participants, tops[0], tops[1], tryout.on),
    }


def agreement(tryout: Tryout, index: Index, judged: Sequence[Judged]) -> dict[str, float]:
    """Over judged lists that tell something: how many, mean nDCG@5, the share with a hit among the first three."""
    rows: dict[str, int] = {person.code: row for row, person in enumerate(tryout.participants)}
    found = [one for each in judged if each.tells and (one := _agrees(index, each, rows)) is not None]
    many = max(1, len(found))
    return {
        "lists": len(found),
        "ndcg": sum(ndcg for ndcg, _ in found) / many,
        "hits": sum(hit for _, hit in found) / many,
    }


def top_of(index: Index, vacancy: Vacancy, passes: NDArray[np.bool_]) -> list[int]:
    """Rows of the first places, best first, as a whole ranking would have them."""
    answer = index.ask(vacancy)
    rows = np.flatnonzero(passes & (answer.masks() == 0))
    scores = answer.scores()
    if len(rows) > TOP:
        least = np.partition(scores[rows], len(rows) - TOP)[len(rows) - TOP]
        rows = rows[scores[rows] >= least]
    return [int(row) for row in answer.order(rows, scores)[:TOP]]


def exposure(
    people: Sequence[Participant], today: NDArray[np.bool_], draft: NDArray[np.bool_], on: date
) -> dict[str, list[dict[str, Any]]]:
    """Per group how many different people stand at the top of any list, on both sides; small cells hidden."""
    groupings = {
        "nationality": [person.facts.nationality or UNKNOWN for person in people],
        "age": [band_of(person.birth_year, on) for person in people],
    }
    return {name: _shares(groups, today, draft) for name, groups in groupings.items()}


def _shares(groups: Sequence[str], today: NDArray[np.bool_], draft: NDArray[np.bool_]) -> list[dict[str, Any]]:
    groups = merged(groups)
    counts: dict[str, list[int]] = {}
    for group, was, will in zip(groups, today.tolist(), draft.tolist(), strict=True):
        cell = counts.setdefault(group, [0, 0, 0])
        cell[0] += 1
        cell[1] += was
        cell[2] += will
    names = sorted(counts, key=lambda name: (name == OTHERS, -counts[name][0], name))
    columns = [suppressed([(name, counts[name][column]) for name in names]).cells for column in range(3)]
    return [
        {"group": name, "pool": pool.count, "today": was.count, "draft": will.count}
        for name, pool, was, will in zip(names, *columns, strict=True)
    ]


def _change(tryout: Tryout, vacancy: Vacancy, before: list[int], after: list[int]) -> dict[str, Any]:
    new, gone = set(after) - set(before), set(before) - set(after)
    return {
        "reference": str(vacancy.id),
        "title": vacancy.title,
        "new": [str(tryout.participants[row].code) for row in after if row in new],
        "gone": [str(tryout.participants[row].code) for row in before if row in gone],
    }


def _codes(tryout: Tryout, rows: NDArray[np.bool_]) -> list[str]:
    return sorted(str(tryout.participants[row].code) for row in np.flatnonzero(rows).tolist())


def _agrees(index: Index, judged: Judged, rows: Mapping[str, int]) -> tuple[float, bool] | None:
    """nDCG@5 and hit@3 of one judged list; None where the people judged differently are no longer there."""
    there = {code: gain for code, gain in judged.gains.items() if code in rows}
    if len(set(there.values())) < 2:
        return None
    answer = index.ask(judged.vacancy)
    numbers = {rows[code]: gain for code, gain in there.items()}
    order = answer.order(np.array(sorted(numbers), np.int64), answer.scores()).tolist()
    gains = [numbers[row] for row in order]
    return ndcg(gains), any(gain >= judged.good for gain in gains[:HIT])


def ndcg(gains: Sequence[float], k: int = TOP) -> float:
    """Normalised discounted cumulative gain of the first `k` places; 1 where there is nothing to gain."""
    best = _dcg(sorted(gains, reverse=True)[:k])
    return _dcg(gains[:k]) / best if best else 1.0


def _dcg(gains: Iterable[float]) -> float:
    return float(sum((2.0**gain - 1.0) / math.log2(place + 2) for place, gain in enumerate(gains)))
