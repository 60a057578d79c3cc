"""Let a vacancy rest while the firm waits, and take it up again."""

from __future__ import annotations

from matcher.access import Actor
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.vacancy_keeping import lock_for_keeper, require_running, tell_others
from matcher.usecases.work import Work


def pause_vacancy(work: Work, actor: Actor, vacancy_id: int) -> None:
    """Nobody is ranked or newly proposed for it; what was proposed stays. Pausing twice changes nothing."""
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        require_running(row)
        if row.state is VacancyState.PAUSED:
            return
        row.state = VacancyState.PAUSED
        row.changed_at = unit.at
        row.asked_at = None
        unit.record("pause_vacancy", "vacancy", row.id)
        tell_others(unit, row, NotificationKind.VACANCY_PAUSED, by=actor)


def resume_vacancy(work: Work, actor: Actor, vacancy_id: int) -> None:
    """The vacancy is open again and its ranking is renewed."""
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        require_running(row)
        if row.state is VacancyState.OPEN:
            return
        row.state = VacancyState.OPEN
        row.changed_at = unit.at
        row.asked_at = None
        unit.session.flush()
        unit.mark_vacancies([row.id])
        unit.record("resume_vacancy", "vacancy", row.id)
