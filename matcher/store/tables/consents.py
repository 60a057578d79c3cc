"""What a person agreed to, what stops their placement, and who accompanies them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.consents import DataCategory
from matcher.model import Labelled, Recipient
from matcher.store.base import Base, coded

__all__ = ["ConsentSheet", "DataCategory", "DataConsent", "Mentorship", "PlacementStop", "SignedBy", "StopReason"]


class SignedBy(Labelled):
    """How a sheet was signed."""

    PAPER = "paper", "auf Papier", "on paper"
    SCAN = "scan", "auf Papier, Scan liegt hier", "on paper, scan kept here"
    SCREEN = "screen", "auf dem Bildschirm", "on the screen"


class StopReason(Labelled):
    """Why a counsellor or coordinator stops placement; a word of this list, never free text."""

    PERSONAL_WISH = "personal_wish", "Wunsch der Person", "the person's wish"
    FOUND_WORK = "found_work", "hat Arbeit gefunden", "found work"
    COURSE_FIRST = "course_first", "erst Kurs oder Maßnahme", "course or measure first"
    AUTHORITY = "authority", "Hinweis der Ausländerbehörde", "note from the foreigners authority"
    UNREACHABLE = "unreachable", "nicht erreichbar", "cannot be reached"
    OTHER = "other", "anderer Grund", "another reason"


class ConsentSheet(Base):
    """One sheet that a person signed; it carries the consents that were ticked on it, and is never changed."""

    __tablename__ = "consent_sheet"
    __table_args__ = (
        CheckConstraint("(means = 'paper') = (content IS NULL)", name="signature"),
        CheckConstraint("(content IS NULL) = (content_type IS NULL)", name="content"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(3))
    signed_on: Mapped[date]
    means: Mapped[SignedBy] = mapped_column(coded(SignedBy, "means"))
    reference: Mapped[str | None] = mapped_column(String(200))
    """Where the paper is kept."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The scan, or the signature drawn on the screen."""
    content_type: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class DataConsent(Base):
    """One person's consent to one recipient and category (9(1)); withdrawn, never deleted."""

    __tablename__ = "data_consent"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
        Index(
            "uq_data_consent_standing",
            "participant_id",
            "recipient",
            "category",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_data_consent_recipient",
            "recipient",
            "category",
            "participant_id",
            "given_on",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    recipient: Mapped[Recipient] = mapped_column(coded(Recipient, "recipient"))
    category: Mapped[DataCategory] = mapped_column(
        coded(DataCategory, "category"), default=DataCategory.PROFILE, server_default="profile"
    )
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(3))
    given_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("consent_sheet.id"))
    """None: recorded before sheets were kept, or with the person's word to one proposal."""


class PlacementStop(Base):
    """While one stands, nobody places the person."""

    __tablename__ = "placement_stop"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifting"),
        Index(
            "uq_placement_stop_standing",
            "participant_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    reason: Mapped[StopReason] = mapped_column(coded(StopReason, "reason"))
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Mentorship(Base):
    """Who accompanies whom; at most one mentor at a time, twelve months planned (8(3))."""

    __tablename__ = "mentorship"
    __table_args__ = (
        CheckConstraint("begins_on < planned_end", name="period"),
        Index(
            "uq_mentorship_standing",
            "participant_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    begins_on: Mapped[date]
    planned_end: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))
    beyond_why: Mapped[str | None] = mapped_column(String(200))
    """The coordinator's reason, where the mentor had as many people as they can accompany already."""
