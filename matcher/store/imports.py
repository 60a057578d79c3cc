"""Imports of vacancies as their pages show them, and what an import is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.store.tables.vacancies import VacancyState
from matcher.store.vacancies import VacancyLine, lines_of

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One import in the list of those of an account."""

    id: int
    file_name: str
    state: ImportState
    uploaded_at: datetime
    expires_at: datetime
    vacancies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A vacancy that stands already and may be the same as one in the file."""

    reference: str
    title: str
    employer: str
    own: bool


def list_imports(session: Session, actor: Actor) -> tuple[ImportLine, ...]:
    """The account's latest imports, the newest first."""
    row = tables.VacancyImport
    many = (
        select(func.count())
        .select_from(tables.ImportedVacancy)
        .where(tables.ImportedVacancy.import_id == row.id)
        .scalar_subquery()
    )
    query = (
        select(row.id, row.file_name, row.state, row.uploaded_at, row.expires_at, many)
        .where(row.account_id == actor.id)
        .order_by(row.id.desc())
        .limit(_SHOWN)
    )
    return tuple(
        ImportLine(id=id_, file_name=name, state=state, uploaded_at=uploaded, expires_at=expires, vacancies=vacancies)
        for id_, name, state, uploaded, expires, vacancies in session.execute(query)
    )


def find_import(session: Session, actor: Actor, import_id: int) -> tables.VacancyImport | None:
    """The import with its file, if it is the actor's own."""
    query = select(tables.VacancyImport).where(
        tables.VacancyImport.id == import_id, tables.VacancyImport.account_id == actor.id
    )
    return session.scalars(query).one_or_none()


def imported_lines(session: Session, import_id: int) -> tuple[VacancyLine, ...]:
    """The vacancies that this import handed in, in the order of the file."""
    query = select(tables.ImportedVacancy.vacancy_id).where(tables.ImportedVacancy.import_id == import_id)
    return lines_of(session, session.scalars(query.order_by(tables.ImportedVacancy.place)).all())


def known_vacancies(session: Session, actor: Actor) -> tuple[Known, ...]:
    """Every vacancy that is not closed, the newest first."""
    query = (
        select(
            tables.Vacancy.reference,
            tables.Vacancy.title,
            tables.Employer.name,
            tables.Vacancy.acquired_by,
        )
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(tables.Vacancy.state != VacancyState.CLOSED)
        .order_by(tables.Vacancy.id.desc())
    )
    return tuple(
        Known(reference=reference, title=title, employer=employer, own=acquired_by == actor.id)
        for reference, title, employer, acquired_by in session.execute(query)
    )


def known_firms(session: Session) -> tuple[str, ...]:
    return tuple(session.scalars(select(tables.Employer.name).distinct().order_by(tables.Employer.name)))
