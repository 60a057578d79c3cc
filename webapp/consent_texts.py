"""The texts of the consent sheet, by version and language; German beside the language that the person reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from matcher.consents import LANGUAGES

NAMES: Final = MappingProxyType(
    {
        "de": _l("Deutsch"),
        "ar": _l("Arabisch"),
        "fa": _l("Dari oder Farsi"),
        "ti": _l("Tigrinya"),
        "uk": _l("Ukrainisch"),
        "ru": _l("Russisch"),
        "fr": _l("Französisch"),
        "en": _l("Englisch"),
    }
)
"""Languages in which somebody can have signed."""
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa"})
_SECTIONS: Final = ("recipients", "purposes", "categories", "fields")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetText:
    """One language's text of one version."""

    version: str
    language: str
    checked: bool
    """Somebody who does this for a living has read the translation."""
    title: str
    intro: tuple[str, ...]
    rights: tuple[str, ...]
    confirm: str
    binding: str
    whole: str
    recipients: Mapping[str, str]
    purposes: Mapping[str, str]
    categories: Mapping[str, str]
    fields: Mapping[str, str]

    @property
    def right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


@cache
def sheet_text(version: str, language: str) -> SheetText | None:
    """The text, or None where this version has none in the language."""
    source = files("webapp") / "documents" / "consent" / version / f"{language}.toml"
    if language not in LANGUAGES or not source.is_file():
        return None
    content: dict[str, Any] = tomllib.loads(source.read_text("utf-8"))
    return SheetText(
        version=version,
        language=language,
        checked=content["checked"],
        title=content["title"],
        intro=tuple(content["intro"]),
        rights=tuple(content["rights"]),
        confirm=content["confirm"],
        binding=content["binding"],
        whole=content["whole"],
        **{section: MappingProxyType(content[section]) for section in _SECTIONS},
    )


@cache
def languages_with_text(version: str) -> tuple[str, ...]:
    """In which languages there is a sheet to print and to read."""
    return tuple(language for language in LANGUAGES if sheet_text(version, language) is not None)
