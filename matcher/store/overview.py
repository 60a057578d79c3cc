"""What needs the coordinator now: counts of everything, and the first few of each, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from matcher.model import Answer, Kind, Mode, Role
from matcher.store import tables
from matcher.store.ranking_lists import releasable
from matcher.store.staleness import count_stale, given_up
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.vacancies import VacancyState

FIRST: Final = 5
"""Lines of each list; the count says how many there are in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An open vacancy with people whom the gate lets through and nobody has released yet."""

    reference: str
    title: str
    employer: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """A consultation whose deadline passed in silence: the person may proceed (I5), and somebody should know why."""

    message_id: int
    """The task: it is done when the coordinator has read it."""
    code: str
    kind: Kind | None
    passed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that waits for the authority."""

    code: str
    kind: Kind
    mode: Mode
    sent_on: date
    deadline: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    ready: tuple[Ready, ...]
    ready_total: int
    lapsed: tuple[Lapsed, ...]
    lapsed_total: int
    waiting: tuple[Waiting, ...]
    waiting_total: int
    unaccompanied: int
    open_vacancies: int
    renewing: int
    given_up: tuple[str, ...]
    """References of vacancies whose ranking no worker tries any more."""


def overview_of(session: Session, on: date) -> Overview:
    """The coordinator's morning, as of this day."""
    ready = session.execute(_ready().limit(FIRST)).all()
    lapsed = _lapsed()
    waiting = _waiting()
    return Overview(
        ready=tuple(
            Ready(reference=row.reference, title=row.title, employer=row.name, people=row.people) for row in ready
        ),
        ready_total=ready[0].total if ready else 0,
        lapsed=tuple(
            Lapsed(message_id=row.id, code=row.code, kind=row.kind, passed_at=row.created_at)
            for row in session.execute(lapsed.limit(FIRST))
        ),
        lapsed_total=_count(session, lapsed),
        waiting=tuple(
            Waiting(code=row.code, kind=row.kind, mode=row.mode, sent_on=row.sent_on, deadline=row.deadline)
            for row in session.execute(waiting.limit(FIRST))
        ),
        waiting_total=_count(session, waiting),
        unaccompanied=_unaccompanied(session),
        open_vacancies=session.scalar(
            select(func.count()).select_from(tables.Vacancy).where(tables.Vacancy.state == VacancyState.OPEN)
        )
        or 0,
        renewing=count_stale(session, on),
        given_up=tuple(reference for _, reference, _ in given_up(session)),
    )


def _count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _ready() -> Select[*tuple[Any, ...]]:
    """Most people first: there the least is missing to fill a place."""
    people = releasable()
    vacancy, employer = tables.Vacancy, tables.Employer
    return (
        select(vacancy.reference, vacancy.title, employer.name, people.c.people, func.count().over().label("total"))
        .join(people, people.c.vacancy_id == vacancy.id)
        .join(employer, employer.id == vacancy.employer_id)
        .where(people.c.people > 0)
        .order_by(people.c.people.desc(), vacancy.id)
    )


def _lapsed() -> Select[*tuple[Any, ...]]:
    """Those that no coordinator has ticked off; the decision of the same moment says about which kind."""
    message, decision = tables.Notification, tables.ClearanceDecision
    return (
        select(message.id, tables.Participant.code, decision.kind, message.created_at)
        .join(tables.Participant, tables.Participant.id == message.subject_id)
        .outerjoin(
            decision,
            (decision.participant_id == message.subject_id)
            & (decision.answer == Answer.DEADLINE_PASSED)
            & (decision.decided_at == message.created_at),
        )
        .where(
            message.kind == NotificationKind.DEADLINE_PASSED,
            message.role == Role.COORDINATOR,
            message.read_at.is_(None),
        )
        .order_by(message.created_at, message.id)
    )


def _waiting() -> Select[*tuple[Any, ...]]:
    request = tables.ClearanceRequest
    return (
        select(tables.Participant.code, request.kind, request.mode, request.sent_on, request.deadline)
        .join(tables.Participant, tables.Participant.id == request.participant_id)
        .where(request.state == RequestState.PENDING)
        .order_by(request.sent_on, request.id)
    )


def _unaccompanied(session: Session) -> int:
    accompanied = exists().where(
        tables.Mentorship.participant_id == tables.Participant.id, tables.Mentorship.ended_on.is_(None)
    )
    query = select(func.count()).select_from(tables.Participant)
    return session.scalar(query.where(tables.Participant.state == ParticipantState.ACTIVE, ~accompanied)) or 0
