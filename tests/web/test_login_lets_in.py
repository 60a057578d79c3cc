"""Logging in, out, and what nobody may see without it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from matcher.model import Role
from matcher.usecases.open_account import open_account
from matcher.usecases.work import Work
from tests.web.conftest import Page, Visitor
from webapp.passwords import hash_password

ADDRESS = "ags@demo.example"
PASSWORD = "ein langes Passwort"


@pytest.fixture
def account(work: Work) -> int:
    with work.unit(None) as unit:
        return open_account(
            unit, email=ADDRESS, name="Arbeitgeberservice", password_hash=hash_password(PASSWORD), roles=[Role.AGS]
        ).id


def login(app: Flask, address: str, password: str, path: str = "/login") -> tuple[Visitor, Page]:
    visitor = Visitor(app.test_client(), 0)
    page = visitor.get(path)
    return visitor, visitor.send(page, path, {"email": address, "password": password}, status=200)


@pytest.mark.usefixtures("account")
def test_login_opens_first_page_with_right_password(app: Flask) -> None:
    """Whoever knows the password stands on their first page."""
    visitor, page = login(app, ADDRESS, PASSWORD)

    assert page.response.request.path != "/login"
    assert visitor.client.get("/").status_code in {200, 302}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(("address", "password"), [(ADDRESS, "falsch"), ("niemand@demo.example", PASSWORD)])
def test_login_says_the_same_when_address_or_password_is_wrong(app: Flask, address: str, password: str) -> None:
    """Nobody learns from the answer whether an address has an account; the address stays typed."""
    _, page = login(app, address, password)

    assert "E-Mail-Adresse oder Passwort stimmt nicht" in page.text
    assert page.value("email") == address
    assert password not in page.html


@pytest.mark.usefixtures("account")
def test_login_takes_to_the_page_that_was_asked_for(app: Flask) -> None:
    """After the login the visitor stands where they wanted to go."""
    client = app.test_client()

    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login?next=")


def test_logout_needs_a_sent_form(app: Flask, visitor: Callable[..., Visitor]) -> None:
    """A link logs nobody out; the form does."""
    person = visitor(Role.AGS)

    assert person.client.get("/logout").status_code == 405
    person.post("/logout", status=302)

    assert person.client.get("/").headers["Location"].startswith("/login")


def test_form_is_refused_without_its_token(visitor: Callable[..., Visitor]) -> None:
    """A form from another site changes nothing, and says what to do."""
    person = visitor(Role.AGS)

    answer = person.client.post("/language", data={"language": "en"})

    assert answer.status_code == 400
    assert "noch einmal" in answer.text


def test_language_stays_chosen_for_the_account(app: Flask, visitor: Callable[..., Visitor]) -> None:
    """The chosen language holds on another device too."""
    person = visitor(Role.AGS)
    person.post("/language", {"language": "en", "here": "/"}, status=302)

    again = visitor(Role.AGS, account_id=person.account_id)

    assert 'lang="en"' in again.get("/no-such-page", status=404).html


@pytest.mark.parametrize("here", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "evil"])
def test_language_form_never_leads_to_another_site(visitor: Callable[..., Visitor], here: str) -> None:
    """Whatever the form says, the way back stays on this site."""
    person = visitor(Role.AGS)

    answer = person.post("/language", {"language": "en", "here": here}, status=302)

    assert answer.response.headers["Location"] == "/"


def test_pages_are_kept_by_no_cache_and_carry_a_strict_policy(visitor: Callable[..., Visitor]) -> None:
    """No proxy keeps a page, and no page may load or run anything foreign or inline."""
    answer = visitor(Role.AGS).client.get("/no-such-page")

    assert answer.headers["Cache-Control"] == "private, no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_asset_is_kept_for_a_year_under_its_present_stamp(app: Flask) -> None:
    """Style and fonts travel once; under an old stamp they are asked for again."""
    client = app.test_client()
    with app.test_request_context():
        from webapp.assets import asset_url  # noqa: PLC0415 - needs the request context to build an address

        address = asset_url("kern.css")

    kept = client.get(address, headers={"Accept-Encoding": "gzip"})
    stale = client.get("/assets/000000000000/kern.css")

    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(kept.data) < 60_000
    assert stale.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/assets/000000000000/no.css").status_code == 404
