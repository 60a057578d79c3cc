"""Seal the audit rows that have gathered since the last time."""

from __future__ import annotations

from matcher.store.audit import seal, unsealed
from matcher.usecases.work import Work


def seal_audit(work: Work) -> int:
    """Every audit row committed before this call is chained; how many were."""
    with work.reading() as session:
        if not unsealed(session):
            return 0
    with work.database.writing() as session:
        sealed = seal(session)
        session.commit()
    return sealed
