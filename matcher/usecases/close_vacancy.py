"""Close a vacancy with its outcome; releases end with it, and nobody is judged by it."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_vacancy
from matcher.usecases.work import Work


def close_vacancy(work: Work, actor: Actor, vacancy_id: int, outcome: VacancyOutcome) -> None:
    """The vacancy is closed; a closed one keeps its first outcome."""
    with work.unit(actor) as unit:
        row = lock_vacancy(unit, vacancy_id)
        owners = frozenset() if row.acquired_by is None else frozenset({row.acquired_by})
        require(actor, Action.EDIT_VACANCY, owners=owners)
        if row.state is VacancyState.CLOSED:
            return
        row.state = VacancyState.CLOSED
        row.outcome = outcome
        row.changed_at = unit.at
        unit.session.flush()
        unit.record("close_vacancy", "vacancy", row.id, outcome=str(outcome))
        redecide_vacancy(unit, row.id)
