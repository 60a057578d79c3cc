"""A stored run computed again: the criteria, day and vacancy that it pins, over the people as they stand."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matcher.pipeline import Pool
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.loading import load_people, vacancy_rows
from matcher.store.mapping import vacancy_of
from matcher.store.runs import SHOWN, Finished, Made
from matcher.store.staleness import Claim


class Replay:
    """Computes runs again; one pool serves all runs of equal criteria and day.

    Args:
        session: a reading session.

    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._people = load_people(session)
        self._pools: dict[object, Pool] = {}

    def again(self, run: tables.Run) -> Finished:
        """The run's content: its digest equals the stored one while vacancy and people are what they were."""
        row, employer = vacancy_rows(self._session, [run.vacancy_id])[run.vacancy_id]
        result = self._pool(run).rank(vacancy_of(row, employer), top=SHOWN, l2_before_release=row.l2_before_release)
        held = Claim(
            vacancy_id=run.vacancy_id,
            token="",
            generation=run.generation,
            change_number=run.change_number,
            on=run.on_date,
        )
        made = Made(criteria_id=run.criteria_id, pack=run.pack, started_at=run.started_at, finished_at=run.finished_at)
        return Finished(held, result, list(self._people), made)

    def _pool(self, run: tables.Run) -> Pool:
        key = run.criteria_id, run.on_date
        if key not in self._pools:
            version = self._session.get_one(tables.CriteriaVersion, run.criteria_id)
            criteria = Criteria.from_dict(version.content)
            self._pools[key] = Pool(list(self._people.values()), criteria, run.on_date)
        return self._pools[key]
