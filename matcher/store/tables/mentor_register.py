"""What is known of a mentor: languages, place, trainings; how many people they can accompany is `MentorLimit`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class MentorProfile(Base):
    __tablename__ = "mentor_profile"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    languages: Mapped[list[Any]]
    """ISO 639 codes of languages other than German."""
    postcode: Mapped[str | None] = mapped_column(String(5))
    area: Mapped[str | None] = mapped_column(String(200))
    """Places where they are willing to go, in their words."""
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class MentorTraining(Base):
    """A training that a mentor took part in (3)."""

    __tablename__ = "mentor_training"
    __table_args__ = (CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
