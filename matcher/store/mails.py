"""What is to be mailed to whom, and the lease on one waiting mail."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, update
from sqlalchemy.orm import Session

from matcher.clock import BERLIN
from matcher.store import tables
from matcher.store.tables.mails import MailRhythm, MailState
from matcher.store.tables.messages import NotificationKind

LEASE: Final = timedelta(seconds=60)
"""How long a worker may take over one mail."""
MOST_ATTEMPTS: Final = 8
QUIET: Final = timedelta(hours=1)
"""Between two mails to one account that wants them at once."""
MORNING: Final = time(7)
_MOST_SHOWN: Final = 50
_OLDEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """Messages of one account that wait for a mail."""

    account_id: int
    notification_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMail:
    """The right to send one mail, and where it goes."""

    id: int
    token: str
    message_key: str
    address: str
    language: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Preference:
    rhythm: MailRhythm = MailRhythm.AT_ONCE
    refused: frozenset[str] = frozenset()


def preference_of(session: Session, account_id: int) -> Preference:
    row = session.get(tables.MailPreference, account_id)
    return Preference() if row is None else Preference(row.rhythm, frozenset(map(str, row.refused)))


def due_mails(session: Session, now: datetime) -> tuple[Due, ...]:
    """For each account whose turn it is, its unread messages that no mail has told of."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    refused: dict[int, frozenset[str]] = {}
    for account_id, notification_id, kind, kinds in session.execute(_waiting(now)):
        known = refused.setdefault(account_id, frozenset(map(str, kinds or ())))
        if kind not in known:
            found[account_id].append(notification_id)
    return tuple(Due(account_id, tuple(ids)) for account_id, ids in sorted(found.items()))


def _waiting(now: datetime) -> Select[int, int, NotificationKind, list[Any]]:
    account, note, wish = tables.Account, tables.Notification, tables.MailPreference
    holds = exists().where(tables.AccountRole.account_id == account.id, tables.AccountRole.role == note.role)
    told = exists().where(
        tables.MailedNotification.account_id == account.id, tables.MailedNotification.notification_id == note.id
    )
    return (
        select(account.id, note.id, note.kind, wish.refused)
        .select_from(account)
        .join(note, or_(note.account_id == account.id, holds))
        .outerjoin(wish, wish.account_id == account.id)
        .where(account.active, note.read_at.is_(None), note.created_at > now - _OLDEST, ~told, _turn(now))
        .order_by(account.id, note.id)
    )


def _turn(now: datetime) -> ColumnElement[bool]:
    """Whether this account's next mail may be made now."""
    account, wish = tables.Account, tables.MailPreference
    last = select(func.max(tables.Mail.created_at)).where(tables.Mail.account_id == account.id).scalar_subquery()
    local = now.astimezone(BERLIN)
    morning = datetime.combine(local.date(), MORNING, BERLIN)
    daily = or_(last.is_(None), last < morning) if local >= morning else false()
    at_once = or_(wish.rhythm.is_(None), wish.rhythm == MailRhythm.AT_ONCE)
    return or_(and_(at_once, or_(last.is_(None), last <= now - QUIET)), and_(wish.rhythm == MailRhythm.DAILY, daily))


def claim_mail(session: Session, *, token: str, now: datetime) -> ClaimedMail | None:
    """Take the lease of the mail that waits longest; None where none is free. The caller commits."""
    mail = tables.Mail
    free = and_(mail.state == MailState.WAITING, or_(mail.lease_until.is_(None), mail.lease_until < now))
    chosen = select(mail.id).where(free).order_by(mail.id).limit(1).with_for_update(skip_locked=True)
    row = session.execute(
        update(mail)
        .where(mail.id == chosen.scalar_subquery(), free)
        .values(lease_token=token, lease_until=now + LEASE, attempts=mail.attempts + 1)
        .returning(mail.id, mail.account_id, mail.message_key, mail.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    account = session.get_one(tables.Account, row.account_id)
    return ClaimedMail(
        id=row.id,
        token=token,
        message_key=row.message_key,
        address=account.email,
        language=account.language,
        attempts=row.attempts,
    )


def settle_mail(session: Session, held: ClaimedMail, *, now: datetime, error: str | None = None) -> None:
    """The mail is sent; or it failed, and waits longer each time until it is given up."""
    mail = tables.Mail
    if error is None:
        values: dict[str, object] = {"state": MailState.SENT, "sent_at": now, "lease_token": None, "lease_until": None}
    else:
        over = held.attempts >= MOST_ATTEMPTS
        values = {
            "state": MailState.GIVEN_UP if over else MailState.WAITING,
            "lease_token": None,
            "lease_until": now + timedelta(minutes=2**held.attempts),
        }
    session.execute(
        update(mail)
        .where(mail.id == held.id, mail.lease_token == held.token)
        .values(last_error=error, **values)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubledMail:
    """A mail that could not be sent: to which account and how often it was tried, never what about."""

    id: int
    account: str
    state: MailState
    attempts: int
    error: str
    """Class of the last failure."""
    created_at: datetime
    next_at: datetime | None
    """When it is tried again by itself; None: not any more."""


def is_troubled() -> ColumnElement[bool]:
    """Condition on `mail`: given up, or failed at the last attempt."""
    mail = tables.Mail
    return or_(mail.state == MailState.GIVEN_UP, and_(mail.state == MailState.WAITING, mail.last_error.is_not(None)))


def troubled_mails(session: Session) -> tuple[TroubledMail, ...]:
    """The newest of them first."""
    mail, account = tables.Mail, tables.Account
    rows = session.execute(
        select(mail, account.name)
        .join(account, account.id == mail.account_id)
        .where(is_troubled())
        .order_by(mail.id.desc())
        .limit(_MOST_SHOWN)
    )
    return tuple(
        TroubledMail(
            id=row.id,
            account=name,
            state=row.state,
            attempts=row.attempts,
            error=row.last_error or "",
            created_at=row.created_at,
            next_at=row.lease_until if row.state is MailState.WAITING else None,
        )
        for row, name in rows
    )


def count_waiting_mails(session: Session) -> int:
    return session.scalar(select(func.count(tables.Mail.id)).where(tables.Mail.state == MailState.WAITING)) or 0
