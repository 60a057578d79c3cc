"""Covers of mentors who are away: those that run and those that are to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matcher.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    id: int
    mentor_id: int
    mentor: str
    cover_id: int
    cover: str
    begins_on: date
    until: date

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    def runs(self, on: date) -> bool:
        return self.begins_on <= on < self.until


def covers_from(session: Session, on: date, *, concerning: int | None = None) -> tuple[Cover, ...]:
    """Covers that are not over on that day, the soonest first; `concerning` one account, on either side."""
    row = tables.MentorCover
    mentor, cover = aliased(tables.Account), aliased(tables.Account)
    query = (
        select(row, mentor.name, cover.name)
        .join(mentor, mentor.id == row.mentor_id)
        .join(cover, cover.id == row.cover_id)
        .where(row.cancelled_at.is_(None), row.until > on)
        .order_by(row.begins_on, row.id)
    )
    if concerning is not None:
        query = query.where((row.mentor_id == concerning) | (row.cover_id == concerning))
    return tuple(
        Cover(
            id=found.id,
            mentor_id=found.mentor_id,
            mentor=away,
            cover_id=found.cover_id,
            cover=there,
            begins_on=found.begins_on,
            until=found.until,
        )
        for found, away, there in session.execute(query)
    )
