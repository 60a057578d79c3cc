"""The whole way through real workers: `python -m tests.bench.worker_bench [--people N] [--database NAME]`.

Seeds a database with synthetic people and vacancies, starts worker processes as `passgenau worker` does, and measures
from dirty to published: everything at first, one changed person, everything once more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, func, select, text, update

from matcher.store import tables
from matcher.store.migrate import upgrade
from matcher.store.session import Database
from matcher.store.staleness import count_stale
from matcher.store.unit import Unit
from tests.county import seed_county

POSTGRES = os.environ.get("PASSGENAU_TEST_POSTGRES", "postgresql+psycopg://localhost/postgres")
_FIRMS = 420


def main() -> None:
    """Seed, run, print."""
    asked = _asked()
    folder = Path(tempfile.mkdtemp(prefix="worker_bench_"))
    try:
        with fresh_url(asked.database, folder) as url:
            database = Database(url)
            begun = time.perf_counter()
            upgrade(database)
            seed_county(database, asked.people, asked.vacancies)
            print(
                f"{asked.database}: {asked.people} people × {asked.vacancies} open vacancies, {asked.workers} workers"
            )
            print(f"  seeded in {time.perf_counter() - begun:.0f} s, {_size(database) / 1e6:.0f} MB", flush=True)
            _measure(database, House(url, folder, asked.workers), asked.rounds)
            database.dispose()
    finally:
        shutil.rmtree(folder)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--vacancies", type=int, default=1_500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="how often one person is changed")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    return parser.parse_args()


@dataclass
class House:
    """Worker processes over one database, without any broker: only the sweep."""

    url: str
    folder: Path
    workers: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        environment = {**os.environ, "PASSGENAU_DATA_DIR": str(self.folder), "PASSGENAU_DATABASE_URL": self.url}
        environment |= {"PASSGENAU_BROKER_URL": "filesystem://", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-m", "webapp.cli", "worker"]
        self.processes = [
            subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(self.workers)
        ]

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=60)

    def seconds(self) -> list[tuple[float, float]]:
        """CPU seconds of each worker: in its own code, in the system's."""
        tick = os.sysconf("SC_CLK_TCK")
        return [(int(one[13]) / tick, int(one[14]) / tick) for one in map(self._stat, self.processes)]

    def peaks(self) -> list[float]:
        """Peak resident memory of each worker in MB."""
        lines = [Path(f"/proc/{one.pid}/status").read_text().splitlines() for one in self.processes]
        return [int(line.split()[1]) / 1000 for each in lines for line in each if line.startswith("VmHWM")]

    @staticmethod
    def _stat(process: subprocess.Popen[bytes]) -> list[str]:
        return Path(f"/proc/{process.pid}/stat").read_text().split()


def _measure(database: Database, house: House, rounds: int) -> None:
    house.start()
    try:
        _report(database, house, "from nothing, processes started", time.perf_counter(), 0)
        for person in _people(database, rounds):
            before = time.perf_counter()
            _change(database, person)
            _report(database, house, "one person changed", before, 1)
        before = time.perf_counter()
        _dirty(database)
        _report(database, house, "every vacancy dirty once more", before, 1)
    finally:
        house.stop()


def _report(database: Database, house: House, what: str, begun: float, started: int) -> None:
    before = house.seconds() if started else [(0.0, 0.0)] * house.workers
    while _stale(database):
        time.sleep(0.1)
    took = time.perf_counter() - begun
    split = ", ".join(
        f"{own - was_own:.1f} + {system - was_system:.1f}"
        for (own, system), (was_own, was_system) in zip(house.seconds(), before, strict=True)
    )
    peaks = "/".join(f"{peak:.0f}" for peak in house.peaks())
    print(
        f"  {what}: {took:.1f} s; CPU own + system of each worker {split} s; peak {peaks} MB; "
        f"{_runs(database)} runs, database {_size(database) / 1e6:.0f} MB",
        flush=True,
    )


def _stale(database: Database) -> int:
    with database.reading() as session:
        return count_stale(session, database.clock.today())


def _runs(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(tables.Run.id))) or 0


def _people(database: Database, count: int) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(tables.LanguageSkill.participant_id).distinct().limit(count)))


def _change(database: Database, participant_id: int) -> None:
    """Somebody passes a course: both levels of German become B2."""
    with database.writing() as session:
        skill = tables.LanguageSkill
        session.execute(
            update(skill)
            .where(skill.participant_id == participant_id, skill.language == "de")
            .values(speaking="B2", writing="B2")
        )
        Unit(session=session, at=database.clock.now(), actor_id=None).mark_person(participant_id, "bench")
        session.commit()


def _dirty(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(tables.Vacancy).values(wanted_generation=tables.Vacancy.wanted_generation + 1))
        session.commit()


def _size(database: Database) -> int:
    if database.is_sqlite:
        path = Path(str(database.url.database))
        return sum(one.stat().st_size for one in path.parent.glob(path.name + "*") if one.exists())
    with database.engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


@contextmanager
def fresh_url(kind: str, folder: Path, *, keep: bool = False) -> Iterator[str]:
    """A fresh database's address; it is gone afterwards unless it is to be kept."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'passgenau.db'}"
        return
    name = f"passgenau_bench_{uuid.uuid4().hex[:12]}"
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with suppress(Exception), engine.connect() as connection:
            if not keep:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        engine.dispose()


if __name__ == "__main__":
    main()
