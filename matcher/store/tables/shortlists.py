"""What the employer service may see: openings, releases that rest on them, and their reviews.

Triggers of the migration refuse a release that rests on no valid clearance and consent, and take
releases back when what they rest on falls; the employer service reads `ags_entry`, a view that asks
everything again as of today.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class Opening(Base):
    """The gate's yes for one person and one vacancy, as a half-open window of days."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("open_until IS NULL OR open_from < open_until", name="window"),
        Index(
            "uq_opening_standing",
            "participant_id",
            "vacancy_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("clearance_decision.id"), index=True)
    open_from: Mapped[date]
    open_until: Mapped[date | None]
    pack: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Shortlist(Base):
    """The entries that one release put before the employer service."""

    __tablename__ = "shortlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    criteria_id: Mapped[int] = mapped_column(ForeignKey("criteria_version.id"))
    released_at: Mapped[datetime]
    released_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class EntryState(StrEnum):
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class ShortlistEntry(Base):
    """One released person; pins opening (hence clearance), consent, criteria and run."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (
        UniqueConstraint("shortlist_id", "participant_id"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawal"),
        Index(
            "uq_shortlist_entry_standing",
            "vacancy_id",
            "participant_id",
            unique=True,
            sqlite_where=text("state = 'released'"),
            postgresql_where=text("state = 'released'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlist.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("data_consent.id"), index=True)
    rank: Mapped[int]
    score: Mapped[float]
    score_low: Mapped[float]
    score_high: Mapped[float]
    contributions: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]
    state: Mapped[EntryState] = mapped_column(coded(EntryState, "state"), default=EntryState.RELEASED)
    released_at: Mapped[datetime]
    released_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]


class Verdict(Labelled):
    SUITABLE = "suitable", "geeignet", "suitable"
    NOT_SUITABLE = "not_suitable", "nicht geeignet", "not suitable"
    PROPOSED = "proposed", "dem Betrieb vorgeschlagen", "proposed to the employer"


class VerdictReason(Labelled):
    """Why an entry is not suitable: about the job's needs, never about the person's traits."""

    LANGUAGE = "language", "Deutsch reicht noch nicht", "German not yet enough"
    SKILLS = "skills", "Fachkenntnisse fehlen", "skills missing"
    RECOGNITION = "recognition", "Anerkennung fehlt", "recognition missing"
    HOURS = "hours", "Arbeitszeit passt nicht", "hours do not fit"
    COMMUTE = "commute", "Weg zu weit", "too far"
    LICENCE = "licence", "Führerschein fehlt", "licence missing"
    EMPLOYER = "employer", "Betrieb sucht anders", "employer looks for something else"
    OTHER = "other", "anderer Grund", "another reason"


class Review(Base):
    """One decision on an entry; the newest that is not undone counts, all stay."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("verdict <> 'not_suitable' OR reason IS NOT NULL", name="reasoned"),
        Index(
            "uq_review_standing",
            "entry_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("shortlist_entry.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(coded(Verdict, "verdict"))
    reason: Mapped[VerdictReason | None] = mapped_column(coded(VerdictReason, "reason"))
    note: Mapped[str | None] = mapped_column(String(500))
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]
    """Set when a later review replaces this one or its author undoes it."""
