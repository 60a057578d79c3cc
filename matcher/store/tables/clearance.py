"""Asking the foreigners authority, and what came of it: dated, authored, superseded, never edited."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Answer, Kind, Level, Mode
from matcher.store.base import Base, coded

_ABOUT = "(level = 'L1') = (vacancy_id IS NULL)"


def _one(name: str, where: str) -> tuple[Index, Index]:
    """At most one row per (person, kind) on L1 and per (person, vacancy) on L2 while `where` holds."""
    return (
        Index(
            f"uq_{name}_l1",
            "participant_id",
            "kind",
            unique=True,
            sqlite_where=text(f"level = 'L1' AND {where}"),
            postgresql_where=text(f"level = 'L1' AND {where}"),
        ),
        Index(
            f"uq_{name}_l2",
            "participant_id",
            "vacancy_id",
            unique=True,
            sqlite_where=text(f"level = 'L2' AND {where}"),
            postgresql_where=text(f"level = 'L2' AND {where}"),
        ),
    )


class RequestState(StrEnum):
    PENDING = "pending"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ClearanceRequest(Base):
    """A question to the authority; goes out only with the person's agreement."""

    __tablename__ = "clearance_request"
    __table_args__ = (
        CheckConstraint(_ABOUT, name="about"),
        CheckConstraint("agreed", name="agreed"),
        CheckConstraint("mode IN ('informative', 'consult', 'consent')", name="asks"),
        CheckConstraint("deadline IS NULL OR deadline >= sent_on", name="deadline"),
        *_one("clearance_request_pending", "state = 'pending'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    level: Mapped[Level] = mapped_column(coded(Level, "level"))
    kind: Mapped[Kind] = mapped_column(coded(Kind, "kind"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    mode: Mapped[Mode] = mapped_column(coded(Mode, "mode"))
    pack: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    agreed: Mapped[bool]
    sent_on: Mapped[date]
    deadline: Mapped[date | None]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The coordinator asks for this answer first."""
    state: Mapped[RequestState] = mapped_column(coded(RequestState, "state"), default=RequestState.PENDING)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reminded_at: Mapped[datetime | None]
    """When whoever asked was told, once, that the deadline is near."""


class ClearanceDecision(Base):
    """What the authority (or a recorded title check) decided, with the facts it rested on.

    `open_from`/`open_until` is the half-open window in which the gate function lets this decision
    carry a placement; both are NULL where it never does. The law was asked when the row was
    written; every later change of facts supersedes the row.
    """

    __tablename__ = "clearance_decision"
    __table_args__ = (
        CheckConstraint(_ABOUT, name="about"),
        CheckConstraint("open_until IS NULL OR open_from < open_until", name="window"),
        CheckConstraint("answer NOT IN ('objection', 'refused') OR open_from IS NULL", name="closed"),
        CheckConstraint("valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until", name="period"),
        CheckConstraint("mode NOT IN ('prohibited', 'hold') OR open_from IS NULL", name="lawful"),
        CheckConstraint("paper_reference IS NULL OR length(paper_reference) >= 3", name="paper"),
        *_one("clearance_decision_standing", "superseded_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("clearance_request.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    level: Mapped[Level] = mapped_column(coded(Level, "level"))
    kind: Mapped[Kind] = mapped_column(coded(Kind, "kind"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    mode: Mapped[Mode] = mapped_column(coded(Mode, "mode"))
    answer: Mapped[Answer] = mapped_column(coded(Answer, "answer"))
    answered_on: Mapped[date]
    sent_on: Mapped[date | None]
    deadline: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    hours_max: Mapped[float | None]
    employer_only: Mapped[str | None] = mapped_column(String(200))
    ba_sent_on: Mapped[date | None]
    """L2: the employment agency was asked on this day."""
    ba_answer: Mapped[Answer | None] = mapped_column(coded(Answer, "ba_answer"))
    pack: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]]
    """Snapshot of the facts and the job that the gate read, by key of the clearance cases."""
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    open_from: Mapped[date | None]
    open_until: Mapped[date | None]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper_reference: Mapped[str | None] = mapped_column(String(80))
    """Where the scan of the authority's letter is kept, if the coordinator entered its answer."""
    superseded_at: Mapped[datetime | None]
    superseded_why: Mapped[str | None] = mapped_column(String(40))
