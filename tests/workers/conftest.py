"""Real worker processes over real brokers and databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import KombuError
from sqlalchemy import func, select

from matcher.store import tables
from matcher.store.session import Database
from matcher.store.staleness import count_stale
from matcher.usecases.work import Work
from tests import builders
from tests.conftest import require_service
from workers.app import WorkerSettings, make_celery
from workers.doorbell import Doorbell

BROKERS = {
    "filesystem": "filesystem://",
    "redis": os.environ.get("PASSGENAU_TEST_REDIS", "redis://127.0.0.1:6379/9"),
    "rabbitmq": os.environ.get("PASSGENAU_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//"),
}
DEAD = "redis://127.0.0.1:1/0"
EMBEDDED = ("filesystem", "sqlite")
COUNTY = ("redis", "postgresql")
PAIRS = (EMBEDDED, COUNTY, ("filesystem", "postgresql"), ("redis", "sqlite"), ("rabbitmq", "postgresql"))


@dataclass
class House:
    """A database with people and vacancies, a broker, and worker processes over both."""

    url: str
    settings: WorkerSettings
    database: Database
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def work(self) -> Work:
        return Work(self.database, Doorbell(make_celery(self.settings)).ring)

    def fill(self, *, people: int, vacancies: int) -> list[int]:
        """Ids of open vacancies, none of them ranked yet."""
        with self.database.writing() as session:
            builders.criteria(session)
            for _ in range(people):
                builders.participant(session)
            ids = [builders.vacancy(session).id for _ in range(vacancies)]
            session.commit()
        return ids

    def start(self, *, lease: float = 1.0) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "webapp.cli", "worker", "--lease", str(lease)],
            env={
                **os.environ,
                "PASSGENAU_DATA_DIR": str(self.settings.data_dir),
                "PASSGENAU_DATABASE_URL": self.url,
                "PASSGENAU_BROKER_URL": self.settings.broker_url,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def stale(self) -> int:
        with self.database.reading() as session:
            return count_stale(session, self.database.clock.today())

    def wait_until(self, reached: Callable[[], bool], *, seconds: float = 60.0) -> float:
        """Seconds that it took."""
        begun = time.monotonic()
        while not reached():
            assert time.monotonic() - begun < seconds, f"{self.stale()} vacancies are still stale"
            time.sleep(0.02)
        return time.monotonic() - begun

    def runs(self) -> dict[int, tables.Run]:
        """The newest run of each vacancy."""
        newest = select(func.max(tables.Run.id)).group_by(tables.Run.vacancy_id)
        with self.database.reading() as session:
            return {run.vacancy_id: run for run in session.scalars(select(tables.Run).where(tables.Run.id.in_(newest)))}

    def leases(self) -> int:
        query = select(func.count()).select_from(tables.Vacancy).where(tables.Vacancy.lease_token.is_not(None))
        with self.database.reading() as session:
            return session.scalar(query) or 0

    def empty_broker(self) -> None:
        for folder in (self.settings.data_dir / "broker").glob("*"):
            for message in folder.iterdir():
                message.unlink()
        if not self.settings.broker_url.startswith("filesystem"):
            _purge(self.settings.broker_url)


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Broker and database; tests name others by indirect parameters."""
    return getattr(request, "param", EMBEDDED)


@pytest.fixture
def backend(pair: tuple[str, str]) -> str:
    return pair[1]


@pytest.fixture
def house(pair: tuple[str, str], make_database_url: Callable[[], str], tmp_path: Path) -> Iterator[House]:
    broker = BROKERS[pair[0]]
    if pair[0] != "filesystem":
        require_service(
            pair[0], _reachable(broker), f"start it, or set PASSGENAU_TEST_{pair[0].upper()} (now {broker})"
        )
        _purge(broker)
    url = make_database_url()
    house = House(url=url, settings=WorkerSettings(broker_url=broker, data_dir=tmp_path), database=Database(url))
    yield house
    for process in house.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
    house.database.dispose()
    if pair[0] != "filesystem":
        _purge(broker)


def _reachable(broker: str) -> bool:
    try:
        with Connection(broker, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except (KombuError, OSError):
        return False
    return True


def _purge(broker: str) -> None:
    with Connection(broker, connect_timeout=2) as connection:
        connection.SimpleQueue("celery").clear()
