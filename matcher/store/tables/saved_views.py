"""Filters of a list that an account has given a name."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base, coded


class ListPage(StrEnum):
    """Lists whose filters can be kept."""

    VACANCIES = "vacancies"
    INBOX = "inbox"
    PROPOSALS = "proposals"


class SavedView(Base):
    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    page: Mapped[ListPage] = mapped_column(coded(ListPage, "page"))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
