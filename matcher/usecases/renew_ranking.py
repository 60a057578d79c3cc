"""Ask for a vacancy's ranking again, also where the workers have given up on it."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def renew_ranking(work: Work, actor: Actor, vacancy_id: int) -> None:
    """Workers try again from the commit on."""
    with work.unit(actor) as unit:
        require(actor, Action.SEE_RANKING)
        row = lock_vacancy(unit, vacancy_id)
        unit.record("renew_ranking", "vacancy", row.id)
        unit.mark_vacancies([row.id])
