"""`passgenau audit verify`: proves that no audit row was changed or taken out."""

from __future__ import annotations

import sys

import click

from matcher.store.audit import first_break, unsealed
from webapp.house import open_work
from webapp.settings import Settings


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command()
def verify() -> None:
    """Recompute every hash. Exit status: 0 the chain holds, 1 it is broken."""
    work = open_work(Settings.from_environment().prepared())
    with work.reading() as session:
        broken, waiting = first_break(session), unsealed(session)
    work.database.dispose()
    if broken is not None:
        click.echo(f"Die Kette ist bei Zeile {broken} gebrochen. / The chain is broken at row {broken}.", err=True)
        sys.exit(1)
    click.echo(f"Die Kette hält; {waiting} Zeilen warten auf das Siegel. / The chain holds; {waiting} rows wait.")
