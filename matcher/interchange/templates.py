"""Empty files to fill in, each with an explanation of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matcher.interchange.clearance_columns import CLEARANCES
from matcher.interchange.columns import Columns
from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.vacancy_columns import VACANCIES
from matcher.interchange.writing import Staged, private_folder, table_text, workbook

FILES: Final = (PARTICIPANTS, VACANCIES, CLEARANCES)
_SHEETS: Final = {"de": ("Daten", "Erklärung"), "en": ("data", "explanation")}
_EXPLANATION: Final = {"de": "erklaerung", "en": "explanation"}
_EXPLAINED: Final = {
    "de": ("Spalte deutsch", "Spalte englisch", "Pflicht", "Beispiel", "Bedeutung"),
    "en": ("English header", "German header", "required", "for example", "meaning"),
}


def header_of(columns: Columns, language: str) -> tuple[str, ...]:
    """Headers in the wanted language, in the order of the columns' table."""
    return tuple(column.key if language == "en" else column.german for column in columns.all)


def explanation_of(columns: Columns, language: str) -> Iterator[tuple[str, str, str, str, str]]:
    """For each column: header, header in the other language, whether required, example, meaning."""
    english = language == "en"
    for column in columns.all:
        names = (column.key, column.german) if english else (column.german, column.key)
        required = (("yes" if english else "ja"), "")[not column.required]
        yield (*names, required, column.example, column.help_english if english else column.help_german)


def write_templates(folder: Path, language: str = "de") -> tuple[Path, ...]:
    """Write a CSV, an XLSX and an explanation for each kind of file; what is there already is replaced."""
    names = []
    with Staged(private_folder(folder)) as staged:
        for columns in FILES:
            header = header_of(columns, language)
            explained = list(explanation_of(columns, language))
            data, explanation = _SHEETS[language]
            sheets = {data: (header, ()), explanation: (_EXPLAINED[language], explained)}
            staged.content(f"{columns.stem}.xlsx", workbook(sheets))
            for name, text in (
                (f"{columns.stem}.csv", table_text(header, ())),
                (f"{columns.stem}-{_EXPLANATION[language]}.csv", table_text(_EXPLAINED[language], explained)),
            ):
                with staged.text(name, mark=True) as stream:
                    stream.write(text)
                names.append(name)
            names.append(f"{columns.stem}.xlsx")
    return tuple(folder / name for name in sorted(names))
