"""Warn before a mentorship ends: two months before, one month before, and when its time is over (8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matcher.clearance.periods import add_months
from matcher.mentoring import months_left
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.work import Work

_EARLIEST: Final = 2


def warn_mentorships(work: Work) -> int:
    """Mentor and coordinator are told, once for each step and planned end; how many warnings there were."""
    mentorship, warning = tables.Mentorship, tables.MentorshipWarning
    today = work.clock.today()
    with work.reading() as session:
        rows = session.execute(
            select(mentorship.id, mentorship.participant_id, mentorship.mentor_id, mentorship.planned_end)
            .where(mentorship.ended_on.is_(None), mentorship.planned_end <= add_months(today, _EARLIEST + 1))
            .order_by(mentorship.planned_end, mentorship.id)
        ).all()
        given = session.execute(select(warning.mentorship_id, warning.planned_end, warning.months_left))
        told = {(row.mentorship_id, row.planned_end, row.months_left) for row in given}
    due = [_Ending(*row, months_left(row.planned_end, today)) for row in rows]
    waiting = [
        one for one in due if one.left is not None and (one.mentorship_id, one.planned_end, one.left) not in told
    ]
    if not waiting:
        return 0
    with work.unit(None) as unit:
        return sum(_warn(unit, one) for one in waiting)


@dataclass(frozen=True, slots=True)
class _Ending:
    mentorship_id: int
    participant_id: int
    mentor_id: int
    planned_end: date
    left: int | None


def _warn(unit: Unit, one: _Ending) -> int:
    """1 where this warning had not been given; another worker may be at it."""
    try:
        with unit.session.begin_nested():
            unit.session.add(
                tables.MentorshipWarning(
                    mentorship_id=one.mentorship_id,
                    planned_end=one.planned_end,
                    months_left=one.left,
                    warned_at=unit.at,
                )
            )
    except IntegrityError:
        return 0
    subject = ("participant", one.participant_id)
    unit.notify(NotificationKind.MENTORSHIP_ENDING, subject, account=one.mentor_id)
    unit.notify(NotificationKind.MENTORSHIP_ENDING, subject, role=Role.COORDINATOR)
    return 1
