"""Who stood at the top of the lists on a day, by group: for the audit alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class ExposureSnapshot(Base):
    """One day's shares at the top; small cells are hidden before it is written, so no row tells of one person."""

    __tablename__ = "exposure_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(unique=True)
    lists: Mapped[int]
    """Open vacancies whose current list was counted."""
    result: Mapped[dict[str, Any]]
    """As `matcher.exposure.Exposure.to_dict` writes it."""
    taken_at: Mapped[datetime]
