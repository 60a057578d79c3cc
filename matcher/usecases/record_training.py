"""Record that a mentor took part in a training (3), and take a record back."""

from __future__ import annotations

from datetime import date

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.usecases.check_identity import require_length
from matcher.usecases.mentor_room import lock_mentor
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def record_training(work: Work, actor: Actor, mentor_id: int, title: str, held_on: date, *, submission: str) -> int:
    """The record's id; a form that is sent twice records one.

    Raises:
        InvalidInputError: names the field: no title, or a day that has not come yet.
        NotFoundError: there is no such mentor.

    """
    require(actor, Action.ARRANGE_MENTORING, owners=frozenset({mentor_id}))
    name = clean(title)
    if not name:
        raise InvalidInputError("title", "Bitte ausfüllen.", "Please fill this in.")
    require_length("title", name, 200)
    if held_on > work.clock.today():
        raise InvalidInputError(
            "held_on",
            "Dieser Tag liegt in der Zukunft. Bitte eintragen, wenn die Schulung war.",
            "This day is in the future. Please record the training once it has taken place.",
        )
    with work.unit(actor) as unit:
        lock_mentor(unit, mentor_id)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["training"])
        row = tables.MentorTraining(
            account_id=mentor_id, title=name, held_on=held_on, recorded_at=unit.at, recorded_by=actor.id
        )
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, training=row.id)
        unit.record("record_training", "account", mentor_id, training=row.id)
        return row.id


def remove_training(work: Work, actor: Actor, mentor_id: int, training_id: int) -> None:
    """Recorded by mistake; one that is removed already stays so."""
    require(actor, Action.ARRANGE_MENTORING, owners=frozenset({mentor_id}))
    with work.unit(actor) as unit:
        row = unit.session.get(tables.MentorTraining, training_id, with_for_update=True)
        if row is None or row.account_id != mentor_id:
            raise NotFoundError("Diese Schulung gibt es hier nicht.", "There is no such training here.")
        if row.removed_at is None:
            row.removed_at, row.removed_by = unit.at, actor.id
            unit.record("remove_training", "account", mentor_id, training=row.id)
