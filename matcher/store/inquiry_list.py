"""Questions between the partners, for whoever asked, is asked, or steers the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from matcher.access import Actor
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.inquiries import Addressee, InquiryState, InquiryTopic

ADDRESSED_ROLE: Final = MappingProxyType({Addressee.AGS: Role.AGS, Addressee.COORDINATOR: Role.COORDINATOR})
_MOST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryLine:
    id: int
    addressee: Addressee
    topic: InquiryTopic
    subject: str
    state: InquiryState
    asked_at: datetime
    asked_by: int
    asker: str
    owner_id: int | None
    owner: str | None
    expected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    text: str
    at: datetime
    by_id: int
    by: str
    waits_until: datetime | None
    """Where it has not reached the other side yet: when it will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    line: InquiryLine
    messages: tuple[Written, ...]


def readable_by(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Condition on `inquiry`: the actor asked, or is asked and something has reached them; the coordinator sees all."""
    row = tables.Inquiry
    if Role.COORDINATOR in actor.roles:
        arrived = or_(row.addressee != Addressee.COORDINATOR, _arrived(now))
        return or_(row.asked_by == actor.id, arrived)
    asked = [addressee for addressee, role in ADDRESSED_ROLE.items() if role in actor.roles]
    return or_(row.asked_by == actor.id, and_(row.addressee.in_(asked), _arrived(now)) if asked else false())


def list_inquiries(session: Session, actor: Actor, now: datetime) -> tuple[InquiryLine, ...]:
    """Open ones first, the longest awaited at the top; closed ones last."""
    order = list(InquiryState)
    rows = session.execute(
        _lines().where(readable_by(actor, now)).order_by(tables.Inquiry.asked_at.desc()).limit(_MOST)
    )
    lines = [_line(row) for row in rows]
    return tuple(sorted(lines, key=lambda line: (order.index(line.state), line.expected_at, line.id)))


def thread_of(session: Session, actor: Actor, inquiry_id: int, now: datetime) -> Thread | None:
    """The thread; a message that still waits is shown to its writer's side alone."""
    row = session.execute(_lines().where(tables.Inquiry.id == inquiry_id, readable_by(actor, now))).one_or_none()
    if row is None:
        return None
    line = _line(row)
    message, account = tables.InquiryMessage, tables.Account
    waits = true() if actor.id == line.asked_by else message.deliver_at <= now
    written = session.execute(
        select(message, account.name)
        .join(account, account.id == message.written_by)
        .where(message.inquiry_id == inquiry_id, waits)
        .order_by(message.id)
    )
    return Thread(
        line=line,
        messages=tuple(
            Written(
                text=one.text,
                at=one.written_at,
                by_id=one.written_by,
                by=name,
                waits_until=one.deliver_at if one.deliver_at > now else None,
            )
            for one, name in written
        ),
    )


def _arrived(now: datetime) -> ColumnElement[bool]:
    message = tables.InquiryMessage
    return exists().where(message.inquiry_id == tables.Inquiry.id, message.deliver_at <= now)


def _lines() -> Select[*tuple[Any, ...]]:
    row, asker, owner = tables.Inquiry, aliased(tables.Account), aliased(tables.Account)
    return (
        select(row, asker.name.label("asker"), owner.name.label("owner"))
        .join(asker, asker.id == row.asked_by)
        .outerjoin(owner, owner.id == row.owner_id)
    )


def _line(found: Any) -> InquiryLine:
    row = found.Inquiry
    return InquiryLine(
        id=row.id,
        addressee=row.addressee,
        topic=row.topic,
        subject=row.subject,
        state=row.state,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        asker=found.asker,
        owner_id=row.owner_id,
        owner=found.owner,
        expected_at=row.expected_at,
    )
