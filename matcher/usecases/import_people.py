"""Take the chosen people of a file in, all of them or none."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.store.tables.imports import ImportState
from matcher.store.tables.people import IntakeSource
from matcher.store.unit import Unit
from matcher.usecases.add_participant import enter_person, write_identity
from matcher.usecases.edit_experience import experience_row
from matcher.usecases.edit_qualifications import qualification_row
from matcher.usecases.edit_wishes import write_wishes
from matcher.usecases.file_import import await_decision, decide, lock_import, name_of_file, waiting_content
from matcher.usecases.permission import require
from matcher.usecases.plan_people_import import PeoplePlan, PlannedPerson, plan_people_import
from matcher.usecases.record_document import DocumentEntry, append_document, document_told
from matcher.usecases.work import Work


def upload_people(work: Work, actor: Actor, content: bytes, file_name: str) -> int:
    """The file waits for a decision; returns the import's id. An earlier undecided file of the account is let go.

    Raises:
        InvalidInputError: no file, or one that is too large.
        UnreadableFileError: nothing of the file can be used; nothing is kept.

    """
    require(actor, Action.IMPORT_PEOPLE)
    name = name_of_file(content, file_name)
    with work.reading() as session:
        plan_people_import(session, content, name, today=work.clock.today())
    with work.unit(actor) as unit:
        row = await_decision(unit, actor, tables.PeopleImport, content, name)
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
        row = lock_import(unit, actor, tables.PeopleImport, import_id)
        if row.state is ImportState.DONE:
            many = select(func.count()).select_from(tables.ImportedPerson)
            return unit.session.scalar(many.where(tables.ImportedPerson.import_id == row.id)) or 0
        plan = plan_people_import(unit.session, waiting_content(row), row.file_name, today=unit.today)
        chosen = _chosen(plan, places)
        for planned in chosen:
            _take_in(unit, row.id, planned)
        decide(unit, row, ImportState.DONE)
        unit.session.flush()
        unit.record("import_people", "people_import", row.id, people=len(chosen))
        return len(chosen)


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
    document = document_told(row.person.facts, row.file_number)
    if document != DocumentEntry():
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
