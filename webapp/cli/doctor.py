"""`passgenau doctor`: checks what has to stand before people work with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from sqlalchemy.exc import SQLAlchemyError

from matcher.store.audit import first_break
from matcher.store.migrate import newest_revision, revision_of
from matcher.store.staleness import count_stale, given_up
from matcher.usecases.work import Work
from webapp.house import open_work, worker_settings
from webapp.settings import Settings
from workers.app import make_celery


@click.command()
def doctor() -> None:
    """Check database, schema, broker, rankings and audit chain. Exit status: 0 all stands, 1 something does not."""
    settings = Settings.from_environment().prepared()
    work = open_work(settings)
    well = True
    for name, fault in (*_database(work), ("Broker", _broker(settings))):
        click.echo(f"{'ok   ' if fault is None else 'FEHLT'} {name}{'' if fault is None else f': {fault}'}")
        well = well and fault is None
    work.database.dispose()
    sys.exit(0 if well else 1)


def _database(work: Work) -> Iterator[tuple[str, str | None]]:
    try:
        revision = revision_of(work.database)
    except SQLAlchemyError as error:
        yield "Datenbank", f"nicht erreichbar ({type(error).__name__})"
        return
    yield "Datenbank", None
    if revision != newest_revision():
        yield "Schema", f"{revision} statt {newest_revision()}: passgenau db upgrade"
        return
    yield "Schema", None
    with work.reading() as session:
        poisoned = given_up(session)
        yield "Ranglisten", f"{len(poisoned)} aufgegeben" if poisoned else None
        yield f"Warteschlange ({count_stale(session, work.clock.today())} warten)", None
        broken = first_break(session)
        yield "Protokollkette", f"gebrochen bei Zeile {broken}" if broken is not None else None


def _broker(settings: Settings) -> str | None:
    try:
        with make_celery(worker_settings(settings)).connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception as error:  # noqa: BLE001 - each broker's client has errors of its own
        return f"nicht erreichbar ({type(error).__name__})"
    return None
