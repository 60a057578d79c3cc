"""Hand in the chosen vacancies of a file, all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.model import Kind, Role
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.file_import import decide, lock_import, waiting_content
from matcher.usecases.permission import require
from matcher.usecases.plan_import import ImportPlan, PlannedRow, plan_import
from matcher.usecases.submit_vacancy import employer_named, fresh_reference, write_entry
from matcher.usecases.work import Work


def import_vacancies(
    work: Work,
    actor: Actor,
    import_id: int,
    *,
    places: Collection[int],
    firms: Mapping[str, str],
    kind: Kind | None = None,
) -> int:
    """The chosen rows lie in the employer service's inbox; how many. Confirming twice imports once.

    Args:
        work: the door's means.
        actor: who uploaded the file.
        import_id: the import.
        places: rows of the file that were chosen.
        firms: for firms that may be known under another name, the name that counts.
        kind: for chosen rows that name no kind of job.

    Raises:
        ConflictError: the file is not waiting any more.
        InvalidInputError: nothing is chosen, a kind or a firm is left open, or a chosen row cannot be taken.

    """
    require(actor, Action.ENTER_VACANCY)
    with work.unit(actor) as unit:
        row = lock_import(unit, actor, tables.VacancyImport, import_id)
        if row.state is ImportState.DONE:
            return _handed_in(unit, row.id)
        content = waiting_content(row)
        plan = plan_import(unit.session, actor, content, row.file_name, today=unit.today, kind=kind)
        chosen = _chosen(plan, places, kind)
        _require_firms(plan, chosen, firms)
        for planned in chosen:
            _hand_in(unit, row.id, planned, firms)
        decide(unit, row, ImportState.DONE)
        unit.session.flush()
        unit.record("import_vacancies", "vacancy_import", row.id, vacancies=len(chosen))
        unit.notify(NotificationKind.VACANCIES_IMPORTED, ("vacancy_import", row.id), role=Role.AGS)
        return len(chosen)


def _handed_in(unit: Unit, import_id: int) -> int:
    query = select(func.count()).select_from(tables.ImportedVacancy)
    return unit.session.scalar(query.where(tables.ImportedVacancy.import_id == import_id)) or 0


def _chosen(plan: ImportPlan, places: Collection[int], kind: Kind | None) -> list[PlannedRow]:
    chosen = [row for row in plan.rows if row.place in set(places)]
    if not chosen:
        raise InvalidInputError("rows", "Bitte mindestens eine Stelle wählen.", "Please choose at least one vacancy.")
    if kind is None and any(row.needs_kind for row in chosen):
        raise InvalidInputError("kind", "Bitte die Art der Stelle wählen.", "Please choose the kind of job.")
    stopped = next((row for row in chosen if not row.may_be_taken), None)
    if stopped is not None:
        trouble = stopped.stops[0]
        raise InvalidInputError(
            "rows",
            f"„{stopped.entry.title}“ ({stopped.place}): {trouble.german}",
            f"“{stopped.entry.title}” ({stopped.place}): {trouble.english}",
        )
    return chosen


def _require_firms(plan: ImportPlan, chosen: list[PlannedRow], firms: Mapping[str, str]) -> None:
    """Every firm with a likely twin was decided on: it is one of those, or a firm of its own."""
    used = {row.entry.employer for row in chosen}
    for twin in plan.twins:
        if twin.name in used and firms.get(twin.name) not in {twin.name, *twin.known}:
            raise InvalidInputError(
                "firms",
                f"Bitte wählen, welcher Betrieb „{twin.name}“ ist.",
                f"Please choose which firm “{twin.name}” is.",
            )


def _hand_in(unit: Unit, import_id: int, planned: PlannedRow, firms: Mapping[str, str]) -> None:
    entry = replace(planned.entry, employer=firms.get(planned.entry.employer, planned.entry.employer))
    vacancy = tables.Vacancy(
        reference=fresh_reference(),
        employer_id=employer_named(unit, entry),
        acquired_by=unit.actor_id,
        state=VacancyState.SUBMITTED,
        created_at=unit.at,
        changed_at=unit.at,
    )
    write_entry(vacancy, entry)
    vacancy.skills_needed = None if planned.skills is None else list(planned.skills)
    unit.session.add(vacancy)
    unit.session.flush()
    unit.session.add(tables.ImportedVacancy(vacancy_id=vacancy.id, import_id=import_id, place=planned.place))
    unit.record("submit_vacancy", "vacancy", vacancy.id, vacancy_import=import_id)
