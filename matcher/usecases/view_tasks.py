"""See one's own tasks; a partner's look at people leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.disclosures import is_project
from matcher.store.task_list import TaskLine, open_tasks, recent_tasks
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def view_tasks(work: Work, actor: Actor) -> tuple[tuple[TaskLine, ...], tuple[TaskLine, ...]]:
    """What is open, and what was closed last."""
    require(actor, Action.EXCHANGE)
    with work.reading() as session:
        waiting, closed = open_tasks(session, actor), recent_tasks(session, actor)
    about_people = [line.id for line in (*waiting, *closed) if line.code is not None]
    if about_people and not is_project(actor):
        with work.unit(actor) as unit:
            unit.record("view_tasks", "account", actor.id, tasks=about_people)
    return waiting, closed
