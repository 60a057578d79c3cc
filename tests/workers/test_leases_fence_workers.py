"""Leases: one holder at a time, overtaken when silent, and what was overtaken changes nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from matcher.clock import FixedClock
from matcher.pipeline import Pool
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.loading import load_people, load_vacancy
from matcher.store.runs import Finished, Made, publish_all
from matcher.store.session import Database
from matcher.store.staleness import LEASE, MOST_ATTEMPTS, Claim, claim, claim_some, given_up
from matcher.store.unit import Unit
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests import builders
from tests.workers.conftest import House
from workers.renewal import Renewal

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOTH = pytest.mark.parametrize("pair", [("filesystem", "sqlite"), ("filesystem", "postgresql")], indirect=True)
CLAIMANT = """
import sys
from matcher.store.session import Database
from matcher.store.staleness import claim
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while True:
    with database.writing() as session:
        held = claim(session, token=sys.argv[2], now=database.clock.now(), on=database.clock.today())
        session.commit()
    if held is None:
        break
    print(held.vacancy_id, flush=True)
"""


@pytest.fixture
def on(house: House) -> Iterator[House]:
    """The house with a clock that stands still."""
    house.database.dispose()
    house.database = Database(house.url, clock=FixedClock(AT))
    yield house
    house.database.dispose()


@BOTH
def test_lease_is_overtaken_only_when_its_time_is_over(on: House) -> None:
    """While a worker may still be at work nobody else takes its vacancy; after that the next one does."""
    on.fill(people=1, vacancies=1)

    first = _claim(on, "first", AT)
    during = _claim(on, "second", AT + LEASE - timedelta(seconds=1))
    after = _claim(on, "second", AT + LEASE + timedelta(seconds=1))

    assert first is not None
    assert during is None
    assert after is not None
    assert after.token == "second"


@BOTH
def test_overtaken_worker_publishes_nothing(on: House) -> None:
    """A worker that slept through its lease comes back late: what it computed is dropped."""
    on.fill(people=2, vacancies=1)
    late = _claim(on, "late", AT)
    current = _claim(on, "current", AT + LEASE + timedelta(seconds=1))

    published_late = _publish(on, late)
    runs_after_late = len(on.runs())
    published = _publish(on, current)

    assert (published_late, runs_after_late) == (False, 0)
    assert published
    assert len(on.runs()) == 1


@BOTH
def test_ranking_of_an_older_generation_publishes_nothing(on: House) -> None:
    """The vacancy changed while it was ranked: the result of the old text is dropped, the vacancy stays stale."""
    (vacancy,) = on.fill(people=2, vacancies=1)
    held = _claim(on, "worker", AT)
    with on.database.writing() as session:
        Unit(session=session, at=AT, actor_id=None).mark_vacancies([vacancy])
        session.commit()

    published = _publish(on, held)

    assert not published
    assert on.runs() == {}
    assert on.stale() == 1


@BOTH
def test_change_of_a_person_during_a_ranking_keeps_it_stale(on: House) -> None:
    """A run covers the changes that were committed before its claim, none that came later."""
    on.fill(people=2, vacancies=1)
    held = _claim(on, "worker", AT)
    with on.database.writing() as session:
        person = session.scalars(select(tables.Participant.id).limit(1)).one()
        Unit(session=session, at=AT, actor_id=None).mark_person(person, "consent")
        session.commit()

    assert _publish(on, held)
    assert on.stale() == 1


@BOTH
def test_poisoned_vacancy_is_given_up_and_the_others_are_ranked(on: House) -> None:
    """It is tried a stated number of times, then shown by the class of its fault; the sweep goes on."""
    poisoned, *others = on.fill(people=2, vacancies=4)
    with on.database.writing() as session:
        value = "'5'" if on.database.is_sqlite else "'5'::jsonb"
        session.execute(text(f"UPDATE vacancy SET licences_needed = {value} WHERE id = {poisoned}"))
        session.commit()

    Renewal(Work(on.database)).sweep()

    with on.database.reading() as session:
        attempts = session.execute(select(tables.Vacancy.attempts).where(tables.Vacancy.id == poisoned)).scalar_one()
        shown = given_up(session)
    assert sorted(on.runs()) == others
    assert attempts == MOST_ATTEMPTS
    assert [(row[0], row[2]) for row in shown] == [(poisoned, "TypeError")]


@BOTH
def test_given_up_vacancy_is_tried_again_when_it_is_changed(on: House) -> None:
    """Whoever mends the vacancy need not ask anybody to try again."""
    (vacancy,) = on.fill(people=1, vacancies=1)
    with on.database.writing() as session:
        session.get_one(tables.Vacancy, vacancy).attempts = MOST_ATTEMPTS
        session.commit()
    untouched = Ranker(Work(on.database)).rank_all()

    with on.database.writing() as session:
        Unit(session=session, at=AT, actor_id=None).mark_vacancies([vacancy])
        session.commit()

    assert untouched == 0
    assert Ranker(Work(on.database)).rank_all() == 1


def test_worker_outlives_a_database_that_is_away(tmp_path: object) -> None:
    """A task does not fail, and a sweep ends at once instead of asking without pause."""
    renewal = Renewal(Work(Database("postgresql+psycopg://localhost:1/nowhere")))

    renewal.one(1)

    with pytest.raises(Exception, match="connection"):
        renewal.sweep()


@BOTH
def test_processes_never_hold_the_same_vacancy(house: House) -> None:
    """Three processes claim as fast as they can: each vacancy goes to exactly one of them."""
    ids = house.fill(people=1, vacancies=120)
    claimants = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMANT, house.url, f"claimant-{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for claimant in claimants:
        assert claimant.stdout is not None
        assert claimant.stdout.readline() == "ready\n"

    for claimant in claimants:
        assert claimant.stdin is not None
        claimant.stdin.write("\n")
        claimant.stdin.flush()
    held = [[int(line) for line in claimant.communicate(timeout=60)[0].split()] for claimant in claimants]

    assert sorted(vacancy for each in held for vacancy in each) == ids
    assert sum(bool(each) for each in held) > 1


def _claim(on: House, token: str, now: datetime) -> Claim | None:
    with on.database.writing() as session:
        held = claim(session, token=token, now=now, on=AT.date())
        session.commit()
    return held


def _publish(on: House, held: Claim | None) -> bool:
    assert held is not None
    return bool(_publish_all(on, [held]))


def _publish_all(on: House, claims: Sequence[Claim]) -> frozenset[int]:
    with on.database.writing() as session:
        people = load_people(session)
        pool = Pool(list(people.values()), Criteria.default(), AT.date())
        made = Made(criteria_id=builders.criteria(session).id, pack="de-lds-2026", started_at=AT, finished_at=AT)
        finished = []
        for held in claims:
            vacancy = load_vacancy(session, held.vacancy_id)
            assert vacancy is not None
            finished.append(Finished(held, pool.rank(vacancy, top=20), list(people), made))
        published = publish_all(session, finished)
        session.commit()
    return published


@BOTH
def test_what_failed_before_is_taken_alone(on: House) -> None:
    """A handful is claimed together; a vacancy on which a worker may have died drags no other along."""
    first, *others = on.fill(people=1, vacancies=4)
    with on.database.writing() as session:
        session.get_one(tables.Vacancy, first).attempts = 1
        session.commit()

    together, alone, nothing = (_claim_some(on, token) for token in ("one", "two", "three"))

    assert [held.vacancy_id for held in together] == others
    assert [held.vacancy_id for held in alone] == [first]
    assert nothing == ()


@BOTH
def test_handful_is_fenced_one_by_one(on: House) -> None:
    """Of a handful one vacancy was changed meanwhile: its result is dropped, the others are published."""
    changed, *others = on.fill(people=2, vacancies=3)
    claims = _claim_some(on, "worker")
    with on.database.writing() as session:
        Unit(session=session, at=AT, actor_id=None).mark_vacancies([changed])
        session.commit()

    published = _publish_all(on, claims)

    assert published == set(others)
    assert sorted(on.runs()) == others


def _claim_some(on: House, token: str) -> tuple[Claim, ...]:
    with on.database.writing() as session:
        claims = claim_some(session, most=16, token=token, now=AT, on=AT.date())
        session.commit()
    return claims
