"""Traces: who read or decided what (ids only), which person changed, what was submitted once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class AuditRow(Base):
    """One read or decision. `sequence`, `previous_hash` and `hash` are set by the sealer, once."""

    __tablename__ = "audit_row"
    __table_args__ = (
        CheckConstraint("(sequence IS NULL) = (hash IS NULL)", name="sealed"),
        Index("ix_audit_row_subject", "subject_kind", "subject_id"),
        Index("ix_audit_row_action", "action"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Further ids and codes; never a name, never free text."""
    sequence: Mapped[int | None] = mapped_column(unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class ChangeCounter(Base):
    """One row whose lock makes change numbers commit in order."""

    __tablename__ = "change_counter"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0, server_default="0")


class Change(Base):
    """A person whose profile, clearance, consent or stop changed: rankings below the number are stale."""

    __tablename__ = "change"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    cause: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class Submission(Base):
    """A form that was carried out; the same key is not carried out twice."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
