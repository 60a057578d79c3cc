"""Take a whole import of people back as long as nobody has worked with it, or let an undecided file go."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.file_import import decide, let_go_expired, lock_import
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_NAMED: Final = 5
_HELD: Final[tuple[Any, ...]] = (
    tables.Identity,
    tables.ResidenceDocument,
    tables.LanguageSkill,
    tables.Qualification,
    tables.Experience,
    tables.WorkWish,
    tables.PlacementStop,
)
"""What an import writes about a person."""
_WORKED: Final[tuple[Any, ...]] = (
    tables.DataConsent,
    tables.Mentorship,
    tables.ClearanceRequest,
    tables.ClearanceDecision,
    tables.AuthorityStatement,
    tables.WorkPermit,
    tables.ShortlistEntry,
    tables.Enrolment,
    tables.Measure,
    tables.Paper,
    tables.Activity,
    tables.Task,
)
"""Where somebody's work with a person shows."""


def undo_people_import(work: Work, actor: Actor, import_id: int) -> int:
    """Nothing about these people is kept, and their codes are free again; how many. Twice is once.

    The bare rows stay, so that the trace and the rankings made meanwhile keep what they point to.

    Raises:
        ConflictError: somebody has worked with one of them; the message says with whom.

    """
    require(actor, Action.IMPORT_PEOPLE)
    with work.unit(actor) as unit:
        row = lock_import(unit, actor, tables.PeopleImport, import_id)
        if row.state is not ImportState.DONE:
            return 0
        ids = unit.session.scalars(
            select(tables.ImportedPerson.participant_id)
            .where(tables.ImportedPerson.import_id == row.id)
            .order_by(tables.ImportedPerson.participant_id)
        ).all()
        people = [person for person in (unit.lock_participant(one) for one in ids) if person is not None]
        _require_untouched(unit, people)
        for person in people:
            _forget(unit, person)
        row.state, row.undone_at = ImportState.UNDONE, unit.at
        unit.session.flush()
        unit.record("undo_people_import", "people_import", row.id, people=len(people))
        return len(people)


def discard_people_import(work: Work, actor: Actor, import_id: int) -> None:
    """An undecided file is let go; nothing of it is kept."""
    with work.unit(actor) as unit:
        row = lock_import(unit, actor, tables.PeopleImport, import_id)
        if row.state is ImportState.PREVIEWED:
            decide(unit, row, ImportState.DISCARDED)
            unit.record("discard_people_import", "people_import", row.id)


def discard_expired_people_imports(work: Work) -> int:
    """Files on which nobody decided in time are let go; how many were."""
    return let_go_expired(work, tables.PeopleImport)


def _forget(unit: Unit, person: tables.Participant) -> None:
    for table in _HELD:
        unit.session.execute(delete(table).where(table.participant_id == person.id))
    person.state, person.removed_at = ParticipantState.LEFT, unit.at
    person.code = f"WEG-{person.id}"
    person.intake_source = None
    person.version += 1
    unit.session.flush()
    unit.record("remove_participant", "participant", person.id)
    unit.mark_person(person.id, "removed")


def _require_untouched(unit: Unit, people: list[tables.Participant]) -> None:
    touched = [person.code for person in people if not _is_untouched(unit, person)]
    if not touched:
        return
    named = ", ".join(touched[:_NAMED])
    more = len(touched) - _NAMED
    raise ConflictError(
        f"Daran wurde schon gearbeitet: {named}{f' und {more} weitere' if more > 0 else ''}. "
        "Der Import bleibt; bitte einzelne Teilnahmen beenden.",
        f"Somebody has worked with these already: {named}{f' and {more} more' if more > 0 else ''}. "
        "The import stays; please end single participations.",
    )


def _is_untouched(unit: Unit, person: tables.Participant) -> bool:
    if person.state is not ParticipantState.ACTIVE or person.version != 1:
        return False
    merge = tables.ParticipantMerge
    merged: ColumnElement[bool] = or_(merge.kept_id == person.id, merge.absorbed_id == person.id)
    if unit.session.scalar(select(merge.id).where(merged).limit(1)) is not None:
        return False
    return all(
        unit.session.scalar(select(table.id).where(table.participant_id == person.id).limit(1)) is None
        for table in _WORKED
    )
