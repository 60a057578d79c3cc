"""Reads around clearance: what stands for a person, what waits for an answer, whom they consented to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.model import Answer, Kind, Level, Mode, Recipient
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import DataCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDecision:
    id: int
    level: Level
    kind: Kind
    vacancy_id: int | None
    mode: Mode
    answer: Answer
    answered_on: date
    valid_until: date | None
    hours_max: float | None
    employer_only: str | None
    open_from: date | None
    open_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRequest:
    id: int
    level: Level
    kind: Kind
    vacancy_id: int | None
    mode: Mode
    sent_on: date
    deadline: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that the authority was asked or said about a person and that still counts."""

    decisions: tuple[StandingDecision, ...]
    requests: tuple[PendingRequest, ...]


def standing_of(session: Session, participant_id: int) -> Standing:
    decisions = session.scalars(standing_decisions(participant_id)).all()
    requests = session.scalars(
        select(tables.ClearanceRequest)
        .where(
            tables.ClearanceRequest.participant_id == participant_id,
            tables.ClearanceRequest.state == RequestState.PENDING,
        )
        .order_by(tables.ClearanceRequest.id)
    ).all()
    return Standing(
        decisions=tuple(
            StandingDecision(
                id=row.id,
                level=row.level,
                kind=row.kind,
                vacancy_id=row.vacancy_id,
                mode=row.mode,
                answer=row.answer,
                answered_on=row.answered_on,
                valid_until=row.valid_until,
                hours_max=row.hours_max,
                employer_only=row.employer_only,
                open_from=row.open_from,
                open_until=row.open_until,
            )
            for row in decisions
        ),
        requests=tuple(
            PendingRequest(
                id=row.id,
                level=row.level,
                kind=row.kind,
                vacancy_id=row.vacancy_id,
                mode=row.mode,
                sent_on=row.sent_on,
                deadline=row.deadline,
            )
            for row in requests
        ),
    )


def standing_decisions(participant_id: int) -> Select[tables.ClearanceDecision]:
    return (
        select(tables.ClearanceDecision)
        .where(
            tables.ClearanceDecision.participant_id == participant_id,
            tables.ClearanceDecision.superseded_at.is_(None),
        )
        .order_by(tables.ClearanceDecision.id)
    )


def standing_answer(
    request_id: int | ColumnElement[int] | InstrumentedAttribute[int],
) -> Select[tables.ClearanceDecision]:
    """The decision on this request, or on its passed deadline, where it is what counts now."""
    decision = tables.ClearanceDecision
    return select(decision).where(decision.request_id == request_id, decision.superseded_at.is_(None))


def has_objected(session: Session, participant_id: int) -> bool:
    """Whether an objection of the authority stands, to whatever kind or job."""
    objections = standing_decisions(participant_id).where(tables.ClearanceDecision.answer == Answer.OBJECTION)
    return session.scalars(objections.limit(1)).first() is not None


def standing_consent(
    session: Session, participant_id: int, recipient: Recipient, category: DataCategory = DataCategory.PROFILE
) -> tables.DataConsent | None:
    """The consent to this recipient and category that stands now."""
    return session.scalars(
        select(tables.DataConsent).where(
            tables.DataConsent.participant_id == participant_id,
            tables.DataConsent.recipient == recipient,
            tables.DataConsent.category == category,
            tables.DataConsent.withdrawn_at.is_(None),
        )
    ).one_or_none()
