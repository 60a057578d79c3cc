"""Real workers and a real mail server on loopback: killed in the worst moments, every mail arrives, none twice anew."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.mails import MailState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from tests import builders
from tests.workers.conftest import COUNTY, EMBEDDED, House


class Inbox:
    """Takes mails; `before` runs while the sender waits for the answer."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.before: Callable[[], None] = lambda: None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content))
        await asyncio.get_running_loop().run_in_executor(None, self.before)
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    box = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("PASSGENAU_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("PASSGENAU_MAIL_FROM", "passgenau@lds.example")
    monkeypatch.setenv("PASSGENAU_HOME_URL", "https://passgenau.example/")
    yield box
    server.stop()


def tell(house: House, accounts: int) -> list[str]:
    """As many mentors with one message each; their addresses."""
    with house.database.writing() as session:
        unit = Unit(session=session, at=house.database.clock.now(), actor_id=None)
        rows = [builders.account(session, Role.MENTOR) for _ in range(accounts)]
        for row in rows:
            unit.notify(NotificationKind.VACANCY_ACCEPTED, ("vacancy", 1), account=row.id)
        session.commit()
        return [row.email for row in rows]


def waiting(house: House) -> int:
    query = select(func.count()).select_from(tables.Mail).where(tables.Mail.state != MailState.SENT)
    with house.database.reading() as session:
        return session.scalar(query) or 0


def let_leases_lapse(house: House) -> None:
    """As if the minute had passed."""
    with house.database.writing() as session:
        session.execute(update(tables.Mail).values(lease_until=None))
        session.commit()


def heeds_sigterm(worker: subprocess.Popen[bytes]) -> bool:
    """Whether it has come so far as to end by itself; the second worker may still be starting when all is sent."""
    caught = next(
        line.split()[1] for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines() if "SigCgt" in line
    )
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def killing(worker: subprocess.Popen[bytes]) -> Callable[[], None]:
    def kill() -> None:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    return kill


@pytest.mark.services
@pytest.mark.parametrize("pair", [EMBEDDED, COUNTY], indirect=True, ids="-".join)
def test_worker_mails_each_account_once(house: House, inbox: Inbox) -> None:
    """Two workers at once: one mail each, from the stated sender, marked as automatic."""
    addresses = tell(house, 6)
    workers = [house.start(), house.start()]

    house.wait_until(lambda: len(inbox.mails) >= 6 and waiting(house) == 0)
    house.wait_until(lambda: all(map(heeds_sigterm, workers)))

    assert sorted(str(mail["To"]) for mail in inbox.mails) == sorted(addresses)
    assert len(set(inbox.ids)) == 6
    assert {str(mail["From"]) for mail in inbox.mails} == {"passgenau@lds.example"}
    assert {str(mail["Auto-Submitted"]) for mail in inbox.mails} == {"auto-generated"}
    assert "https://passgenau.example/notifications" in inbox.mails[0].get_payload(decode=True).decode()
    for worker in workers:
        worker.terminate()
        assert worker.wait(timeout=30) == 0


@pytest.mark.services
@pytest.mark.parametrize("pair", [EMBEDDED, COUNTY], indirect=True, ids="-".join)
def test_killed_worker_costs_no_mail_and_repeats_keep_their_id(house: House, inbox: Inbox) -> None:
    """kill -9 after the server had the mail and before the worker knew: the next one repeats it under the same id."""
    addresses = tell(house, 3)
    worker = house.start()
    inbox.before = killing(worker)
    house.wait_until(lambda: worker.poll() is not None)
    inbox.before = lambda: None

    let_leases_lapse(house)
    house.start()
    house.wait_until(lambda: waiting(house) == 0 and len(set(inbox.ids)) == 3)

    assert sorted({str(mail["To"]) for mail in inbox.mails}) == sorted(addresses)
    assert len(inbox.mails) == 4
    assert inbox.ids.count(inbox.ids[0]) == 2


@pytest.mark.services
@pytest.mark.parametrize("pair", [EMBEDDED], indirect=True, ids="-".join)
def test_ranking_goes_on_while_mail_server_is_slow(house: House, inbox: Inbox) -> None:
    """A server that does not answer holds up no ranking."""
    tell(house, 1)
    ids = house.fill(people=3, vacancies=2)
    inbox.before = lambda: house.wait_until(lambda: set(ids) <= set(house.runs()), seconds=20)

    house.start()
    house.wait_until(lambda: waiting(house) == 0 and len(inbox.mails) == 1, seconds=40)

    assert set(ids) <= set(house.runs())
