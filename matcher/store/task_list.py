"""Tasks of an account: what it has to do by when, about people whom it may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from matcher.access import Actor
from matcher.store import tables
from matcher.store.participants import visible_to
from matcher.store.tables.conferences import TaskState

_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    id: int
    what: str
    code: str | None
    """The person it is about."""
    owner_id: int
    owner: str
    by: str
    due_on: date
    state: TaskState
    conference_id: int | None


def open_tasks(session: Session, actor: Actor) -> tuple[TaskLine, ...]:
    """The actor's own tasks that are open, the most urgent first; of people whom they may not see (any more), none."""
    task = tables.Task
    query = _lines().where(task.owner_id == actor.id, task.state == TaskState.OPEN)
    query = query.where(or_(task.participant_id.is_(None), visible_to(actor)))
    return _read(session, query.order_by(task.due_on, task.id).limit(_MOST))


def recent_tasks(session: Session, actor: Actor, *, limit: int = 10) -> tuple[TaskLine, ...]:
    """What the actor has done last, so that a slip can be taken back."""
    task = tables.Task
    query = _lines().where(task.owner_id == actor.id, task.state != TaskState.OPEN)
    query = query.where(or_(task.participant_id.is_(None), visible_to(actor)))
    return _read(session, query.order_by(task.closed_at.desc(), task.id.desc()).limit(limit))


def tasks_of_items(session: Session, item_ids: Collection[int]) -> dict[int, list[TaskLine]]:
    """By item of an agenda, the tasks that came of it."""
    task = tables.Task
    rows = session.execute(_lines(task.item_id).where(task.item_id.in_(item_ids)).order_by(task.id))
    found: dict[int, list[TaskLine]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(_line(row))
    return found


def _lines(*more: Any) -> Select[*tuple[Any, ...]]:
    task, owner, author = tables.Task, aliased(tables.Account), aliased(tables.Account)
    return (
        select(
            task,
            tables.Participant.code,
            owner.name.label("owner"),
            author.name.label("by"),
            tables.ConferenceItem.conference_id,
            *more,
        )
        .join(owner, owner.id == task.owner_id)
        .join(author, author.id == task.created_by)
        .outerjoin(tables.Participant, tables.Participant.id == task.participant_id)
        .outerjoin(tables.ConferenceItem, tables.ConferenceItem.id == task.item_id)
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[TaskLine, ...]:
    return tuple(_line(row) for row in session.execute(query))


def _line(row: Any) -> TaskLine:
    return TaskLine(
        id=row.Task.id,
        what=row.Task.what,
        code=row.code,
        owner_id=row.Task.owner_id,
        owner=row.owner,
        by=row.by,
        due_on=row.Task.due_on,
        state=row.Task.state,
        conference_id=row.conference_id,
    )
