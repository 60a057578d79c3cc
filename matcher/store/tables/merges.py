"""Two records that were one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class ParticipantMerge(Base):
    """A person's decision that two records are one human being; undone, never deleted."""

    __tablename__ = "participant_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> absorbed_id", name="two"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing"),
        Index(
            "uq_participant_merge_standing",
            "absorbed_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    absorbed_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    moved: Mapped[dict[str, Any]]
    """What the merge wrote and ended, by ids, so that it can be taken back."""
    merged_at: Mapped[datetime]
    merged_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
