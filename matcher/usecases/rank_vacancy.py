"""Renew the ranking of a stale vacancy: claim, rank, publish."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from matcher.clearance import default_packs
from matcher.store import tables
from matcher.store.loading import vacancy_rows
from matcher.store.mapping import vacancy_of
from matcher.store.pools import People
from matcher.store.runs import SHOWN, Finished, Made, publish_all
from matcher.store.staleness import LEASE, Claim, claim, claim_some, count_claimable, release_lease
from matcher.usecases.work import Work

AT_ONCE: Final = 16
"""Vacancies that are claimed and published together at most."""
_SHARE: Final = 8
"""Of what waits, a worker takes one in so many at a time."""


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


@dataclass(frozen=True, slots=True)
class Renewed:
    """Vacancies that were claimed, and those of them whose ranking could not be made."""

    vacancy_ids: tuple[int, ...] = ()
    failed: tuple[RankingFailedError, ...] = ()


class Ranker:
    """Renews rankings; keeps the pool of people and takes over whoever changed.

    Args:
        work: store and clock.
        lease: how long others leave a claimed vacancy alone.
        shared: folder in which worker processes of this machine share the pool's columns.

    """

    def __init__(self, work: Work, *, lease: timedelta = LEASE, shared: Path | None = None) -> None:
        self._work = work
        self._shared = shared
        self._lease = lease
        self._people: People | None = None

    def rank_next(self, vacancy_id: int | None = None) -> int | None:
        """Renew this vacancy's ranking, or the one that waits longest; its id, None where nothing is stale.

        Raises:
            RankingFailedError: the ranking could not be made; that is recorded with the vacancy.

        """
        renewed = self._renew_claimed(lambda waiting: self._claim_one(waiting, vacancy_id))
        if renewed.failed:
            raise renewed.failed[0]
        return renewed.vacancy_ids[0] if renewed.vacancy_ids else None

    def rank_some(self) -> Renewed:
        """Renew a handful of those that wait longest, published in one transaction; none where nothing is stale."""
        return self._renew_claimed(self._claim_some)

    def rank_all(self) -> int:
        """Renew until nothing is stale; how many were renewed.

        Raises:
            RankingFailedError: one could not be made; that is recorded with its vacancy.

        """
        count = 0
        while (renewed := self.rank_some()).vacancy_ids:
            if renewed.failed:
                raise renewed.failed[0]
            count += len(renewed.vacancy_ids)
        return count

    def _renew_claimed(self, take: Callable[[int], tuple[Claim, ...]]) -> Renewed:
        """Look without the write lock, so that idle workers hold up nobody; have the pool ready before the claim."""
        with self._work.reading() as session:
            waiting = count_claimable(session, self._work.clock.now(), self._work.clock.today())
            if not waiting:
                return Renewed()
            self._ready(session, self._work.clock.today())
        claims = take(waiting)
        if not claims:
            return Renewed()
        try:
            failed = self._renew(claims)
        except Exception as error:
            fault = type(error).__name__
            self._give_back(dict.fromkeys(claims, fault))
            raise RankingFailedError(claims[0].vacancy_id, fault) from error
        return Renewed(tuple(held.vacancy_id for held in claims), failed)

    def _claim_one(self, _waiting: int, vacancy_id: int | None) -> tuple[Claim, ...]:
        clock = self._work.clock
        with self._work.database.writing() as session:
            held = claim(
                session,
                token=str(uuid.uuid4()),
                now=clock.now(),
                on=clock.today(),
                vacancy_id=vacancy_id,
                lease=self._lease,
            )
            session.commit()
        return (held,) if held else ()

    def _claim_some(self, waiting: int) -> tuple[Claim, ...]:
        """A share of what waits, so that other workers are busy to the end."""
        clock = self._work.clock
        with self._work.database.writing() as session:
            claims = claim_some(
                session,
                most=min(AT_ONCE, max(1, waiting // _SHARE)),
                token=str(uuid.uuid4()),
                now=clock.now(),
                on=clock.today(),
                lease=self._lease,
            )
            session.commit()
        return claims

    def _renew(self, claims: Sequence[Claim]) -> tuple[RankingFailedError, ...]:
        """Rank all, publish together; whose ranking fails, or whose turn came too late, is given back."""
        begun = self._work.clock.now()
        with self._work.reading() as session:
            people = self._ready(session, claims[0].on)
            rows = vacancy_rows(session, [held.vacancy_id for held in claims])
        finished: list[Finished] = []
        faults: dict[Claim, str | None] = {}
        for held in claims:
            if self._work.clock.now() - begun > self._lease / 2:
                faults[held] = None
                continue
            try:
                finished.append(self._finished(held, *rows[held.vacancy_id], people))
            except Exception as error:  # noqa: BLE001 - one poisoned vacancy must not hold up the others
                faults[held] = type(error).__name__
        self._publish(finished, faults)
        return tuple(RankingFailedError(held.vacancy_id, fault) for held, fault in faults.items() if fault)

    def _finished(self, held: Claim, row: tables.Vacancy, employer: str, people: People) -> Finished:
        started_at = self._work.clock.now()
        result = people.pool.rank(vacancy_of(row, employer), top=SHOWN, l2_before_release=row.l2_before_release)
        made = Made(
            criteria_id=people.criteria_id,
            pack=default_packs().in_force(held.on).id,
            started_at=started_at,
            finished_at=self._work.clock.now(),
        )
        return Finished(held, result, people.ids, made)

    def _publish(self, finished: Sequence[Finished], faults: dict[Claim, str | None]) -> None:
        with self._work.database.writing() as session:
            published = publish_all(session, finished)
            late = {one.held: None for one in finished if one.held.vacancy_id not in published}
            for held, fault in {**faults, **late}.items():
                release_lease(session, held, error=fault)
            session.commit()

    def _give_back(self, faults: dict[Claim, str]) -> None:
        with self._work.database.writing() as session:
            for held, fault in faults.items():
                release_lease(session, held, error=fault)
            session.commit()

    def _ready(self, session: Session, on: date) -> People:
        """The pool that covers at least whatever was committed before this session's first look."""
        people = self._people
        if people is None or not people.is_of(session, on) or not people.catch_up(session):
            self._people = None
            people = self._people = People(session, on, shared=self._shared)
        return people
