"""Take the chosen people of a file in, all of them or none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select, update

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import Facts
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.store.tables.imports import ImportState
from matcher.store.tables.people import IntakeSource
from matcher.store.unit import Unit
from matcher.usecases.add_participant import enter_person, write_identity
from matcher.usecases.edit_experience import experience_row
from matcher.usecases.edit_qualifications import qualification_row
from matcher.usecases.edit_wishes import write_wishes
from matcher.usecases.permission import require
from matcher.usecases.plan_people_import import PeoplePlan, PlannedPerson, plan_people_import
from matcher.usecases.record_document import DocumentEntry, append_document
from matcher.usecases.upload_vacancies import KEPT, MOST_BYTES
from matcher.usecases.work import Work

_KEPT: Final[timedelta] = KEPT
_FURTHER: Final = (
    "tolerated_on",
    "permit_on",
    "permit_during_procedure",
    "unaccompanied_minor",
    "child_welfare",
    "recognised_status",
    "title_valid_on",
    "applied_for",
    "old_title",
    "card_ordered",
    "identity_measures_met",
)


def upload_people(work: Work, actor: Actor, content: bytes, file_name: str) -> int:
    """The file waits for a decision; returns the import's id. An earlier undecided file of the account is let go.

    Raises:
        InvalidInputError: no file, or one that is too large.
        UnreadableFileError: nothing of the file can be used; nothing is kept.

    """
    require(actor, Action.IMPORT_PEOPLE)
    name = clean(file_name.replace("\\", "/").rsplit("/", 1)[-1])[-200:]
    if not name:
        raise InvalidInputError("file", "Bitte eine Datei wählen.", "Please choose a file.")
    if len(content) > MOST_BYTES:
        raise InvalidInputError("file", "Bitte eine Datei bis 10 MB wählen.", "Please choose a file of up to 10 MB.")
    with work.reading() as session:
        plan_people_import(session, content, name, today=work.clock.today())
    with work.unit(actor) as unit:
        unit.session.execute(
            update(tables.PeopleImport)
            .where(tables.PeopleImport.account_id == actor.id, tables.PeopleImport.state == ImportState.PREVIEWED)
            .values(state=ImportState.DISCARDED, content=None, decided_at=unit.at)
        )
        row = tables.PeopleImport(
            account_id=actor.id,
            state=ImportState.PREVIEWED,
            file_name=name,
            content=content,
            uploaded_at=unit.at,
            expires_at=unit.at + _KEPT,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("upload_people", "people_import", row.id)
        return row.id


def import_people(work: Work, actor: Actor, import_id: int, *, places: Collection[int]) -> int:
    """The chosen rows are in the project, without consent, pre-check or mentor; how many. Twice is once.

    Raises:
        ConflictError: the file is not waiting any more.
        InvalidInputError: nothing is chosen, or a chosen row cannot be taken.

    """
    require(actor, Action.IMPORT_PEOPLE)
    with work.unit(actor) as unit:
        row = lock_people_import(unit, actor, import_id)
        if row.state is ImportState.DONE:
            many = select(func.count()).select_from(tables.ImportedPerson)
            return unit.session.scalar(many.where(tables.ImportedPerson.import_id == row.id)) or 0
        if row.state is not ImportState.PREVIEWED or row.content is None:
            raise ConflictError(
                "Diese Datei wartet nicht mehr. Bitte noch einmal hochladen.",
                "This file is not waiting any more. Please upload it again.",
            )
        plan = plan_people_import(unit.session, row.content, row.file_name, today=unit.today)
        chosen = _chosen(plan, places)
        for planned in chosen:
            _take_in(unit, row.id, planned)
        row.state, row.content, row.decided_at = ImportState.DONE, None, unit.at
        unit.session.flush()
        unit.record("import_people", "people_import", row.id, people=len(chosen))
        return len(chosen)


def lock_people_import(unit: Unit, actor: Actor, import_id: int) -> tables.PeopleImport:
    """The actor's own import, locked until the commit."""
    row = unit.session.get(tables.PeopleImport, import_id, with_for_update=True)
    if row is None or row.account_id != actor.id:
        raise NotFoundError("Diesen Import gibt es hier nicht.", "There is no such import here.")
    return row


def _chosen(plan: PeoplePlan, places: Collection[int]) -> list[PlannedPerson]:
    chosen = [row for row in plan.rows if row.place in set(places)]
    if not chosen:
        raise InvalidInputError("rows", "Bitte mindestens eine Person wählen.", "Please choose at least one person.")
    stopped = next((row for row in chosen if not row.may_be_taken), None)
    if stopped is not None:
        trouble = stopped.stops[0]
        raise InvalidInputError(
            "rows",
            f"Zeile {stopped.place}: {trouble.german}",
            f"Row {stopped.place}: {trouble.english}",
        )
    return chosen


def _take_in(unit: Unit, import_id: int, planned: PlannedPerson) -> None:
    row = planned.row
    person = enter_person(unit, IntakeSource(row.source) if row.source else None, row.code)
    if planned.identity is not None:
        write_identity(unit, person.id, planned.identity)
    document = _document(row.person.facts, row.file_number)
    if document is not None:
        append_document(unit, person.id, None, document)
    _write_profile(unit, person.id, planned)
    if row.person.stopped or planned.objects:
        reason = StopReason.AUTHORITY if planned.objects else StopReason.OTHER
        unit.session.add(
            tables.PlacementStop(participant_id=person.id, reason=reason, set_at=unit.at, set_by=unit.actor_id)
        )
    unit.session.add(tables.ImportedPerson(participant_id=person.id, import_id=import_id, place=planned.place))
    unit.session.flush()
    unit.record("add_participant", "participant", person.id, people_import=import_id, not_twins=list(planned.twins))
    unit.mark_person(person.id, "added")


def _write_profile(unit: Unit, participant_id: int, planned: PlannedPerson) -> None:
    profile = planned.row.person.profile
    if profile.german is not None:
        unit.session.add(
            tables.LanguageSkill(
                participant_id=participant_id, language="de", speaking=profile.german, writing=profile.german
            )
        )
    for item in profile.experiences:
        unit.session.add(experience_row(participant_id, item, "experience", unit.today))
    for learned in profile.qualifications:
        unit.session.add(qualification_row(participant_id, learned, "qualification"))
    wish = tables.WorkWish(participant_id=participant_id)
    write_wishes(wish, planned.wishes)
    unit.session.add(wish)


def _document(facts: Facts, file_number: str | None) -> DocumentEntry | None:
    """The document as the file tells it; None where it tells nothing of one."""
    further = {name: _plain(getattr(facts, name)) for name in _FURTHER if getattr(facts, name) is not None}
    entry = DocumentEntry(
        status=facts.status,
        note=facts.work_note,
        file_number=clean(file_number) or None,
        valid_until=facts.document_valid_until,
        expiry_known=facts.document_expiry_known,
        nationality=facts.nationality,
        status_since=facts.status_since,
        stay_since=facts.stay_since,
        registered_on=facts.registered_on,
        applied_on=facts.applied_on,
        application=facts.application,
        in_reception_centre=facts.in_reception_centre,
        identity_by_passport=facts.identity_by_passport,
        further=further,
    )
    return None if entry == DocumentEntry() else entry


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value
