"""Real workers are killed, cut off and drained; every stale ranking is found all the same (I9)."""

from __future__ import annotations

import signal
import time

import pytest
from sqlalchemy import text

from matcher.access import Actor
from matcher.model import Kind, Role
from matcher.store.staleness import given_up
from matcher.store.unit import Unit
from matcher.usecases.judge_vacancy import accept_vacancy
from matcher.usecases.submit_vacancy import VacancyEntry, submit_vacancy
from tests import builders
from tests.workers.conftest import COUNTY, DEAD, EMBEDDED, PAIRS, House
from workers.app import WorkerSettings

SOON = 10.0
"""Seconds; on an idle machine it takes one or two."""


@pytest.mark.services
@pytest.mark.parametrize("pair", PAIRS, indirect=True, ids="-".join)
def test_vacancy_is_ranked_within_seconds_when_accepted(house: House) -> None:
    """From the employer service's yes to the published ranking: seconds, without anybody's doing."""
    first, *_ = house.fill(people=3, vacancies=1)
    house.start()
    house.wait_until(lambda: first in house.runs())

    vacancy = _accepted(house)

    assert house.wait_until(lambda: vacancy in house.runs()) < SOON
    assert house.runs()[vacancy].pool == 3


@pytest.mark.services
@pytest.mark.parametrize("pair", PAIRS[:4], indirect=True, ids="-".join)
def test_killed_workers_lose_nothing(house: House) -> None:
    """Three workers die by kill -9 in the middle of their work; the fourth covers what is left."""
    _kill_again_and_again(house, kills=3)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.services
@pytest.mark.parametrize("pair", [EMBEDDED, COUNTY], indirect=True, ids="-".join)
def test_killed_workers_lose_nothing_in_a_hundred_kills(house: House) -> None:
    """The same, a hundred times."""
    _kill_again_and_again(house, kills=100)


@pytest.mark.services
@pytest.mark.parametrize("pair", [EMBEDDED, COUNTY], indirect=True, ids="-".join)
def test_emptied_broker_loses_nothing(house: House) -> None:
    """Everything that was rung for is gone from the broker before a worker starts; the sweep finds it."""
    house.fill(people=3, vacancies=4)
    vacancy = _accepted(house)
    house.empty_broker()

    house.start()

    house.wait_until(lambda: house.stale() == 0)
    assert vacancy in house.runs()


def test_dead_broker_stops_neither_door_nor_worker(house: House) -> None:
    """Without a broker a vacancy is entered, ranked by the sweep, and the worker still ends when told to."""
    house.fill(people=3, vacancies=1)
    house.settings = WorkerSettings(broker_url=DEAD, data_dir=house.settings.data_dir)
    begun = time.monotonic()
    vacancy = _accepted(house)
    took = time.monotonic() - begun

    worker = house.start()

    house.wait_until(lambda: vacancy in house.runs())
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert took < SOON


@pytest.mark.parametrize("pair", [EMBEDDED, ("redis", "sqlite")], indirect=True, ids="-".join)
def test_worker_finishes_ranking_at_hand_when_told_to_end(house: House) -> None:
    """SIGTERM in the middle: exit status 0, no lease left behind, the rest waits for the next worker."""
    house.fill(people=20, vacancies=3000)
    worker = house.start(lease=60)
    house.wait_until(lambda: house.stale() < 2990)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=30) == 0
    assert house.leases() == 0
    assert 0 < house.stale() < 3000


@pytest.mark.services
@pytest.mark.parametrize("pair", [COUNTY], indirect=True, ids="-".join)
def test_worker_recovers_when_database_ends_its_connections(house: House) -> None:
    """A database restart ends all connections; the same process goes on as soon as it answers again."""
    ids = house.fill(people=3, vacancies=5)
    worker = house.start()
    house.wait_until(lambda: house.stale() == 0)
    for _ in range(3):
        _end_connections(house)
        _mark(house, ids)
        time.sleep(0.3)
        _end_connections(house)

        house.wait_until(lambda: house.stale() == 0)

    assert worker.poll() is None


def _kill_again_and_again(house: House, kills: int) -> None:
    ids = house.fill(people=20, vacancies=150)
    for _ in range(kills):
        if house.stale() < 20:
            _mark(house, ids)
        before = house.stale()
        worker = house.start()
        house.wait_until(lambda before=before: house.stale() < before)
        worker.kill()
        worker.wait()
        assert house.stale() > 0, "the kill came too late to prove anything"

    house.start()
    house.wait_until(lambda: house.stale() == 0)

    runs = house.runs()
    assert sorted(runs) == ids
    assert {run.ranked + run.excluded for run in runs.values()} == {20}
    assert house.leases() == 0
    with house.database.reading() as session:
        assert given_up(session) == ()


def _accepted(house: House) -> int:
    """A vacancy that a mentor hands in and the employer service accepts, through the use cases."""
    with house.database.writing() as session:
        mentor = Actor(id=builders.account(session, Role.MENTOR).id, roles=frozenset({Role.MENTOR}))
        ags = Actor(id=builders.account(session, Role.AGS).id, roles=frozenset({Role.AGS}))
        session.commit()
    work = house.work
    entry = VacancyEntry(employer="Musterlager", title="Lagerhilfe", kind=Kind.JOB, postcode="15711")
    vacancy = submit_vacancy(work, mentor, entry, submission="s" * 32).id
    accept_vacancy(work, ags, vacancy)
    return vacancy


def _mark(house: House, ids: list[int]) -> None:
    with house.database.writing() as session:
        Unit(session=session, at=house.database.clock.now(), actor_id=None).mark_vacancies(ids)
        session.commit()


def _end_connections(house: House) -> None:
    with house.database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
