"""Participants: who they are, what they can, what their document says.

Names and contact stand apart in `identity`, so that no query for matching ever loads them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.model import (
    Application,
    Cefr,
    Kind,
    Labelled,
    Mobility,
    Procedure,
    QualificationLevel,
    Recognition,
    WorkNote,
)
from matcher.store.base import Base, coded


class ParticipantState(StrEnum):
    ACTIVE = "active"
    LEFT = "left"


class IntakeSource(Labelled):
    """How a person came to the project (6)."""

    OWN_INITIATIVE = "own_initiative", "von selbst gekommen", "came on their own"
    APPROACH = "approach", "von uns angesprochen", "approached by us"
    JOBCENTER = "jobcenter", "Jobcenter", "Jobcenter"
    AGENCY = "agency", "Agentur für Arbeit", "employment agency"
    PROVIDER = "provider", "Kurs- oder Maßnahmeträger", "course or measure provider"
    ACCOMMODATION = "accommodation", "Gemeinschaftsunterkunft", "shared accommodation"


class Participant(Base):
    """A person under a code. `version` counts edits, so that two editors notice each other."""

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint("length(code) >= 5", name="code_length"),
        CheckConstraint("merged_into IS NULL OR (state = 'left' AND merged_into <> id)", name="merged"),
        CheckConstraint("removed_at IS NULL OR state = 'left'", name="removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[ParticipantState] = mapped_column(
        coded(ParticipantState, "state"), default=ParticipantState.ACTIVE, server_default="active"
    )
    intake_source: Mapped[IntakeSource | None] = mapped_column(coded(IntakeSource, "intake_source"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    """The record under which the same person goes on; this one's code leads there."""
    removed_at: Mapped[datetime | None]
    """Entered by mistake and taken back: the row stays for the trace, and holds nothing about anybody."""

    identity: Mapped[Identity | None] = relationship(back_populates="participant")
    wish: Mapped[WorkWish | None] = relationship(back_populates="participant")
    languages: Mapped[list[LanguageSkill]] = relationship(order_by="LanguageSkill.id", cascade="all, delete-orphan")
    qualifications: Mapped[list[Qualification]] = relationship(
        order_by="Qualification.id", cascade="all, delete-orphan"
    )
    experiences: Mapped[list[Experience]] = relationship(order_by="Experience.id", cascade="all, delete-orphan")


class Identity(Base):
    """Name and contact; several people may share phone and address."""

    __tablename__ = "identity"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    given_name: Mapped[str] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    birth_date: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    street: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(100))

    participant: Mapped[Participant] = relationship(back_populates="identity")


class ResidenceDocument(Base):
    """What was read from the person's document; the newest row counts, older ones stay."""

    __tablename__ = "residence_document"
    __table_args__ = (
        CheckConstraint("expiry_known OR valid_until IS NULL", name="expiry_known"),
        Index(
            "uq_residence_document_current",
            "participant_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    status: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[WorkNote | None] = mapped_column(coded(WorkNote, "note"))
    file_number: Mapped[str | None] = mapped_column(String(60))
    valid_until: Mapped[date | None]
    expiry_known: Mapped[bool] = mapped_column(default=False)
    nationality: Mapped[str | None] = mapped_column(String(3))
    status_since: Mapped[date | None]
    stay_since: Mapped[date | None]
    registered_on: Mapped[date | None]
    applied_on: Mapped[date | None]
    application: Mapped[Application | None] = mapped_column(coded(Application, "application"))
    in_reception_centre: Mapped[bool | None]
    identity_by_passport: Mapped[bool | None]
    further: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Further fact keys of the clearance cases (`tolerated_on`, `old_title` …), as JSON."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]


class AuthorityStatement(Base):
    """What only the foreigners authority may state about a person: procedure and bars."""

    __tablename__ = "authority_statement"
    __table_args__ = (
        Index(
            "uq_authority_statement_current",
            "participant_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    procedure: Mapped[Procedure] = mapped_column(coded(Procedure, "procedure"))
    bars: Mapped[list[Any]] = mapped_column(default=list)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]


class WorkPermit(Base):
    """A permit on record for one employer, kind and period."""

    __tablename__ = "work_permit"
    __table_args__ = (CheckConstraint("valid_from < valid_until", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    employer: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(coded(Kind, "kind"))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    weekly_hours: Mapped[float | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]


class LanguageSkill(Base):
    __tablename__ = "language_skill"
    __table_args__ = (UniqueConstraint("participant_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    language: Mapped[str] = mapped_column(String(3))
    """ISO 639 code; `de` is the one that ranking reads."""
    speaking: Mapped[Cefr | None] = mapped_column(coded(Cefr, "speaking"))
    writing: Mapped[Cefr | None] = mapped_column(coded(Cefr, "writing"))
    certificate: Mapped[str | None] = mapped_column(String(100))


class Qualification(Base):
    __tablename__ = "qualification"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[QualificationLevel | None] = mapped_column(coded(QualificationLevel, "level"))
    recognition: Mapped[Recognition | None] = mapped_column(coded(Recognition, "recognition"))
    occupation: Mapped[str | None] = mapped_column(String(5))


class Experience(Base):
    __tablename__ = "experience"
    __table_args__ = (CheckConstraint("years IS NULL OR years BETWEEN 0 AND 60", name="years"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    years: Mapped[float | None]
    last_year: Mapped[int | None]
    occupation: Mapped[str | None] = mapped_column(String(5))


class WorkWish(Base):
    """Availability, mobility, licences and wishes: one row a person; NULL is unknown, an empty list is none."""

    __tablename__ = "work_wish"
    __table_args__ = (
        CheckConstraint("reach_km IS NULL OR reach_km BETWEEN 0 AND 300", name="reach"),
        CheckConstraint("hours_min IS NULL OR hours_min BETWEEN 0 AND 60", name="hours_min"),
        CheckConstraint("hours_max IS NULL OR hours_max BETWEEN 0 AND 60", name="hours_max"),
        CheckConstraint("hours_min IS NULL OR hours_max IS NULL OR hours_min <= hours_max", name="hours"),
    )

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    wishes: Mapped[list[Any]] = mapped_column(default=list)
    kinds: Mapped[list[Any] | None]
    licences: Mapped[list[Any] | None]
    skills: Mapped[list[Any] | None]
    shifts: Mapped[list[Any] | None]
    postcode: Mapped[str | None] = mapped_column(String(5))
    reach_km: Mapped[float | None]
    mobility: Mapped[Mobility | None] = mapped_column(coded(Mobility, "mobility"))
    available_from: Mapped[date | None]
    hours_min: Mapped[float | None]
    hours_max: Mapped[float | None]

    participant: Mapped[Participant] = relationship(back_populates="wish")
