"""Databases and clocks for every test: SQLite and PostgreSQL, both migrated for real."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from matcher.clock import FixedClock
from matcher.store.migrate import upgrade
from matcher.store.session import Database

POSTGRES = os.environ.get("PASSGENAU_TEST_POSTGRES", "postgresql+psycopg://localhost/postgres")
IN_CI = os.environ.get("CI") == "true"


settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("search" if os.environ.get("PASSGENAU_TEST_SEARCH") else "steady")
"""Property tests draw the same examples in every run; `PASSGENAU_TEST_SEARCH=1` lets them search on."""


def require_service(name: str, reachable: bool, hint: str) -> None:
    """Skip where a service is missing; in CI that is a failure."""
    if reachable:
        return
    message = f"{name} is not reachable: {hint}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 23 November 2026, 10:00 in Berlin."""
    return FixedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> str | None:
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return None
    finally:
        engine.dispose()
    return POSTGRES


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str | None) -> Iterator[str | None]:
    if postgres_server is None:
        yield None
        return
    name = f"passgenau_template_{uuid.uuid4().hex[:12]}"
    with _admin(postgres_server) as run:
        run(f'CREATE DATABASE "{name}"')
    database = Database(_named(postgres_server, name))
    upgrade(database)
    database.dispose()
    yield name
    with _admin(postgres_server) as run:
        run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_database_url(
    backend: str,
    tmp_path: Path,
    sqlite_template: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[], str]]:
    """Gives URLs of fresh, migrated databases on the test's backend; they are gone afterwards."""
    if backend == "sqlite":

        def sqlite_url() -> str:
            path = tmp_path / f"{uuid.uuid4().hex[:8]}.db"
            shutil.copy(sqlite_template, path)
            return f"sqlite:///{path}"

        yield sqlite_url
        return
    server = request.getfixturevalue("postgres_server")
    require_service("PostgreSQL", server is not None, f"start it, or set PASSGENAU_TEST_POSTGRES (now {POSTGRES})")
    template = request.getfixturevalue("postgres_template")
    names: list[str] = []

    def postgres_url() -> str:
        name = f"passgenau_test_{uuid.uuid4().hex[:12]}"
        with _admin(server) as run:
            run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY wal_log')
        names.append(name)
        return _named(server, name)

    yield postgres_url
    with _admin(server) as run:
        for name in names:
            run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def database(make_database_url: Callable[[], str], clock: FixedClock) -> Iterator[Database]:
    """A fresh, migrated database whose today is the test clock's."""
    database = Database(make_database_url(), clock=clock)
    yield database
    database.dispose()


def _named(server: str, name: str) -> str:
    return server.rsplit("/", 1)[0] + f"/{name}"


class _admin:  # noqa: N801 - reads as a verb where it is used
    def __init__(self, server: str) -> None:
        self.engine = create_engine(server, isolation_level="AUTOCOMMIT")

    def __enter__(self) -> Callable[[str], None]:
        self.connection = self.engine.connect()
        return lambda statement: self.connection.execute(text(statement)) and None

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()
