"""Hands mails to the mail server: a thread of its own, so that no slow server holds up a ranking."""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from matcher.usecases.send_mails import Letter, plan_mails, send_next_mail
from matcher.usecases.work import Work

LOOK_EVERY: Final = 5.0
_TIMEOUT: Final = 20.0
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server, the sender, and the address that mails lead to.

    `url` is `smtps://user:password@host:port`, `smtp+starttls://…`, or `smtp://host:port` without a password.
    """

    url: str
    sender: str
    home: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in _PORTS or not parts.hostname:
            message = "PASSGENAU_SMTP_URL has to be smtp://, smtp+starttls:// or smtps:// with a host"
            raise ValueError(message)
        if parts.scheme == "smtp" and parts.password:
            message = "PASSGENAU_SMTP_URL would send a password in the open: use smtp+starttls:// or smtps://"
            raise ValueError(message)


class Mailer:
    """Plans and sends what is due, every few seconds, until it is stopped."""

    def __init__(self, work: Work, settings: MailSettings) -> None:
        self._work = work
        self._settings = settings
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mailer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the mail at hand and send no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_TIMEOUT)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.round()
            except Exception as error:  # noqa: BLE001 - the mailer outlives every fault
                log.warning("round_failed", what="mail", error=type(error).__name__)
            self._stopping.wait(LOOK_EVERY)

    def round(self) -> None:
        """Plan what is due, and send until nothing waits."""
        plan_mails(self._work)
        while not self._stopping.is_set() and send_next_mail(self._work, self._send, home=self._settings.home):
            pass

    def _send(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._work.clock.now())
        message["Message-ID"] = f"<{letter.message_key}@{self._settings.sender.rpartition('@')[2].rstrip('>')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        with ExitStack() as stack:
            stack.enter_context(_connected(self._settings.url)).send_message(message)


def _connected(url: str) -> smtplib.SMTP:
    """A session with the server, encrypted where the address says so, logged in where it names a user."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    open_: Callable[..., smtplib.SMTP] = smtplib.SMTP
    options: dict[str, object] = {"timeout": _TIMEOUT}
    if parts.scheme == "smtps":
        open_, options["context"] = smtplib.SMTP_SSL, ssl.create_default_context()
    session = open_(host, port, **options)
    if parts.scheme == "smtp+starttls":
        session.starttls(context=ssl.create_default_context())
    if parts.username:
        session.login(unquote(parts.username), unquote(parts.password or ""))
    return session
