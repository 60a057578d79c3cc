"""Remind whoever asked the authority that a deadline is near."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.work import Work

BEFORE: Final = timedelta(days=3)


def remind_deadlines(work: Work) -> int:
    """Three days before its deadline the asker of each waiting request is told, once; how many were."""
    request = tables.ClearanceRequest
    today = work.clock.today()
    near = (
        request.state == RequestState.PENDING,
        request.reminded_at.is_(None),
        request.deadline >= today,
        request.deadline <= today + BEFORE,
    )
    with work.reading() as session:
        if session.scalar(select(request.id).where(*near).limit(1)) is None:
            return 0
    with work.unit(None) as unit:
        reminded = unit.session.execute(
            update(request)
            .where(*near)
            .values(reminded_at=unit.at)
            .returning(request.participant_id, request.asked_by)
            .execution_options(synchronize_session=False)
        ).all()
        for participant_id, asker in reminded:
            unit.notify(NotificationKind.DEADLINE_NEAR, ("participant", participant_id), account=asker)
        return len(reminded)
