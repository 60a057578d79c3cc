"""How the system is: whether the database answers, what waits, what has failed; never what a case is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from matcher.store import tables
from matcher.store.audit import unsealed
from matcher.store.mails import TroubledMail, count_waiting_mails, troubled_mails
from matcher.store.migrate import newest_revision, revision_of
from matcher.store.session import Database
from matcher.store.staleness import count_stale, given_up
from matcher.store.tables.vacancies import VacancyState


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A vacancy that no worker tries any more."""

    reference: str
    error: str
    """Class of the last failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    backend: str
    revision: str | None
    newest_revision: str | None
    open_vacancies: int
    stale: int
    given_up: tuple[GivenUp, ...]
    unsealed: int
    """Audit rows that are not chained yet; a running worker seals each second."""
    mails_waiting: int
    mails_troubled: tuple[TroubledMail, ...]


def health_of(database: Database, on: date) -> Health:
    with database.reading() as session:
        rankings = select(func.count()).select_from(tables.Vacancy).where(tables.Vacancy.state == VacancyState.OPEN)
        return Health(
            backend="SQLite" if database.is_sqlite else "PostgreSQL",
            revision=revision_of(database),
            newest_revision=newest_revision(),
            open_vacancies=session.scalar(rankings) or 0,
            stale=count_stale(session, on),
            given_up=tuple(GivenUp(reference=reference, error=error) for _, reference, error in given_up(session)),
            unsealed=unsealed(session),
            mails_waiting=count_waiting_mails(session),
            mails_troubled=troubled_mails(session),
        )


def is_reachable(database: Database) -> bool:
    """Whether the database answers at all."""
    try:
        with database.reading() as session:
            session.scalar(select(1))
    except SQLAlchemyError:
        return False
    return True
