"""Renew the ranking of a stale vacancy: claim, rank, publish."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.clearance import default_packs
from matcher.model import Vacancy
from matcher.pipeline import Pool
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.loading import load_people, load_vacancy
from matcher.store.runs import SHOWN, Made, publish
from matcher.store.staleness import LEASE, Claim, claim, claimable, release_lease
from matcher.store.tables.matching import CriteriaState
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class _People:
    """A pool of people as of a change number, ready for any vacancy."""

    pool: Pool
    ids: dict[str, int]
    change_number: int
    criteria_id: int
    on: date


class RankingFailedError(Exception):
    """A ranking that was claimed could not be made; it counts as an attempt.

    Args:
        vacancy_id: whose ranking.
        fault: class of what went wrong; its message could carry data.

    """

    def __init__(self, vacancy_id: int, fault: str) -> None:
        super().__init__(fault)
        self.vacancy_id = vacancy_id
        self.fault = fault


class Ranker:
    """Renews rankings one by one; keeps the pool of people as long as nobody changes.

    Args:
        work: store and clock.
        lease: how long others leave a claimed vacancy alone.

    """

    def __init__(self, work: Work, *, lease: timedelta = LEASE) -> None:
        self._work = work
        self._lease = lease
        self._people: _People | None = None

    def rank_next(self, vacancy_id: int | None = None) -> int | None:
        """Renew this vacancy's ranking, or the one that waits longest; its id, None where nothing is stale.

        Raises:
            RankingFailedError: the ranking could not be made; that is recorded with the vacancy.

        """
        held = self._claim(vacancy_id)
        if held is None:
            return None
        try:
            self._renew(held)
        except Exception as error:
            fault = type(error).__name__
            self._give_back(held, fault)
            raise RankingFailedError(held.vacancy_id, fault) from error
        return held.vacancy_id

    def rank_all(self) -> int:
        """Renew until nothing is stale; how many were renewed."""
        renewed = 0
        while self.rank_next() is not None:
            renewed += 1
        return renewed

    def _claim(self, vacancy_id: int | None) -> Claim | None:
        clock = self._work.clock
        with self._work.database.reading() as session:
            on = clock.today()
            if not _anything(session, clock.now(), on, vacancy_id):
                return None
        with self._work.database.writing() as session:
            held = claim(
                session, token=str(uuid.uuid4()), now=clock.now(), on=on, vacancy_id=vacancy_id, lease=self._lease
            )
            session.commit()
        return held

    def _renew(self, held: Claim) -> None:
        started_at = self._work.clock.now()
        people = self._people_of(held)
        vacancy, l2_before_release = self._vacancy(held.vacancy_id)
        result = people.pool.rank(vacancy, top=SHOWN, l2_before_release=l2_before_release)
        made = Made(
            criteria_id=people.criteria_id,
            pack=default_packs().in_force(held.on).id,
            started_at=started_at,
            finished_at=self._work.clock.now(),
        )
        with self._work.database.writing() as session:
            published = publish(session, held, result, people.ids, made)
            if not published:
                release_lease(session, held)
            session.commit()

    def _give_back(self, held: Claim, error: str) -> None:
        with self._work.database.writing() as session:
            release_lease(session, held, error=error)
            session.commit()

    def _vacancy(self, vacancy_id: int) -> tuple[Vacancy, bool]:
        with self._work.reading() as session:
            vacancy = load_vacancy(session, vacancy_id)
            row = session.get(tables.Vacancy, vacancy_id)
            assert vacancy is not None, "the claim holds the row"  # noqa: S101 - states why, for the type checker
            assert row is not None, "the claim holds the row"  # noqa: S101 - states why, for the type checker
            return vacancy, row.l2_before_release

    def _people_of(self, held: Claim) -> _People:
        """The pool that covers at least the claim's change number, under the active criteria."""
        with self._work.reading() as session:
            criteria_id, criteria = _active_criteria(session)
            known = self._people
            if (
                known is not None
                and known.change_number == held.change_number
                and (known.criteria_id, known.on) == (criteria_id, held.on)
            ):
                return known
            people = load_people(session)
        self._people = _People(
            pool=Pool(list(people.values()), criteria, held.on),
            ids={person.code: row_id for row_id, person in people.items()},
            change_number=held.change_number,
            criteria_id=criteria_id,
            on=held.on,
        )
        return self._people


def _active_criteria(session: Session) -> tuple[int, Criteria]:
    row = session.scalars(
        select(tables.CriteriaVersion).where(tables.CriteriaVersion.state == CriteriaState.ACTIVE)
    ).one()
    return row.id, Criteria.from_dict(row.content)


def _anything(session: Session, now: datetime, on: date, vacancy_id: int | None) -> bool:
    """Whether a claim could succeed; asked without the write lock, so that idle workers hold up nobody."""
    query = select(tables.Vacancy.id).where(claimable(now, on)).limit(1)
    if vacancy_id is not None:
        query = query.where(tables.Vacancy.id == vacancy_id)
    return session.scalar(query) is not None
