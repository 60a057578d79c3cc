"""Messages of a thread reach the other side: at once in office hours, else at the next opening (7(4))."""

from __future__ import annotations

from sqlalchemy import select, update

from matcher.model import Role
from matcher.office_hours import next_opening
from matcher.store import tables
from matcher.store.inquiry_list import ADDRESSED_ROLE
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.work import Work


def write_message(unit: Unit, inquiry: tables.Inquiry, text: str, *, by_asker: bool) -> tables.InquiryMessage:
    """Keep the message; what is written to an office outside its hours waits. Askers are told at once."""
    row = tables.InquiryMessage(
        inquiry_id=inquiry.id,
        text=text,
        written_at=unit.at,
        written_by=unit.actor_id,
        deliver_at=next_opening(unit.at) if by_asker else unit.at,
    )
    if row.deliver_at <= unit.at:
        row.told_at = unit.at
        _tell(unit, inquiry, by_asker=by_asker)
    unit.session.add(row)
    unit.session.flush()
    return row


def deliver_messages(work: Work) -> int:
    """Tell of what waited for the opening, each message once; how many there were."""
    message = tables.InquiryMessage
    due = (message.told_at.is_(None), message.deliver_at <= work.clock.now())
    with work.reading() as session:
        if session.scalar(select(message.id).where(*due).limit(1)) is None:
            return 0
    with work.unit(None) as unit:
        delivered = unit.session.execute(
            update(message)
            .where(*due)
            .values(told_at=unit.at)
            .returning(message.inquiry_id, message.written_by)
            .execution_options(synchronize_session=False)
        ).all()
        for inquiry_id, written_by in delivered:
            inquiry = unit.session.get_one(tables.Inquiry, inquiry_id)
            _tell(unit, inquiry, by_asker=written_by == inquiry.asked_by)
        return len(delivered)


def _tell(unit: Unit, inquiry: tables.Inquiry, *, by_asker: bool) -> None:
    subject = ("inquiry", inquiry.id)
    if not by_asker:
        unit.notify(NotificationKind.INQUIRY_ANSWERED, subject, account=inquiry.asked_by)
    elif inquiry.owner_id is not None:
        unit.notify(NotificationKind.INQUIRY_ASKED, subject, account=inquiry.owner_id)
    else:
        role: Role = ADDRESSED_ROLE[inquiry.addressee]
        unit.notify(NotificationKind.INQUIRY_ASKED, subject, role=role)
