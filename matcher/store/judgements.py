"""Pairs that were graded by hand: what is left for a judge, and what rankings are held against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matcher.judging import Pair, place_of_vacancy, pool_of, shuffled, size_of_pool
from matcher.store import tables
from matcher.store.loading import load_person, load_vacancy
from matcher.store.runs import current_run, rest_of, rows_of
from matcher.store.tables.vacancies import VacancyState

LEAST_RANKED = 2
"""One person alone is in no order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How far a judge has come, and where they go on."""

    lists: int
    """Open vacancies whose people can be graded."""
    finished: int
    grades: int
    following: str | None
    """Reference of the vacancy to go on with; None where nothing is left."""
    all_lists: int
    """Vacancies that anybody has graded people for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One vacancy before a judge."""

    reference: str
    title: str
    pair: Pair | None
    """The next one; None where all are graded."""
    done: int
    total: int
    last: int | None
    """The judge's newest grade on this vacancy, which can be taken back."""


def desk_of(session: Session, judge: int) -> Desk:
    """What the judge has begun comes first, then by chance."""
    counts = _counts(session, judge)
    lists = {reference: (row_id, size_of_pool(ranked)) for row_id, reference, ranked in _open_lists(session)}
    left = {reference: counts[row_id] for reference, (row_id, size) in lists.items() if counts[row_id] < size}
    order = sorted(left, key=lambda reference: (not left[reference], place_of_vacancy(judge, reference)))
    judged = select(func.count(func.distinct(tables.Judgement.vacancy_id))).where(
        tables.Judgement.id.in_(_standing()), tables.Judgement.grade.is_not(None)
    )
    return Desk(
        lists=len(lists),
        finished=len(lists) - len(left),
        grades=sum(counts.values()),
        following=order[0] if order else None,
        all_lists=session.scalar(judged) or 0,
    )


def sheet_of(session: Session, judge: int, reference: str) -> Sheet | None:
    """The next pair of this vacancy; None where there is no such vacancy or nothing to grade."""
    row = session.execute(
        select(tables.Vacancy.id, tables.Vacancy.title).where(tables.Vacancy.reference == reference)
    ).one_or_none()
    run = current_run(session, row.id) if row else None
    vacancy = load_vacancy(session, row.id) if row else None
    if row is None or run is None or vacancy is None:
        return None
    ranked = [item.participant_id for item in rows_of(session, run.id)] + [who for who, _ in rest_of(run)]
    grades, last = _grades(session, judge, row.id)
    pool = shuffled(judge, reference, pool_of(reference, ranked, kept=set(grades) & set(ranked)))
    waiting = [who for who in pool if who not in grades]
    person = load_person(session, waiting[0]) if waiting else None
    return Sheet(
        reference=reference,
        title=row.title,
        pair=Pair(code=person.code, vacancy=vacancy, profile=person.profile) if person else None,
        done=len(pool) - len(waiting),
        total=len(pool),
        last=last,
    )


def grades_by_vacancy(session: Session) -> dict[int, dict[int, float]]:
    """For each vacancy the grades by participant; of several judges the mean."""
    judgement = tables.Judgement
    rows = session.execute(
        select(judgement.vacancy_id, judgement.participant_id, judgement.grade).where(
            judgement.id.in_(_standing()), judgement.grade.is_not(None)
        )
    )
    found: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for vacancy_id, participant_id, grade in rows:
        found[vacancy_id][participant_id].append(int(grade or 0))
    return {
        vacancy_id: {who: sum(grades) / len(grades) for who, grades in people.items()}
        for vacancy_id, people in found.items()
    }


def _open_lists(session: Session) -> list[tuple[int, str, int]]:
    """Row id and reference of open vacancies with how many are on their current list."""
    run, vacancy = tables.Run, tables.Vacancy
    newest = select(func.max(run.id).label("id")).group_by(run.vacancy_id).subquery()
    rows = session.execute(
        select(vacancy.id, vacancy.reference, run.ranked)
        .join(run, run.vacancy_id == vacancy.id)
        .join(newest, newest.c.id == run.id)
        .where(vacancy.state == VacancyState.OPEN, run.ranked >= LEAST_RANKED)
    )
    return [(row.id, row.reference, row.ranked) for row in rows]


def _standing() -> Select[Any]:
    """Of each judge's words on a pair the newest, also where it takes the former one back."""
    judgement = tables.Judgement
    return select(func.max(judgement.id)).group_by(judgement.vacancy_id, judgement.participant_id, judgement.judged_by)


def _counts(session: Session, judge: int) -> defaultdict[int, int]:
    judgement = tables.Judgement
    rows = session.execute(
        select(judgement.vacancy_id, func.count())
        .where(judgement.id.in_(_standing()), judgement.judged_by == judge, judgement.grade.is_not(None))
        .group_by(judgement.vacancy_id)
    )
    return defaultdict(int, {row[0]: row[1] for row in rows})


def _grades(session: Session, judge: int, vacancy_id: int) -> tuple[dict[int, int], int | None]:
    """The judge's grades that stand, by participant, and the newest of them."""
    judgement = tables.Judgement
    rows = session.execute(
        select(judgement.id, judgement.participant_id, judgement.grade)
        .where(
            judgement.id.in_(_standing()),
            judgement.judged_by == judge,
            judgement.vacancy_id == vacancy_id,
            judgement.grade.is_not(None),
        )
        .order_by(judgement.id)
    ).all()
    return {row.participant_id: int(row.grade or 0) for row in rows}, rows[-1].id if rows else None
