"""Decisions of the employer service on vacancies, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.vacancies import ReturnReason, VacancyState, VacancyVerdict

_RECENT: Final = timedelta(hours=24)
_MOST: Final = 20
_MADE: Final = {VacancyVerdict.ACCEPTED: VacancyState.OPEN, VacancyVerdict.RETURNED: VacancyState.RETURNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyDecision:
    reference: str
    title: str
    verdict: VacancyVerdict
    reason: ReturnReason | None
    note: str | None
    at: datetime
    by: str
    undone_at: datetime | None
    stands: bool
    """The vacancy is still as the decision made it."""


def decisions_on(session: Session, vacancy_id: int) -> tuple[VacancyDecision, ...]:
    """Every decision on one vacancy, the newest first."""
    return _read(session, _query().where(tables.VacancyReview.vacancy_id == vacancy_id))


def recent_decisions(session: Session, actor: Actor, now: datetime) -> tuple[VacancyDecision, ...]:
    """What the actor decided within a day and can still take back, the newest first."""
    review = tables.VacancyReview
    since = review.reviewed_at > now - _RECENT
    mine = _query().where(review.reviewed_by == actor.id, review.undone_at.is_(None), since)
    return tuple(item for item in _read(session, mine.limit(_MOST)) if item.stands)


def _query() -> Select[*tuple[Any, ...]]:
    review, vacancy = tables.VacancyReview, tables.Vacancy
    return (
        select(review, vacancy.reference, vacancy.title, vacancy.state, tables.Account.name)
        .join(vacancy, vacancy.id == review.vacancy_id)
        .join(tables.Account, tables.Account.id == review.reviewed_by)
        .order_by(review.id.desc())
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[VacancyDecision, ...]:
    return tuple(
        VacancyDecision(
            reference=reference,
            title=title,
            verdict=row.verdict,
            reason=row.reason,
            note=row.note,
            at=row.reviewed_at,
            by=name,
            undone_at=row.undone_at,
            stands=row.undone_at is None and state is _MADE[row.verdict],
        )
        for row, reference, title, state, name in session.execute(query)
    )
