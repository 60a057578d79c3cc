"""Say that a vacancy is still free."""

from __future__ import annotations

from matcher.access import Actor
from matcher.usecases.vacancy_keeping import lock_for_keeper, require_running
from matcher.usecases.work import Work


def confirm_vacancy(work: Work, actor: Actor, vacancy_id: int) -> None:
    """The vacancy stands as it is; nobody is asked again for four weeks."""
    with work.unit(actor) as unit:
        row = lock_for_keeper(unit, actor, vacancy_id)
        require_running(row)
        row.confirmed_at = unit.at
        row.asked_at = None
        unit.record("confirm_vacancy", "vacancy", row.id)
