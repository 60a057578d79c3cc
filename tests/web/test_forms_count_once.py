"""A finger that hits twice: whatever form of whatever page is sent again as it was, the second time changes nothing.

The forms are found on the pages that the map of addresses names (`tests.page_walk`), filled as somebody in a hurry
would, and each is sent twice into the same furnished county.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import select, text

from matcher.clock import FixedClock
from matcher.store.base import Base
from matcher.store.session import Database
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests.builders import AT
from tests.county import furnish, seed_county
from tests.page_walk import LOGINS, Guest, answer, enter, stops
from tests.web.forms import Typed, fields_of
from webapp.app import create_app
from webapp.settings import Settings

NOT_COMPARED = frozenset({"audit_row", "alembic_version"})
"""That somebody tried again is on record, and nothing else is."""
GUESSES = (
    (r"time", "10:00"),
    (r"(^|_)(on|day|date|until|from|starts|ends|start|end|born|birth)", "01.12.2026"),
    (r"postcode", "15711"),
    (r"email", "probe@demo.example"),
    (r"hours|minutes|places|pay|number|level|weeks|months|capacity", "20"),
)

LEAST = {"mentor": 35, "ags": 22, "coordinator": 60, "abh": 15, "jobcenter": 15, "county": 4, "admin": 1}
"""Kinds of forms that are carried out for each; the rest is refused as it stands."""


class County:
    """A furnished county that stands again as it was after every try."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._file, self._kept = folder / "passgenau.db", folder / "kept.db"
        shutil.copy(template, self._file)
        self.work = Work(Database(f"sqlite:///{self._file}", clock=FixedClock(AT)))
        accounts = seed_county(self.work.database, 40, 12)
        Ranker(self.work).rank_all()
        furnish(self.work, accounts, folder / "papers", lists=4, each=3)
        Ranker(self.work).rank_all()
        url = str(self.work.database.url)
        settings = Settings(data_dir=folder, database_url=url, broker_url="filesystem://", secret_key="tests only")
        self.app = create_app(settings, self.work)
        with self.work.database.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        self.work.database.engine.dispose()
        shutil.copy(self._file, self._kept)

    def restore(self) -> None:
        self.work.database.engine.dispose()
        for behind in ("-wal", "-shm"):
            self._file.with_name(self._file.name + behind).unlink(missing_ok=True)
        shutil.copy(self._kept, self._file)

    def content(self) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        with self.work.reading() as session:
            return {
                name: sorted(map(repr, session.execute(select(table))))
                for name, table in Base.metadata.tables.items()
                if name not in NOT_COMPARED
            }


@pytest.fixture(scope="module")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    county = County(sqlite_template, tmp_path_factory.mktemp("county"))
    yield county
    county.work.database.dispose()


def filled(form: Tag) -> Typed:
    """What somebody in a hurry sends: every text has something, every choice its first answer."""
    data = fields_of(form)
    for field in form.find_all(["input", "textarea"]):
        name, kind = str(field.get("name", "")), field.get("type", "text")
        if kind in {"text", "search", "tel", "email"} and not data.get(name):
            data[name] = next((guess for pattern, guess in GUESSES if re.search(pattern, name)), "Probe")
        elif kind in {"radio", "checkbox"}:
            data.setdefault(name, str(field.get("value", "on")))
    for choice in form.find_all("select"):
        name = str(choice.get("name", ""))
        if not data.get(name):
            values = [str(option.get("value", "")) for option in choice.find_all("option")]
            data[name] = next(filter(None, values), "")
    return data


def forms_of(county: County, guest: Guest) -> Iterator[tuple[tuple[object, ...], str, Typed]]:
    """Each kind of form that changes something: where it goes and what is sent."""
    seen = set()
    for stop in stops(county.app, county.work, guest):
        page = answer(guest, stop)
        if not page.mimetype.startswith("text/html"):
            continue
        for form in BeautifulSoup(page.text, "html.parser").find_all("form", method="post"):
            if form.find("input", type="file"):
                continue
            url = str(form.get("action") or stop.url)
            data = filled(form)
            key = kind_of(county, url, data)
            if key not in seen:
                seen.add(key)
                yield key, url, data


def kind_of(county: County, url: str, data: Typed) -> tuple[object, ...]:
    """Its address, the names of its fields, and the words among the values that it brings along."""
    parts = urlsplit(url)
    endpoint, _ = county.app.url_map.bind("localhost").match(parts.path, method="POST")
    words = ((name, data[name]) for name in ("verdict", "answer", "state", "kind") if isinstance(data.get(name), str))
    return endpoint, tuple(sorted(data)), tuple(words)


@pytest.mark.parametrize("login", LOGINS)
def test_form_sent_twice_counts_once(county: County, login: str) -> None:
    """The second time no row is added, changed or lost, and no page says that something broke."""
    county.restore()
    before = county.content()
    wrong, counted = [], 0
    for (endpoint, *_), url, data in list(forms_of(county, enter(county.app, county.work, login))):
        if endpoint in {"security.logout", "language.choose"}:
            continue
        county.restore()
        guest = enter(county.app, county.work, login)
        data["csrf_token"] = guest.token
        first = guest.client.post(url, data=data)
        once = county.content()
        second = guest.client.post(url, data=data)
        twice = county.content()
        counted += once != before
        changed = [name for name in once if once[name] != twice[name]]
        if changed or first.status_code >= 500 or second.status_code >= 500:
            wrong.append(f"{endpoint} {url}: {first.status_code}, {second.status_code}, changed again: {changed}")

    assert wrong == []
    assert counted >= LEAST[login], "forms that are refused prove nothing"
