"""One person's mentorship as it stands, with how it was extended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    before: date
    after: date
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorshipRecord:
    id: int
    mentor_id: int
    mentor: str
    begins_on: date
    planned_end: date
    beyond_why: str | None
    extensions: tuple[Extension, ...]


def standing_mentorship(session: Session, participant_id: int) -> MentorshipRecord | None:
    """The mentorship that has not ended, in two queries."""
    mentorship, account, longer = tables.Mentorship, tables.Account, tables.MentorshipExtension
    found = session.execute(
        select(mentorship, account.name)
        .join(account, account.id == mentorship.mentor_id)
        .where(mentorship.participant_id == participant_id, mentorship.ended_on.is_(None))
    ).one_or_none()
    if found is None:
        return None
    row, name = found
    extensions = session.execute(
        select(longer, account.name)
        .join(account, account.id == longer.extended_by)
        .where(longer.mentorship_id == row.id)
        .order_by(longer.id)
    )
    return MentorshipRecord(
        id=row.id,
        mentor_id=row.mentor_id,
        mentor=name,
        begins_on=row.begins_on,
        planned_end=row.planned_end,
        beyond_why=row.beyond_why,
        extensions=tuple(
            Extension(
                before=item.planned_before,
                after=item.planned_after,
                why=item.why,
                by=by,
                at=item.extended_at,
            )
            for item, by in extensions
        ),
    )
