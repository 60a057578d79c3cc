"""The scores of everybody else on some lists, as their newest rankings hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import VacancyRef
from matcher.store import tables
from matcher.store.ranking_lists import newest_run
from matcher.store.runs import rest_of


def scores_of_others(
    session: Session, references: Collection[VacancyRef], participant_id: int
) -> dict[VacancyRef, list[float]]:
    """By vacancy, ascending; without the person's own score. A vacancy that is not ranked yet is missing."""
    run, vacancy, row = tables.Run, tables.Vacancy, tables.RankingRow
    runs = session.execute(
        select(run, vacancy.reference)
        .join(vacancy, vacancy.id == run.vacancy_id)
        .where(vacancy.reference.in_(references), run.id == newest_run())
    ).all()
    first: defaultdict[int, list[float]] = defaultdict(list)
    rows = select(row.run_id, row.score).where(
        row.run_id.in_([one.id for one, _ in runs]), row.participant_id != participant_id
    )
    for run_id, score in session.execute(rows):
        first[run_id].append(score)
    return {
        VacancyRef(reference): sorted(
            [*first[one.id], *(score for who, score in rest_of(one) if who != participant_id)]
        )
        for one, reference in runs
    }
