"""Record a measure of a person: what, by which body, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.courses import Body, MeasureKind
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEntry:
    """A measure as somebody describes it; `until` is the first day after it."""

    kind: MeasureKind
    body: Body
    employer: str | None = None
    begins_on: date
    until: date | None = None


def record_measure(work: Work, actor: Actor, participant_id: int, entry: MeasureEntry, *, submission: str) -> int:
    """The measure's id; a form that is sent twice records one.

    Raises:
        InvalidInputError: names the field.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ENROL, participant_id)
        if entry.until is not None and entry.until <= entry.begins_on:
            raise InvalidInputError(
                "until",
                "Das Ende liegt vor dem Anfang. Bitte beide Daten prüfen.",
                "The end is before the start. Please check both dates.",
            )
        employer = clean(entry.employer or "") or None
        require_length("employer", employer, 200)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["measure"])
        row = tables.Measure(
            participant_id=participant_id,
            kind=entry.kind,
            body=entry.body,
            employer=employer,
            begins_on=entry.begins_on,
            until=entry.until,
            recorded_at=unit.at,
            recorded_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, measure=row.id)
        unit.record("record_measure", "participant", participant_id, measure=row.id)
        return row.id
