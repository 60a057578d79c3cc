"""Close a vacancy with its outcome; releases end with it, and nobody is judged by it."""

from __future__ import annotations

from matcher.access import Actor
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases.vacancy_keeping import RUNNING, end_vacancy, lock_for_keeper, tell_others
from matcher.usecases.work import Work


def close_vacancy(work: Work, actor: Actor, vacancy_id: int, outcome: VacancyOutcome) -> None:
    """The vacancy is closed; a closed one keeps its first outcome."""
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        if row.state is VacancyState.CLOSED:
            return
        known = row.state in RUNNING
        if outcome is VacancyOutcome.FILLED:
            row.filled = row.places
        end_vacancy(unit, row, outcome)
        if known:
            tell_others(unit, row, NotificationKind.VACANCY_CLOSED, by=actor)
