"""Reads official lists of titles: the employment agency's (XLSX or TSV) and ESCO's CSV with a KldB column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from matcher.errors import UnreadableFileError

_CODE: Final = re.compile(r"(?:B\s*)?(\d{5})(?:-\d+)?$")
_CODE_HEADERS: Final = ("kldb", "codenummer", "code", "systematik")
_TITLE_HEADERS: Final = (
    "bezeichnung",
    "titel",
    "title",
    "preferredlabel",
    "altlabels",
    "name",
    "beruf",
    "neutral",
    "maennlich",
    "männlich",
    "weiblich",
)


def read_titles(path: Path) -> list[tuple[str, str]]:
    """Titles with five-digit codes; rows without either are passed over.

    Raises:
        UnreadableFileError: the file cannot be opened, or no row holds a title and a code.

    """
    try:
        rows = list(_rows(path))
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise UnreadableFileError(
            f"{path.name} lässt sich nicht lesen. Bitte die Liste als XLSX oder TSV in UTF-8 angeben.",
            f"{path.name} cannot be read. Please give the list as XLSX or TSV in UTF-8.",
        ) from error
    found = list(dict.fromkeys(_pairs(rows)))
    if not found:
        raise UnreadableFileError(
            f"In {path.name} steht keine Zeile mit Berufsbezeichnung und fünfstelliger KldB-Nummer.",
            f"{path.name} holds no row with a title and a five-digit KldB code.",
        )
    return found


def _rows(path: Path) -> Iterator[Sequence[str]]:
    if path.suffix.casefold() in {".xlsx", ".xlsm"}:
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and only workbooks need it

        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                for row in sheet.iter_rows(values_only=True):
                    yield [_cell(value) for value in row]
        finally:
            book.close()
        return
    text = path.read_text("utf-8-sig")
    separator = max(("\t", ";", ","), key=text[:5000].count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _pairs(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Titles and code by the header's columns where one names them, else by what a cell looks like.

    A list with one column per gender form gives each form.
    """
    columns: tuple[tuple[int, ...], int] | None = None
    for row in rows:
        header = _columns(row)
        if header is not None:
            columns = header
            continue
        titles, code = _by_columns(row, columns) if columns else _by_looks(row)
        for title in titles:
            if title and code:
                yield title, code


def _columns(row: Sequence[str]) -> tuple[tuple[int, ...], int] | None:
    names = [cell.strip().casefold() for cell in row]
    titles = tuple(place for place, name in enumerate(names) if name.startswith(_TITLE_HEADERS))
    codes = [place for place, name in enumerate(names) if place not in titles and name.startswith(_CODE_HEADERS)]
    return (titles, codes[0]) if titles and codes else None


def _by_columns(row: Sequence[str], columns: tuple[tuple[int, ...], int]) -> tuple[list[str], str]:
    titles, code = columns
    if len(row) <= max(*titles, code):
        return [], ""
    match = _CODE.match(row[code].strip())
    labels = [label.strip() for place in titles for label in row[place].splitlines()]
    return list(dict.fromkeys(labels)), match[1] if match else ""


def _by_looks(row: Sequence[str]) -> tuple[list[str], str]:
    code = next((match[1] for cell in row if (match := _CODE.match(cell.strip()))), "")
    title = next((cell.strip() for cell in row if len(cell) > 3 and not any(sign.isdigit() for sign in cell)), "")
    return [title], code
