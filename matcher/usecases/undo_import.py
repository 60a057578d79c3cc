"""Take a whole import back as long as nobody has worked with it, or let an undecided file go."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases.file_import import decide, let_go_expired, lock_import
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_NAMED = 5


def undo_import(work: Work, actor: Actor, import_id: int) -> int:
    """Every vacancy of the import is closed as withdrawn; how many. Undoing twice undoes once.

    The rows stay, so that what the trace says of them stays true; lists of duplicates pass them over.

    Raises:
        ConflictError: one of them was accepted, returned or changed meanwhile; the message says which.

    """
    require(actor, Action.ENTER_VACANCY)
    with work.unit(actor) as unit:
        row = lock_import(unit, actor, tables.VacancyImport, import_id)
        if row.state is not ImportState.DONE:
            return 0
        vacancies = unit.session.scalars(
            select(tables.Vacancy)
            .join(tables.ImportedVacancy, tables.ImportedVacancy.vacancy_id == tables.Vacancy.id)
            .where(tables.ImportedVacancy.import_id == row.id)
            .order_by(tables.Vacancy.id)
            .with_for_update(of=tables.Vacancy)
        ).all()
        _require_untouched([vacancy for vacancy in vacancies if not _is_untouched(vacancy)])
        for vacancy in vacancies:
            vacancy.state = VacancyState.CLOSED
            vacancy.outcome = VacancyOutcome.WITHDRAWN
            vacancy.changed_at = unit.at
            unit.record("close_vacancy", "vacancy", vacancy.id, vacancy_import=row.id)
        row.state = ImportState.UNDONE
        row.undone_at = unit.at
        unit.session.flush()
        unit.record("undo_import", "vacancy_import", row.id, vacancies=len(vacancies))
        return len(vacancies)


def discard_import(work: Work, actor: Actor, import_id: int) -> None:
    """An undecided file is let go; nothing of it is kept."""
    with work.unit(actor) as unit:
        row = lock_import(unit, actor, tables.VacancyImport, import_id)
        if row.state is ImportState.PREVIEWED:
            decide(unit, row, ImportState.DISCARDED)
            unit.record("discard_import", "vacancy_import", row.id)


def discard_expired_imports(work: Work) -> int:
    """Files on which nobody decided in time are let go; how many were."""
    return let_go_expired(work, tables.VacancyImport)


def _is_untouched(vacancy: tables.Vacancy) -> bool:
    return vacancy.state is VacancyState.SUBMITTED and vacancy.version == 1 and vacancy.changed_at == vacancy.created_at


def _require_untouched(touched: list[tables.Vacancy]) -> None:
    if not touched:
        return
    named = ", ".join(f"„{vacancy.title}“ ({vacancy.reference})" for vacancy in touched[:_NAMED])
    named_english = ", ".join(f"“{vacancy.title}” ({vacancy.reference})" for vacancy in touched[:_NAMED])
    more = len(touched) - _NAMED
    raise ConflictError(
        f"Daran wurde schon gearbeitet: {named}{f' und {more} weitere' if more > 0 else ''}. "
        "Der Import bleibt; bitte einzelne Stellen schließen.",
        f"Somebody has worked with these already: {named_english}{f' and {more} more' if more > 0 else ''}. "
        "The import stays; please close single vacancies.",
    )
