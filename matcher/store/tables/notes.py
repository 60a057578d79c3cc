"""Notes on proposals, vacancies and placements: appended, never edited; the employer service reads `ags_note`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base

_ONE = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ("entry_id", "vacancy_id", "placement_id"))


class Note(Base):
    """One note about one thing. Triggers refuse every change but taking its text away."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(f"{_ONE} = 1", name="about_one"),
        CheckConstraint("placement_id IS NULL OR NOT for_ags", name="placement_inside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("shortlist_entry.id"), index=True)
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), index=True)
    text: Mapped[str | None] = mapped_column(String(1000))
    """None: taken away by its author or the coordinator."""
    for_ags: Mapped[bool]
    """Whether the employer service may read it while it may see what the note is about."""
    mentions: Mapped[list[Any]]
    """Roles that were told of it."""
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
