"""Nationalities to choose from, by name in the user's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global

from matcher.nationalities import NATIONALITIES

_KOSOVO = {"XK": "XKX"}
"""Where the residence law's code differs from the table's alias."""
_STATELESS = {"XXA": ("staatenlos", "stateless")}


@lru_cache(maxsize=2)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """ISO 3166 alpha-3 code and name, sorted by name."""
    names = Locale(language).territories
    found = {code: names[short] for short, code in _codes().items() if short in names}
    found |= {code: labels[language == "en"] for code, labels in _STATELESS.items()}
    return tuple(sorted(found.items(), key=lambda item: _sortable(item[1])))


def country_name(code: str | None, language: str) -> str:
    """The country's name; an unknown code is shown as it is."""
    return dict(countries(language)).get(code or "", code or "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Alpha-2 → alpha-3 of what is a country today."""
    aliases: Mapping[str, Any] = get_global("territory_aliases")
    pairs = {targets[0]: alias for alias, targets in aliases.items() if alias in NATIONALITIES and len(targets) == 1}
    return pairs | _KOSOVO


def _sortable(name: str) -> str:
    return name.casefold().translate(str.maketrans("äöüåéí", "aouaei"))
