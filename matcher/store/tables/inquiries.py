"""Questions between the partners (7(4), 7(5)): threads with an owner, and no word about a person in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class Addressee(Labelled):
    AGS = "ags", "Arbeitgeberservice", "Employer service"
    COORDINATOR = "coordinator", "Koordination", "Coordinator"


class InquiryTopic(Labelled):
    WORK_PERMIT = "work_permit", "Arbeitserlaubnis", "Work permit"
    PRIORITY = "priority", "Vorrangprüfung", "Priority check"
    FURTHER_TRAINING = "further_training", "Nachqualifizierung", "Further training"
    LANGUAGE_SUPPORT = "language_support", "begleitende Sprachförderung", "Language support alongside work"
    FUNDING = "funding", "Förderung", "Funding"
    OTHER = "other", "anderes", "Other"


class InquiryState(Labelled):
    OPEN = "open", "wartet auf Antwort", "waits for an answer"
    ANSWERED = "answered", "beantwortet", "answered"
    CLOSED = "closed", "abgeschlossen", "closed"


class Inquiry(Base):
    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_inquiry_addressee", "addressee", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    addressee: Mapped[Addressee] = mapped_column(coded(Addressee, "addressee"))
    topic: Mapped[InquiryTopic] = mapped_column(coded(InquiryTopic, "topic"))
    subject: Mapped[str] = mapped_column(String(200))
    state: Mapped[InquiryState] = mapped_column(
        coded(InquiryState, "state"), default=InquiryState.OPEN, server_default="open"
    )
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who of the addressees looks after it."""
    expected_at: Mapped[datetime]
    """By when an answer is to be expected."""
    closed_at: Mapped[datetime | None]


class InquiryMessage(Base):
    """One message of a thread. Written outside office hours, it waits until the next opening."""

    __tablename__ = "inquiry_message"
    __table_args__ = (Index("ix_inquiry_message_waiting", "told_at", "deliver_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    text: Mapped[str] = mapped_column(String(4000))
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    deliver_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When the other side was told of it."""
