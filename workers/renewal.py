"""What a worker process does: renews stale rankings when rung, and by itself every second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from matcher.store.staleness import LEASE
from matcher.usecases.ask_survey import ask_daily_surveys
from matcher.usecases.close_expired import close_expired
from matcher.usecases.deliver_messages import deliver_messages
from matcher.usecases.keep_vacancies_fresh import keep_vacancies_fresh
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.rank_vacancy import Ranker, RankingFailedError, Renewed
from matcher.usecases.remind_deadlines import remind_deadlines
from matcher.usecases.remind_firms import remind_firms
from matcher.usecases.run_survey import run_survey
from matcher.usecases.run_trial import run_trial
from matcher.usecases.seal_audit import seal_audit
from matcher.usecases.take_exposure import take_exposure
from matcher.usecases.undo_import import discard_expired_imports
from matcher.usecases.undo_people_import import discard_expired_people_imports
from matcher.usecases.warn_mentorships import warn_mentorships
from matcher.usecases.work import Work

SWEEP_EVERY: Final = 1.0
"""Seconds between two looks at the database."""
_LAPSE_EVERY: Final = 600
log = structlog.get_logger()


class Renewal:
    """One process's share of the work. A thread sweeps; tasks only hasten it.

    Args:
        work: store and clock.
        lease: how long other workers leave a vacancy alone that this one holds.
        shared: folder in which the workers of this machine share what they read of the pool.

    """

    def __init__(self, work: Work, *, lease: timedelta = LEASE, shared: Path | None = None) -> None:
        self._work = work
        self._ranker = Ranker(work, lease=lease, shared=shared)
        self._ranking = threading.Lock()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def one(self, vacancy_id: int) -> None:
        """Renew this vacancy's ranking now if it is stale and free; where the database is away, the sweep will."""
        with self._ranking:
            self._guarded("rank", lambda: self._attempt(lambda: self._one(vacancy_id)))

    def wake(self) -> None:
        """Sweep without waiting for the next second."""
        self._awake.set()

    def lapse(self) -> None:
        """What the calendar does: consultations proceed, openings end, deadlines come near, vacancies grow old."""
        jobs: tuple[Callable[[Work], int], ...] = (
            lapse_deadlines,
            close_expired,
            remind_deadlines,
            keep_vacancies_fresh,
            discard_expired_imports,
            discard_expired_people_imports,
            remind_firms,
            warn_mentorships,
            deliver_messages,
            ask_daily_surveys,
        )
        for job in jobs:
            self._guarded(job.__name__, partial(job, self._work))

    def start(self) -> None:
        """Sweep from now on, first at once: whatever an earlier process left behind is found."""
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the ranking at hand and sweep no more."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def sweep(self) -> int:
        """Renew whatever is stale and free; how many rankings were looked at."""
        renewed = 0
        while not self._stopping.is_set():
            run_trial(self._work)  # somebody sits before the page and waits: it goes before the next ranking
            with self._ranking:
                looked_at = self._attempt(self._ranker.rank_some)
            if not looked_at:
                run_survey(self._work)  # lists first: what is computed over all of them can wait for them
                return renewed
            renewed += looked_at
        return renewed

    def _run(self) -> None:
        rounds = 0
        while not self._stopping.is_set():
            self._guarded("sweep", self.sweep)
            self._guarded("exposure", lambda: take_exposure(self._work))
            self._guarded("seal", lambda: seal_audit(self._work))
            if rounds % _LAPSE_EVERY == 0:
                self.lapse()
            rounds += 1
            self._awake.wait(SWEEP_EVERY)
            self._awake.clear()

    def _one(self, vacancy_id: int) -> Renewed:
        found = self._ranker.rank_next(vacancy_id)
        return Renewed() if found is None else Renewed((found,))

    @staticmethod
    def _attempt(rank: Callable[[], Renewed]) -> int:
        """How many were stale; one that fails does not end the sweep, a database that is away does."""
        try:
            renewed = rank()
        except RankingFailedError as error:
            renewed = Renewed((error.vacancy_id,), (error,))
        for failed in renewed.failed:
            log.error("ranking_failed", error=failed.fault, vacancy=failed.vacancy_id)
        return len(renewed.vacancy_ids)

    @staticmethod
    def _guarded(what: str, job: Callable[[], object]) -> None:
        """Whatever fails is tried again next round: the database may be restarting."""
        try:
            job()
        except Exception as error:  # noqa: BLE001 - the sweeper outlives every fault
            log.warning("round_failed", what=what, error=type(error).__name__)
