"""Close what the clock has ended, and say so to those who could see it (I10)."""

from __future__ import annotations

from sqlalchemy import select

from matcher.store import tables
from matcher.usecases.redecide import close_ended
from matcher.usecases.work import Work


def close_expired(work: Work) -> int:
    """No opening stands past its last day and every holder is told "withdrawn" once; how many were closed.

    Nothing was shown meanwhile: the employer service's view asks for today by itself.
    """
    with work.reading() as session:
        people = session.scalars(
            select(tables.Opening.participant_id)
            .where(tables.Opening.closed_at.is_(None), tables.Opening.open_until <= work.clock.today())
            .distinct()
            .order_by(tables.Opening.participant_id)
        ).all()
    return sum(_close(work, participant_id) for participant_id in people)


def _close(work: Work, participant_id: int) -> int:
    with work.unit(None) as unit:
        unit.lock_participant(participant_id)
        closed = close_ended(unit, participant_id)
        if closed:
            unit.record("close_expired", "participant", participant_id, openings=closed)
        return closed
