"""Lists of rankings: open vacancies with the counts of their newest run, page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, case, exists, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.store import tables
from matcher.store.staleness import MOST_ATTEMPTS, stale
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState

PAGE_SIZE: Final = 25


class Show(StrEnum):
    """Which open vacancies a list shows."""

    ALL = "all"
    READY = "ready"
    RENEWING = "renewing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One open vacancy with the counts of its current run; None where it was never ranked."""

    reference: str
    title: str
    employer: str
    places: int
    renewing: bool
    given_up: bool
    pool: int | None
    ranked: int | None
    excluded: int | None
    ready: int
    """People whom the gate let through in this run and nobody has released."""
    released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    items: tuple[Line, ...]
    total: int
    page: int
    pages: int


def newest_run() -> ScalarSelect[int]:
    """Id of a vacancy's current run, beside the vacancy's row."""
    return _newest_of(tables.Vacancy.id).correlate(tables.Vacancy).scalar_subquery()


def _newest_of(vacancy_id: ColumnElement[int] | InstrumentedAttribute[int]) -> Select[int]:
    return select(func.max(tables.Run.id)).where(tables.Run.vacancy_id == vacancy_id)


def releasable() -> Subquery:
    """Per open vacancy with a list, its run and how many of its first places may be released and are not.

    The run knows how many the gate let through; only those that somebody has released are counted here.
    """
    vacancy, run, row, entry = tables.Vacancy, tables.Run, tables.RankingRow, tables.ShortlistEntry
    let_through = exists().where(
        row.run_id == _newest_of(entry.vacancy_id).correlate(entry).scalar_subquery(),
        row.participant_id == entry.participant_id,
        row.blocked_by.is_(None),
    )
    standing = (
        select(entry.vacancy_id, func.count().label("people"))
        .where(entry.state == EntryState.RELEASED, let_through)
        .group_by(entry.vacancy_id)
        .subquery()
    )
    people = run.free - func.coalesce(standing.c.people, 0)
    return (
        select(vacancy.id.label("vacancy_id"), run.id.label("run_id"), people.label("people"))
        .join(run, run.id == newest_run())
        .outerjoin(standing, standing.c.vacancy_id == vacancy.id)
        .where(vacancy.state == VacancyState.OPEN)
        .subquery()
    )


def list_rankings(session: Session, on: date, *, total: int, show: Show = Show.ALL, page: int = 1) -> Lines:
    """One page of open vacancies, those with the most people to release first; `total` as counted for this filter."""
    ready = releasable()
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = session.execute(_lines(ready, on, show).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    released = _released(session, [row.id for row in rows])
    return Lines(
        items=tuple(
            Line(
                reference=row.reference,
                title=row.title,
                employer=row.name,
                places=row.places,
                renewing=bool(row.renewing),
                given_up=row.attempts >= MOST_ATTEMPTS,
                pool=row.pool,
                ranked=row.ranked,
                excluded=row.excluded,
                ready=row.ready or 0,
                released=released.get(row.id, 0),
            )
            for row in rows
        ),
        total=total,
        page=page,
        pages=pages,
    )


def count_rankings(session: Session, on: date) -> dict[Show, int]:
    """How many open vacancies each filter would show."""
    ready = releasable()
    row = session.execute(
        select(*(func.count(case((_shown(ready, on, show), 1))) for show in Show))
        .select_from(tables.Vacancy)
        .outerjoin(ready, ready.c.vacancy_id == tables.Vacancy.id)
        .where(tables.Vacancy.state == VacancyState.OPEN)
    ).one()
    return dict(zip(Show, map(int, row), strict=True))


def _lines(ready: Subquery, on: date, show: Show) -> Select[*tuple[Any, ...]]:
    vacancy, run = tables.Vacancy, tables.Run
    return (
        select(
            vacancy.id,
            vacancy.reference,
            vacancy.title,
            tables.Employer.name,
            vacancy.places,
            vacancy.attempts,
            stale(on).label("renewing"),
            run.pool,
            run.ranked,
            run.excluded,
            ready.c.people.label("ready"),
        )
        .join(tables.Employer, tables.Employer.id == vacancy.employer_id)
        .outerjoin(ready, ready.c.vacancy_id == vacancy.id)
        .outerjoin(run, run.id == ready.c.run_id)
        .where(vacancy.state == VacancyState.OPEN, _shown(ready, on, show))
        .order_by(func.coalesce(ready.c.people, 0).desc(), vacancy.id)
    )


def _shown(ready: Subquery, on: date, show: Show) -> ColumnElement[bool]:
    if show is Show.READY:
        return ready.c.people > 0
    return stale(on) if show is Show.RENEWING else true()


def _released(session: Session, vacancy_ids: Collection[int]) -> dict[int, int]:
    entry = tables.ShortlistEntry
    rows = session.execute(
        select(entry.vacancy_id, func.count())
        .where(entry.vacancy_id.in_(vacancy_ids), entry.state == EntryState.RELEASED)
        .group_by(entry.vacancy_id)
    )
    return {row[0]: row[1] for row in rows}
