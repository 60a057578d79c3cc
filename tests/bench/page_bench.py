"""Server time, queries and weight of every page: `python -m tests.bench.page_bench [--database NAME] [--people N]`.

Seeds a county, ranks all lists, brings people from shortlists into work, and opens every page of every role by the
map of addresses (`tests.page_walk`), with the filters and further pages that they link to. Prints per page the middle
and the 95th percentile of the server's time, its queries, and its bytes plain and on the wire; ends with 1 where a
page takes longer or weighs more than it may.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from matcher.store.migrate import upgrade
from matcher.store.session import Database
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests.bench.worker_bench import fresh_url
from tests.county import furnish, seed_county
from tests.page_walk import (
    LOGINS,
    Guest,
    Stop,
    answer,
    assets_weight,
    enter,
    kind_of,
    metered,
    reading_posts,
    status_for,
    stops,
    variants,
)
from webapp.app import create_app
from webapp.cli.serve import calm_collector
from webapp.settings import Settings

MOST_MS: Final = 100.0
MOST_FIRST: Final = 450_000
MOST_AFTER: Final = 60_000
_WARMED: Final = 12
"""Requests before a slow page is measured: by then PostgreSQL's connection keeps the plans of its questions."""
_LOOP: Final = range(100_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds by the clock and of this process, queries, bytes."""

    stop: Stop
    is_html: bool
    times: list[float]
    own: float
    queries: int
    plain: int
    sent: int

    @property
    def middle(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, -(-95 * len(self.times) // 100) - 1)]


def main() -> None:
    """Seed, walk, print."""
    asked = _asked()
    with _folder(asked.keep) as folder, _county(folder, asked) as work:
        settings = Settings(
            data_dir=folder, database_url=str(work.database.url), broker_url="filesystem://", secret_key="bench"
        )
        app = create_app(settings, work)
        calm_collector()
        wrong: list[str] = []
        rows = [row for login in LOGINS for row in _walk(app, work, enter(app, work, login), asked, wrong)]
        over = _print(app, rows, asked.database)
    print("\n".join(wrong))
    sys.exit(1 if over or wrong else 0)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    folder = Path(tempfile.mkdtemp(prefix="page_bench_"))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def _county(folder: Path, asked: argparse.Namespace) -> Iterator[Work]:
    """A furnished county; one that was kept is used again, and stays."""
    note = folder / f"{asked.database}.url"
    known = nullcontext(note.read_text()) if note.exists() else None
    with known or fresh_url(asked.database, folder, keep=asked.keep is not None) as url:
        work = Work(Database(url))
        if known is None:
            _build(work, folder, asked)
            note.write_text(url)
        yield work
        work.database.dispose()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--vacancies", type=int, default=1_500)
    parser.add_argument("--lists", type=int, default=200, help="vacancies with a shortlist")
    parser.add_argument("--requests", type=int, default=20, help="how often each page is opened")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="folder of a county that is kept, and used again next time")
    parser.add_argument("--only", default="", help="part of the addresses to open")
    return parser.parse_args()


def _build(work: Work, folder: Path, asked: argparse.Namespace) -> None:
    begun = time.perf_counter()
    upgrade(work.database)
    accounts = seed_county(work.database, asked.people, asked.vacancies)
    Ranker(work).rank_all()
    furnish(work, accounts, folder / "papers", lists=asked.lists)
    Ranker(work).rank_all()
    if not work.database.is_sqlite:
        with work.database.engine.begin() as connection:  # as its own housekeeping does within a minute
            connection.exec_driver_sql("ANALYZE")
    print(f"built in {time.perf_counter() - begun:.0f} s", flush=True)


def _walk(app: Flask, work: Work, guest: Guest, asked: argparse.Namespace, wrong: list[str]) -> Iterator[Measured]:
    """Each kind of page once; what a page links to with other filters is a page too."""
    seen: set[tuple[object, ...]] = set()
    waiting = [*stops(app, work, guest), *reading_posts(work, guest)]
    while waiting:
        stop = waiting.pop(0)
        if kind_of(stop) in seen or asked.only not in f"{guest.login} {stop.url}":
            continue
        seen.add(kind_of(stop))
        first = answer(guest, stop)
        expected = status_for(stop)
        if first.status_code not in {expected, 302}:
            wrong.append(f"{guest.login} {stop.url}: {first.status_code} instead of {expected}")
            continue
        if expected != 200:
            continue
        if first.mimetype == "text/html":
            waiting += variants(app, guest.login, first.text)
        yield _measure(work.database, guest, stop, asked.requests)


def _measure(database: Database, guest: Guest, stop: Stop, requests: int) -> Measured:
    with metered(database.engine) as meter:
        plain = answer(guest, stop)
    sent = answer(guest, stop, zipped=True)
    times, own = [], []
    for _ in range(_WARMED):
        begun = time.perf_counter()
        answer(guest, stop, zipped=True)
        if (time.perf_counter() - begun) * 1000 < MOST_MS / 3:
            break
    for _ in range(requests):
        begun, used = time.perf_counter(), time.process_time()
        answer(guest, stop, zipped=True)
        times.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - used) * 1000)
    is_html = plain.mimetype == "text/html"
    return Measured(
        stop, is_html, times, statistics.median(own), len(meter.statements), len(plain.data), len(sent.data)
    )


def _machine() -> tuple[float, float]:
    """Milliseconds of the same small sum, the shortest and the middle: how far this machine is disturbed."""
    took = []
    for _ in range(200):
        begun = time.perf_counter()
        sum(number * number for number in _LOOP)
        took.append((time.perf_counter() - begun) * 1000)
    return min(took), statistics.median(took)


def _print(app: Flask, rows: list[Measured], database: str) -> int:
    """The table, the slowest first; how many pages are over a limit."""
    assets = assets_weight(app)
    quickest, usual = _machine()
    print(f"this machine: a loop takes {quickest:.1f} ms at its quickest, {usual:.1f} ms as a rule")
    print(f"{database}: {len(rows)} pages; assets {assets / 1000:.0f} kB once")
    print("   p50 ms   p95 ms   cpu ms  queries  kB plain  kB sent  page")
    for row in sorted(rows, key=lambda row: -row.p95):
        print(
            f"{row.middle:9.1f}{row.p95:9.1f}{row.own:9.1f}{row.queries:9d}{row.plain / 1000:10.1f}"
            f"{row.sent / 1000:9.1f}"
            f"  {row.stop.login} {row.stop.url}"
        )
    pages = [row for row in rows if row.stop.endpoint != "assets.asset"]
    slow = [row for row in pages if row.p95 > MOST_MS]
    weights = [row.sent for row in pages if row.is_html]
    heavy = [weight for weight in weights if weight > MOST_AFTER or weight + assets > MOST_FIRST]
    heaviest = max(weights, default=0)
    print(f"over {MOST_MS:.0f} ms: {len(slow)}; heaviest page {heaviest / 1000:.1f} kB sent, too heavy: {len(heavy)}")
    print(f"first visit at most {(heaviest + assets) / 1000:.0f} kB, afterwards at most {heaviest / 1000:.1f} kB")
    return len(slow) + len(heavy)


if __name__ == "__main__":
    main()
