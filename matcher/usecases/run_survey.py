"""Make a computation over the whole pool, as a worker does it: claim, compute, keep the result."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, select

from matcher.pool_steps import pool_steps
from matcher.preview import Tryout
from matcher.sharing_out import share_out
from matcher.store import tables
from matcher.store.criteria import criteria_in_force
from matcher.store.loading import load_people
from matcher.store.surveys import dismissed_pairs, unseen_people
from matcher.store.tables.surveys import SurveyKind
from matcher.store.trials import open_vacancies
from matcher.usecases.errands import Errand, News, claim_errand, fail, finish, tell
from matcher.usecases.work import Work

KEPT: Final = 10
"""Results of a kind that are kept; what a decision rests on stays."""


def run_survey(work: Work) -> int | None:
    """Compute the one that waits longest; its id, None where none waits.

    One that fails is tried again, the third time it is given up; the failure is never the caller's.
    """
    held = claim_errand(work, tables.Survey)
    if held is None:
        return None
    try:
        _compute(work, held)
    except Exception as error:  # noqa: BLE001 - whatever fails is recorded with the survey, by its class
        fail(work, held, type(error).__name__)
    return held.id


def _compute(work: Work, held: Errand) -> None:
    with work.reading() as session:
        kind = session.get_one(tables.Survey, held.id).kind
        people = load_people(session)
        vacancies = open_vacancies(session)
        _number, criteria = criteria_in_force(session)
        dismissed = dismissed_pairs(session)
        unseen = unseen_people(session, work.clock.now())
    tell(work, held, done=0, total=len(vacancies))
    tryout, news = Tryout(list(people.values()), work.clock.today()), News(work, held)
    result: dict[str, Any]
    if kind is SurveyKind.POOL_STEPS:
        result = pool_steps(tryout, vacancies, criteria, news.tell)
    else:
        result = share_out(tryout, vacancies, criteria, dismissed=dismissed, unseen=unseen, progress=news.tell)
    finish(work, held, result, done=len(vacancies))
    _prune(work, kind)


def _prune(work: Work, kind: SurveyKind) -> None:
    survey = tables.Survey
    newest = select(survey.id).where(survey.kind == kind).order_by(survey.id.desc()).limit(KEPT)
    rests = select(tables.SharingDecision.survey_id)
    with work.database.writing() as session:
        kept = set(session.scalars(newest)) | set(session.scalars(rests))
        session.execute(
            delete(survey)
            .where(survey.kind == kind, survey.id.not_in(kept))
            .execution_options(synchronize_session=False)
        )
        session.commit()
