"""Where a person stands with each job that they were proposed for: the authority's word, and what the start lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from matcher.clearance import Passage, clearance_for, fingerprint
from matcher.model import Answer, Labelled, Level, Mode
from matcher.store import tables
from matcher.store.loading import load_person
from matcher.store.mapping import vacancy_of
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState

_MOST: Final = 20


class Stage(Labelled):
    """How far the question about one job has come."""

    NOT_NEEDED = "not_needed", "keine Anfrage nötig", "no request needed"
    NOT_ASKED = "not_asked", "noch nicht gefragt", "not asked yet"
    WAITS = "waits", "Ausländerbehörde prüft", "the authority is checking"
    ANSWERED = "answered", "beantwortet", "answered"
    JOB_CHANGED = "job_changed", "ungültig: die Stelle wurde geändert", "void: the job was changed"
    PERSON_CHANGED = "person_changed", "ungültig: Angaben zur Person geändert", "void: the person's facts changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStanding:
    """One vacancy, the state of its request, and whether the person may begin."""

    vacancy_id: int
    reference: str
    title: str
    employer: str
    starts_on: date | None
    open: bool
    released: bool
    stage: Stage
    asked_on: date | None
    deadline: date | None
    answer: Answer | None
    answered_on: date | None
    valid_until: date | None
    hours_max: float | None
    employer_only: str | None
    may_start: bool
    askable: bool
    """The pre-check carries the placement, and the question would go out now."""
    next_german: str
    next_english: str


def job_standings(session: Session, participant_id: int, on: date) -> tuple[JobStanding, ...]:
    """Jobs for which the person stands released, or about which the authority was asked; the soonest start first."""
    entry, request = tables.ShortlistEntry, tables.ClearanceRequest
    vacancy = tables.Vacancy
    released = exists().where(
        entry.vacancy_id == vacancy.id, entry.participant_id == participant_id, entry.state == EntryState.RELEASED
    )
    asked = exists().where(request.vacancy_id == vacancy.id, request.participant_id == participant_id)
    return _standings(session, participant_id, on, or_(released, asked))


def job_standing(session: Session, participant_id: int, reference: str, on: date) -> JobStanding | None:
    """The same for the vacancy under this reference, whether or not the person was proposed for it yet."""
    found = _standings(session, participant_id, on, tables.Vacancy.reference == reference)
    return found[0] if found else None


def _standings(session: Session, participant_id: int, on: date, which: ColumnElement[bool]) -> tuple[JobStanding, ...]:
    person = load_person(session, participant_id)
    if person is None:
        return ()
    vacancy = tables.Vacancy
    rows = session.execute(
        select(vacancy, tables.Employer.name)
        .join(tables.Employer, tables.Employer.id == vacancy.employer_id)
        .where(which, vacancy.state.in_((VacancyState.OPEN, VacancyState.PAUSED, VacancyState.CLOSED)))
        .order_by(vacancy.state == VacancyState.CLOSED, vacancy.starts_on, vacancy.id)
        .limit(_MOST)
    ).all()
    ids = [row.id for row, _ in rows]
    requests = _newest(session, tables.ClearanceRequest, participant_id, ids)
    decisions = _newest(session, tables.ClearanceDecision, participant_id, ids)
    released = _released(session, participant_id, ids)
    return tuple(
        _standing(
            row,
            employer,
            clearance_for(person, job := vacancy_of(row, employer), on, l2_before_release=row.l2_before_release),
            _History(requests.get(row.id), decisions.get(row.id), fingerprint(job)),
            released=row.id in released,
        )
        for row, employer in rows
    )


@dataclass(frozen=True, slots=True)
class _History:
    """The latest question and answer about one job, and the job as it is now."""

    request: tables.ClearanceRequest | None
    decision: tables.ClearanceDecision | None
    seen: str


def _standing(
    row: tables.Vacancy,
    employer: str,
    passage: Passage,
    history: _History,
    *,
    released: bool,
) -> JobStanding:
    stage = _stage(passage, history)
    answered = history.decision if stage is Stage.ANSWERED else None
    waits = history.request if stage is Stage.WAITS else None
    is_open = row.state is not VacancyState.CLOSED
    return JobStanding(
        vacancy_id=row.id,
        reference=row.reference,
        title=row.title,
        employer=employer,
        starts_on=row.starts_on,
        open=is_open,
        released=released,
        stage=stage,
        asked_on=waits.sent_on if waits else None,
        deadline=waits.deadline if waits else None,
        answer=answered.answer if answered else None,
        answered_on=answered.answered_on if answered else None,
        valid_until=answered.valid_until if answered else None,
        hours_max=answered.hours_max if answered else None,
        employer_only=answered.employer_only if answered else None,
        may_start=passage.start_open,
        askable=is_open and passage.placement_open and not passage.start_open and stage is not Stage.WAITS,
        next_german=passage.next_german,
        next_english=passage.next_english,
    )


def _stage(passage: Passage, history: _History) -> Stage:
    """What came last decides: a question after an answer waits, an answer after a question stands or fell."""
    request, decision = history.request, history.decision
    if request is not None and request.state is RequestState.PENDING:
        return Stage.WAITS
    if decision is not None and decision.superseded_at is None:
        return Stage.ANSWERED
    void = decision or (request if request is not None and request.state is RequestState.WITHDRAWN else None)
    if void is not None:
        return Stage.PERSON_CHANGED if void.fingerprint == history.seen else Stage.JOB_CHANGED
    return Stage.NOT_NEEDED if passage.decision.mode is Mode.NONE else Stage.NOT_ASKED


def _newest(session: Session, table: Any, participant_id: int, vacancy_ids: list[int]) -> dict[int, Any]:
    """The latest row of the table about each of these jobs."""
    rows = session.scalars(
        select(table)
        .where(
            table.participant_id == participant_id,
            table.level == Level.JOB,
            table.vacancy_id.in_(vacancy_ids),
        )
        .order_by(table.id)
    )
    return {row.vacancy_id: row for row in rows}


def _released(session: Session, participant_id: int, vacancy_ids: Iterable[int]) -> frozenset[int]:
    entry = tables.ShortlistEntry
    query = select(entry.vacancy_id).where(
        entry.participant_id == participant_id,
        entry.vacancy_id.in_(vacancy_ids),
        entry.state == EntryState.RELEASED,
    )
    return frozenset(session.scalars(query))
