"""Reads single cells: what a spreadsheet hands over or people type becomes a value, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from matcher.interchange.reading import CellError, Unclear
from matcher.interchange.words import items_of, says_nothing, squash
from matcher.model import Cefr
from matcher.spelling import clean

Cell = Any
"""`str`, `int`, `float`, `bool`, `date`, `datetime` or None, as the file's format has it."""
Reader = Callable[[Cell], Any]
NOW: Final = "now"
"""„ab sofort“: the day that the run speaks of."""

_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4}|\d{2})")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_AT_ONCE: Final = frozenset({"sofort", "absofort", "now", "immediately", "atonce", "asap"})
_YES: Final = frozenset({"ja", "j", "yes", "y", "true", "wahr", "1", "x", "vorhanden", "erteilt"})
_NO: Final = frozenset({"nein", "n", "no", "false", "falsch", "0", "nicht", "fehlt"})
_NOT_ONE: Final = frozenset(
    {"keine", "kein", "keiner", "none", "ohne", "nie", "never", "nein", "no", "nichts", "nothing"}
)
_UNIT: Final = (
    r"€|eur|euro|brutto|std|stunden?|h|hours?|km|jahren?|jahr|years?|pro|je|per|woche|wochenstunden|week|monat|month"
)
_LONGEST_NUMBER: Final = 60
_LARGEST: Final = 1e15
_NUMBER: Final = re.compile(rf"(?:€\s*)?([+-]?\d[\d.,'\s]*?)(?:[\s/.,–-]*(?:{_UNIT}))*[\s/.–-]*", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_POSTCODE: Final = re.compile(r"(?:d(?:e)?\s*-?\s*)?(\d+)(?:\.0)?(?:[\s,]+[^\d\s].*)?", re.IGNORECASE)
_LEVEL: Final = re.compile(r"(?:deutsch|german|niveau|level|ger|cefr)*([abc][0-2])(?:niveau|level)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def shown(cell: Cell) -> str:
    """The cell as a message may quote it."""
    text = text_of(cell) or ""
    return text if len(text) <= 40 else f"{text[:39]}…"


def text_of(cell: Cell) -> str | None:
    """The cell as one line of text; None where it is empty."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    text = clean("" if cell is None else str(cell))
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:]  # what stops a spreadsheet from calculating, as our own files write it
    return text or None


def said(cell: Cell) -> str | None:
    """The cell's text, None where it is empty or says that nobody knows."""
    text = text_of(cell)
    if text is None or says_nothing(text):
        return None
    if text.startswith("#") and text.rstrip("!?").isupper():
        raise CellError(
            f"Die Tabelle zeigt einen Rechenfehler ({text}). Bitte den Wert selbst eintragen.",
            f"The spreadsheet shows a calculation error ({text}). Please enter the value itself.",
        )
    return text


def day(cell: Cell) -> date | None:
    """A day: 24.11.2026, 24.11.26, 2026-11-24 or a date cell."""
    if isinstance(cell, datetime):
        return _in_range(cell.date(), cell)
    if isinstance(cell, date):
        return _in_range(cell, cell)
    text = said(cell)
    if text is None:
        return None
    parts = _day_parts(text)
    if parts is None:
        raise CellError(
            f"„{shown(cell)}“ ist kein Datum. Bitte so schreiben: 24.11.2026.",
            f"“{shown(cell)}” is no date. Please write it like 24.11.2026 or 2026-11-24.",
        )
    try:
        return _in_range(date(*parts), cell)
    except ValueError:
        raise CellError(
            f"Den Tag „{shown(cell)}“ gibt es nicht. Bitte das Datum prüfen.",
            f"There is no day “{shown(cell)}”. Please check the date.",
        ) from None


def _day_parts(text: str) -> tuple[int, int, int] | None:
    german = _GERMAN_DAY.fullmatch(text)
    if german:
        year = int(german[3])
        if len(german[3]) == 2:
            year += 2000 if year <= 60 else 1900
        return year, int(german[2]), int(german[1])
    iso = _ISO_DAY.fullmatch(text)
    return (int(iso[1]), int(iso[2]), int(iso[3])) if iso else None


def _in_range(found: date, cell: Cell) -> date:
    if _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return found
    raise CellError(
        f"Das Jahr in „{shown(cell)}“ kann nicht stimmen. Bitte das Datum prüfen.",
        f"The year in “{shown(cell)}” cannot be right. Please check the date.",
    )


def day_or_now(cell: Cell) -> date | str | None:
    """A day, or `NOW` for „ab sofort“."""
    if isinstance(cell, str) and squash(cell) in _AT_ONCE:
        return NOW
    return day(cell)


def last_day(cell: Cell) -> date | bool | None:
    """A day; False where the cell says that there is no end."""
    if isinstance(cell, str) and squash(cell) in {"unbefristet", "unlimited", "keinablauf", "noexpiry", "noend"}:
        return False
    return day(cell)


def days(cell: Cell) -> frozenset[date] | None:
    """Several days, separated by comma or semicolon; „keine“ is the empty set."""
    if isinstance(cell, date):
        return frozenset({cell.date() if isinstance(cell, datetime) else cell})
    items = several(cell)
    return None if items is None else frozenset(found for item in items if (found := day(item)) is not None)


def several(cell: Cell) -> list[str] | None:
    """The items of a list; empty for „keine“, None for an empty cell."""
    text = said(cell)
    if text is None:
        return None
    return [] if squash(text) in _NOT_ONE else items_of(text)


def number(low: float, high: float, *, whole: bool = False, money: bool = False) -> Reader:
    """Reads a number from `low` to `high`, with comma or point, units allowed; `money` knows 1.234 as thousands."""

    def read(cell: Cell) -> float | int | None:
        value = _amount(cell, money=money)
        if value is None:
            return None
        if not low <= value <= high or (whole and not value.is_integer()):
            kind, kind_english = ("eine ganze Zahl", "a whole number") if whole else ("eine Zahl", "a number")
            raise CellError(
                f"„{shown(cell)}“ geht nicht. Bitte {kind} von {low:g} bis {high:g} eintragen.",
                f"“{shown(cell)}” is not possible. Please enter {kind_english} from {low:g} to {high:g}.",
            )
        return int(value) if whole else value

    return read


def _amount(cell: Cell, *, money: bool) -> float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _LARGEST:
        return float(cell)
    text = said(cell)
    if text is None:
        return None
    found = _number_in(text) if isinstance(cell, str) else None
    digits = "" if found is None else re.sub(r"[\s']", "", found[1]).rstrip(".,")
    try:
        return _decimal(digits, money=money)
    except ValueError:
        raise CellError(
            f"„{shown(cell)}“ ist keine Zahl. Bitte nur eine Zahl eintragen, zum Beispiel 13,90.",
            f"“{shown(cell)}” is no number. Please enter one number only, for example 13.90.",
        ) from None


def _number_in(text: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None


def _decimal(digits: str, *, money: bool) -> float:
    """The last separator is the decimal one, unless amounts of money group their thousands."""
    if len(digits) > 15:
        raise ValueError(digits)
    if "," in digits and "." in digits:
        decimal = max(",.", key=digits.rfind)
        grouping = "," if decimal == "." else "."
        return float(digits.replace(grouping, "").replace(decimal, "."))
    if money and _THOUSANDS.fullmatch(digits):
        return float(re.sub(r"[.,]", "", digits))
    return float(digits.replace(",", "."))


def pay(low: float, high: float) -> Reader:
    """Reads an amount of money; „VB“, a range or other words leave the pay unknown."""
    amount = number(low, high, money=True)

    def read(cell: Cell) -> Any:
        if isinstance(cell, str) and (text := said(cell)) is not None and _number_in(text) is None:
            return Unclear(
                f"„{shown(cell)}“ ist kein Betrag. Der Lohn gilt als unbekannt; bitte mit dem Betrieb klären.",
                f"“{shown(cell)}” is no amount. The pay counts as unknown; please settle it with the firm.",
            )
        return amount(cell)

    return read


def yes_no(cell: Cell) -> bool | None:
    """Yes or no; an empty cell is unknown, never no."""
    if isinstance(cell, bool):
        return cell
    text = said(cell)
    if text is None:
        return None
    word = squash(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError(
        f"„{shown(cell)}“ ist unklar. Bitte ja oder nein eintragen.",
        f"“{shown(cell)}” is unclear. Please enter yes or no.",
    )


def postcode(cell: Cell) -> str | None:
    """Five digits; a number cell has lost its leading zero, a text has not."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1000 <= cell <= 99999:
        return str(int(cell)).zfill(5)
    text = said(cell)
    if text is None:
        return None
    found = _POSTCODE.fullmatch(text)
    if found is not None and len(found[1]) == 5:
        return found[1]
    if found is None:
        raise CellError(
            f"„{shown(cell)}“ ist keine deutsche Postleitzahl. Bitte fünf Ziffern eintragen, zum Beispiel 15711.",
            f"“{shown(cell)}” is no German postcode. Please enter five digits, for example 15711.",
        )
    count = len(found[1])
    raise CellError(
        f"„{shown(cell)}“ hat {count} Ziffern, eine Postleitzahl hat fünf. Bitte prüfen, ob eine Null am Anfang fehlt.",
        f"“{shown(cell)}” has {count} digits, a postcode has five. Please check whether a leading zero is missing.",
    )


def level(cell: Cell) -> Cefr | None:
    """A level of German, A0 to C2."""
    text = said(cell)
    if text is None:
        return None
    word = squash(text)
    if word in _NOT_ONE or word == "keindeutsch":
        return Cefr.A0
    found = _LEVEL.fullmatch(word)
    if found is None or found[1].upper() not in set(Cefr):
        raise CellError(
            f"„{shown(cell)}“ ist kein Sprachniveau. Bitte eines von A0, A1, A2, B1, B2, C1, C2 eintragen.",
            f"“{shown(cell)}” is no language level. Please enter one of A0, A1, A2, B1, B2, C1, C2.",
        )
    return Cefr(found[1].upper())
