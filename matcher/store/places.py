"""Where one person stands on today's lists: their rank among the first of each open vacancy."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.vacancies import VacancyState


def ranks_of(session: Session, participant_id: int) -> dict[str, int]:
    """Rank by the vacancy's reference, where the person is among those whose places are kept with reasons."""
    run, row, vacancy = tables.Run, tables.RankingRow, tables.Vacancy
    newest = select(func.max(run.id)).where(run.vacancy_id == vacancy.id).correlate(vacancy).scalar_subquery()
    rows = session.execute(
        select(vacancy.reference, row.rank)
        .join(run, run.id == row.run_id)
        .join(vacancy, vacancy.id == run.vacancy_id)
        .where(row.participant_id == participant_id, vacancy.state == VacancyState.OPEN, run.id == newest)
    )
    return {item.reference: item.rank for item in rows}
