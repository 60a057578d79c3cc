"""Connections: one `Database` per process, sessions that read and sessions that write.

SQLite runs in WAL with foreign keys; only writing sessions take the write lock, at their start,
so that check and write see one state. PostgreSQL runs READ COMMITTED: whoever checks and then
writes takes row locks (see `matcher.store.locks`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from matcher.clock import Clock, SystemClock

WRITES = {"passgenau_writes": True}


class Database:
    """Owns the engine of one database.

    Args:
        url: SQLAlchemy URL, `sqlite:///…` or `postgresql+psycopg://…`.
        clock: says what `app_today()` is; outside tests always the system's.

    """

    def __init__(self, url: str, *, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.url = make_url(url)
        self.engine: Engine = create_engine(
            self.url, pool_pre_ping=not self.is_sqlite, hide_parameters=True, **_pool(self.is_sqlite)
        )
        event.listen(self.engine, "connect", self._prepare)
        if self.is_sqlite:
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(**WRITES)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state and changes nothing."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is lost unless the caller commits it."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session

    def dispose(self) -> None:
        self.engine.dispose()

    def _prepare(self, connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            _prepare_sqlite(connection, self.clock)
            return
        with connection.cursor() as cursor:
            # Pages ask short questions: compiling one took 300 ms where answering it took 10.
            cursor.execute("SET jit = off")
            if not isinstance(self.clock, SystemClock):
                cursor.execute("SELECT set_config('passgenau.today', %s, false)", (self.clock.today().isoformat(),))
        connection.commit()


def _pool(is_sqlite: bool) -> dict[str, Any]:
    return {"connect_args": {"timeout": 15}} if is_sqlite else {"pool_size": 5, "max_overflow": 10}


def _prepare_sqlite(connection: sqlite3.Connection, clock: Clock) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event says which kind of transaction starts
    # One answer per statement: asked row by row it would cost more than all the rest of a view.
    connection.create_function("app_today", 0, lambda: clock.today().isoformat(), deterministic=True)
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("passgenau_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
