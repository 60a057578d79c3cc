"""What a draft of the criteria is tried on: open vacancies, past decisions, and how far a trial has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.model import Vacancy
from matcher.store import tables
from matcher.store.judgements import grades_by_vacancy
from matcher.store.mapping import vacancy_of
from matcher.store.open_vacancies import all_open_vacancies, vacancies_query
from matcher.store.ranked_runs import codes_of
from matcher.store.ranking_lists import newest_run
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.shortlists import Verdict
from matcher.store.tables.vacancies import VacancyState
from matcher.survey import Judged

_GOOD = 2.0
"""Least mean grade of somebody whom a judge would propose."""
_GAINS = {Verdict.PROPOSED: 2, Verdict.SUITABLE: 1, Verdict.NOT_SUITABLE: 0}
_CHUNK = 500
OFFERED = 40
"""Vacancies that are offered for a preview; any other one is picked by its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An open vacancy that a preview may be looked at on."""

    reference: str
    title: str
    employer: str
    ranked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A draft tried on all open vacancies."""

    id: int
    revision: int
    against: int
    state: TrialState
    done: int
    total: int
    asked_at: datetime
    finished_at: datetime | None
    result: dict[str, Any] | None

    @property
    def seconds(self) -> float:
        return (self.finished_at - self.asked_at).total_seconds() if self.finished_at else 0.0


def choices(session: Session, picked: Collection[str] = ()) -> tuple[Choice, ...]:
    """Open vacancies to choose from, those with the most people on their list first; behind them what was picked."""
    vacancy, run = tables.Vacancy, tables.Run
    ranked = func.coalesce(run.ranked, 0)
    query = (
        select(vacancy.reference, vacancy.title, tables.Employer.name, ranked.label("ranked"))
        .join(tables.Employer, tables.Employer.id == vacancy.employer_id)
        .outerjoin(run, run.id == newest_run())
        .where(vacancy.state == VacancyState.OPEN)
        .order_by(ranked.desc(), vacancy.id)
    )
    rows = list(session.execute(query.limit(OFFERED)))
    others = set(picked).difference(row.reference for row in rows)
    if others:
        rows += session.execute(query.where(vacancy.reference.in_(others)))
    return tuple(Choice(reference=row.reference, title=row.title, employer=row.name, ranked=row.ranked) for row in rows)


def open_vacancies(session: Session, references: Collection[str] | None = None) -> tuple[Vacancy, ...]:
    """Open vacancies as the ranking reads them: these, in their order, or all."""
    if references is None:
        return all_open_vacancies(session)
    chosen = vacancies_query().where(
        tables.Vacancy.state == VacancyState.OPEN, tables.Vacancy.reference.in_(list(references))
    )
    found = {row.reference: vacancy_of(row, name) for row, name in session.execute(chosen)}
    return tuple(found[reference] for reference in references if reference in found)


def judged_lists(session: Session) -> tuple[Judged, ...]:
    """Vacancies with decisions of the employer service that stand, each with its people by code."""
    entry, review = tables.ShortlistEntry, tables.Review
    rows = session.execute(
        select(entry.vacancy_id, tables.Participant.code, review.verdict)
        .join(review, review.entry_id == entry.id)
        .join(tables.Participant, tables.Participant.id == entry.participant_id)
        .where(review.superseded_at.is_(None))
        .order_by(review.id)
    )
    gains: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for vacancy_id, code, verdict in rows:
        gains[vacancy_id][code] = _GAINS[verdict]
    return tuple(Judged(vacancy=vacancy, gains=gains[row_id]) for row_id, vacancy in _by_id(session, gains))


def graded_lists(session: Session) -> tuple[Judged, ...]:
    """Vacancies with people that were graded by hand, each with its people by code; of several judges the mean."""
    grades = grades_by_vacancy(session)
    codes = codes_of(session, {who for people in grades.values() for who in people})
    return tuple(
        Judged(vacancy=vacancy, gains={codes[who]: grade for who, grade in grades[row_id].items()}, good=_GOOD)
        for row_id, vacancy in _by_id(session, grades)
    )


def _by_id(session: Session, ids: Iterable[int]) -> Iterable[tuple[int, Vacancy]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        query = vacancies_query().where(tables.Vacancy.id.in_(wanted[start : start + _CHUNK]))
        yield from ((row.id, vacancy_of(row, name)) for row, name in session.execute(query))


def newest_trial(session: Session, draft_id: int) -> Trial | None:
    """The last trial that was asked for."""
    trial = tables.CriteriaTrial
    row = session.scalars(
        select(trial).where(trial.draft_id == draft_id).order_by(trial.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Trial(
        id=row.id,
        revision=row.revision,
        against=row.against,
        state=row.state,
        done=row.done,
        total=row.total,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        result=row.result,
    )


def people_changed_since(session: Session, number: int) -> tuple[int, frozenset[int]]:
    """The newest change number, and ids of everybody who changed after the one given."""
    newest = session.scalar(select(tables.ChangeCounter.last).where(tables.ChangeCounter.id == 1)) or 0
    if newest == number:
        return newest, frozenset()
    changed = select(tables.Change.participant_id).where(tables.Change.number > number).distinct()
    return newest, frozenset(session.scalars(changed))
