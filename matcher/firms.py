"""Could two names mean the same firm? Weighs names without their legal form; people decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz

from matcher.spelling import fold

_ALIKE: Final = 86.0
"""How alike names must be, of 100, before somebody is asked."""
_FORMS: Final = frozenset(
    [
        "gmbh",
        "ggmbh",
        "mbh",
        "ug",
        "haftungsbeschraenkt",
        "haftungsbeschrankt",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "ek",
        "ev",
        "eg",
        "se",
        "partg",
        "co",
        "und",
        "inh",
        "inhaber",
    ]
)


def find_alike(name: str, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Known names that may be the same firm under another spelling, the likeliest first; never the name itself."""
    typed, wanted = _spelled(name), core_of(name)
    found: list[tuple[float, str]] = []
    for other in known:
        if _spelled(other) == typed:
            continue
        likeness = _likeness(wanted, core_of(other))
        if likeness >= _ALIKE:
            found.append((-likeness, other))
    return tuple(other for _, other in sorted(found)[:limit])


def core_of(name: str) -> str:
    """The name as it sounds, without legal form; the whole name where nothing else is left."""
    spelled = fold(name)
    return " ".join(word for word in spelled.split() if len(word) > 1 and word not in _FORMS) or spelled


def _likeness(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    if first.replace(" ", "") == second.replace(" ", ""):
        return 100.0
    return fuzz.token_sort_ratio(first, second)


def _spelled(name: str) -> str:
    return " ".join(name.split()).lower()
