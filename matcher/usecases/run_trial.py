"""Try a draft of the criteria on all open vacancies, as a worker does it: claim, compute, keep the result."""

from __future__ import annotations

from matcher.preview import Tryout
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.criteria import criteria_in_force
from matcher.store.loading import load_people
from matcher.store.trials import graded_lists, judged_lists, open_vacancies
from matcher.survey import survey
from matcher.usecases.errands import Errand, News, claim_errand, fail, finish, tell
from matcher.usecases.work import Work


def run_trial(work: Work, trial_id: int | None = None) -> int | None:
    """Compute this trial, or the one that waits longest; its id, None where none waits.

    A trial that fails is tried again, the third time it is given up; the failure is never the caller's.
    """
    held = claim_errand(work, tables.CriteriaTrial, trial_id)
    if held is None:
        return None
    try:
        _compute(work, held)
    except Exception as error:  # noqa: BLE001 - whatever fails is recorded with the trial, by its class
        fail(work, held, type(error).__name__)
    return held.id


def _compute(work: Work, held: Errand) -> None:
    with work.reading() as session:
        people = load_people(session)
        vacancies = open_vacancies(session)
        judged, graded = judged_lists(session), graded_lists(session)
        _number, today = criteria_in_force(session)
        content = session.get_one(tables.CriteriaTrial, held.id).content
    tell(work, held, done=0, total=len(vacancies))
    tryout = Tryout(list(people.values()), work.clock.today())
    criteria = today, Criteria.from_dict(content)
    result = survey(tryout, vacancies, judged, criteria, News(work, held).tell, graded=graded)
    finish(work, held, result, done=len(vacancies))
