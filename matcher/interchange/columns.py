"""What a column is, and which columns a header names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.errors import UnreadableFileError
from matcher.interchange.tables import Line, Table
from matcher.interchange.values import Cell, Reader, text_of
from matcher.interchange.words import squash


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a file: header, reading, help and template all follow from here."""

    key: str
    """English header, and the name under which the value is kept."""
    german: str
    read: Reader
    example: str
    help_german: str
    help_english: str
    further: tuple[str, ...] = ()
    """Other headers that mean the same."""
    required: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.key, self.german, *self.further)


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns of one kind of file."""

    german: str
    """What the file holds, as a message names it."""
    english: str
    stem: str
    """Name of the template without its ending."""
    all: tuple[Column, ...]

    def matching(self, cells: Sequence[Cell]) -> tuple[Column | None, ...]:
        """For each header cell its column."""
        known = self._known()
        return tuple(known.get(squash(text_of(cell) or "")) for cell in cells)

    def score(self, cells: Sequence[Cell]) -> int:
        """How many different columns the cells name; a row with all required ones beats every other."""
        found = {column.key for column in self.matching(cells) if column is not None}
        complete = bool(found) and self._required <= found
        return len(found) + (REQUIRED_FOUND if complete else 0)

    @property
    def _required(self) -> set[str]:
        return {column.key for column in self.all if column.required}

    def _known(self) -> dict[str, Column]:
        return {squash(header): column for column in self.all for header in column.headers}

    def check(self, table: Table) -> tuple[Column | None, ...]:
        """The header's columns.

        Raises:
            UnreadableFileError: no column is known, or a required one is missing.

        """
        found = self.matching(table.header.cells)
        keys = {column.key for column in found if column is not None}
        missing = [column for column in self.all if column.required and column.key not in keys]
        if not keys:
            raise self._no_header(table)
        if missing:
            german = ", ".join(f"„{column.german}“ ({column.key})" for column in missing)
            english = ", ".join(f"“{column.key}” ({column.german})" for column in missing)
            raise UnreadableFileError(
                f"In {table.file} fehlt die Spalte {german}. Bitte in die Kopfzeile (Zeile {table.header.number}) "
                "einfügen und füllen.",
                f"{table.file} lacks the column {english}. Please add it to the header (row {table.header.number}).",
            )
        return found

    def _no_header(self, table: Table) -> UnreadableFileError:
        first = ", ".join(name for cell in table.header.cells[:6] if (name := text_of(cell)))[:120]
        names = ", ".join(column.german for column in self.all[:6])
        keys = ", ".join(column.key for column in self.all[:6])
        return UnreadableFileError(
            f"In {table.file} steht keine Kopfzeile für {self.german}. Gefunden: {first or 'nichts'}. Erwartet werden "
            f"Spalten wie {names}. Leere Vorlagen schreibt: passgenau rank --template ORDNER.",
            f"{table.file} has no header for {self.english}. Found: {first or 'nothing'}. Columns such as {keys} are "
            "expected. Empty templates: passgenau rank --template FOLDER.",
        )


REQUIRED_FOUND: Final = 1000
"""Score from which on a header is sure to be one."""


def names_of(header: Line) -> tuple[str, ...]:
    """Header cells as the file writes them."""
    return tuple(text_of(cell) or "" for cell in header.cells)
