"""Whatever people do around the gate, in whatever order: after every step the invariants hold (I1–I5, I10, I11)."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from matcher.store.session import Database
from tests.store.walk import MovingClock, Tally, Walk

LENGTH = 250
"""Steps of one walk; the next one begins in a fresh database."""
PART = 25_000
"""Transitions of a quarter of the long campaign."""
_MEMORY = Path("/dev/shm")


@pytest.mark.parametrize("seed", range(5))
def test_walk_keeps_invariants(sqlite_template: Path, tmp_path: Path, seed: int) -> None:
    """A few walks, with the calendar moving on."""
    tally = walk_on_sqlite(sqlite_template, tmp_path, seed)

    assert tally.total == LENGTH
    assert tally.carried_out > LENGTH // 5
    assert tally.somebody_seen > 10, "a walk that shows nobody proves nothing"


@pytest.mark.parametrize("backend", ["postgresql"])
def test_walk_keeps_invariants_on_postgresql(database: Database) -> None:
    """A walk on one day, on the other database."""
    walk = Walk(database, None, seed=7)
    for _ in range(LENGTH):
        walk.step()

    assert walk.tally.somebody_seen > 10


@pytest.mark.campaign
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("part", range(4))
def test_walk_keeps_invariants_over_many_steps(sqlite_template: Path, tmp_path: Path, part: int) -> None:
    """A hundred thousand transitions that are carried out, in four parts; refused attempts come on top."""
    tallies: list[Tally] = []
    while sum(tally.carried_out for tally in tallies) < PART:
        tallies.append(walk_on_sqlite(sqlite_template, tmp_path, 10_000 * (part + 1) + len(tallies)))

    print(
        f"part {part}: {sum(tally.total for tally in tallies)} steps, "
        f"{sum(tally.carried_out for tally in tallies)} carried out, "
        f"{sum(tally.somebody_seen for tally in tallies)} with somebody in view, "
        f"{sum(tally.begun for tally in tallies)} people began work"
    )
    assert sum(tally.begun for tally in tallies) > len(tallies) // 4, "a walk in which nobody begins proves nothing"


def walk_on_sqlite(template: Path, folder: Path, seed: int, steps: int = LENGTH) -> Tally:
    with fast_database(template, folder) as (database, clock):
        walk = Walk(database, clock, seed)
        for _ in range(steps):
            walk.step()
    return walk.tally


@contextmanager
def fast_database(template: Path, folder: Path) -> Iterator[tuple[Database, MovingClock]]:
    """A fresh database in memory where there is such a folder, not kept safe from a power cut."""
    path = (_MEMORY if _MEMORY.is_dir() else folder) / f"walk-{uuid.uuid4().hex}.db"
    shutil.copy(template, path)
    clock = MovingClock()
    database = Database(f"sqlite:///{path}", clock=clock)
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        yield database, clock
    finally:
        database.dispose()
        for leftover in path.parent.glob(path.name + "*"):
            leftover.unlink()
