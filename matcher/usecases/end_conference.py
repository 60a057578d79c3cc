"""Close a meeting that was held, or call one off."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.conferences import ConferenceState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.fill_agenda import planned_conference
from matcher.usecases.work import Work


def end_conference(work: Work, actor: Actor, conference_id: int) -> None:
    """What was written down stays as it is from now on; tasks go on.

    Raises:
        ConflictError: it has not begun yet, or is over already.

    """
    with work.unit(actor) as unit:
        row = planned_conference(unit, actor, conference_id)
        if row.starts_at > unit.at:
            raise ConflictError(
                "Diese Besprechung hat noch nicht begonnen. Sie lässt sich absagen, aber noch nicht abschließen.",
                "This meeting has not begun yet. It can be cancelled, but not closed.",
            )
        row.state, row.ended_at = ConferenceState.HELD, unit.at
        unit.record("end_conference", "conference", conference_id)


def cancel_conference(work: Work, actor: Actor, conference_id: int) -> None:
    """Guests are told."""
    with work.unit(actor) as unit:
        row = planned_conference(unit, actor, conference_id)
        row.state, row.ended_at = ConferenceState.CANCELLED, unit.at
        guest = tables.ConferenceGuest
        for account_id in unit.session.scalars(select(guest.account_id).where(guest.conference_id == conference_id)):
            if account_id != actor.id:
                unit.notify(NotificationKind.CONFERENCE_CANCELLED, ("conference", conference_id), account=account_id)
        unit.record("cancel_conference", "conference", conference_id)
