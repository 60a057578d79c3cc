"""Words that people write into cells, compared without case, blanks, punctuation and umlauts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from matcher.model import Labelled
from matcher.spelling import fold

E = TypeVar("E", bound=Labelled)
_UMLAUTS: Final = re.compile(r"([aou])e")
_NOTHING_SAID: Final = frozenset(
    {"unbekannt", "unknown", "keineangabe", "keineangaben", "ka", "nichtbekannt", "notknown", "null"}
)
_LONGEST_NOTHING: Final = 20
_DASHES: Final = " -–—?./"
_LISTED: Final = re.compile(r"\s*(?:[,;+\n|]|\bund\b|\band\b)\s*", re.IGNORECASE)


@lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """One comparable word: „Führerscheine (nötig)“ and `fuehrerscheine_noetig` become the same."""
    return _UMLAUTS.sub(r"\1", fold(text).replace(" ", ""))


def says_nothing(text: str) -> bool:
    """True for an empty cell and for the usual ways to write that nobody knows."""
    if len(text) > _LONGEST_NOTHING:
        return False
    word = squash(text)
    return word in _NOTHING_SAID if word else not text.strip(_DASHES)


def items_of(text: str) -> list[str]:
    """What a cell lists, separated by comma, semicolon, plus, line break or „und“."""
    return [item.strip() for item in _LISTED.split(text) if item.strip()]


def vocabulary(members: Iterable[E], further: Mapping[str, str] | None = None) -> dict[str, E]:
    """Squashed word → member: value and both labels of each, and further words given as `value → words`."""
    by_value = {str(member): member for member in members}
    found: dict[str, E] = {}
    for value, member in by_value.items():
        words = [value, member.german, member.english, *(further or {}).get(value, "").split("|")]
        found |= {squash(word): member for word in words if squash(word)}
    return found
