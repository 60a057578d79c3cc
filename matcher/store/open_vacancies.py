"""All open vacancies as the ranking reads them, kept in memory for as long as none of them changes."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, Select, select
from sqlalchemy.orm import Session

from matcher.model import Vacancy
from matcher.store import tables
from matcher.store.mapping import vacancy_of
from matcher.store.tables.vacancies import VacancyState

_IS_OPEN: Final = tables.Vacancy.state == VacancyState.OPEN
_Version = tuple[tuple[int, int, int, str], ...]
_kept: Final[WeakKeyDictionary[Pool, tuple[_Version, tuple[Vacancy, ...]]]] = WeakKeyDictionary()
"""Per database: what they were read at, and the vacancies."""


def all_open_vacancies(session: Session) -> tuple[Vacancy, ...]:
    """In the order of their ids; the very same tuple while no vacancy opens, closes or changes."""
    vacancy, employer = tables.Vacancy, tables.Employer
    facts = (
        select(vacancy.id, vacancy.version, vacancy.wanted_generation, employer.name)
        .join(employer, employer.id == vacancy.employer_id)
        .where(_IS_OPEN)
        .order_by(vacancy.id)
    )
    version: _Version = tuple((row[0], row[1], row[2], row[3]) for row in session.execute(facts))
    pool = session.get_bind().engine.pool
    known = _kept.get(pool)
    if known is not None and known[0] == version:
        return known[1]
    found = tuple(vacancy_of(row, name) for row, name in session.execute(vacancies_query().where(_IS_OPEN)))
    _kept[pool] = version, found
    return found


def vacancies_query() -> Select[tables.Vacancy, str]:
    """Vacancies with their firm's name, by id."""
    return (
        select(tables.Vacancy, tables.Employer.name)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .order_by(tables.Vacancy.id)
    )
