"""Times of learning, judging and oversight over the county fixture: `python -m tests.bench.oversight_bench`.

A county (2,000 people, 1,500 vacancies) is seeded into SQLite and ranked whole. Then, as medians of five: learning from
100 and 1,000 judged lists, the next pair before a judge, the judge's overview, the day's shares at the top, and the
meter of nodding through over a year of lists.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fixtures.seed import seed
from matcher.clock import FixedClock
from matcher.ranking import DEFAULT_WEIGHTS
from matcher.ranking.learn import learn
from matcher.store import attention
from matcher.store.exposures import exposure_of
from matcher.store.judgements import desk_of, sheet_of
from matcher.store.migrate import upgrade
from matcher.store.session import Database
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests.planted import PLANTED, judged

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SINCE = datetime(2025, 11, 1, tzinfo=UTC)
JUDGE = 1


def timed(name: str, work: Callable[[], object], runs: int = 5) -> None:
    """Print median and slowest in milliseconds."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    print(f"{name:<44} {statistics.median(taken):>8.0f} ms  (slowest {max(taken):.0f})", flush=True)


def county(folder: str) -> Database:
    database = Database(f"sqlite:///{Path(folder) / 'county.db'}", clock=FixedClock(NOW))
    upgrade(database)
    seed(database, "county", password_hash="x")
    begun = time.perf_counter()
    Ranker(Work(database)).rank_all()
    print(f"county ranked whole in {time.perf_counter() - begun:.1f} s", flush=True)
    return database


def main() -> None:
    for lists in (100, 1000):
        seen = judged(1, lists, PLANTED)
        timed(f"learn from {lists} lists", lambda seen=seen: learn(seen, DEFAULT_WEIGHTS))
    with tempfile.TemporaryDirectory() as folder:
        database = county(folder)
        with database.reading() as session:
            desk = desk_of(session, JUDGE)
            timed("the next pair before a judge", lambda: sheet_of(session, JUDGE, desk.following or ""))
            timed(f"a judge's overview of {desk.lists} lists", lambda: desk_of(session, JUDGE))
            timed("the day's shares at the top", lambda: exposure_of(session, database.clock.today()))
            timed(
                "the meter over a year",
                lambda: (attention.releases(session, SINCE), attention.decisions(session, SINCE)),
            )
        database.dispose()


if __name__ == "__main__":
    main()
