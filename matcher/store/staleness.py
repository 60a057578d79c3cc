"""Which rankings are stale, and who may renew one: a lease taken by a single UPDATE.

A vacancy is stale while a new generation is wanted, while people changed after what its last run
covered, or once a new day has begun. The database holds that truth; the broker only rings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.vacancies import VacancyState

LEASE: Final = timedelta(seconds=20)
"""How long a worker may be silent before another one takes its ranking over."""
MOST_ATTEMPTS: Final = 5
"""Failed attempts after which a vacancy is left alone and shown on the health page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to renew one vacancy's ranking, and what the renewal will cover."""

    vacancy_id: int
    token: str
    generation: int
    change_number: int
    on: date


def stale(on: date) -> ColumnElement[bool]:
    """Condition on a vacancy's row: its ranking does not tell today's truth."""
    vacancy = tables.Vacancy
    newest = select(tables.ChangeCounter.last).where(tables.ChangeCounter.id == 1).scalar_subquery()
    return (vacancy.state == VacancyState.OPEN) & or_(
        vacancy.covered_generation < vacancy.wanted_generation,
        vacancy.covered_change < newest,
        vacancy.covered_on.is_(None),
        vacancy.covered_on < on,
    )


def claimable(now: datetime, on: date) -> ColumnElement[bool]:
    """Stale, held by nobody, and not given up on."""
    vacancy = tables.Vacancy
    free = or_(vacancy.lease_until.is_(None), vacancy.lease_until < now)
    return stale(on) & free & (vacancy.attempts < MOST_ATTEMPTS)


def claim(
    session: Session,
    *,
    token: str,
    now: datetime,
    on: date,
    vacancy_id: int | None = None,
    lease: timedelta = LEASE,
) -> Claim | None:
    """Take the lease of this vacancy, or of the one that waits longest; None where nothing is to be had.

    The caller commits. Two workers never get the same vacancy: the row is chosen and taken in one
    statement, and PostgreSQL passes over rows that another worker is just taking.
    """
    wanted = claimable(now, on)
    if vacancy_id is not None:
        wanted &= tables.Vacancy.id == vacancy_id
    taken = _take(session, wanted, most=1, token=token, until=now + lease, on=on)
    return taken[0] if taken else None


def claim_some(
    session: Session, *, most: int, token: str, now: datetime, on: date, lease: timedelta = LEASE
) -> tuple[Claim, ...]:
    """Take the leases of up to `most` vacancies that wait longest; the caller commits.

    Whatever failed before is taken alone, so that one that ends its worker drags no other along.
    """
    fresh = claimable(now, on) & (tables.Vacancy.attempts == 0)
    taken = _take(session, fresh, most=most, token=token, until=now + lease, on=on)
    return taken or _take(session, claimable(now, on), most=1, token=token, until=now + lease, on=on)


def _take(
    session: Session, wanted: ColumnElement[bool], *, most: int, token: str, until: datetime, on: date
) -> tuple[Claim, ...]:
    change_number = session.scalar(select(tables.ChangeCounter.last).where(tables.ChangeCounter.id == 1)) or 0
    vacancy = tables.Vacancy
    waits_longest = select(vacancy.id).where(wanted).order_by(vacancy.attempts, vacancy.covered_generation, vacancy.id)
    chosen = waits_longest.limit(most).with_for_update(skip_locked=True).cte("chosen")
    rows = session.execute(
        update(vacancy)
        .where(vacancy.id.in_(select(chosen.c.id)))
        .values(lease_token=token, lease_until=until, attempts=vacancy.attempts + 1)
        .returning(vacancy.id, vacancy.wanted_generation)
        .execution_options(synchronize_session=False)
    )
    return tuple(
        Claim(vacancy_id=row.id, token=token, generation=row.wanted_generation, change_number=change_number, on=on)
        for row in sorted(rows, key=lambda row: row.id)
    )


def release_lease(session: Session, held: Claim, *, error: str | None = None) -> None:
    """Give the lease back; `error` is the class of what went wrong, never its message.

    Without an error the attempt does not count.
    """
    vacancy = tables.Vacancy
    values: dict[str, Any] = {"lease_token": None, "lease_until": None, "last_error": error}
    if error is None:
        values["attempts"] = vacancy.attempts - 1
    session.execute(
        update(vacancy)
        .where(vacancy.id == held.vacancy_id, vacancy.lease_token == held.token)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def count_claimable(session: Session, now: datetime, on: date) -> int:
    """How many vacancies a worker could take now."""
    return session.scalar(select(func.count()).select_from(tables.Vacancy).where(claimable(now, on))) or 0


def count_stale(session: Session, on: date) -> int:
    """How many rankings wait for their renewal."""
    return session.scalar(select(func.count()).select_from(tables.Vacancy).where(stale(on))) or 0


def is_stale(session: Session, vacancy_id: int, on: date) -> bool:
    """Whether this vacancy's ranking is being, or about to be, renewed."""
    query = select(tables.Vacancy.id).where(tables.Vacancy.id == vacancy_id, stale(on))
    return session.scalar(query) is not None


def given_up(session: Session) -> tuple[tuple[int, str, str], ...]:
    """Vacancies that no worker tries any more: id, reference, class of the last failure."""
    query = (
        select(tables.Vacancy.id, tables.Vacancy.reference, tables.Vacancy.last_error)
        .where(tables.Vacancy.attempts >= MOST_ATTEMPTS)
        .order_by(tables.Vacancy.id)
    )
    return tuple((row.id, row.reference, row.last_error or "") for row in session.execute(query))
