"""What was done for a person, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.activities import ActivityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    id: int
    kind: ActivityKind
    done_on: date
    place: str | None
    note: str | None
    by: str


def activities_of(session: Session, participant_id: int, *, limit: int) -> tuple[Done, ...]:
    """Records that were not taken back."""
    activity, place, account = tables.Activity, tables.Organisation, tables.Account
    rows = session.execute(
        select(activity, place.name.label("place"), account.name.label("by"))
        .outerjoin(place, place.id == activity.organisation_id)
        .join(account, account.id == activity.recorded_by)
        .where(activity.participant_id == participant_id, activity.undone_at.is_(None))
        .order_by(activity.done_on.desc(), activity.id.desc())
        .limit(limit)
    )
    return tuple(
        Done(id=row.id, kind=row.kind, done_on=row.done_on, place=where, note=row.note, by=by)
        for row, where, by in rows
    )
