"""Somebody who has a cookie, a password guess or a shared computer, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.clock import FixedClock
from matcher.model import Role
from matcher.store import tables
from matcher.usecases.open_account import open_account
from matcher.usecases.work import Work
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene
from webapp.passwords import hash_password

ADDRESS = "ags@demo.example"
PASSWORD = "ein langes Passwort"
COOKIE = "passgenau"


@pytest.fixture
def backend() -> str:
    """Cookies and forms: one database is enough."""
    return "sqlite"


@pytest.fixture
def account(work: Work) -> int:
    with work.unit(None) as unit:
        return open_account(
            unit, email=ADDRESS, name="Vera Verrat", password_hash=hash_password(PASSWORD), roles=[Role.AGS]
        ).id


def token(client: FlaskClient, page: str = "/login") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def login(client: FlaskClient, address: str = ADDRESS, password: str = PASSWORD, **options: object) -> TestResponse:
    data = {"email": address, "password": password, "csrf_token": token(client)}
    return client.post("/login", data=data, **options)


def cookie(client: FlaskClient) -> str:
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    return kept.value


def pass_an_hour(work: Work) -> None:
    work.database.clock = FixedClock(work.clock.now() + timedelta(hours=1))


def content(app: Flask, value: str) -> dict[str, object]:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return dict(signer.loads(value))


@pytest.mark.usefixtures("account")
def test_copied_cookie_opens_nothing_after_the_logout(app: Flask) -> None:
    """Logging out ends the session itself, not only this browser's memory of it."""
    client, thief = app.test_client(), app.test_client()
    login(client)
    thief.set_cookie(COOKIE, cookie(client))
    assert thief.get("/inbox").status_code == 200

    client.post("/logout", data={"csrf_token": token(client, "/no-such-page")})

    assert thief.get("/inbox").headers["Location"].startswith("/login")


@pytest.mark.usefixtures("account")
def test_session_ends_nine_hours_after_the_login_however_busy(app: Flask, work: Work) -> None:
    """A cookie that is used all the time does not live for ever."""
    client = app.test_client()
    login(client)

    for _ in range(8):
        pass_an_hour(work)
        assert client.get("/inbox").status_code == 200
    pass_an_hour(work)

    assert client.get("/inbox").headers["Location"].startswith("/login")


@pytest.mark.usefixtures("account")
def test_next_user_of_the_browser_finds_nothing_of_the_last_one(app: Flask) -> None:
    """After the logout the cookie keeps the language and nothing else."""
    client = app.test_client()
    login(client)
    with client.session_transaction() as kept:
        kept["_flashes"] = [("success", "LDS-7F3K freigegeben")]
        kept["language"] = "en"

    client.post("/logout", data={"csrf_token": token(client, "/no-such-page")})

    assert content(app, cookie(client)) == {"language": "en"}


@pytest.mark.usefixtures("account")
def test_cookie_names_nobody(app: Flask) -> None:
    """The cookie is signed, not secret: neither name nor address of its owner stands in it."""
    client = app.test_client()
    login(client)

    written = str(content(app, cookie(client)))

    assert ADDRESS not in written
    assert "Verrat" not in written


@pytest.mark.usefixtures("account")
def test_token_of_a_form_from_before_the_login_is_refused_after_it(app: Flask) -> None:
    """Whoever planted a session before the login knows no token after it."""
    client = app.test_client()
    planted = token(client)
    client.post("/login", data={"email": ADDRESS, "password": PASSWORD, "csrf_token": planted})

    answer = client.post("/language", data={"language": "en", "csrf_token": planted})

    assert answer.status_code == 400


@pytest.mark.usefixtures("account")
def test_no_answer_that_a_cache_may_keep_carries_a_cookie(app: Flask) -> None:
    """A cache that keeps the style sheet must not hand one visitor's session to another."""
    client = app.test_client()
    login(client)

    kept = client.get("/assets/any/kern.css")
    missing = client.get("/assets/any/missing.css")

    assert "public" in kept.headers["Cache-Control"]
    assert "Set-Cookie" not in kept.headers
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("account")
def test_no_token_stands_for_a_session(app: Flask) -> None:
    """A key in an address or a header would live for ever, and in logs: none is made, none is taken."""
    client = app.test_client()
    answer = client.post(
        "/login?include_auth_token",
        json={"email": ADDRESS, "password": PASSWORD},
        headers={"X-CSRFToken": token(client), "Accept": "application/json"},
    )
    assert "authentication_token" not in answer.text

    with app.app_context():
        user = app.extensions["security"].datastore.find_user(email=ADDRESS)
        made = user.get_auth_token()
    for address, headers in ((f"/inbox?auth_token={made}", {}), ("/inbox", {"Authentication-Token": made})):
        assert app.test_client().get(address, headers=headers).headers["Location"].startswith("/login")


@pytest.mark.usefixtures("account")
def test_only_login_and_logout_take_or_end_a_password(app: Flask, visitor: Callable[..., Visitor]) -> None:
    """No further page of the login library stands open beside the two that are slowed and styled."""
    doors = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}

    assert doors - {"security.static"} == {"security.login", "security.logout"}
    visitor(Role.AGS).get("/verify", status=404)


@pytest.mark.usefixtures("account")
def test_guessing_one_account_is_slowed_however_many_addresses_guess(app: Flask) -> None:
    """Ten wrong passwords a minute for one account are enough; another account still gets in."""
    for number in range(10):
        answer = login(app.test_client(), ADDRESS.upper(), "falsch", environ_base={"REMOTE_ADDR": f"10.0.0.{number}"})
        assert answer.status_code == 200

    answer = login(app.test_client(), password="falsch", environ_base={"REMOTE_ADDR": "10.0.0.99"})
    other = login(app.test_client(), "other@demo.example", environ_base={"REMOTE_ADDR": "10.0.0.99"})

    assert answer.status_code == 429
    assert other.status_code == 200


@pytest.mark.usefixtures("account")
def test_many_logins_that_succeed_are_not_slowed_for_the_account(app: Flask) -> None:
    """Only wrong passwords count against an account."""
    for number in range(11):
        assert login(app.test_client(), environ_base={"REMOTE_ADDR": f"10.0.0.{number}"}).status_code == 302


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("address", [ADDRESS, "nobody@demo.example"])
def test_endless_password_is_a_wrong_one(app: Flask, address: str) -> None:
    """A password of 400,000 letters is refused as any wrong one, whether the account exists or not."""
    answer = login(app.test_client(), address, "x" * 400_000)

    assert answer.status_code == 200
    assert "E-Mail-Adresse oder Passwort stimmt nicht" in answer.text


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example"]
)
def test_login_never_leads_to_another_site(app: Flask, wanted: str) -> None:
    """Whatever the address says, the way on stays on this site."""
    answer = login(app.test_client(), query_string={"next": wanted})

    assert not re.match(r"(?:[a-z]+:)?[/\\]{2}", answer.headers.get("Location", "/"))


def test_locked_account_and_lost_role_are_out_at_once(work: Work, visitor: Callable[..., Visitor]) -> None:
    """A session outlives neither its account nor the role that it was opened with."""
    clerk, other = visitor(Role.AGS), visitor(Role.AGS)
    clerk.get("/inbox")

    with work.database.writing() as session:
        session.get_one(tables.Account, clerk.account_id).active = False
        session.delete(session.get_one(tables.AccountRole, (other.account_id, Role.AGS)))
        session.commit()

    assert clerk.client.get("/inbox").headers["Location"].startswith("/login")
    other.get("/inbox", status=403)


def test_searched_name_stands_in_no_cookie(app: Flask, work: Work, visitor: Callable[..., Visitor]) -> None:
    """What somebody looked for is in the page alone: not in the address, not in the readable cookie."""
    scene = Scene(work, visitor)

    page = scene.mentor.send(scene.mentor.get("/people"), "/people/search", {"search": "Hosseini"})

    assert page.value("search") == "Hosseini"
    assert "osseini" not in page.response.request.url
    assert "Hosseini" not in str(content(app, cookie(scene.mentor.client)))


def test_second_page_of_a_search_is_sent_again_and_keeps_the_search(
    work: Work, visitor: Callable[..., Visitor]
) -> None:
    """Paging and filters within a search lead on without an address that holds it; anew, the list starts over."""
    scene = Scene(work, visitor)
    for _ in range(26):
        scene.add_person(scene.mentor.account_id)

    first = scene.mentor.send(scene.mentor.get("/people"), "/people/search", {"search": "Vor Nach"})
    second = scene.mentor.send(first, "/people/search", holding="2")

    assert "Seite 2 von 2" in second.text
    assert second.value("search") == "Vor Nach"
    assert scene.mentor.get("/people/search").response.request.path == "/people"
