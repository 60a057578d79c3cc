"""Known firms: names to suggest while somebody types, and what a new firm or vacancy could be the double of."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.firms import find_alike
from matcher.occupations.titles import normalise
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.vacancies import VacancyState

SUGGESTED = 12
_SAME_TITLE = 90.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A vacancy that may be the same one."""

    id: int
    reference: str
    title: str
    own: bool


def suggest_firms(session: Session, typed: str) -> tuple[str, ...]:
    """Names that hold the typed text, in order; nothing before two letters."""
    wanted = clean(typed).lower()
    if len(wanted) < 2:
        return ()
    query = (
        select(tables.Employer.name)
        .where(func.lower(tables.Employer.name).contains(wanted, autoescape=True))
        .distinct()
        .order_by(tables.Employer.name)
        .limit(SUGGESTED)
    )
    return tuple(session.scalars(query))


def recent_firms(session: Session, mentor_id: int) -> tuple[str, ...]:
    """The firms whose vacancies this mentor handed in last."""
    newest = func.max(tables.Vacancy.id)
    query = (
        select(tables.Employer.name)
        .join(tables.Vacancy, tables.Vacancy.employer_id == tables.Employer.id)
        .where(tables.Vacancy.acquired_by == mentor_id)
        .group_by(tables.Employer.name)
        .order_by(newest.desc())
        .limit(SUGGESTED)
    )
    return tuple(session.scalars(query))


def firms_like(session: Session, name: str) -> tuple[str, ...]:
    """Known firms that may be this one under another spelling; none where the name itself is known."""
    known = session.scalars(select(tables.Employer.name).distinct()).all()
    typed = clean(name).lower()
    if any(" ".join(other.split()).lower() == typed for other in known):
        return ()
    return find_alike(name, known)


def alike_vacancies(session: Session, actor: Actor, employer: str, title: str) -> tuple[Alike, ...]:
    """Vacancies of this firm that are not closed and have about this title."""
    name = clean(employer)
    rows = session.execute(
        select(tables.Vacancy.id, tables.Vacancy.reference, tables.Vacancy.title, tables.Vacancy.acquired_by)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(
            or_(tables.Employer.name == name, func.lower(tables.Employer.name) == name.lower()),
            tables.Vacancy.state != VacancyState.CLOSED,
        )
        .order_by(tables.Vacancy.id.desc())
    )
    wanted = normalise(title)
    return tuple(
        Alike(row.id, row.reference, row.title, own=row.acquired_by == actor.id)
        for row in rows
        if fuzz.token_sort_ratio(wanted, normalise(row.title)) >= _SAME_TITLE
    )
