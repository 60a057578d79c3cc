"""Cells that hold several values in a stated order: occupations with years, wishes, codes, a permit."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from matcher.interchange import vocabulary
from matcher.interchange.reading import CellError
from matcher.interchange.values import Cell, Reader, day, number, said, several, shown, text_of
from matcher.model import Permit

_CODE: Final = re.compile(r"(?:b\s*)?(\d{1,5})(?:-\d+)?", re.IGNORECASE)
_PARAGRAPH_SIGN: Final = re.compile(r"^(?:§|section|paragraf)\s*", re.IGNORECASE)
_SECTION: Final = re.compile(r"\d{1,3}[a-z]?(?:\(\d[a-z]?\))?")


def names(cell: Cell) -> tuple[str, ...]:
    """Names separated by semicolons only: a title may hold a comma."""
    text = said(cell)
    return () if text is None else tuple(part.strip() for part in text.split(";") if part.strip())


def listed(cell: Cell) -> tuple[str, ...] | None:
    """Names in order; empty for „keine“, None for an empty cell. Commas separate where no semicolon does."""
    text = said(cell)
    if text is None or several(text) == []:
        return None if text is None else ()
    parts = re.split(";" if ";" in text else r"[,|]", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def numbers(low: float, high: float, *, whole: bool = False) -> Reader:
    """Reads numbers separated by semicolons; an empty place is unknown."""
    one = number(low, high, whole=whole)

    def read(cell: Cell) -> tuple[float | None, ...]:
        if isinstance(cell, str) and ";" in cell:
            return tuple(one(part) for part in cell.split(";"))
        value = one(cell)
        return () if value is None else (value,)

    return read


def codes(cell: Cell) -> tuple[str | None, ...]:
    """Codes of the classification of occupations, 1 to 5 digits, separated by semicolons."""
    text = text_of(cell)
    if text is None:
        return ()
    return tuple(_code(part) for part in text.split(";"))


def code(cell: Cell) -> str | None:
    """One code of the classification of occupations."""
    return _code(text_of(cell) or "")


def _code(text: str) -> str | None:
    stated = said(text)
    if stated is None:
        return None
    found = _CODE.fullmatch(stated.replace(" ", ""))
    if found is None:
        raise CellError(
            f"„{shown(text)}“ ist keine KldB-Nummer. Bitte 1 bis 5 Ziffern eintragen, zum Beispiel 51312, oder leer "
            "lassen.",
            f"“{shown(text)}” is no KldB code. Please enter 1 to 5 digits, for example 51312, or leave it empty.",
        )
    return found[1]


def sections(cell: Cell) -> frozenset[str] | None:
    """Sections of the residence act, such as 25a."""
    items = several(cell)
    return None if items is None else frozenset(_section(item) for item in items)


def _section(item: str) -> str:
    named = _PARAGRAPH_SIGN.sub("", item).casefold().replace(" ", "")
    if _SECTION.fullmatch(named) is None:
        raise CellError(
            f"„{shown(item)}“ ist kein Paragraf. Bitte so schreiben: 25a, 25b.",
            f"“{shown(item)}” is no section. Please write it like 25a, 25b.",
        )
    return named


def permit_text(cell: Cell) -> Permit | None:
    """A work permit as `employer; kind; valid from; valid until`, or as the case files write it in JSON."""
    text = said(cell)
    if text is None or not several(text):
        return None
    parts = _permit_parts(text)
    if len(parts) != 4 or not all(parts):
        raise CellError(
            f"„{shown(cell)}“ ist unvollständig. Bitte so schreiben: Betrieb; Art; gültig von; gültig bis.",
            f"“{shown(cell)}” is incomplete. Please write: employer; kind; valid from; valid until.",
        )
    kind, begins, ends = vocabulary.exact_kind(parts[1]), day(parts[2]), day(parts[3])
    if kind is None or begins is None or ends is None or ends < begins:
        raise CellError(
            f"„{shown(cell)}“ passt nicht: „gültig bis“ muss nach „gültig von“ liegen.",
            f"“{shown(cell)}” does not fit: “valid until” has to come after “valid from”.",
        )
    return Permit(employer=parts[0], kind=kind, valid_from=begins, valid_until=ends)


def _permit_parts(text: str) -> list[str]:
    if not text.startswith("{"):
        return [part.strip() for part in text.split(";")]
    try:
        given: Any = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [str(given.get(key) or "") for key in ("employer", "kind", "valid_from", "valid_until")]
