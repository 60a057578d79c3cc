"""Visitors: logged-in clients over a real database, who read pages and fill in forms as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.model import Role
from matcher.store.session import Database
from matcher.usecases.work import Work
from tests import builders
from tests.web.forms import Typed, fields_of, values_of
from webapp.app import create_app
from webapp.settings import Settings


@dataclass(frozen=True)
class Page:
    """One answer of the server, as HTML."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def given_away(self) -> str:
        """All that the page tells, markup too, but for its random tokens, in which any two letters may stand."""
        soup = self.soup
        for token in soup.find_all("input", attrs={"name": "csrf_token"}):
            token.decompose()
        for nonced in soup.find_all(nonce=True):
            del nonced["nonce"]
        return str(soup)

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def text(self) -> str:
        """What a reader reads, blanks made single."""
        return " ".join(self.soup.get_text(" ").split())

    def form(self, action: str, *, holding: str = "") -> Tag:
        """The form that posts to `action`; of several, the one whose fields hold the value `holding`."""
        forms = [form for form in self.soup.find_all("form") if form.get("action", "") == action]
        if holding:
            forms = [form for form in forms if form.find(attrs={"value": holding})]
        assert forms, f"no form posts to {action}: {[form.get('action') for form in self.soup.find_all('form')]}"
        return forms[0]

    def value(self, name: str) -> str:
        """What stands in the field of this name."""
        field = self.soup.find(["input", "textarea", "select"], attrs={"name": name})
        assert isinstance(field, Tag), f"no field {name}"
        values = values_of(field)
        return values[0] if values else ""


@dataclass
class Visitor:
    """Somebody who is logged in under one role."""

    client: FlaskClient
    account_id: int

    def get(self, path: str, *, status: int = 200) -> Page:
        page = Page(self.client.get(path, follow_redirects=True))
        assert page.status == status, f"{path}: {page.status}\n{page.text[:1500]}"
        return page

    def send(
        self, page: Page, action: str, typed: Typed | None = None, *, status: int = 200, holding: str = ""
    ) -> Page:
        """Fill in the form on the page and press its button; follows the redirect."""
        data = fields_of(page.form(action, holding=holding)) | (typed or {})
        answer = Page(self.client.post(action, data=data, follow_redirects=True))
        assert answer.status == status, f"{action}: {answer.status}\n{answer.text[:1500]}"
        return answer

    def post(self, action: str, typed: Typed | None = None, *, status: int) -> Page:
        """Send a form that no page showed, with a valid token."""
        token = fields_of(Page(self.client.get("/no-such-page", follow_redirects=True)).form("/language"))
        answer = Page(self.client.post(action, data={"csrf_token": token["csrf_token"], **(typed or {})}))
        assert answer.status == status, f"{action}: {answer.status}\n{answer.text[:1500]}"
        return answer


@pytest.fixture
def work(database: Database) -> Work:
    return Work(database)


@pytest.fixture
def app(work: Work, tmp_path: Path) -> Flask:
    settings = Settings(
        data_dir=tmp_path,
        database_url=str(work.database.url),
        broker_url="filesystem://",
        secret_key="a key for tests only",
    )
    app = create_app(settings, work)
    app.testing = True
    return app


@pytest.fixture
def visitor(app: Flask, work: Work) -> Callable[..., Visitor]:
    """Gives a logged-in visitor of a role; `account_id` logs in an account that stands already."""

    def enter(role: Role, *, account_id: int | None = None, **fields: str) -> Visitor:
        with work.database.writing() as session:
            if account_id is None:
                account_id = builders.account(session, role, **fields).id
            session.commit()
        with work.reading() as session:
            token = session.get(builders.tables.Account, account_id).fs_uniquifier
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return Visitor(client, account_id)

    return enter
