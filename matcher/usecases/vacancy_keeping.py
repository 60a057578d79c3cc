"""Who keeps a vacancy up to date, what may be done with it, and who hears of it."""

from __future__ import annotations

from typing import Final

from matcher.access import Action, Actor, Scope, reach
from matcher.errors import ConflictError
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.store.unit import Unit
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_vacancy

RUNNING: Final = (VacancyState.OPEN, VacancyState.PAUSED)


def lock_for_keeper(unit: Unit, actor: Actor, vacancy_id: int) -> tables.Vacancy:
    """The vacancy's row, locked; for its mentor, the coordinator and the employer service."""
    row = lock_vacancy(unit, vacancy_id)
    if reach(actor, Action.JUDGE_VACANCY) is not Scope.ALL:
        require(actor, Action.EDIT_VACANCY, owners=frozenset({row.acquired_by} if row.acquired_by is not None else ()))
    return row


def require_running(row: tables.Vacancy) -> None:
    """Pass where the employer service has accepted the vacancy and nobody has closed it."""
    if row.state is VacancyState.CLOSED:
        raise ConflictError(
            "Diese Stelle ist geschlossen und bleibt, wie sie ist.",
            "This vacancy is closed and stays as it is.",
        )
    if row.state not in RUNNING:
        raise ConflictError(
            "Das geht erst, wenn der Arbeitgeberservice die Stelle angenommen hat.",
            "This is possible once the employer service has accepted the vacancy.",
        )


def end_vacancy(unit: Unit, row: tables.Vacancy, outcome: VacancyOutcome) -> None:
    """The vacancy is closed, and with it what was proposed for it; nobody is judged by that."""
    row.state = VacancyState.CLOSED
    row.outcome = outcome
    row.changed_at = unit.at
    row.asked_at = None
    unit.session.flush()
    unit.record("close_vacancy", "vacancy", row.id, outcome=str(outcome))
    redecide_vacancy(unit, row.id)


def tell_others(unit: Unit, row: tables.Vacancy, kind: NotificationKind, *, by: Actor | None) -> None:
    """Mentor and employer service learn of it, but not from themselves; the coordinator where nobody won it."""
    if row.acquired_by is None:
        unit.notify(kind, ("vacancy", row.id), role=Role.COORDINATOR)
    elif by is None or by.id != row.acquired_by:
        unit.notify(kind, ("vacancy", row.id), account=row.acquired_by)
    if by is None or Role.AGS not in by.roles:
        unit.notify(kind, ("vacancy", row.id), role=Role.AGS)
