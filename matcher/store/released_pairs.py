"""Everybody who stands before the employer service, with the vacancy, as the gate reads both."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Vacancy
from matcher.store import tables
from matcher.store.mapping import vacancy_of
from matcher.store.tables.shortlists import EntryState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedPair:
    participant_id: int
    vacancy: Vacancy
    l2_before_release: bool


def released_pairs(session: Session) -> tuple[ReleasedPair, ...]:
    """One pair a released entry, in the order of vacancies."""
    entry, vacancy = tables.ShortlistEntry, tables.Vacancy
    rows = session.execute(
        select(entry.participant_id, vacancy, tables.Employer.name)
        .join(vacancy, vacancy.id == entry.vacancy_id)
        .join(tables.Employer, tables.Employer.id == vacancy.employer_id)
        .where(entry.state == EntryState.RELEASED)
        .order_by(vacancy.id, entry.participant_id)
    )
    return tuple(
        ReleasedPair(
            participant_id=participant_id,
            vacancy=vacancy_of(row, employer),
            l2_before_release=row.l2_before_release,
        )
        for participant_id, row, employer in rows
    )
