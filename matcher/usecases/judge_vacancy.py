"""The employer service accepts a vacancy, or gives it back with a reason."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import ReturnReason, VacancyState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def accept_vacancy(work: Work, actor: Actor, vacancy_id: int) -> None:
    """The vacancy is open; workers rank for it from the commit on. Accepting twice changes nothing."""
    with work.unit(actor) as unit:
        require(actor, Action.JUDGE_VACANCY)
        row = lock_vacancy(unit, vacancy_id)
        if row.state is VacancyState.OPEN:
            return
        _require_submitted(row)
        row.state = VacancyState.OPEN
        row.changed_at = unit.at
        unit.session.flush()
        unit.mark_vacancies([row.id])
        unit.record("accept_vacancy", "vacancy", row.id)
        _tell_mentor(unit, row, NotificationKind.VACANCY_ACCEPTED)


def return_vacancy(work: Work, actor: Actor, vacancy_id: int, reason: ReturnReason, *, note: str | None = None) -> None:
    """The mentor gets the vacancy back with the reason, to mend it and hand it in again."""
    with work.unit(actor) as unit:
        require(actor, Action.JUDGE_VACANCY)
        require_length("note", note, 500)
        row = lock_vacancy(unit, vacancy_id)
        _require_submitted(row)
        row.state = VacancyState.RETURNED
        row.return_reason = reason
        row.return_note = note
        row.changed_at = unit.at
        unit.session.flush()
        unit.record("return_vacancy", "vacancy", row.id, reason=str(reason))
        _tell_mentor(unit, row, NotificationKind.VACANCY_RETURNED)


def _require_submitted(row: tables.Vacancy) -> None:
    if row.state is not VacancyState.SUBMITTED:
        raise ConflictError(
            "Über diese Stelle ist schon entschieden. Bitte die Liste neu laden.",
            "This vacancy has been decided already. Please reload the list.",
        )


def _tell_mentor(unit: Unit, row: tables.Vacancy, kind: NotificationKind) -> None:
    if row.acquired_by is not None:
        unit.notify(kind, ("vacancy", row.id), account=row.acquired_by)
