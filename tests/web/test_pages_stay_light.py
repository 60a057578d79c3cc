"""Every page of every role over two counties, a small and a larger one: no page asks more for more rows, none is heavy.

Which pages there are is read from the map of addresses (`tests.page_walk`), so that a new one is held to the same.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from matcher.clock import FixedClock
from matcher.store.session import Database
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests.builders import AT
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
    text_of,
    variants,
)
from webapp.app import create_app
from webapp.settings import Settings

SIZES = {"few": (40, 12, 4, 3), "many": (120, 30, 10, 7)}
"""People, open vacancies, shortlists, people on each."""
MOST_QUERIES = 75
MOST_ALIKE = 4
"""Times that one statement may be sent for one page."""
_VALUES = re.compile(r"IN \([^()]*\)")
MOST_FIRST = 450_000
MOST_AFTER = 60_000


Walk = dict[tuple[object, ...], tuple[Stop, "Seen"]]


@dataclass(frozen=True)
class County:
    app: Flask
    work: Work
    walks: dict[str, Walk] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What one page took."""

    status: int
    asked: Counter[str]
    """How often each statement was sent, however many values it names."""
    sent: int
    is_html: bool


@pytest.fixture(scope="module")
def counties(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, County]]:
    """Both, furnished; statements are the same on either database, so one of them is enough."""
    found = {}
    for name, (people, jobs, lists, each) in SIZES.items():
        folder = tmp_path_factory.mktemp(name)
        shutil.copy(sqlite_template, folder / "passgenau.db")
        database = Database(f"sqlite:///{folder / 'passgenau.db'}", clock=FixedClock(AT))
        work = Work(database)
        accounts = seed_county(database, people, jobs)
        Ranker(work).rank_all()
        furnish(work, accounts, folder / "papers", lists=lists, each=each)
        Ranker(work).rank_all()
        settings = Settings(
            data_dir=folder, database_url=str(database.url), broker_url="filesystem://", secret_key="tests only"
        )
        found[name] = County(create_app(settings, work), work)
    yield found
    for county in found.values():
        county.work.database.dispose()


def walked(county: County, login: str) -> Walk:
    """Each kind of page, with the filters that pages link to; looked at once for all tests."""
    if login not in county.walks:
        county.walks[login] = _walked(county, enter(county.app, county.work, login))
    return county.walks[login]


def _walked(county: County, guest: Guest) -> Walk:
    found: Walk = {}
    waiting = [*stops(county.app, county.work, guest), *reading_posts(county.work, guest)]
    while waiting:
        stop = waiting.pop(0)
        if kind_of(stop) in found:
            continue
        with metered(county.work.database.engine) as meter:
            page = answer(guest, stop, zipped=True)
        asked = Counter(_VALUES.sub("IN (…)", statement) for statement in meter.statements)
        is_html = page.mimetype == "text/html"
        found[kind_of(stop)] = stop, Seen(page.status_code, asked, len(page.data), is_html)
        if is_html and page.status_code == 200:
            waiting += variants(county.app, guest.login, text_of(page))
    return found


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_asks_more_for_more_rows(counties: dict[str, County], login: str) -> None:
    """No statement is sent more often over many rows than over a few, none row by row, nor more than a page needs.

    What a page asks only where there is something to show may come on top: it is held to the second rule.
    """
    few, many = (walked(county, login) for county in counties.values())

    wrong = [f"{stop.url}: {seen.status}" for stop, seen in many.values() if seen.status not in {status_for(stop), 302}]
    grown = [
        f"{stop.url}: {few[kind][1].asked[statement]} → {times}: {statement}"
        for kind, (stop, seen) in many.items()
        if kind in few
        for statement, times in seen.asked.items()
        if times > few[kind][1].asked[statement] > 0
    ]
    one_by_one = [
        f"{stop.url}: {times} times {statement}"
        for stop, seen in many.values()
        for statement, times in seen.asked.items()
        if times > MOST_ALIKE
    ]
    greedy = [f"{stop.url}: {seen.asked.total()}" for stop, seen in many.values() if seen.asked.total() > MOST_QUERIES]
    assert wrong == []
    assert grown == []
    assert one_by_one == []
    assert greedy == []
    assert len(set(many) & set(few)) > 4


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_is_heavy(counties: dict[str, County], login: str) -> None:
    """A first visit with styles, fonts and scripts, and every page after it, as the browser gets them."""
    county = counties["many"]
    assets = assets_weight(county.app)

    pages = [(stop, seen) for stop, seen in walked(county, login).values() if seen.is_html]

    assert [stop.url for stop, seen in pages if seen.sent > MOST_AFTER] == []
    assert [stop.url for stop, seen in pages if seen.sent + assets > MOST_FIRST] == []
