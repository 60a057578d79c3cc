"""What a case conference should talk about: papers, answers, mentorships, stops and tasks that are due (3, 10(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, exists, func, null, or_, select
from sqlalchemy.orm import Session

from matcher.agenda import DOCUMENT_WARNING, MENTORSHIP_WARNING, PRECHECK_WARNING
from matcher.clock import BERLIN
from matcher.model import Answer, Level
from matcher.store import tables
from matcher.store.tables.conferences import AgendaTopic, TaskState
from matcher.store.tables.consents import StopReason
from matcher.store.tables.people import ParticipantState

OF_EACH: Final = 4
"""Items of one topic that an agenda takes at once; the rest waits for the next time it is filled."""
STOPPED_FOR: Final = timedelta(days=28)
WAITED_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """A person and why they should be talked about; `due_on` orders items of one topic."""

    participant_id: int
    topic: AgendaTopic
    due_on: date | None = None
    detail: str | None = None


def due_items(session: Session, on: date, *, known: frozenset[tuple[int, AgendaTopic]] = frozenset()) -> list[DueItem]:
    """The most urgent of each topic that are not on the agenda already, one query a topic.

    Args:
        session: a reading session.
        on: the day of the conference.
        known: pairs of person and topic that stand on the agenda.

    """
    found: list[DueItem] = []
    for topic, query in _queries(on):
        people = [participant_id for participant_id, about in known if about is topic]
        rows = session.execute(query.where(tables.Participant.id.not_in(people)).limit(OF_EACH))
        found += list(_items(topic, rows))
    return found


def _items(topic: AgendaTopic, rows: Any) -> Iterator[DueItem]:
    for row in rows:
        due = row.due.astimezone(BERLIN).date() if isinstance(row.due, datetime) else row.due
        yield DueItem(participant_id=row.id, topic=topic, due_on=due, detail=row.detail)


def _people(due: Any, *, detail: Any = None) -> Select[*tuple[Any, ...]]:
    """Each person once, however much is due about them, by what is due first."""
    person, first = tables.Participant, func.min(due)
    told = func.min(detail) if detail is not None else null()
    return (
        select(person.id, first.label("due"), told.label("detail"))
        .where(person.state == ParticipantState.ACTIVE)
        .group_by(person.id)
        .order_by(first, person.id)
    )


def _queries(on: date) -> Iterator[tuple[AgendaTopic, Select[*tuple[Any, ...]]]]:
    person, task, mentorship = tables.Participant, tables.Task, tables.Mentorship
    document, decision, stop = tables.ResidenceDocument, tables.ClearanceDecision, tables.PlacementStop
    yield (
        AgendaTopic.TASK,
        _people(task.due_on, detail=task.what)
        .join(task, task.participant_id == person.id)
        .where(task.state == TaskState.OPEN, task.due_on < on),
    )
    yield (
        AgendaTopic.MENTORSHIP,
        _people(mentorship.planned_end)
        .join(mentorship, mentorship.participant_id == person.id)
        .where(mentorship.ended_on.is_(None), mentorship.planned_end <= on + MENTORSHIP_WARNING),
    )
    yield (
        AgendaTopic.DOCUMENT,
        _people(document.valid_until)
        .join(document, document.participant_id == person.id)
        .where(document.superseded_at.is_(None), document.valid_until <= on + DOCUMENT_WARNING),
    )
    yield (
        AgendaTopic.PRECHECK,
        _people(decision.valid_until)
        .join(decision, decision.participant_id == person.id)
        .where(
            decision.superseded_at.is_(None),
            decision.level == Level.PLACEMENT,
            or_(decision.answer == Answer.OBJECTION, decision.valid_until <= on + PRECHECK_WARNING),
        ),
    )
    yield (
        AgendaTopic.STOP,
        _people(stop.set_at)
        .join(stop, stop.participant_id == person.id)
        .where(
            stop.lifted_at.is_(None),
            stop.reason != StopReason.FOUND_WORK,
            stop.set_at <= _midnight(on - STOPPED_FOR),
        ),
    )
    accompanied = exists().where(mentorship.participant_id == person.id, mentorship.ended_on.is_(None))
    yield (
        AgendaTopic.UNACCOMPANIED,
        _people(person.created_at).where(~accompanied, person.created_at <= _midnight(on - WAITED_FOR)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BERLIN)
