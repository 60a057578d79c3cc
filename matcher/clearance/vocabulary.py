"""What the packs' conditions are made of: the case they look at, three-valued answers, and their register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matcher.model import Facts, Job

Verdict = bool | frozenset[str]
"""True, False, or the names of the facts that are missing to tell."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the law: a person, a job, the day of the decision and the first day of work."""

    facts: Facts
    job: Job
    on: date
    start: date
    status: str
    params: Mapping[str, Any]
    by_fiction: bool = False
    """The status is an old title that a certificate under section 81(4) carries on."""


Condition = Callable[[Case], Verdict]
CONDITIONS: Final[dict[str, Condition]] = {}
"""Every word that a pack may write."""
NEEDS: Final[dict[str, tuple[str, ...]]] = {}
"""Parameters without which a word means nothing."""
SETTLED: Final[set[str]] = set()
"""Words that status and kind alone decide, whatever the facts."""


def declare(name: str, condition: Condition, *, needs: tuple[str, ...] = (), settled: bool = False) -> None:
    """Take a word into the vocabulary."""
    CONDITIONS[name] = condition
    NEEDS[name] = needs
    if settled:
        SETTLED.add(name)


def word(*needs: str, settled: bool = False) -> Callable[[Condition], Condition]:
    """Take a function into the vocabulary, under its own name."""

    def register(function: Condition) -> Condition:
        declare(function.__name__, function, needs=needs, settled=settled)
        return function

    return register


def missing(*names: str) -> frozenset[str]:
    return frozenset(names)


def both(left: Verdict, right: Verdict) -> Verdict:
    """And, in three values: one no is enough."""
    if left is False or right is False:
        return False
    if left is True:
        return right
    return left if right is True else left | right


def either(left: Verdict, right: Verdict) -> Verdict:
    """Or, in three values: one yes is enough."""
    return negate(both(negate(left), negate(right)))


def negate(verdict: Verdict) -> Verdict:
    return not verdict if isinstance(verdict, bool) else verdict


def known(name: str, value: Any, holds: Callable[[Any], bool]) -> Verdict:
    """What `holds` says of the value; where nobody recorded it, its name."""
    return missing(name) if value is None else holds(value)
