"""An account has read its messages; of a role's messages, one reader is enough."""

from __future__ import annotations

from sqlalchemy import update

from matcher.access import Actor
from matcher.store import tables
from matcher.store.notifications import addressed_to
from matcher.usecases.work import Work


def read_notifications(work: Work, actor: Actor, *, message_id: int | None = None, up_to: int | None = None) -> int:
    """Marks one message, or every one up to this id; how many were unread. Others' messages stay as they are."""
    row = tables.Notification
    which = row.id == message_id if message_id is not None else row.id <= (up_to or 0)
    with work.unit(actor) as unit:
        done = unit.session.scalars(
            update(row)
            .where(addressed_to(actor), row.read_at.is_(None), which)
            .values(read_at=unit.at)
            .returning(row.id)
            .execution_options(synchronize_session=False)
        ).all()
        return len(done)
