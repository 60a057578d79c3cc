"""XLSX workbooks: the first sheet with a known header, values as last calculated."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from matcher.errors import UnreadableFileError
from matcher.interchange.tables import HEADER_WITHIN, MOST_ROWS, Line, Score, Table, best_header, too_many_rows

_MOST_UNPACKED: Final = 200_000_000
_MOST_COLUMNS: Final = 200
_LAST_ROW: Final = 1_048_576
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    RecursionError,
    ArithmeticError,
)
"""What a damaged or hostile workbook can raise; defusedxml's refusals are ValueErrors."""


def read_workbook(content: bytes, name: str, score: Score, least: int) -> tuple[Table, int]:
    """The first sheet whose header scores at least `least`, else the one that scores best.

    Raises:
        UnreadableFileError: the workbook is damaged, or unpacks to more than this program takes.

    """
    _refuse_bombs(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which nobody reads here
            return _chosen(content, name, score, least)
    except _BROKEN as error:
        raise _damaged(name) from error


def _chosen(content: bytes, name: str, score: Score, least: int) -> tuple[Table, int]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and only workbooks need it

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        best: tuple[Table, int] | None = None
        for sheet in book.worksheets:
            lines = _limited(_lines(sheet), name)
            head = list(islice(lines, HEADER_WITHIN))
            place, most = best_header(head, score)
            if best is None or most > best[1]:
                rows = [*head[place + 1 :], *lines]
                best = Table(name, sheet.title, head[place] if head else Line(1, ()), iter(rows)), most
            if most >= least:
                break
    finally:
        book.close()
    if best is None:
        raise _damaged(name)
    return best


def _lines(sheet: Any) -> Iterator[Line]:
    """Rows that hold something; numbers count the empty ones too."""
    rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=_LAST_ROW)
    for number, cells in enumerate(rows, 1):
        width = max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)
        line = Line(number, tuple(cells[:width]))
        if number <= HEADER_WITHIN or not line.blank:
            yield line


def _limited(lines: Iterator[Line], name: str) -> Iterator[Line]:
    for count, line in enumerate(lines):
        if count > MOST_ROWS + HEADER_WITHIN:
            raise too_many_rows(name)
        yield line


def _refuse_bombs(content: bytes, name: str) -> None:
    """Sizes as the archive declares them; unpacking never goes beyond what it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            names = set(archive.namelist())
    except _BROKEN as error:
        raise _damaged(name) from error
    if unpacked > _MOST_UNPACKED:
        raise UnreadableFileError(
            f"{name} wäre entpackt über {_MOST_UNPACKED // 1_000_000} MB groß. Bitte nur die nötigen Zeilen und "
            "Spalten in eine neue Datei kopieren.",
            f"{name} would unpack to more than {_MOST_UNPACKED // 1_000_000} MB. Please copy only the rows and columns "
            "you need into a new file.",
        )
    if "content.xml" in names and "xl/workbook.xml" not in names:
        raise UnreadableFileError(
            f"{name} ist eine LibreOffice-Datei (.ods). Bitte als Excel-Arbeitsmappe (.xlsx) oder CSV speichern.",
            f"{name} is a LibreOffice file (.ods). Please save it as an Excel workbook (.xlsx) or CSV.",
        )


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name} ist beschädigt oder keine Excel-Arbeitsmappe. Bitte in Excel oder LibreOffice öffnen und neu "
        "als .xlsx oder CSV speichern.",
        f"{name} is damaged or no Excel workbook. Please open the file in Excel or LibreOffice and save it again as "
        ".xlsx or CSV.",
    )
