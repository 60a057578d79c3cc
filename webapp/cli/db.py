"""`passgenau db`: brings the schema up or down."""

from __future__ import annotations

import click

from matcher.store.migrate import downgrade, newest_revision, revision_of, upgrade
from matcher.store.session import Database
from webapp.settings import Settings


@click.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade_(revision: str) -> None:
    """Bring the schema to REVISION, by default the newest; data is kept."""
    database = Database(Settings.from_environment().prepared().database_url)
    upgrade(database, revision)
    click.echo(f"Schema: {revision_of(database)} (neueste: {newest_revision()})")
    database.dispose()


@db.command("downgrade")
@click.argument("revision")
@click.confirmation_option(prompt="Das kann Daten löschen. Fortfahren? / This may delete data. Go on?")
def downgrade_(revision: str) -> None:
    """Undo migrations down to REVISION; `base` leaves an empty database."""
    database = Database(Settings.from_environment().database_url)
    downgrade(database, revision)
    click.echo(f"Schema: {revision_of(database)}")
    database.dispose()
