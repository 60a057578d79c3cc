"""CSV as Excel, LibreOffice and scripts write it: several encodings, separators and habits of quoting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from matcher.errors import UnreadableFileError
from matcher.interchange.tables import HEADER_WITHIN, MOST_ROWS, Line, Score, Table, best_header, too_many_rows

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEPARATORS: Final = (";", ",", "\t", "|")
_END: Final = "\x1eend\x1e"
"""Follows the last line: whoever swallows it has forgotten a closing quote."""
_LONGEST_CELL: Final = 1_000_000


def decoded(content: bytes, name: str) -> str:
    """The text in UTF-8, UTF-16 with mark, or Windows-1252.

    Raises:
        UnreadableFileError: the content is no text.

    """
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for attempt in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFileError(
        f"{name} ist keine Textdatei. Bitte als „CSV UTF-8“ oder als Excel-Arbeitsmappe (.xlsx) speichern.",
        f"{name} is no text file. Please save it as “CSV UTF-8” or as an Excel workbook (.xlsx).",
    )


def read_delimited(content: bytes, name: str, score: Score) -> tuple[Table, int]:
    """The table, split by whichever separator makes its header known best, and the header's score."""
    text = decoded(content, name)
    start = "\n".join(text.split("\n", 200)[:200])
    heads = {separator: list(islice(_lines(start, separator), HEADER_WITHIN)) for separator in _SEPARATORS}
    found = {separator: best_header(lines, score) for separator, lines in heads.items()}
    separator = max(_SEPARATORS, key=lambda option: found[option][1])
    place, most = found[separator]
    lines = _limited(_lines(text, separator), name)
    head = list(islice(lines, place + 1))
    header = head[-1] if head else Line(1, ())
    return Table(name, None, header, lines), most


def _limited(lines: Iterator[Line], name: str) -> Iterator[Line]:
    for line in lines:
        if line.number > MOST_ROWS + HEADER_WITHIN:
            raise too_many_rows(name)
        yield line


def _lines(text: str, separator: str) -> Iterator[Line]:
    """Records, numbered as a spreadsheet numbers its rows: a cell with line breaks is still one row."""
    csv.field_size_limit(_LONGEST_CELL)
    ended = text if text.endswith(("\n", "\r")) else f"{text}\n"
    reader = csv.reader(io.StringIO(f"{ended}{_END}\n", newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _unclosed(number, reader.line_num - before)
            return
        if cells == [_END]:
            return
        if any(_END in cell for cell in cells):
            yield _unclosed(number, reader.line_num - before - 1)
            return
        yield Line(number, tuple(cells))


def _unclosed(number: int, lost: int) -> Line:
    count = max(lost, 1)
    german = (
        f'Ab hier fehlt ein schließendes Anführungszeichen ("), {count} Zeilen wurden nicht gelesen. Bitte in dieser '
        "Zeile das Anführungszeichen ergänzen oder löschen."
    )
    english = (
        f'From here on a closing quotation mark (") is missing, {count} lines were not read. Please add or remove the '
        "quotation mark in this row."
    )
    return Line(number, (), (german, english))
