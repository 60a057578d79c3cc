"""What stands on a meeting's agenda: items that are due, items that somebody adds, items that are taken off."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.clock import BERLIN
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.due_items import due_items
from matcher.store.participants import find_visible
from matcher.store.tables.conferences import AgendaTopic, ConferenceState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import once
from matcher.usecases.permission import require
from matcher.usecases.require_nobody_named import require_nobody_named
from matcher.usecases.work import Work


def fill_agenda(work: Work, actor: Actor, conference_id: int, *, submission: str) -> int:
    """Add the next items that are due on the meeting's day; how many were added."""
    with work.unit(actor) as unit:
        row = planned_conference(unit, actor, conference_id)
        if not once(unit, submission, actor.id):
            return 0
        many = add_due_items(unit, row.id, row.starts_at.astimezone(BERLIN).date(), actor.id)
        if many:
            unit.record("fill_agenda", "conference", conference_id, items=many)
        return many


def add_due_items(unit: Unit, conference_id: int, on: date, by: int) -> int:
    """Items that are not on the agenda and were not taken off it."""
    item = tables.ConferenceItem
    rows = unit.session.execute(
        select(item.participant_id, item.topic).where(
            item.conference_id == conference_id, item.participant_id.is_not(None)
        )
    )
    known = frozenset((row.participant_id, row.topic) for row in rows)
    found = due_items(unit.session, on, known=known)
    unit.session.add_all(
        tables.ConferenceItem(
            conference_id=conference_id,
            participant_id=one.participant_id,
            topic=one.topic,
            detail=one.detail,
            due_on=one.due_on,
            added_at=unit.at,
            added_by=by,
        )
        for one in found
    )
    unit.session.flush()
    return len(found)


def add_item(work: Work, actor: Actor, conference_id: int, *, code: str | None, detail: str, submission: str) -> None:
    """Somebody, or something about the project, that should be talked about.

    Raises:
        InvalidInputError: at `code` or `detail`.

    """
    what = clean(detail)
    if not what:
        raise InvalidInputError("detail", "Bitte schreiben, worum es geht.", "Please say what it is about.")
    require_length("detail", what, 300)
    with work.unit(actor) as unit:
        planned_conference(unit, actor, conference_id)
        participant_id = find_visible(unit.session, actor, code) if code else None
        if code and participant_id is None:
            raise InvalidInputError(
                "code",
                "Dieses Kürzel gibt es hier nicht. Bitte prüfen, zum Beispiel LDS-7F3K.",
                "There is no such code here. Please check it, for example LDS-7F3K.",
            )
        if participant_id is None:
            require_nobody_named(unit, actor, {"detail": what})
        if not once(unit, submission, actor.id):
            return
        row = tables.ConferenceItem(
            conference_id=conference_id,
            participant_id=participant_id,
            topic=AgendaTopic.OTHER,
            detail=what,
            added_at=unit.at,
            added_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("add_item", "conference", conference_id, item=row.id, participant=participant_id)


def remove_item(work: Work, actor: Actor, conference_id: int, item_id: int) -> None:
    """Not this time; what was written down about it, or came of it, keeps it on the agenda.

    Raises:
        ConflictError: there is a word or a task about it already.

    """
    with work.unit(actor) as unit:
        planned_conference(unit, actor, conference_id)
        row = unit.session.get(tables.ConferenceItem, item_id)
        if row is None or row.conference_id != conference_id:
            raise NotFoundError("Diesen Punkt gibt es hier nicht.", "There is no such item here.")
        task = unit.session.scalar(select(tables.Task.id).where(tables.Task.item_id == item_id).limit(1))
        if row.minute is not None or task is not None:
            raise ConflictError(
                "Zu diesem Punkt ist schon etwas festgehalten. Er bleibt auf der Tagesordnung.",
                "Something is on record about this item. It stays on the agenda.",
            )
        if row.removed_at is None:
            row.removed_at = unit.at
            unit.record("remove_item", "conference", conference_id, item=item_id)


def planned_conference(unit: Unit, actor: Actor, conference_id: int) -> tables.Conference:
    """The meeting's row, locked until the commit.

    Raises:
        NotFoundError: there is no such meeting.
        ConflictError: it is over or cancelled.

    """
    require(actor, Action.HOLD_CONFERENCE)
    row = unit.session.get(tables.Conference, conference_id, with_for_update=True)
    if row is None:
        raise NotFoundError("Diese Besprechung gibt es nicht.", "There is no such meeting.")
    if row.state is not ConferenceState.PLANNED:
        raise ConflictError(
            "Diese Besprechung ist schon abgeschlossen oder abgesagt. Es wurde nichts geändert.",
            "This meeting is closed or cancelled already. Nothing was changed.",
        )
    return row
