"""The mentorship of a person that has not ended."""

from __future__ import annotations

from sqlalchemy import select

from matcher.store import tables
from matcher.store.unit import Unit


def current_mentorship(unit: Unit, participant_id: int) -> tables.Mentorship | None:
    """The row, for whoever holds the person's lock."""
    mentorship = tables.Mentorship
    query = select(mentorship).where(mentorship.participant_id == participant_id, mentorship.ended_on.is_(None))
    return unit.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
