"""Computations that somebody waits for: claimed by one worker, told how far they have come, tried three times.

An errand is a row with state, lease, attempts and progress; the tables of trials and surveys have these alike.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, update

from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.usecases.work import Work

LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before another one begins the errand again."""
MOST_ATTEMPTS: Final = 3
_SECONDS_BETWEEN_NEWS: Final = 0.5
Table = type[tables.CriteriaTrial] | type[tables.Survey]


@dataclass(frozen=True, slots=True)
class Errand:
    """One claimed row."""

    table: Table
    id: int
    attempt: int
    """Whoever has claimed the row since has a higher one."""


def claim_errand(work: Work, table: Table, errand_id: int | None = None) -> Errand | None:
    """The lease of this row, or of the one that waits longest; None where none waits. Looks without the write lock."""
    now = work.clock.now()
    free: ColumnElement[bool] = (table.state == TrialState.WAITING) & or_(
        table.lease_until.is_(None), table.lease_until < now
    )
    query = select(table.id).where(free).order_by(table.id).limit(1)
    if errand_id is not None:
        query = query.where(table.id == errand_id)
    with work.reading() as session:
        if session.scalar(query) is None:
            return None
    with work.database.writing() as session:
        row = session.execute(
            update(table)
            .where(table.id == query.with_for_update(skip_locked=True).scalar_subquery(), free)
            .values(lease_until=now + LEASE, attempts=table.attempts + 1, done=0)
            .returning(table.id, table.attempts)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        session.commit()
    return None if row is None else Errand(table, row.id, row.attempts)


def tell(work: Work, held: Errand, **values: Any) -> None:
    """Change the row, if nobody else has claimed it meanwhile."""
    table = held.table
    with work.database.writing() as session:
        session.execute(
            update(table)
            .where(table.id == held.id, table.attempts == held.attempt, table.state == TrialState.WAITING)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        session.commit()


def finish(work: Work, held: Errand, result: dict[str, Any], *, done: int) -> None:
    """The result stands."""
    tell(
        work,
        held,
        state=TrialState.DONE,
        done=done,
        result=result,
        finished_at=work.clock.now(),
        lease_until=None,
    )


def fail(work: Work, held: Errand, error: str) -> None:
    """Free for another attempt, or given up."""
    state = TrialState.FAILED if held.attempt >= MOST_ATTEMPTS else TrialState.WAITING
    tell(work, held, state=state, lease_until=None, last_error=error)


class News:
    """Writes down how far the errand has come, twice a second, and keeps the lease alive by it."""

    def __init__(self, work: Work, held: Errand) -> None:
        self._work = work
        self._held = held
        self._told_at = time.monotonic()

    def tell(self, done: int) -> None:
        if time.monotonic() - self._told_at < _SECONDS_BETWEEN_NEWS:
            return
        self._told_at = time.monotonic()
        tell(self._work, self._held, done=done, lease_until=self._work.clock.now() + LEASE)
