"""Languages in which people here talk with each other, by name in the user's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from babel import Locale

_CODES: Final = (
    "am",
    "ar",
    "az",
    "bs",
    "en",
    "es",
    "fa",
    "fr",
    "hi",
    "hy",
    "it",
    "ka",
    "ku",
    "pl",
    "prs",
    "ps",
    "pt",
    "ro",
    "ru",
    "so",
    "sq",
    "sr",
    "sw",
    "ti",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
)
_NAMES: Final = {"prs": ("Dari", "Dari"), "fa": ("Farsi", "Farsi"), "ku": ("Kurdisch", "Kurdish")}
"""Where people here say another word than the standard."""


@lru_cache(maxsize=2)
def languages(language: str) -> tuple[tuple[str, str], ...]:
    """ISO 639 code and name, sorted by name."""
    names = Locale(language).languages
    found = {code: _NAMES[code][language == "en"] if code in _NAMES else names[code] for code in _CODES}
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def language_names(codes: Iterable[str], language: str) -> str:
    """`Arabisch, Farsi`; an unknown code is shown as it is."""
    names = dict(languages(language))
    return ", ".join(sorted(names.get(code, code) for code in codes))
