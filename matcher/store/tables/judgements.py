"""Pairs of vacancy and person that somebody has graded by hand, to hold rankings against."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class Judgement(Base):
    """How well a person fits a vacancy in a judge's eyes, 0 to 3; NULL takes the judge's former word back.

    Rows are appended; of one judge's rows on a pair the newest counts. No ranking reads them.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 3", name="grade"),
        Index("ix_judgement_judge", "judged_by", "vacancy_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    grade: Mapped[int | None]
    judged_at: Mapped[datetime]
    judged_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
