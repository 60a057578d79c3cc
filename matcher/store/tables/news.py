"""News on law and procedures (5, 7(7)), and who has taken note of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class NewsKind(Labelled):
    LAW = "law", "Gesetz", "Law"
    PROCEDURE = "procedure", "Ablauf", "Procedure"
    PEOPLE = "people", "Zuständigkeit", "Responsibility"
    TRAINING = "training", "Schulung", "Training"


class News(Base):
    __tablename__ = "news"
    __table_args__ = (CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NewsKind] = mapped_column(coded(NewsKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(4000))
    valid_from: Mapped[date | None]
    roles: Mapped[list[Any]]
    """Roles that have to take note."""
    published_at: Mapped[datetime]
    published_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class NewsAcknowledgement(Base):
    __tablename__ = "news_acknowledgement"

    news_id: Mapped[int] = mapped_column(ForeignKey("news.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
