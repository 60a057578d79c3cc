"""The register of partner organisations and the people to talk to there (5), with what changed (7(7))."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.partners import OrganisationKind, PartnerEvent

_CHANGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    id: int
    organisation_id: int
    name: str
    duty: str | None
    phone: str | None
    email: str | None
    hours: str | None
    version: int
    left_on: date | None
    successor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation with those who are responsible there now."""

    id: int
    name: str
    kind: OrganisationKind
    street: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    email: str | None
    hours: str | None
    version: int
    contacts: tuple[ContactLine, ...]
    former: tuple[ContactLine, ...]

    @property
    def address(self) -> str:
        town = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.street, town) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    event: PartnerEvent
    contact: str | None
    fields: dict[str, list[str | None]]
    at: datetime
    by: str


def list_places(session: Session, *, kind: OrganisationKind | None = None) -> tuple[Place, ...]:
    """Organisations by kind and name, in two queries."""
    place = tables.Organisation
    query = select(place) if kind is None else select(place).where(place.kind == kind)
    rows = session.scalars(query.order_by(place.name, place.id)).all()
    contacts = _contacts(session, [row.id for row in rows])
    order = list(OrganisationKind)
    return tuple(_place(row, contacts[row.id]) for row in sorted(rows, key=lambda row: order.index(row.kind)))


def place_of(session: Session, organisation_id: int) -> Place | None:
    row = session.get(tables.Organisation, organisation_id)
    return None if row is None else _place(row, _contacts(session, [row.id])[row.id])


def contact_line(session: Session, contact_id: int) -> ContactLine | None:
    row = session.get(tables.Contact, contact_id)
    return None if row is None else _line(row, None)


def changes_of(session: Session, organisation_id: int) -> tuple[Change, ...]:
    """What changed there, the newest first."""
    change, contact, account = tables.PartnerChange, tables.Contact, tables.Account
    rows = session.execute(
        select(change, contact.name.label("contact"), account.name.label("by"))
        .outerjoin(contact, contact.id == change.contact_id)
        .join(account, account.id == change.changed_by)
        .where(change.organisation_id == organisation_id)
        .order_by(change.id.desc())
        .limit(_CHANGES)
    )
    return tuple(
        Change(event=row.event, contact=name, fields=dict(row.fields), at=row.changed_at, by=by)
        for row, name, by in rows
    )


def places(session: Session) -> dict[int, str]:
    """Organisations to choose from, by name."""
    place = tables.Organisation
    query = select(place.id, place.name).order_by(place.name, place.id)
    return {row.id: row.name for row in session.execute(query)}


def contacts_to_name(session: Session) -> dict[int, str]:
    """Everybody who is responsible somewhere, as `Name, place`."""
    place, contact = tables.Organisation, tables.Contact
    query = (
        select(contact.id, contact.name, place.name.label("place"))
        .join(place, place.id == contact.organisation_id)
        .where(contact.left_on.is_(None))
        .order_by(place.name, contact.name, contact.id)
    )
    return {row.id: f"{row.name}, {row.place}" for row in session.execute(query)}


def _contacts(session: Session, organisation_ids: list[int]) -> defaultdict[int, list[ContactLine]]:
    contact = tables.Contact
    rows = session.scalars(
        select(contact).where(contact.organisation_id.in_(organisation_ids)).order_by(contact.name, contact.id)
    ).all()
    names = {row.id: row.name for row in rows}
    found: defaultdict[int, list[ContactLine]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(_line(row, names.get(row.successor_id or 0)))
    return found


def _line(row: tables.Contact, successor: str | None) -> ContactLine:
    return ContactLine(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        duty=row.duty,
        phone=row.phone,
        email=row.email,
        hours=row.hours,
        version=row.version,
        left_on=row.left_on,
        successor=successor,
    )


def _place(row: tables.Organisation, contacts: list[ContactLine]) -> Place:
    return Place(
        id=row.id,
        name=row.name,
        kind=row.kind,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        phone=row.phone,
        email=row.email,
        hours=row.hours,
        version=row.version,
        contacts=tuple(line for line in contacts if line.left_on is None),
        former=tuple(line for line in contacts if line.left_on is not None),
    )
