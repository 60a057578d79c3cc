"""Brings a database to a revision, in one transaction."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from matcher.store.session import WRITES, Database


def upgrade(database: Database, revision: str = "head") -> None:
    """Every table, trigger and view of `revision` stands afterwards; data is kept."""
    _run(database, revision, command.upgrade)


def downgrade(database: Database, revision: str) -> None:
    """Undoes migrations down to `revision`; `base` leaves an empty database."""
    _run(database, revision, command.downgrade)


def revision_of(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("matcher.store") / "migrations"))
    return config


def _run(database: Database, revision: str, action: object) -> None:
    config = _config()
    with database.engine.execution_options(**WRITES).begin() as connection:
        config.attributes["connection"] = connection
        action(config, revision)  # type: ignore[operator]  # alembic.command's functions share this form
