"""What came of reading a file: usable rows, problems that a volunteer can mend, columns nobody knew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class CellError(Exception):
    """A cell cannot be meant as it is written; the message says what to write instead."""

    def __init__(self, german: str, english: str, field: str | None = None) -> None:
        super().__init__(english)
        self.german = german
        self.english = english
        self.field = field


@dataclass(frozen=True, slots=True)
class Unclear:
    """A cell that says too little: `value` (by default unknown) is taken, and the message says what would help."""

    german: str
    english: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend in a file, placed as the user's spreadsheet numbers it."""

    file: str
    german: str
    english: str
    row: int | None = None
    field: str | None = None
    """Column header as the file writes it, or its key where the file has no such column."""
    sheet: str | None = None
    refused: bool = True
    """The row was left out; False for a notice about a row that counts."""
    entry: bool = False
    """The row is an entry of a JSON list."""

    def message(self, language: str = "de") -> str:
        """File, row, column and what to do, in German unless English is asked for."""
        english = language == "en"
        words = ("entry", "sheet", "row", "column") if english else ("Eintrag", "Blatt", "Zeile", "Spalte")
        place = [self.file]
        if self.sheet is not None:
            place.append(f"{words[1]} “{self.sheet}”" if english else f"{words[1]} „{self.sheet}“")
        if self.row is not None:
            place.append(f"{words[0] if self.entry else words[2]} {self.row}")
        if self.field is not None:
            place.append(f"{words[3]} “{self.field}”" if english else f"{words[3]} „{self.field}“")
        return f"{', '.join(place)}: {self.english if english else self.german}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[T]):
    """The rows that count, and everything to tell about the others."""

    file: str
    rows: tuple[T, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headers that no column has; nothing in these columns was read."""
    places: tuple[int, ...] = field(default=())
    """For each row the number under which the file holds it."""

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.refused)

    @property
    def refused_rows(self) -> int:
        """How many rows were left out; one row may have several problems."""
        return len({problem.row for problem in self.refusals})

    def without(self, dropped: dict[int, Problem]) -> Reading[T]:
        """The same reading without some rows, by their index, each with the reason."""
        kept = [index for index in range(len(self.rows)) if index not in dropped]
        return replace(
            self,
            rows=tuple(self.rows[index] for index in kept),
            places=tuple(self.places[index] for index in kept),
            problems=self.problems + tuple(dropped.values()),
        )
