"""Criteria before they are in force: drafts, and what a draft would do to all open vacancies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class DraftState(Labelled):
    DRAFT = "draft", "in Arbeit", "in progress"
    PROPOSED = "proposed", "zur Freigabe vorgelegt", "submitted for approval"
    ACTIVATED = "activated", "in Kraft gesetzt", "put in force"
    DISCARDED = "discarded", "verworfen", "discarded"


class CriteriaDraft(Base):
    """Criteria that somebody works on; `revision` counts the saves, so that no save hides another."""

    __tablename__ = "criteria_draft"
    __table_args__ = (CheckConstraint("(state = 'activated') = (version_id IS NOT NULL)", name="version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(500))
    content: Mapped[dict[str, Any]]
    based_on: Mapped[int]
    """Number of the version that was in force when the draft was begun or last compared."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    state: Mapped[DraftState] = mapped_column(coded(DraftState, "state"))
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    """Whoever changed the content last may not put it in force while somebody else could."""
    proposed_at: Mapped[datetime | None]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("criteria_version.id"))
    learned: Mapped[dict[str, Any] | None]
    """What the weights were learned from and how sure they are, where the draft began as such a proposal."""


class TrialState(Labelled):
    WAITING = "waiting", "wartet", "waiting"
    DONE = "done", "fertig", "done"
    FAILED = "failed", "fehlgeschlagen", "failed"


class CriteriaTrial(Base):
    """One draft tried on all open vacancies; a worker that holds the lease computes it."""

    __tablename__ = "criteria_trial"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result"),
        CheckConstraint("done <= total", name="progress"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("criteria_draft.id"), index=True)
    revision: Mapped[int]
    against: Mapped[int]
    """Number of the version that the draft is compared with."""
    content: Mapped[dict[str, Any]]
    state: Mapped[TrialState] = mapped_column(coded(TrialState, "state"))
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(200))
    """Class of the last failure, never its message."""
    result: Mapped[dict[str, Any] | None]
