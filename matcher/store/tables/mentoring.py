"""How many people a mentor can accompany, and who stands in while they are away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class MentorLimit(Base):
    """How many mentorships at once; an account without a row has named no number."""

    __tablename__ = "mentor_limit"
    __table_args__ = (CheckConstraint("most BETWEEN 0 AND 50", name="most"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    most: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class MentorCover(Base):
    """From `begins_on` until the day before `until` the cover may do what the mentor may; then it is over by itself."""

    __tablename__ = "mentor_cover"
    __table_args__ = (
        CheckConstraint("begins_on < until", name="period"),
        CheckConstraint("mentor_id <> cover_id", name="somebody_else"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name="cancelling"),
        Index("ix_mentor_cover_mentor", "mentor_id", "until"),
        Index("ix_mentor_cover_cover", "cover_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cover_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    begins_on: Mapped[date]
    until: Mapped[date]
    named_at: Mapped[datetime]
    named_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
