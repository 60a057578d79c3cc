"""Files as tables: whatever the format, a header and numbered rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.errors import UnreadableFileError
from matcher.interchange.values import Cell, text_of

MOST_BYTES: Final = 25_000_000
MOST_ROWS: Final = 100_000
HEADER_WITHIN: Final = 12
"""A header may stand below a few rows of title."""
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Score = Callable[[Sequence[Cell]], int]
"""How well a row serves as the header: 0 where it names no column."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """As a spreadsheet numbers it, the first row of the file being 1."""
    cells: tuple[Cell, ...]
    fault: tuple[str, str] | None = None
    """Why the row cannot be split into cells, in German and English."""

    @property
    def blank(self) -> bool:
        return self.fault is None and not any(cell is not None and text_of(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    sheet: str | None
    header: Line
    lines: Iterator[Line]
    """The rows below the header; can be read once."""


def content_of(path: Path) -> bytes:
    """The whole file.

    Raises:
        UnreadableFileError: it cannot be opened, is empty, or is larger than this program takes.

    """
    name = path.name
    try:
        if path.is_dir():
            raise UnreadableFileError(
                f"{name} ist ein Ordner. Bitte eine Datei angeben.", f"{name} is a folder. Please name a file."
            )
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise too_large(name, size)
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{name} lässt sich nicht öffnen. Bitte prüfen, ob es die Datei gibt und ob Sie sie lesen dürfen.",
            f"{name} cannot be opened. Please check that the file exists and that you may read it.",
        ) from error
    require_content(content, name)
    return content


def require_content(content: bytes, name: str) -> None:
    """Pass where there is something to read.

    Raises:
        UnreadableFileError: the file is empty.

    """
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFileError(
            f"{name} ist leer. Bitte die Datei neu speichern oder eine andere wählen.",
            f"{name} is empty. Please save the file again or choose another one.",
        )


def is_spreadsheet(content: bytes, name: str) -> bool:
    """Whether the content is an XLSX file.

    Raises:
        UnreadableFileError: it is an old or protected workbook.

    """
    if content.startswith(_OLE):
        raise UnreadableFileError(
            f"{name} ist eine alte Excel-Datei (.xls) oder mit Passwort geschützt. Bitte öffnen und ohne Passwort als "
            "„Excel-Arbeitsmappe (.xlsx)“ oder als CSV speichern.",
            f"{name} is an old Excel file (.xls) or protected by a password. Please open it and save it without a "
            "password as “Excel workbook (.xlsx)” or as CSV.",
        )
    return content.startswith(_ZIP)


def best_header(lines: Sequence[Line], score: Score) -> tuple[int, int]:
    """Index and score of the first row that serves best as the header; score 0 where none does."""
    scores = [score(line.cells) if line.fault is None else 0 for line in lines[:HEADER_WITHIN]]
    most = max(scores, default=0)
    return (scores.index(most), most) if scores else (0, 0)


def too_large(name: str, size: int) -> UnreadableFileError:
    most, has = MOST_BYTES // 1_000_000, size / 1_000_000
    return UnreadableFileError(
        f"{name} ist mit {has:.0f} MB zu groß, gelesen werden bis zu {most} MB. Bitte die Datei aufteilen.",
        f"{name} is too large with {has:.0f} MB; up to {most} MB are read. Please split the file.",
    )


def too_many_rows(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name} hat mehr als {MOST_ROWS} Zeilen. Bitte die Datei aufteilen.",
        f"{name} has more than {MOST_ROWS} rows. Please split the file.",
    )
