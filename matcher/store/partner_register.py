"""The register of partner organisations and the people to talk to there (5)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store import tables


def places(session: Session) -> dict[int, str]:
    """Organisations to choose from, by name."""
    place = tables.Organisation
    query = select(place.id, place.name).order_by(place.name, place.id)
    return {row.id: row.name for row in session.execute(query)}
