"""Tell accounts by mail that something waits for them, without saying what or about whom.

A mail is a row before it is a message. Whoever sends it holds a lease; a worker that dies in between leaves
the row to the next one. Where it died after the server had taken the mail, the same Message-ID comes a second
time, by which mail systems know a repetition.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import IntegrityError

from matcher.store import tables
from matcher.store.mails import Due, claim_mail, due_mails, settle_mail
from matcher.store.tables.mails import MailState
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail server is given."""

    to: str
    subject: str
    text: str
    message_key: str


_SUBJECT: Final = {"de": "In passgenau wartet etwas auf Sie", "en": "Something waits for you in passgenau"}
_TEXT: Final = {
    "de": (
        "Guten Tag,\n\nin passgenau wartet etwas auf Sie. Bitte dort anmelden und nachsehen:\n{link}\n\n"
        "Aus Gründen des Datenschutzes steht hier nicht, worum es geht.\n"
        "Wie oft und wozu Sie Mails bekommen, stellen Sie hier ein:\n{settings}\n"
    ),
    "en": (
        "Hello,\n\nsomething waits for you in passgenau. Please log in and have a look:\n{link}\n\n"
        "To protect people's data this mail does not say what it is about.\n"
        "Choose here how often and about what you get mails:\n{settings}\n"
    ),
}


def plan_mails(work: Work) -> int:
    """Rows for everything that is to be mailed now; how many. Each message is planned once per account."""
    now = work.clock.now()
    with work.reading() as session:
        due = due_mails(session, now)
    return sum(_plan(work, item) for item in due)


def _plan(work: Work, due: Due) -> int:
    try:
        with work.unit(None) as unit:
            mail = tables.Mail(
                account_id=due.account_id,
                message_key=secrets.token_hex(16),
                state=MailState.WAITING,
                created_at=unit.at,
            )
            unit.session.add(mail)
            unit.session.flush()
            unit.session.add_all(
                tables.MailedNotification(account_id=due.account_id, notification_id=number, mail_id=mail.id)
                for number in due.notification_ids
            )
            unit.session.flush()
    except IntegrityError:
        return 0  # another worker has just planned these
    return 1


def send_next_mail(work: Work, send: Callable[[Letter], None], *, home: str) -> bool:
    """Send the mail that waits longest; False where none waits.

    Args:
        work: store and clock.
        send: hands a letter to the mail server; raises `OSError` where it cannot.
        home: address of the first page, without a slash at its end.

    """
    with work.unit(None) as unit:
        held = claim_mail(unit.session, token=secrets.token_hex(16), now=unit.at)
    if held is None:
        return False
    letter = Letter(
        to=held.address,
        subject=_SUBJECT[held.language],
        text=_TEXT[held.language].format(link=f"{home}/notifications", settings=f"{home}/settings"),
        message_key=held.message_key,
    )
    error = None
    try:
        send(letter)
    except OSError as fault:
        error = type(fault).__name__
    with work.unit(None) as unit:
        settle_mail(unit.session, held, now=unit.at, error=error)
    return True
