"""One vacancy with its ranking, and whether that is being made anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Cefr, Kind
from matcher.store import tables
from matcher.store.ranked_runs import Asked, RankedRun, ranked_run
from matcher.store.staleness import MOST_ATTEMPTS, is_stale
from matcher.store.tables.vacancies import VacancyState


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """Whether the list is about to be made anew, or whether the workers have stopped trying."""

    renewing: bool
    given_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A vacancy with its current run, if it has one."""

    vacancy_id: int
    reference: str
    title: str
    employer: str
    city: str | None
    kind: Kind | None
    places: int
    starts_on: date | None
    hours: float | None
    german_min: Cefr | None
    open: bool
    l2_before_release: bool
    renewal: Renewal
    run: RankedRun | None


def ranking_of(session: Session, reference: str, on: date, asked: Asked) -> Ranking | None:
    """The vacancy under this reference, with its current run."""
    found = session.execute(
        select(tables.Vacancy, tables.Employer.name)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(tables.Vacancy.reference == reference)
    ).one_or_none()
    if found is None:
        return None
    row, employer = found
    return Ranking(
        vacancy_id=row.id,
        reference=row.reference,
        title=row.title,
        employer=employer,
        city=row.city,
        kind=row.kind,
        places=row.places,
        starts_on=row.starts_on,
        hours=row.hours,
        german_min=row.german_min,
        open=row.state is VacancyState.OPEN,
        l2_before_release=row.l2_before_release,
        renewal=Renewal(renewing=is_stale(session, row.id, on), given_up=row.attempts >= MOST_ATTEMPTS),
        run=ranked_run(session, row.id, asked),
    )


def renewal_of(session: Session, reference: str, on: date) -> Renewal | None:
    """How the vacancy's list is coming along; small enough to be asked every two seconds."""
    row = session.execute(
        select(tables.Vacancy.id, tables.Vacancy.attempts).where(tables.Vacancy.reference == reference)
    ).one_or_none()
    if row is None:
        return None
    return Renewal(renewing=is_stale(session, row.id, on), given_up=row.attempts >= MOST_ATTEMPTS)


def vacancy_under(session: Session, reference: str) -> int | None:
    """Row id of the vacancy under this reference."""
    return session.scalar(select(tables.Vacancy.id).where(tables.Vacancy.reference == reference))
