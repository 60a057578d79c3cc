"""Count the places of a vacancy that are taken; the last one closes it as filled."""

from __future__ import annotations

from matcher.access import Actor
from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.usecases.vacancy_keeping import end_vacancy, lock_for_keeper, require_running, tell_others
from matcher.usecases.work import Work


def fill_place(work: Work, actor: Actor, vacancy_id: int, *, seen: int) -> bool:
    """One more place is taken; True where it was the last one and the vacancy is closed with it.

    Args:
        work: the door's means.
        actor: its mentor, the coordinator or the employer service.
        vacancy_id: the vacancy.
        seen: how many taken places the actor saw, so that a double click counts once.

    Raises:
        ConflictError: somebody else has counted meanwhile, or the vacancy does not run.

    """
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        require_running(row)
        _require_seen(row, seen)
        row.filled += 1
        row.confirmed_at = unit.at
        row.asked_at = None
        unit.session.flush()
        unit.record("fill_place", "vacancy", row.id, filled=row.filled)
        if row.filled < row.places:
            return False
        end_vacancy(unit, row, VacancyOutcome.FILLED)
        tell_others(unit, row, NotificationKind.VACANCY_CLOSED, by=actor)
        return True


def free_place(work: Work, actor: Actor, vacancy_id: int, *, seen: int) -> None:
    """A place that was counted as taken is free again."""
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        require_running(row)
        _require_seen(row, seen)
        if row.filled == 0:
            return
        row.filled -= 1
        row.confirmed_at = unit.at
        row.asked_at = None
        unit.session.flush()
        unit.record("free_place", "vacancy", row.id, filled=row.filled)


def _require_seen(row: tables.Vacancy, seen: int) -> None:
    if row.filled != seen:
        raise ConflictError(
            f"Inzwischen sind {row.filled} von {row.places} Plätzen besetzt. Bitte noch einmal ansehen.",
            f"Meanwhile {row.filled} of {row.places} places are taken. Please look again.",
        )
