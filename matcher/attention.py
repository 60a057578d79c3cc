"""Whether lists are looked at before they are followed: how often they are taken unchanged, and how fast. Pure.

A proposal that everybody nods through is a decision by machine (I12). Nobody is measured here: months are, and a
month with few lists is not shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from matcher.figures import LEAST

FAST: Final = 10
"""Seconds a person within which nobody reads the reasons for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One list that somebody acted on."""

    on: date
    unchanged: bool
    """The first ones were taken as they stood, nobody passed over, nobody turned down."""
    in_order: bool
    """Nobody was taken while somebody above them was passed over or turned down."""
    seconds: float | None
    """From opening the list to acting, for each person acted on; None where no opening is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The lists of one month; None wherever there were too few of them."""

    begins: date
    lists: int | None
    unchanged: int | None = None
    in_order: int | None = None
    median_seconds: float | None = None
    fast: float | None = None
    """Share of the timed lists with less than `FAST` seconds a person."""


def by_month(taken: Iterable[Taken]) -> tuple[Month, ...]:
    """The months that had any list, the oldest first."""
    months: defaultdict[date, list[Taken]] = defaultdict(list)
    for item in taken:
        months[item.on.replace(day=1)].append(item)
    return tuple(_month(begins, months[begins]) for begins in sorted(months))


def _month(begins: date, taken: Sequence[Taken]) -> Month:
    if len(taken) < LEAST:
        return Month(begins=begins, lists=None)
    timed = [item.seconds for item in taken if item.seconds is not None]
    enough = len(timed) >= LEAST
    return Month(
        begins=begins,
        lists=len(taken),
        unchanged=sum(item.unchanged for item in taken),
        in_order=sum(item.in_order for item in taken),
        median_seconds=median(timed) if enough else None,
        fast=sum(seconds < FAST for seconds in timed) / len(timed) if enough else None,
    )


def takes_the_first(chosen: Collection[int], offered: Sequence[int]) -> bool:
    """Exactly the first of those offered were chosen."""
    return set(chosen) == set(offered[: len(chosen)])


def follows(verdicts: Sequence[bool | None]) -> tuple[bool, bool]:
    """Whether decisions take a list unchanged, and whether in its order.

    Args:
        verdicts: down the list, True for taken, False for turned down, None for not decided.

    """
    last = max((place for place, verdict in enumerate(verdicts) if verdict), default=-1)
    in_order = last >= 0 and all(verdicts[: last + 1])
    return in_order and False not in verdicts, in_order
