"""Every page of every role, read in English: a sentence that was left German is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fixtures.logins import logins
from fixtures.seed import seed
from matcher.model import Labelled
from matcher.store import tables
from matcher.store.migrate import upgrade
from matcher.store.session import Database
from matcher.usecases.work import Work
from webapp.app import create_app
from webapp.settings import Settings

CATALOGUE = Path(__file__).parents[2] / "webapp/translations/en/LC_MESSAGES/messages.po"
LONGEST_LEFT_OUT = 3
"""Pieces of sentences as short as "ab" or "am" say nothing about the language."""
OF_EACH_SHAPE = 4
"""Pages read of one shape: a vacancy that is open shows other sentences than a closed one."""
_PLACE = re.compile(r"%\([a-z_]+\)[sdgf]|%%")
_CODE = re.compile(r"(LDS|S|V)-[0-9A-Z]+|\d+")
_SHEET = "/consents/sign"
"""A sheet to sign speaks the person's language, not the account's."""
_SPOKEN = ("aria-label", "title", "placeholder", "alt")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small synthetic county, whose every account reads English."""
    folder = tmp_path_factory.mktemp("english")
    database = Database(f"sqlite:///{folder / 'passgenau.db'}")
    upgrade(database)
    seed(database, "small", password_hash="nobody logs in by it")
    with database.writing() as session:
        session.execute(update(tables.Account).values(language="en"))
        session.commit()
    settings = Settings(
        data_dir=folder, database_url=str(database.url), broker_url="filesystem://", secret_key="a key for tests only"
    )
    app = create_app(settings, Work(database))
    app.testing = True
    yield app
    database.dispose()


def logged_in(app: Flask, email: str) -> FlaskClient:
    with app.extensions["passgenau.work"].reading() as session:
        token = session.scalar(select(tables.Account.fs_uniquifier).where(tables.Account.email == email))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def pages(client: FlaskClient, start: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """Pages that links lead to, a few of each shape."""
    waiting, seen, shapes = [start], set(), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        shape = _CODE.sub("*", parts.path) + "?" + _CODE.sub("*", parts.query)
        if address in seen or shapes[shape] == OF_EACH_SHAPE or _SHEET in address:
            continue
        seen.add(address)
        shapes[shape] += 1
        answer = client.get(address, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        soup = BeautifulSoup(answer.text, "html.parser")
        yield address, soup
        links = [str(link["href"]).split("#")[0] for link in soup.find_all("a", href=True)]
        waiting += [link for link in links if link.startswith("/")]


def spoken(soup: BeautifulSoup) -> list[str]:
    """What eyes or a screen reader find on the page, piece by piece; the switch to German excepted."""
    for foreign in soup.find_all(lang="de"):
        foreign.decompose()
    attributes = [str(tag[name]) for name in _SPOKEN for tag in soup.find_all(attrs={name: True})]
    return [" ".join(piece.split()) for piece in [*soup.find_all(string=True), *attributes]]


def left_german(soup: BeautifulSoup, sentences: frozenset[str]) -> list[str]:
    """Sentences found anywhere, single words only where they stand alone: names and titles of vacancies hold them."""
    pieces = spoken(soup)
    text, alone = "\n".join(pieces), {piece.rstrip(":.") for piece in pieces}
    return [sentence for sentence in sentences if (sentence in text if " " in sentence else sentence in alone)]


def german() -> frozenset[str]:
    """Sentences of the catalogue and labels of enumerations, where English says something else."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    pairs = [(label.german, label.english) for kind in Labelled.__subclasses__() for label in kind]
    for message in catalogue:
        if message.id:
            ids, strings = ([each] if isinstance(each, str) else each for each in (message.id, message.string))
            pairs += [(one, " ".join(strings)) for one in ids]
    pieces = {(" ".join(piece.split()), english) for text, english in pairs for piece in _PLACE.split(text)}
    return frozenset(
        piece
        for piece, english in pieces
        if len(piece) > LONGEST_LEFT_OUT and piece.casefold() not in english.casefold()
    )


@pytest.mark.parametrize("login", logins(), ids=lambda login: login.email.split("@")[0])
def test_pages_hold_no_german_when_account_reads_english(county: Flask, login) -> None:
    """Whoever chose English meets no German sentence of ours on any page that links lead to."""
    sentences = german()
    left, read = [], 0

    for address, soup in pages(logged_in(county, login.email), "/"):
        read += 1
        assert soup.html is not None
        assert soup.html["lang"] == "en"
        left += [f"{address}: {sentence}" for sentence in left_german(soup, sentences)]

    assert left == []
    assert read >= 2


@pytest.mark.parametrize("address", ["/login", "/no-such-page"])
def test_pages_hold_no_german_when_browser_reads_english(county: Flask, address: str) -> None:
    """Before the login the browser's language decides."""
    answer = county.test_client().get(address, headers={"Accept-Language": "en"}, follow_redirects=True)

    assert left_german(BeautifulSoup(answer.text, "html.parser"), german()) == []
