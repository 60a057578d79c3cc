"""The system's page, and the address for a watchdog."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from matcher.model import Role
from matcher.store.session import Database
from matcher.store.staleness import MOST_ATTEMPTS
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from webapp.app import create_app
from webapp.settings import Settings


def test_health_names_what_waits_and_what_failed_without_case_data(work: Work, visitor: Callable[..., Visitor]) -> None:
    """The administration sees references and error classes, accounts and roles; no person, no vacancy's title."""
    admin = visitor(Role.ADMIN)
    with work.database.writing() as session:
        person = builders.participant(session)
        failed = builders.vacancy(
            session, title="Geheime Stelle", attempts=MOST_ATTEMPTS, last_error="ZeroDivisionError"
        )
        builders.account(session, Role.COUNSELLOR, name="Konto der Agentur", organisation="agency")
        session.commit()
    with work.unit(None) as unit:
        unit.record("test", "account", 1)

    page = admin.get("/health")

    assert "aktuell" in page.text
    assert f"{failed.reference} – ZeroDivisionError" in page.text
    assert "1 Zeile noch nicht versiegelt" in page.text
    assert "Konto der Agentur" in page.text
    for hidden in ("Geheime Stelle", "Musterlager", person.code, "Vor Nach"):
        assert hidden not in page.soup.main.get_text()


def test_accounts_are_listed_for_the_administration_only(visitor: Callable[..., Visitor]) -> None:
    """The coordinator sees how the system is, not who has an account."""
    assert "Konten" in visitor(Role.ADMIN).get("/health").text
    assert "Konten" not in visitor(Role.COORDINATOR).get("/health").text


def test_watchdog_gets_ok_without_login(app: Flask) -> None:
    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_watchdog_hears_when_the_database_is_away(tmp_path: object) -> None:
    """A database that does not answer is no "ok"."""
    url = f"sqlite:///{tmp_path}/no/such/place.db"
    settings = Settings(data_dir=tmp_path, database_url=url, broker_url="filesystem://", secret_key="x")  # type: ignore[arg-type]

    answer = create_app(settings, Work(Database(url))).test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (503, "database\n")
