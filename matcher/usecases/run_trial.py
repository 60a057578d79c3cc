"""Try a draft of the criteria on all open vacancies, as a worker does it: claim, compute, keep the result."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update

from matcher.preview import Tryout
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.criteria import criteria_in_force
from matcher.store.loading import load_people
from matcher.store.tables.drafts import TrialState
from matcher.store.trials import judged_lists, open_vacancies
from matcher.survey import survey
from matcher.usecases.work import Work

LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before another one begins the trial again."""
MOST_ATTEMPTS: Final = 3
_SECONDS_BETWEEN_NEWS: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Claim:
    trial_id: int
    attempt: int
    """Whoever has claimed the trial since has a higher one."""
    content: dict[str, Any]


def run_trial(work: Work, trial_id: int | None = None) -> int | None:
    """Compute this trial, or the one that waits longest; its id, None where none waits.

    A trial that fails is tried again, the third time it is given up; the failure is never the caller's.
    """
    held = _claim(work, trial_id)
    if held is None:
        return None
    try:
        _compute(work, held)
    except Exception as error:  # noqa: BLE001 - whatever fails is recorded with the trial, by its class
        _fail(work, held, type(error).__name__)
    return held.trial_id


def _claim(work: Work, trial_id: int | None) -> _Claim | None:
    trial, now = tables.CriteriaTrial, work.clock.now()
    free = (trial.state == TrialState.WAITING) & or_(trial.lease_until.is_(None), trial.lease_until < now)
    query = select(trial.id).where(free).order_by(trial.id).limit(1)
    if trial_id is not None:
        query = query.where(trial.id == trial_id)
    with work.reading() as session:
        if session.scalar(query) is None:
            return None
    with work.database.writing() as session:
        row = session.execute(
            update(trial)
            .where(trial.id == query.with_for_update(skip_locked=True).scalar_subquery(), free)
            .values(lease_until=now + LEASE, attempts=trial.attempts + 1, done=0)
            .returning(trial.id, trial.attempts, trial.content)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        session.commit()
    return None if row is None else _Claim(row.id, row.attempts, row.content)


def _compute(work: Work, held: _Claim) -> None:
    with work.reading() as session:
        people = load_people(session)
        vacancies = open_vacancies(session)
        judged = judged_lists(session)
        _number, today = criteria_in_force(session)
    _tell(work, held, done=0, total=len(vacancies))
    news = _News(work, held)
    tryout = Tryout(list(people.values()), work.clock.today())
    result = survey(tryout, vacancies, judged, (today, Criteria.from_dict(held.content)), news.tell)
    _tell(
        work,
        held,
        state=TrialState.DONE,
        done=len(vacancies),
        result=result,
        finished_at=work.clock.now(),
        lease_until=None,
    )


class _News:
    """Writes down how far the trial has come, twice a second, and keeps the lease alive by it."""

    def __init__(self, work: Work, held: _Claim) -> None:
        self._work = work
        self._held = held
        self._told_at = time.monotonic()

    def tell(self, done: int) -> None:
        if time.monotonic() - self._told_at < _SECONDS_BETWEEN_NEWS:
            return
        self._told_at = time.monotonic()
        _tell(self._work, self._held, done=done, lease_until=self._work.clock.now() + LEASE)


def _tell(work: Work, held: _Claim, **values: Any) -> None:
    """Change the trial's row, if nobody else has claimed it meanwhile."""
    trial = tables.CriteriaTrial
    with work.database.writing() as session:
        session.execute(
            update(trial)
            .where(
                trial.id == held.trial_id,
                trial.attempts == held.attempt,
                trial.state == TrialState.WAITING,
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        session.commit()


def _fail(work: Work, held: _Claim, error: str) -> None:
    """Free for another attempt, or given up."""
    state = TrialState.FAILED if held.attempt >= MOST_ATTEMPTS else TrialState.WAITING
    _tell(work, held, state=state, lease_until=None, last_error=error)
