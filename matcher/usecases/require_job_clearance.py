"""Decide whether a vacancy's people need the authority's answer for this job already before release (I3)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_vacancy
from matcher.usecases.work import Work


def require_job_clearance(work: Work, actor: Actor, vacancy_id: int, *, required: bool) -> None:
    """The rule stands from now on; what was released without that answer is taken back with it."""
    with work.unit(actor) as unit:
        require(actor, Action.SEE_RANKING)
        row = lock_vacancy(unit, vacancy_id)
        if row.state is VacancyState.CLOSED:
            raise ConflictError(
                "Diese Stelle ist geschlossen und bleibt, wie sie ist.",
                "This vacancy is closed and stays as it is.",
            )
        if row.l2_before_release == required:
            return
        row.l2_before_release = required
        row.changed_at = unit.at
        unit.session.flush()
        unit.record("require_job_clearance", "vacancy", row.id, required=required)
        redecide_vacancy(unit, row.id)
