"""The system's page, and the address for a watchdog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.staleness import MOST_ATTEMPTS
from matcher.store.tables.mails import MailState
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


def troubled(work: Work) -> tuple[int, int, int]:
    """A mail that was given up, one that failed, and one that a worker is sending."""
    with work.database.writing() as session:
        reader = builders.account(session, Role.MENTOR, name="Ilse Muster").id
        rows = [
            tables.Mail(account_id=reader, message_key=key, created_at=builders.AT, **fields)
            for key, fields in (
                ("a", {"state": MailState.GIVEN_UP, "attempts": 8, "last_error": "SMTPAuthenticationError"}),
                (
                    "b",
                    {
                        "state": MailState.WAITING,
                        "attempts": 2,
                        "last_error": "ConnectionRefusedError",
                        "lease_until": builders.AT + timedelta(minutes=4),
                    },
                ),
                (
                    "c",
                    {
                        "state": MailState.WAITING,
                        "attempts": 2,
                        "last_error": "TimeoutError",
                        "lease_token": "held",
                        "lease_until": builders.AT,
                    },
                ),
            )
        ]
        session.add_all(rows)
        session.commit()
        return rows[0].id, rows[1].id, rows[2].id


def mails(work: Work) -> list[tuple[str, int, str | None]]:
    with work.reading() as session:
        rows = session.scalars(select(tables.Mail).order_by(tables.Mail.id))
        return [(str(row.state), row.attempts, row.last_error) for row in rows]


def test_mails_that_failed_are_named_and_sent_again(work: Work, visitor: Callable[..., Visitor]) -> None:
    """One, or all; what a worker is sending right now is left to it, and every retry is on record."""
    first, second, _ = troubled(work)
    admin = visitor(Role.ADMIN)
    page = admin.get("/health")

    one = admin.send(page, "/health/mails", holding=str(first))
    after_one = mails(work)
    every = admin.send(one, "/health/mails")

    assert "3 nicht gesendet" in page.text
    assert "Ilse Muster, 10:00: SMTPAuthenticationError, 8 Versuche" in page.text
    assert "1 Mail geht gleich noch einmal raus." in one.text
    assert after_one[:2] == [("waiting", 0, None), ("waiting", 2, "ConnectionRefusedError")]
    assert "1 Mail geht gleich noch einmal raus." in every.text
    assert mails(work) == [("waiting", 0, None), ("waiting", 0, None), ("waiting", 2, "TimeoutError")]
    with work.reading() as session:
        tried = session.scalars(select(tables.AuditRow.subject_id).where(tables.AuditRow.action == "retry_mail")).all()
    assert tried == [first, second]


def test_mails_are_sent_again_by_the_administration_only(work: Work, visitor: Callable[..., Visitor]) -> None:
    """The coordinator sees that some failed."""
    troubled(work)
    coordinator = visitor(Role.COORDINATOR)

    assert "Mails, die nicht gesendet wurden" in coordinator.get("/health").text
    coordinator.post("/health/mails", status=403)
    assert mails(work)[0][0] == "given_up"


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
