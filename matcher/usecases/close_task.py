"""Tick a task off, or open it again."""

from __future__ import annotations

from matcher.access import Action, Actor, Allowed, may
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.store.tables.conferences import TaskState
from matcher.store.unit import Unit
from matcher.usecases.work import Work


def close_task(work: Work, actor: Actor, task_id: int, *, done: bool = True) -> None:
    """Done, or no longer needed; one that is closed already stays as it is."""
    with work.unit(actor) as unit:
        row = _own_task(unit, actor, task_id)
        if row.state is not TaskState.OPEN:
            return
        row.state = TaskState.DONE if done else TaskState.DROPPED
        row.closed_at, row.closed_by = unit.at, actor.id
        unit.session.flush()
        unit.record("close_task", "task", task_id, state=str(row.state), participant=row.participant_id)


def reopen_task(work: Work, actor: Actor, task_id: int) -> None:
    """It was closed by mistake."""
    with work.unit(actor) as unit:
        row = _own_task(unit, actor, task_id)
        if row.state is TaskState.OPEN:
            return
        row.state, row.closed_at, row.closed_by = TaskState.OPEN, None, None
        unit.session.flush()
        unit.record("reopen_task", "task", task_id, participant=row.participant_id)


def _own_task(unit: Unit, actor: Actor, task_id: int) -> tables.Task:
    """The row, locked, if it is the actor's or the actor steers the project."""
    row = unit.session.get(tables.Task, task_id, with_for_update=True)
    steers = isinstance(may(actor, Action.HOLD_CONFERENCE), Allowed)
    if row is None or not (steers or row.owner_id == actor.id):
        raise NotFoundError("Diese Aufgabe gibt es hier nicht.", "There is no such task here.")
    return row
