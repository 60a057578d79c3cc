"""What `passgenau rank` says: how a reading went, and every column with an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from matcher.interchange.columns import Columns
from matcher.interchange.reading import Reading

_MOST_NOTICES: Final = 20


def lines_of(reading: Reading[Any], language: str) -> Iterator[str]:
    """Every refused row, the first notices, and the columns that nobody read."""
    english = language == "en"
    if reading.ignored:
        names = ", ".join(reading.ignored)
        yield (
            f"{reading.file}: these columns are unknown and were not read: {names}"
            if english
            else f"{reading.file}: Diese Spalten sind unbekannt und wurden nicht gelesen: {names}"
        )
    for problem in reading.refusals:
        said = "row left out" if english else "Zeile ausgelassen"
        yield f"{problem.message(language)} [{said}]"
    notices = [problem for problem in reading.problems if not problem.refused]
    for problem in notices[:_MOST_NOTICES]:
        yield f"{problem.message(language)} [{'notice' if english else 'Hinweis'}]"
    if len(notices) > _MOST_NOTICES:
        more = len(notices) - _MOST_NOTICES
        yield f"{reading.file}: {more} " + ("more notices" if english else "weitere Hinweise")


class DocumentedCommand(click.Command):
    """A command whose help ends with the columns of its files."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name every column in both languages, with an example and its meaning."""
        from matcher.interchange.templates import FILES  # noqa: PLC0415 - only the help needs them

        english = ctx.params.get("language") == "en"
        for columns in FILES:
            title = columns.english if english else columns.german
            with formatter.section(f"Columns: {title}" if english else f"Spalten: {title}"):
                formatter.write_dl(list(_documented(columns, english=english)))


def _documented(columns: Columns, *, english: bool) -> Iterator[tuple[str, str]]:
    for column in columns.all:
        names = f"{column.key} · {column.german}"
        meaning = column.help_english if english else column.help_german
        required = (" (required)" if english else " (Pflicht)") if column.required else ""
        yield names, f"{meaning}{required}. {'Example' if english else 'Beispiel'}: {column.example}"
