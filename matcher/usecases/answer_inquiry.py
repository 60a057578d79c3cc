"""Write in a thread, look after it, close it."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Role
from matcher.office_hours import answer_expected, next_opening
from matcher.store import tables
from matcher.store.actors import actors
from matcher.store.inquiry_list import ADDRESSED_ROLE, readable_by
from matcher.store.tables.inquiries import Addressee, InquiryState
from matcher.store.unit import Unit
from matcher.usecases.ask_partner import OUTSIDE, check_text
from matcher.usecases.deliver_messages import write_message
from matcher.usecases.once import once
from matcher.usecases.permission import require
from matcher.usecases.require_nobody_named import require_nobody_named
from matcher.usecases.work import Work


def answer_inquiry(work: Work, actor: Actor, inquiry_id: int, text: str, *, submission: str) -> None:
    """The asker asks further, or whoever is asked answers; the first who answers looks after the thread.

    Raises:
        InvalidInputError: at `text`.
        ConflictError: the thread is closed.
        NotFoundError: there is no such thread for the actor, or they only look on.

    """
    written = text.strip()
    check_text("text", written, 4000)
    with work.unit(actor) as unit:
        row = _open_thread(unit, actor, inquiry_id)
        by_asker = row.asked_by == actor.id
        if not by_asker and ADDRESSED_ROLE[row.addressee] not in actor.roles:
            raise _unknown()
        if not once(unit, submission, actor.id):
            return
        _keep_people_out(unit, actor, row, written)
        if by_asker:
            row.state = InquiryState.OPEN
            row.expected_at = answer_expected(next_opening(unit.at))
        else:
            row.state = InquiryState.ANSWERED
            row.owner_id = row.owner_id or actor.id
        write_message(unit, row, written, by_asker=by_asker)
        unit.record("answer_inquiry", "inquiry", inquiry_id)


def own_inquiry(work: Work, actor: Actor, inquiry_id: int) -> None:
    """The actor looks after it from now on."""
    with work.unit(actor) as unit:
        row = _open_thread(unit, actor, inquiry_id)
        if ADDRESSED_ROLE[row.addressee] not in actor.roles:
            raise _unknown()
        if row.owner_id != actor.id:
            row.owner_id = actor.id
            unit.record("own_inquiry", "inquiry", inquiry_id)


def close_inquiry(work: Work, actor: Actor, inquiry_id: int) -> None:
    """Asker or whoever looks after it: nothing more to say."""
    with work.unit(actor) as unit:
        row = _open_thread(unit, actor, inquiry_id)
        if actor.id not in {row.asked_by, row.owner_id}:
            raise _unknown()
        row.state, row.closed_at = InquiryState.CLOSED, unit.at
        unit.record("close_inquiry", "inquiry", inquiry_id)


def _keep_people_out(unit: Unit, actor: Actor, row: tables.Inquiry, text: str) -> None:
    """Where somebody reads along who must not learn of people."""
    asker = actors(unit.session, [row.asked_by]).get(row.asked_by)
    outside = asker is not None and bool(asker.roles & OUTSIDE)
    if row.addressee is Addressee.AGS or outside or (actor.roles & OUTSIDE and Role.COORDINATOR not in actor.roles):
        require_nobody_named(unit, actor, {"text": text})


def _open_thread(unit: Unit, actor: Actor, inquiry_id: int) -> tables.Inquiry:
    require(actor, Action.EXCHANGE)
    query = select(tables.Inquiry).where(tables.Inquiry.id == inquiry_id, readable_by(actor, unit.at))
    row = unit.session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise _unknown()
    if row.state is InquiryState.CLOSED:
        raise ConflictError(
            "Diese Frage ist abgeschlossen. Bitte eine neue stellen.",
            "This question is closed. Please ask a new one.",
        )
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("Diese Frage gibt es hier nicht.", "There is no such question here.")
