"""Criteria, the runs made under them, and what a run says of each person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Mode
from matcher.store.base import Base, coded


class CriteriaState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


class CriteriaVersion(Base):
    """Weights and filters as the coordinator set them; exactly one version is active."""

    __tablename__ = "criteria_version"
    __table_args__ = (
        Index(
            "uq_criteria_version_active",
            "state",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]
    state: Mapped[CriteriaState] = mapped_column(coded(CriteriaState, "state"))
    comment: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    activated_at: Mapped[datetime | None]
    activated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    alone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """No second person was there to activate it."""


class Run(Base):
    """One ranking of one vacancy, published whole or not at all (I6: ranked + excluded = pool)."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("ranked + excluded = pool", name="complete"),
        Index("ix_run_vacancy_id_id", "vacancy_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    generation: Mapped[int]
    change_number: Mapped[int]
    criteria_id: Mapped[int] = mapped_column(ForeignKey("criteria_version.id"))
    pack: Mapped[str] = mapped_column(String(40))
    on_date: Mapped[date]
    pool: Mapped[int]
    ranked: Mapped[int]
    excluded: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """Hash of what the run says; a renewed ranking that says the same leaves no new run."""
    rest: Mapped[bytes] = mapped_column(LargeBinary)
    """Order behind the stored rows with scores, as `matcher.store.blobs` packs it."""
    kept_back: Mapped[bytes] = mapped_column(LargeBinary)
    """Everybody who is not ranked, with all their reasons, as `matcher.store.blobs` packs them."""
    reason_counts: Mapped[dict[str, Any]]
    """How many each first reason keeps back."""
    free: Mapped[int]
    """Of the places with reasons, those whose people the gate let through."""
    waits: Mapped[bytes] = mapped_column(LargeBinary)
    """Whom nothing but the authority's answer keeps back, as `matcher.store.blobs` packs ids."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]


class RankingRow(Base):
    """One of a run's first rows, with its reasons."""

    __tablename__ = "ranking_row"
    __table_args__ = (
        UniqueConstraint("run_id", "rank"),
        UniqueConstraint("run_id", "participant_id"),
        CheckConstraint("score_low <= score AND score <= score_high", name="interval"),
        CheckConstraint("score_low >= 0 AND score_high <= 1", name="scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    rank: Mapped[int]
    score: Mapped[float]
    score_low: Mapped[float]
    score_high: Mapped[float]
    contributions: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]
    """Reasons in words: `{"de": [...], "en": [...], "question": {...}, "next": {...}, "change": {...}}`."""
    mode: Mapped[Mode] = mapped_column(coded(Mode, "mode"))
    blocked_by: Mapped[str | None] = mapped_column(String(32))
    """What keeps the row from the employer service; NULL: may be released."""
