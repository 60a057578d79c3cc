"""Computations over the whole pool: the newest result, how far one under way has come, what was decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.surveys import SharingReason, SharingVerdict, SurveyKind

UNSEEN_WEEKS: Final = 8
"""Weeks without a proposal after which somebody is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One computation; `result` only where it is done."""

    id: int
    kind: SurveyKind
    state: TrialState
    done: int
    total: int
    asked_at: datetime
    finished_at: datetime | None
    result: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """The newest result there is, and the newest one that was asked for, which may be under way."""

    known: Survey | None
    newest: Survey | None

    @property
    def waits(self) -> bool:
        return self.newest is not None and self.newest.state is TrialState.WAITING

    @property
    def failed(self) -> bool:
        return self.newest is not None and self.newest.state is TrialState.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was said last of a suggestion."""

    verdict: SharingVerdict
    reason: SharingReason | None
    by: str
    at: datetime


def surveyed(session: Session, kind: SurveyKind) -> Surveyed:
    survey = tables.Survey
    newest = select(survey).where(survey.kind == kind).order_by(survey.id.desc()).limit(1)
    last = session.scalars(newest).one_or_none()
    done = last
    if last is not None and last.state is not TrialState.DONE:
        done = session.scalars(newest.where(survey.state == TrialState.DONE)).one_or_none()
    return Surveyed(known=_survey(done), newest=_survey(last))


def decided(session: Session) -> dict[tuple[str, str], Decided]:
    """By vacancy's reference and person's code, what was said last."""
    decision, newest = tables.SharingDecision, func.max(tables.SharingDecision.id)
    last = select(newest).group_by(decision.vacancy_id, decision.participant_id)
    rows = session.execute(
        select(decision, tables.Vacancy.reference, tables.Participant.code, tables.Account.name)
        .join(tables.Vacancy, tables.Vacancy.id == decision.vacancy_id)
        .join(tables.Participant, tables.Participant.id == decision.participant_id)
        .join(tables.Account, tables.Account.id == decision.decided_by)
        .where(decision.id.in_(last))
    )
    return {
        (reference, code): Decided(verdict=row.verdict, reason=row.reason, by=name, at=row.decided_at)
        for row, reference, code, name in rows
    }


def dismissed_pairs(session: Session) -> frozenset[tuple[str, str]]:
    """Pairs that were dismissed and not accepted since."""
    return frozenset(pair for pair, found in decided(session).items() if found.verdict is SharingVerdict.DISMISSED)


def unseen_people(session: Session, now: datetime) -> tuple[str, ...]:
    """Codes of those who have been here for eight weeks and were on no released list in that time.

    Whoever is stopped is not looked for.
    """
    since = now - timedelta(weeks=UNSEEN_WEEKS)
    person, entry, stop = tables.Participant, tables.ShortlistEntry, tables.PlacementStop
    shown = exists().where(
        entry.participant_id == person.id, or_(entry.withdrawn_at.is_(None), entry.withdrawn_at > since)
    )
    stopped = exists().where(stop.participant_id == person.id, stop.lifted_at.is_(None))
    query = select(person.code).where(
        person.state == ParticipantState.ACTIVE, person.created_at <= since, ~shown, ~stopped
    )
    return tuple(session.scalars(query.order_by(person.code)))


def _survey(row: tables.Survey | None) -> Survey | None:
    if row is None:
        return None
    return Survey(
        id=row.id,
        kind=row.kind,
        state=row.state,
        done=row.done,
        total=row.total,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        result=row.result,
    )
