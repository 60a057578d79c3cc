"""Record what somebody did for a person (2), and take a record back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.activities import ActivityKind
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work

LONGEST_AGO: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """What was done; without a day it was today."""

    kind: ActivityKind
    done_on: date | None = None
    organisation_id: int | None = None
    note: str | None = None


def record_activity(work: Work, actor: Actor, participant_id: int, entry: ActivityEntry, *, submission: str) -> int:
    """The record's id; a button that is pressed twice records one.

    Raises:
        InvalidInputError: names the field: a day to come or long past, a place that is not in the register.

    """
    note = clean(entry.note or "") or None
    require_length("note", note, 500)
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ACCOMPANY, participant_id)
        done_on = entry.done_on or unit.today
        if not unit.today - LONGEST_AGO <= done_on <= unit.today:
            raise InvalidInputError(
                "done_on",
                "Bitte einen Tag im letzten Jahr eintragen, spätestens heute.",
                "Please enter a day within the last year, today at the latest.",
            )
        if entry.organisation_id is not None and unit.session.get(tables.Organisation, entry.organisation_id) is None:
            raise InvalidInputError(
                "organisation", "Bitte einen Ort aus der Liste wählen.", "Please choose a place from the list."
            )
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["activity"])
        row = tables.Activity(
            participant_id=participant_id,
            kind=entry.kind,
            done_on=done_on,
            organisation_id=entry.organisation_id,
            note=note,
            recorded_at=unit.at,
            recorded_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, activity=row.id)
        unit.record("record_activity", "participant", participant_id, activity=row.id, kind=str(entry.kind))
        return row.id


def undo_activity(work: Work, actor: Actor, participant_id: int, activity_id: int) -> None:
    """Recorded by mistake; what is taken back already stays so."""
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ACCOMPANY, participant_id)
        row = unit.session.get(tables.Activity, activity_id)
        if row is None or row.participant_id != participant_id:
            raise NotFoundError("Diesen Eintrag gibt es hier nicht.", "There is no such entry here.")
        if row.undone_at is None:
            row.undone_at, row.undone_by = unit.at, actor.id
            unit.record("undo_activity", "participant", participant_id, activity=row.id)
