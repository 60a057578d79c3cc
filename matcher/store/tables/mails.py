"""The outbox of mails, and what each account wants to be mailed about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class MailRhythm(Labelled):
    AT_ONCE = "at_once", "gleich, höchstens einmal pro Stunde", "At once, at most every hour"
    DAILY = "daily", "einmal am Tag, morgens", "Once a day, in the morning"
    NEVER = "never", "gar nicht", "Never"


class MailState(Labelled):
    WAITING = "waiting", "wartet", "waiting"
    SENT = "sent", "gesendet", "sent"
    GIVEN_UP = "given_up", "aufgegeben", "given up"


class MailPreference(Base):
    __tablename__ = "mail_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    rhythm: Mapped[MailRhythm] = mapped_column(coded(MailRhythm, "rhythm"))
    refused: Mapped[list[Any]]
    """Kinds of messages that the account wants no mail about."""


class Mail(Base):
    """One mail to one account. Its Message-ID is made of `message_key` and is the same in every attempt."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_mail_waiting", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    message_key: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[MailState] = mapped_column(coded(MailState, "state"))
    created_at: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(200))
    """Class of the last failure, never its message."""
    sent_at: Mapped[datetime | None]


class MailedNotification(Base):
    """A message that an account was, or is about to be, mailed about: once."""

    __tablename__ = "mailed_notification"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id"), primary_key=True, autoincrement=False)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
