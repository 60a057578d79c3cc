"""The authority's worklist: identity, document and kind of employment of those who agreed, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from matcher.consents import DataCategory, needed_by
from matcher.model import AbhBar, Answer, Kind, Mode, Recipient, WorkNote
from matcher.store import tables
from matcher.store.clearances import standing_answer
from matcher.store.disclosures import Id, is_disclosed
from matcher.store.tables.clearance import RequestState

SHOWN: Final = 10
"""Requests on one page; the next ones come as these are answered."""
RECENT: Final = timedelta(days=14)
"""How long an answer stays on the page after it was given."""
_MOST_ANSWERED: Final = 50
_SHOWN_ANSWERS: Final = (
    Answer.NO_CONCERNS,
    Answer.CONSENT,
    Answer.OBJECTION,
    Answer.REFUSED,
    Answer.DEADLINE_PASSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedJob:
    """The job that a request is about (L2), as the authority has to know it."""

    title: str
    employer: str
    postcode: str | None
    city: str | None
    starts_on: date | None
    ends_on: date | None
    hours: float | None
    pay_hourly: float | None
    pay_monthly: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that waits for its answer, with the minimum that the authority needs to know."""

    id: int
    participant_id: int
    name: str
    birth_date: date | None
    status: str | None
    note: WorkNote | None
    file_number: str | None
    document_valid_until: date | None
    kind: Kind
    mode: Mode
    sent_on: date
    deadline: date | None
    urgent: bool
    """The coordinator asks for this answer first."""
    job: AskedJob | None
    """None where the request is the pre-check (L1), which knows of no job."""
    bars: tuple[AbhBar, ...]
    """What the authority itself stated about the person last."""

    def share_of_deadline(self, on: date) -> float | None:
        """How much of the time is used up, 0 to 1; None where there is no deadline."""
        if self.deadline is None:
            return None
        whole = max((self.deadline - self.sent_on).days, 1)
        return min(max((on - self.sent_on).days / whole, 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer that was given lately, or a deadline that passed in silence, with its conditions."""

    request_id: int
    participant_id: int
    name: str
    kind: Kind
    answer: Answer
    decided_at: datetime
    valid_until: date | None
    hours_max: float | None
    employer_only: str | None
    paper_reference: str | None
    """Where the scan of the letter is kept, if the coordinator entered the answer."""
    stands: bool
    """False where a later answer or a change of the facts replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    waiting: tuple[Asked, ...]
    total: int
    """How many requests wait in all."""
    answered: tuple[Answered, ...]


def worklist(session: Session, at: datetime) -> Worklist:
    """The requests that are due first, and the latest answers, as of this moment."""
    total = session.scalar(select(func.count()).select_from(tables.ClearanceRequest).where(may_be_asked())) or 0
    return Worklist(waiting=_waiting(session), total=total, answered=_answered(session, at - RECENT))


def asked_by_letter(session: Session, request_id: int, *, answered: bool = False) -> Asked | None:
    """What a letter about this request may say: it waits, or is a mere notice, and may be known to the authority.

    Args:
        session: of the store.
        request_id: which request.
        answered: also where its answer, or its passed deadline, is what counts now.

    """
    request = tables.ClearanceRequest
    due = or_(request.state == RequestState.PENDING, request.mode == Mode.INFORMATIVE)
    if answered:
        due = or_(due, standing_answer(request.id).correlate(request).exists())
    row = session.execute(_asked().where(request.id == request_id, due, may_be_told())).one_or_none()
    return _as_asked(row) if row is not None else None


def may_be_asked() -> ColumnElement[bool]:
    """Open, about somebody who takes part and whose consent to the authority stands at this moment."""
    return and_(tables.ClearanceRequest.state == RequestState.PENDING, may_be_told())


def may_be_told() -> ColumnElement[bool]:
    """About somebody who takes part and whose consent to the authority stands at this moment."""
    return _told(tables.ClearanceRequest.participant_id)


def _told(person: Id) -> ColumnElement[bool]:
    """Everything that a question to the authority holds may be told: that there is one, the name, the document.

    Nothing is disclosed of whoever left, and no category without the profile.
    """
    further = needed_by(Recipient.ABH) - {DataCategory.PROFILE}
    return and_(*(is_disclosed(person, Recipient.ABH, category) for category in sorted(further)))


def _waiting(session: Session) -> tuple[Asked, ...]:
    request = tables.ClearanceRequest
    rows = session.execute(
        _asked()
        .where(may_be_asked())
        .order_by(request.urgent.desc(), func.coalesce(request.deadline, date.max), request.sent_on, request.id)
        .limit(SHOWN)
    )
    return tuple(_as_asked(row) for row in rows)


def _asked() -> Select[*tuple[Any, ...]]:
    """The person's name, birth date and document are read by column: nothing further leaves the database."""
    request, document, identity = tables.ClearanceRequest, tables.ResidenceDocument, tables.Identity
    statement, vacancy = tables.AuthorityStatement, tables.Vacancy
    return (
        select(
            request.id,
            request.participant_id,
            identity.given_name,
            identity.family_name,
            identity.birth_date,
            document.status,
            document.note,
            document.file_number,
            document.valid_until,
            request.kind,
            request.mode,
            request.sent_on,
            request.deadline,
            request.urgent,
            statement.bars,
            tables.Employer.name.label("employer"),
            vacancy.title,
            vacancy.postcode,
            vacancy.city,
            vacancy.starts_on,
            vacancy.ends_on,
            vacancy.hours,
            vacancy.pay_hourly,
            vacancy.pay_monthly,
        )
        .outerjoin(identity, identity.participant_id == request.participant_id)
        .outerjoin(document, and_(document.participant_id == request.participant_id, document.superseded_at.is_(None)))
        .outerjoin(
            statement, and_(statement.participant_id == request.participant_id, statement.superseded_at.is_(None))
        )
        .outerjoin(vacancy, vacancy.id == request.vacancy_id)
        .outerjoin(tables.Employer, tables.Employer.id == vacancy.employer_id)
    )


def _as_asked(row: Row[*tuple[Any, ...]]) -> Asked:
    return Asked(
        id=row.id,
        participant_id=row.participant_id,
        name=_name(row.given_name, row.family_name),
        birth_date=row.birth_date,
        status=row.status,
        note=row.note,
        file_number=row.file_number,
        document_valid_until=row.valid_until,
        kind=row.kind,
        mode=row.mode,
        sent_on=row.sent_on,
        deadline=row.deadline,
        urgent=row.urgent,
        job=_job(row),
        bars=_bars(row.bars),
    )


def _job(row: Row[*tuple[Any, ...]]) -> AskedJob | None:
    if row.employer is None:
        return None
    return AskedJob(
        title=row.title,
        employer=row.employer,
        postcode=row.postcode,
        city=row.city,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        hours=row.hours,
        pay_hourly=row.pay_hourly,
        pay_monthly=row.pay_monthly,
    )


def _answered(session: Session, since: datetime) -> tuple[Answered, ...]:
    decision, identity = tables.ClearanceDecision, tables.Identity
    rows = session.execute(
        select(
            decision.request_id,
            decision.participant_id,
            identity.given_name,
            identity.family_name,
            decision.kind,
            decision.answer,
            decision.decided_at,
            decision.valid_until,
            decision.hours_max,
            decision.employer_only,
            decision.paper_reference,
            decision.superseded_at,
        )
        .outerjoin(identity, identity.participant_id == decision.participant_id)
        .where(
            decision.request_id.is_not(None),
            decision.answer.in_(_SHOWN_ANSWERS),
            decision.decided_at >= since,
            _told(decision.participant_id),
        )
        .order_by(decision.decided_at.desc(), decision.id.desc())
        .limit(_MOST_ANSWERED)
    )
    return tuple(
        Answered(
            request_id=row.request_id,
            participant_id=row.participant_id,
            name=_name(row.given_name, row.family_name),
            kind=row.kind,
            answer=row.answer,
            decided_at=row.decided_at,
            valid_until=row.valid_until,
            hours_max=row.hours_max,
            employer_only=row.employer_only,
            paper_reference=row.paper_reference,
            stands=row.superseded_at is None,
        )
        for row in rows
    )


def _name(given: str | None, family: str | None) -> str:
    return f"{given or ''} {family or ''}".strip()


def _bars(stated: Sequence[str] | None) -> tuple[AbhBar, ...]:
    return tuple(AbhBar(bar) for bar in stated or ())
