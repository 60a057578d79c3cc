"""The demo's database: written once, kept by later starts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fixtures.dataset import Size
from fixtures.logins import PASSWORD
from fixtures.seed import seed
from fixtures.show_papers import show_papers
from matcher.store.migrate import upgrade
from matcher.store.session import Database
from matcher.store.vault import Vault
from webapp.passwords import hash_password
from webapp.settings import Settings


def prepare(settings: Settings, size: Size) -> None:
    """A database of the newest schema with people in it stands afterwards."""
    path = settings.data_dir / "passgenau.db"
    if not path.exists():
        _write(path, size)
        return
    click.echo("Die Daten der letzten Demo gelten weiter, --fresh beginnt neu.")
    click.echo("The data of the last demo are kept, --fresh begins anew.")
    database = Database(settings.database_url)
    upgrade(database)
    database.dispose()


def _write(path: Path, size: Size) -> None:
    """A new database gets its name once it is whole: an interrupted one is never taken for a demo."""
    click.echo("Beispieldaten werden geschrieben / writing synthetic data")
    unfinished = path.with_name("unfinished.db")
    for leftover in path.parent.glob(f"{unfinished.name}*"):
        leftover.unlink()
    database = Database(f"sqlite:///{unfinished}")
    try:
        upgrade(database)
        seed(database, size, password_hash=hash_password(PASSWORD), progress=_tell)
        show_papers(database, Vault(path.parent / "papers"))
    finally:
        database.dispose()
    unfinished.rename(path)


def _tell(what: str, done: int, total: int) -> None:
    """One line per step; on a terminal it counts."""
    if done == total:
        click.echo(f"\r  {what}: {total}")
    elif sys.stdout.isatty():
        click.echo(f"\r  {what}: {done}/{total}", nl=False)
