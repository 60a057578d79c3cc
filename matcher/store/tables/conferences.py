"""Meetings about cases and the project (3, 7(8), 10(1)): their agenda, what was decided, and the tasks that follow."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class ConferenceKind(Labelled):
    CASES = "cases", "Fallbesprechung", "Case conference"
    MENTORS = "mentors", "Dienstbesprechung der Patinnen und Paten", "Meeting of the mentors"
    OPERATIVE = "operative", "operatives Abstimmungsgespräch", "Operative meeting"
    STRATEGIC = "strategic", "strategisches Abstimmungsgespräch", "Strategic meeting"


class ConferenceState(Labelled):
    PLANNED = "planned", "geplant", "planned"
    HELD = "held", "abgeschlossen", "closed"
    CANCELLED = "cancelled", "abgesagt", "cancelled"


class AgendaTopic(Labelled):
    """Why something stands on the agenda."""

    DOCUMENT = "document", "Dokument läuft ab oder ist abgelaufen", "Document expires or has expired"
    PRECHECK = (
        "precheck",
        "Vorprüfung: Bedenken, Ablauf oder fehlende Angabe",
        "Pre-check: objection, expiry or a missing fact",
    )
    MENTORSHIP = "mentorship", "Patenschaft endet", "Mentorship ends"
    UNACCOMPANIED = "unaccompanied", "ohne Patin oder Pate", "Without a mentor"
    STOP = "stop", "Vermittlungsstopp seit über vier Wochen", "Placement stop for more than four weeks"
    TASK = "task", "Aufgabe überfällig", "Task overdue"
    OTHER = "other", "anderes", "Other"


class TaskState(Labelled):
    OPEN = "open", "offen", "open"
    DONE = "done", "erledigt", "done"
    DROPPED = "dropped", "hat sich erledigt", "no longer needed"


class Conference(Base):
    __tablename__ = "conference"
    __table_args__ = (CheckConstraint("(state = 'planned') = (ended_at IS NULL)", name="ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConferenceKind] = mapped_column(coded(ConferenceKind, "kind"))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    state: Mapped[ConferenceState] = mapped_column(
        coded(ConferenceState, "state"), default=ConferenceState.PLANNED, server_default="planned"
    )
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class ConferenceGuest(Base):
    """Who is asked to come."""

    __tablename__ = "conference_guest"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)


class ConferenceItem(Base):
    """One item of an agenda; about a person, or about the project where no person is named."""

    __tablename__ = "conference_item"
    __table_args__ = (
        CheckConstraint("(minute IS NULL) = (minuted_at IS NULL)", name="minuted"),
        Index(
            "uq_conference_item_standing",
            "conference_id",
            "participant_id",
            "topic",
            unique=True,
            sqlite_where=text("removed_at IS NULL AND topic <> 'other'"),
            postgresql_where=text("removed_at IS NULL AND topic <> 'other'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    topic: Mapped[AgendaTopic] = mapped_column(coded(AgendaTopic, "topic"))
    detail: Mapped[str | None] = mapped_column(String(300))
    due_on: Mapped[date | None]
    added_at: Mapped[datetime]
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    minute: Mapped[str | None] = mapped_column(String(1000))
    minuted_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Task(Base):
    """Something that one account has to do by a day."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closing"),
        Index("ix_task_owner", "owner_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(300))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("conference_item.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(coded(TaskState, "state"), default=TaskState.OPEN, server_default="open")
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
