"""The employer service decides on several new vacancies at once; each gets a decision of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.tables.vacancies import ReturnReason, VacancyVerdict
from matcher.usecases.judge_vacancy import check_verdict, judge
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Judged:
    """How many were decided on, and on how many somebody else had decided meanwhile."""

    done: int = 0
    late: int = 0


def judge_vacancies(
    work: Work,
    actor: Actor,
    references: Collection[str],
    verdict: VacancyVerdict,
    *,
    submission: str,
    reason: ReturnReason | None = None,
    note: str | None = None,
) -> Judged:
    """Every chosen vacancy that waits is decided on, in one commit. Sent twice, decided once.

    Raises:
        InvalidInputError: nothing is chosen, or giving back has no reason.
        DeniedError: the actor does not judge vacancies.

    """
    require(actor, Action.JUDGE_VACANCY)
    if not references:
        raise InvalidInputError("vacancies", "Bitte zuerst Stellen ankreuzen.", "Please tick some vacancies first.")
    check_verdict(verdict, reason, note)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            earlier = earlier_result(unit, submission, actor.id)
            return Judged(int(earlier.get("done", 0)), int(earlier.get("late", 0)))
        chosen = select(tables.Vacancy.id).where(tables.Vacancy.reference.in_(references)).order_by(tables.Vacancy.id)
        done = late = 0
        for vacancy_id in unit.session.scalars(chosen).all():
            try:
                with unit.session.begin_nested():
                    judge(unit, actor, vacancy_id, verdict, reason=reason, note=note)
                done += 1
            except ConflictError:
                late += 1
        remember(unit, submission, actor.id, done=done, late=late)
        return Judged(done, late)
