"""Imports of people as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.imports import ImportState

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleImportLine:
    """One import in the list of those of an account."""

    id: int
    file_name: str
    state: ImportState
    uploaded_at: datetime
    people: int


def list_people_imports(session: Session, actor: Actor) -> tuple[PeopleImportLine, ...]:
    """The account's latest imports, the newest first."""
    row, imported = tables.PeopleImport, tables.ImportedPerson
    many = select(func.count()).select_from(imported).where(imported.import_id == row.id).scalar_subquery()
    query = (
        select(row.id, row.file_name, row.state, row.uploaded_at, many.label("people"))
        .where(row.account_id == actor.id)
        .order_by(row.id.desc())
        .limit(_SHOWN)
    )
    return tuple(PeopleImportLine(**item._mapping) for item in session.execute(query))  # noqa: SLF001 - how SQLAlchemy names a row's mapping


def find_people_import(session: Session, actor: Actor, import_id: int) -> tables.PeopleImport | None:
    """The import with its file, if it is the actor's own."""
    query = select(tables.PeopleImport).where(
        tables.PeopleImport.id == import_id, tables.PeopleImport.account_id == actor.id
    )
    return session.scalars(query).one_or_none()


def imported_people(session: Session, import_id: int) -> tuple[tuple[str, str], ...]:
    """Code and name of those whom the import took in and who are still there, in the order of the file."""
    person, identity, imported = tables.Participant, tables.Identity, tables.ImportedPerson
    rows = session.execute(
        select(person.code, identity.given_name, identity.family_name)
        .join(imported, imported.participant_id == person.id)
        .outerjoin(identity, identity.participant_id == person.id)
        .where(imported.import_id == import_id, person.removed_at.is_(None))
        .order_by(imported.place)
    )
    return tuple((row.code, f"{row.given_name or ''} {row.family_name or ''}".strip()) for row in rows)
