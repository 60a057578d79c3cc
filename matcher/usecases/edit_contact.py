"""Enter somebody to talk to, change what stands of them, and say who is responsible once they are not (7(7))."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.tables.partners import PartnerEvent
from matcher.store.unit import Unit
from matcher.usecases.begin_edit import Revision
from matcher.usecases.edit_organisation import require_version
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.partner_entry import ContactEntry, checked, differences, keep_change
from matcher.usecases.permission import require
from matcher.usecases.tell_concerned import tell_concerned
from matcher.usecases.work import Work


def add_contact(work: Work, actor: Actor, organisation_id: int, entry: ContactEntry, *, submission: str) -> int:
    """Their id; whom it concerns is told.

    Raises:
        InvalidInputError: names the field.
        NotFoundError: there is no such organisation.

    """
    require(actor, Action.EDIT_PARTNERS)
    values = checked(entry)
    with work.unit(actor) as unit:
        place = _place(unit, organisation_id)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["contact"])
        row = tables.Contact(organisation_id=organisation_id, **values, created_at=unit.at, created_by=actor.id)
        unit.session.add(row)
        unit.session.flush()
        keep_change(unit, organisation_id, row.id, PartnerEvent.ADDED, differences(None, values))
        remember(unit, submission, actor.id, contact=row.id)
        unit.record("add_contact", "organisation", organisation_id, contact=row.id)
        tell_concerned(unit, place, row.id)
        return row.id


def edit_contact(work: Work, actor: Actor, contact_id: int, entry: ContactEntry, *, revision: Revision) -> None:
    """Folders show the new state at once; what stood before is kept, and whom it concerns is told.

    Raises:
        InvalidInputError: names the field.
        ConflictError: somebody else has saved meanwhile.

    """
    require(actor, Action.EDIT_PARTNERS)
    values = checked(entry)
    with work.unit(actor) as unit:
        row = locked_contact(unit, contact_id)
        if not once(unit, revision.submission, actor.id):
            return
        require_version(row, revision)
        changed = differences(row, values)
        if not changed:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        unit.session.flush()
        keep_change(unit, row.organisation_id, row.id, PartnerEvent.CHANGED, changed)
        unit.record("edit_contact", "organisation", row.organisation_id, contact=row.id, fields=sorted(changed))
        tell_concerned(unit, _place(unit, row.organisation_id), row.id)


def leave_contact(work: Work, actor: Actor, contact_id: int, *, successor_id: int | None, submission: str) -> int:
    """From today somebody else is responsible, or nobody is named yet; how many folders changed.

    Raises:
        InvalidInputError: the successor is nobody of that organisation, or not responsible either.
        ConflictError: they have left already.

    """
    require(actor, Action.EDIT_PARTNERS)
    with work.unit(actor) as unit:
        row = locked_contact(unit, contact_id)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["folders"])
        if row.left_on is not None:
            raise ConflictError(
                "Diese Person ist schon nicht mehr zuständig.", "This person is no longer responsible already."
            )
        successor = _successor(unit, row, successor_id)
        place = _place(unit, row.organisation_id)
        tell_concerned(unit, place, row.id)
        row.left_on, row.successor_id, row.version = unit.today, successor_id, row.version + 1
        unit.session.flush()
        folders = _hand_over(unit, row.id, successor_id)
        told = {"name": [row.name, successor.name if successor is not None else None]}
        keep_change(unit, row.organisation_id, row.id, PartnerEvent.LEFT, told)
        remember(unit, submission, actor.id, folders=folders)
        unit.record("leave_contact", "organisation", row.organisation_id, contact=row.id, successor=successor_id)
        return folders


def locked_contact(unit: Unit, contact_id: int) -> tables.Contact:
    row = unit.session.get(tables.Contact, contact_id, with_for_update=True)
    if row is None:
        raise NotFoundError("Diesen Ansprechpartner gibt es nicht.", "There is no such contact.")
    return row


def _successor(unit: Unit, row: tables.Contact, successor_id: int | None) -> tables.Contact | None:
    if successor_id is None:
        return None
    found = unit.session.get(tables.Contact, successor_id)
    if found is None or found.id == row.id or found.left_on or found.organisation_id != row.organisation_id:
        raise InvalidInputError(
            "successor", "Bitte jemanden aus der Liste wählen.", "Please choose somebody from the list."
        )
    return found


def _hand_over(unit: Unit, contact_id: int, successor_id: int | None) -> int:
    """Open folders name the successor from now on; where there is none, nobody."""
    named = tables.PersonContact
    standing = unit.session.scalars(
        select(named).where(named.contact_id == contact_id, named.ended_at.is_(None)).order_by(named.id)
    ).all()
    for one in standing:
        one.ended_at, one.ended_by = unit.at, unit.actor_id
    unit.session.flush()
    if successor_id is not None:
        unit.session.add_all(
            named(
                participant_id=one.participant_id,
                contact_id=successor_id,
                topic=one.topic,
                set_at=unit.at,
                set_by=unit.actor_id,
            )
            for one in standing
        )
        unit.session.flush()
    return len(standing)


def _place(unit: Unit, organisation_id: int) -> tables.Organisation:
    row = unit.session.get(tables.Organisation, organisation_id)
    if row is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such organisation.")
    return row
