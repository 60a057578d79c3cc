"""Write down what was decided about an item, and make a task of it (10(1))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matcher.access import Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.conference_list import possible_owners
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.fill_agenda import planned_conference
from matcher.usecases.once import once
from matcher.usecases.require_nobody_named import require_nobody_named
from matcher.usecases.work import Work

FURTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided; with `what`, somebody has something to do by a day."""

    minute: str | None = None
    what: str | None = None
    owner_id: int | None = None
    due_on: date | None = None


def minute_item(
    work: Work, actor: Actor, conference_id: int, item_id: int, decision: Decision, *, submission: str
) -> None:
    """The words stand at the item; the task appears with its owner, who is told.

    Raises:
        InvalidInputError: names the field: nothing written, no owner, no day, or somebody who may not see the person.

    """
    minute, what = clean(decision.minute or "") or None, clean(decision.what or "") or None
    require_length("minute", minute, 1000)
    require_length("what", what, 300)
    if minute is None and what is None:
        raise InvalidInputError("minute", "Bitte schreiben, was beschlossen wurde.", "Please say what was decided.")
    with work.unit(actor) as unit:
        planned_conference(unit, actor, conference_id)
        item = unit.session.get(tables.ConferenceItem, item_id)
        if item is None or item.conference_id != conference_id or item.removed_at is not None:
            raise NotFoundError("Diesen Punkt gibt es hier nicht.", "There is no such item here.")
        if item.participant_id is None:
            require_nobody_named(unit, actor, {"minute": minute, "what": what})
        if not once(unit, submission, actor.id):
            return
        if minute is not None and minute != item.minute:
            item.minute, item.minuted_at = minute, unit.at
            unit.record("minute_item", "conference", conference_id, item=item_id)
        if what is not None:
            _assign(unit, actor, item, what, decision)


def _assign(unit: Unit, actor: Actor, item: tables.ConferenceItem, what: str, decision: Decision) -> None:
    owners = possible_owners(unit.session, item.conference_id, item.participant_id)
    if decision.owner_id not in owners:
        raise InvalidInputError("owner", "Bitte wählen, wer es übernimmt.", "Please choose who takes this on.")
    if decision.due_on is None or not unit.today <= decision.due_on <= unit.today + FURTHEST:
        raise InvalidInputError(
            "due_on",
            "Bitte einen Tag ab heute eintragen, höchstens in einem Jahr.",
            "Please enter a day from today on, within a year.",
        )
    task = tables.Task(
        what=what,
        participant_id=item.participant_id,
        item_id=item.id,
        owner_id=decision.owner_id,
        due_on=decision.due_on,
        created_at=unit.at,
        created_by=actor.id,
    )
    unit.session.add(task)
    unit.session.flush()
    unit.record("assign_task", "task", task.id, owner=decision.owner_id, participant=item.participant_id, item=item.id)
    if decision.owner_id != actor.id:
        unit.notify(NotificationKind.TASK_ASSIGNED, ("task", task.id), account=decision.owner_id)
