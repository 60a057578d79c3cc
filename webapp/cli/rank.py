"""`passgenau rank`: ranks people for vacancies, files in and files out, without a database."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from matcher.errors import PassgenauError
from matcher.interchange.reading import CellError
from matcher.interchange.templates import write_templates
from matcher.interchange.values import day
from webapp.cli.rank_words import DocumentedCommand

UNUSABLE: Final = 2
_FILE: Final = click.Path(path_type=Path)


def _day(ctx: click.Context, param: click.Parameter, value: Any) -> date | None:
    """Read a day as cells are read."""
    try:
        return day(value)
    except CellError as error:
        raise click.BadParameter(f"{error.german} / {error.english}", ctx, param) from error


@click.command(cls=DocumentedCommand)
@click.option("--participants", type=_FILE, help="CSV or XLSX with one participant per row.")
@click.option("--vacancies", type=_FILE, help="CSV or XLSX with one vacancy per row, or the employment agency's JSON.")
@click.option("--clearances", type=_FILE, help="CSV or XLSX with the authority's answers, beyond the pre-checks.")
@click.option("--criteria", type=_FILE, help="TOML with [weights] and [filters]; what it leaves out keeps its default.")
@click.option("--on", callback=_day, help="Day to rank for, 24.11.2026 or 2026-11-24; by default today in Berlin.")
@click.option("--top", type=click.IntRange(min=1), help="Write only the first K places per vacancy; counts stay whole.")
@click.option("--out", type=_FILE, help="Folder to write to; made if need be.")
@click.option("--template", type=_FILE, help="Only write empty files with explanations to this folder.")
@click.option("--lang", "language", type=click.Choice(["de", "en"]), default="de", is_eager=True, help="Language.")
def rank(template: Path | None, **options: Any) -> None:
    """Rank the participants of one file for each vacancy of another.

    Writes rankings.csv, shortlist.csv (all that the employer service may see), excluded.csv and
    summary.json, readable by you only. Whoever has no valid clearance or gave no consent stays out
    of the shortlist. Headers may be English or German, in any order; empty means unknown.

    Exit status: 0 all rows read, 1 some rows refused, 2 nothing usable.
    """
    try:
        if template is not None:
            for path in write_templates(template, options["language"]):
                click.echo(path)
            return
        sys.exit(_ranked(options))
    except PassgenauError as error:
        click.echo(error.message(options["language"]), err=True)
        sys.exit(UNUSABLE)


def _ranked(options: dict[str, Any]) -> int:
    if None in (options["participants"], options["vacancies"], options["out"]):
        raise click.UsageError(
            "Bitte --participants, --vacancies und --out angeben, oder --template ORDNER für leere Vorlagen.\n"
            "Please give --participants, --vacancies and --out, or --template FOLDER for empty files."
        )
    from webapp.cli.rank_run import Order, carry_out  # noqa: PLC0415 - numpy and scikit-learn would slow `--help`

    return carry_out(Order(**options))
