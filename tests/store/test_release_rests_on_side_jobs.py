"""Titles that allow a side job of so many hours: the release rests on the hours of the job at hand."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.access import Actor
from matcher.model import Role, WorkNote
from matcher.store import tables
from matcher.store.session import Database
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.work import Work
from tests import builders

TITLE = {
    "status": "ae_16g",
    "note": WorkNote.NONE,
    "nationality": "CMR",
    "valid_until": date(2028, 4, 23),
    "status_since": date(2022, 9, 1),
    "stay_since": date(2022, 9, 1),
}


def staged(database: Database, hours: list[float]) -> tuple[Actor, int, list[int]]:
    """A person with a title for training, ranked for one job of so many hours each."""
    with database.writing() as session:
        coordinator = builders.account(session, Role.COORDINATOR)
        person = builders.participant(session, **TITLE).id
        builders.consent(session, person, coordinator.id)
        jobs = [builders.vacancy(session, hours=many, pay_hourly=15).id for many in hours]
        for job in jobs:
            builders.run(session, job, [person])
        session.commit()
    return Actor(id=coordinator.id, roles=frozenset({Role.COORDINATOR})), person, jobs


def seen(database: Database, job: int) -> int:
    with database.reading() as session:
        return session.query(tables.ShortlistEntry).filter_by(vacancy_id=job, state="released").count()


@pytest.mark.parametrize("hours", [[20.0], [10.0, 20.0]])
def test_person_is_released_for_side_job_that_title_allows(database: Database, hours: list[float]) -> None:
    """Nobody is asked, and the database finds the recorded check to rest upon, for the next job as well."""
    coordinator, person, jobs = staged(database, hours)

    for job in jobs:
        assert release_shortlist(Work(database), coordinator, job, [person]).released == (person,)

    assert [seen(database, job) for job in jobs] == [1] * len(jobs)


def test_person_is_kept_back_from_job_beyond_those_hours(database: Database) -> None:
    """The check for the side job opens no other."""
    coordinator, person, (side, whole) = staged(database, [20.0, 38.0])
    release_shortlist(Work(database), coordinator, side, [person])

    assert release_shortlist(Work(database), coordinator, whole, [person]).released == ()
    assert seen(database, side) == 1
