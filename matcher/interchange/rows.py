"""Turns a table's rows into values, one by one: a bad row is told and left out, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from matcher.errors import UnreadableFileError
from matcher.interchange.columns import REQUIRED_FOUND, Column, Columns, names_of
from matcher.interchange.delimited import read_delimited
from matcher.interchange.reading import CellError, Problem, Reading, Unclear
from matcher.interchange.tables import Line, Table, content_of, is_spreadsheet
from matcher.interchange.values import Cell, shown, text_of
from matcher.interchange.workbooks import read_workbook

T = TypeVar("T")
Values = Mapping[str, Any]
Build = Callable[[Values], T]


def read_file(path: Path, columns: Columns, build: Build[T], *, unique: str | None = None) -> Reading[T]:
    """Every row of a CSV or XLSX file as a value.

    Args:
        path: the file; its content decides over the format, not its name.
        columns: what the file may hold.
        build: makes one value of a row's cells; raises `CellError` where they contradict each other.
        unique: key of the column that no two rows may share.

    Raises:
        UnreadableFileError: nothing of the file can be used.

    """
    return read_content(content_of(path), path.name, columns, build, unique=unique)


def read_content(
    content: bytes, name: str, columns: Columns, build: Build[T], *, unique: str | None = None
) -> Reading[T]:
    """The same for a file's content."""
    if is_spreadsheet(content, name):
        table, _ = read_workbook(content, name, columns.score, REQUIRED_FOUND)
    else:
        table, _ = read_delimited(content, name, columns.score)
    return _Rows(table, columns, unique).read(build)


class _Rows:
    def __init__(self, table: Table, columns: Columns, unique: str | None) -> None:
        self.table = table
        self.columns = columns.check(table)
        self.required = [column for column in columns.all if column.required]
        self.headers = names_of(table.header)
        self.unique = unique
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}

    def read(self, build: Build[T]) -> Reading[T]:
        self._tell_twins()
        rows: list[T] = []
        places: list[int] = []
        for line in self.table.lines:
            if line.blank:
                continue
            values = self._values(line)
            if values is None:
                continue
            try:
                rows.append(build(values))
            except CellError as error:
                self._tell(line.number, self._header(error.field), error)
                continue
            places.append(line.number)
        if not rows and not self.problems:
            raise UnreadableFileError(
                f"In {self.table.file} steht unter der Kopfzeile nichts. Bitte mindestens eine Zeile ausfüllen.",
                f"{self.table.file} holds nothing below its header. Please fill in at least one row.",
            )
        return Reading(
            file=self.table.file,
            rows=tuple(rows),
            places=tuple(places),
            problems=tuple(self.problems),
            ignored=self._ignored(),
        )

    def _values(self, line: Line) -> dict[str, Any] | None:
        """The row's cells by column; None where one of them cannot be read."""
        if line.fault is not None:
            self._tell(line.number, None, CellError(*line.fault))
            return None
        before = len(self.problems)
        self._tell_surplus(line)
        values: dict[str, Any] = {}
        for header, (column, cell) in self._cells(line).items():
            self._read(line.number, header, column, cell, values)
        for column in self.required:
            if values.get(column.key) is None and not self._told(line.number, column):
                self._tell(line.number, self._header(column.key), _missing(column))
        self._tell_repeated(line.number, values)
        return None if any(problem.refused for problem in self.problems[before:]) else values

    def _cells(self, line: Line) -> dict[str, tuple[Column, Cell]]:
        """Header → column and cell; of a column that stands twice, the cell that says something."""
        found: dict[str, tuple[Column, Cell]] = {}
        chosen: dict[str, str] = {}
        for place, column in enumerate(self.columns):
            if column is None:
                continue
            cell = line.cells[place] if place < len(line.cells) else None
            header = self.headers[place]
            earlier = chosen.get(column.key)
            if earlier is None:
                chosen[column.key] = header
                found[header] = (column, cell)
            elif not text_of(found[earlier][1]):
                found[earlier] = (column, cell)
            elif text_of(cell) and text_of(cell) != text_of(found[earlier][1]):
                self._tell(line.number, header, _contradiction(found[earlier][1], cell))
        return found

    def _read(self, row: int, header: str, column: Column, cell: Cell, values: dict[str, Any]) -> None:
        try:
            value = column.read(cell)
        except CellError as error:
            self._tell(row, header, error)
            return
        if isinstance(value, Unclear):
            self._tell(row, header, value, refused=False)
            value = value.value
        values[column.key] = value

    def _tell(self, row: int, field: str | None, said: CellError | Unclear, *, refused: bool = True) -> None:
        self.problems.append(
            Problem(
                file=self.table.file,
                sheet=self.table.sheet,
                row=row,
                field=field,
                german=said.german,
                english=said.english,
                refused=refused,
            )
        )

    def _told(self, row: int, column: Column) -> bool:
        header = self._header(column.key)
        return any(problem.row == row and problem.field == header for problem in self.problems[-len(self.columns) :])

    def _tell_surplus(self, line: Line) -> None:
        surplus = [cell for cell in line.cells[len(self.columns) :] if text_of(cell)]
        if surplus:
            self._tell(
                line.number,
                None,
                CellError(
                    f"Rechts von der letzten Spalte steht noch „{shown(surplus[0])}“. Vielleicht fehlen "
                    "Anführungszeichen um einen Text mit Trennzeichen. Bitte die Zeile prüfen.",
                    f"There is “{shown(surplus[0])}” to the right of the last column. Perhaps quotation marks around a "
                    "text with separators are missing. Please check the row.",
                ),
            )

    def _tell_repeated(self, row: int, values: dict[str, Any]) -> None:
        key = values.get(self.unique) if self.unique else None
        if key is None or self.unique is None:
            return
        first = self.seen.setdefault(key, row)
        if first != row:
            self._tell(
                row,
                self._header(self.unique),
                CellError(
                    f"„{shown(key)}“ steht schon in Zeile {first}. Bitte eine der Zeilen löschen oder umbenennen.",
                    f"“{shown(key)}” is already in row {first}. Please delete or rename one of the two rows.",
                ),
            )

    def _tell_twins(self) -> None:
        """Columns that stand twice are told once."""
        keys = [column.key for column in self.columns if column is not None]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            headers = [
                name for name, column in zip(self.headers, self.columns, strict=True) if column and column.key == key
            ]
            self._tell(
                self.table.header.number,
                headers[-1],
                Unclear(
                    f"Diese Angabe steht in mehreren Spalten ({', '.join(headers)}). Gelesen wird, was ausgefüllt ist; "
                    "widersprechen sich die Spalten, wird die Zeile abgelehnt.",
                    f"Several columns hold this ({', '.join(headers)}). What is filled in is read; where the columns "
                    "contradict each other, the row is refused.",
                ),
                refused=False,
            )

    def _header(self, key: str | None) -> str | None:
        """How the file itself calls the column."""
        for name, column in zip(self.headers, self.columns, strict=True):
            if column is not None and column.key == key:
                return name
        return key

    def _ignored(self) -> tuple[str, ...]:
        return tuple(name for name, column in zip(self.headers, self.columns, strict=True) if column is None and name)


def _missing(column: Column) -> CellError:
    return CellError(
        f"Diese Angabe fehlt. Bitte eintragen, zum Beispiel {column.example}.",
        f"This is missing. Please fill it in, for example {column.example}.",
    )


def _contradiction(one: Cell, other: Cell) -> CellError:
    return CellError(
        f"Hier steht „{shown(other)}“, in der anderen Spalte „{shown(one)}“. Bitte nur eine der Angaben stehen lassen.",
        f"Here it says “{shown(other)}”, in the other column “{shown(one)}”. Please keep only one of them.",
    )
