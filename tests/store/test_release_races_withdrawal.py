"""Releases race withdrawals in separate connections, with the window forced open; nothing may leak (I1, I10).

The naive variant, without locks and triggers, is the positive control: there the same schedule leaks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from matcher.access import Actor
from matcher.errors import PassgenauError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.usecases.give_consent import give_consent
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.set_stop import set_stop
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY

TRIALS = 25
CAMPAIGN = 3000
LEAKS = text(
    """
    SELECT count(*) FROM shortlist_entry e
    LEFT JOIN data_consent c ON c.id = e.consent_id
    WHERE e.state = 'released'
      AND (c.withdrawn_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM placement_stop s WHERE s.participant_id = e.participant_id AND s.lifted_at IS NULL))
    """
)


@pytest.mark.parametrize("ending", ["consent", "stop"])
def test_release_never_survives_a_racing_end(database: Database, ending: str) -> None:
    """Whichever comes first, no release stands beside a withdrawn consent or a stop afterwards."""
    leaks = sum(_race(database, ending) for _ in range(TRIALS))

    assert leaks == 0


@pytest.mark.campaign
@pytest.mark.parametrize("ending", ["consent", "stop"])
def test_release_never_survives_a_racing_end_in_many_trials(database: Database, ending: str) -> None:
    """The same, three thousand times."""
    leaks = sum(_race(database, ending) for _ in range(CAMPAIGN))

    assert leaks == 0


def test_naive_release_leaks_when_nothing_guards_it(database: Database) -> None:
    """The positive control: check in one transaction, write in the next, triggers gone: the race is real."""
    with database.writing() as session:
        on = builders.stage(session)
        _drop_guards(database, session.execute)
        session.commit()

    with database.reading() as session:
        standing = session.get_one(tables.DataConsent, on.consent).withdrawn_at is None
    with database.writing() as session:
        session.execute(
            text("UPDATE data_consent SET withdrawn_at = CURRENT_TIMESTAMP, withdrawn_by = :by WHERE id = :id"),
            {"by": on.coordinator, "id": on.consent},
        )
        session.commit()
    with database.writing() as session:
        if standing:
            builders.entry(session, on)
        session.commit()

        leaked = session.scalar(LEAKS)

    assert leaked == 1


def _race(database: Database, ending: str) -> int:
    """One trial: a release and an end start together; counts what stands unlawfully afterwards."""
    work = Work(database)
    with database.writing() as session:
        coordinator = Actor(id=builders.account(session, Role.COORDINATOR).id, roles=frozenset({Role.COORDINATOR}))
        person = builders.participant(session).id
        vacancy = builders.vacancy(session).id
        builders.run(session, vacancy, [person])
        session.commit()
    give_consent(work, coordinator, person, [Recipient.AGS], language="de", given_on=TODAY)

    def end() -> None:
        if ending == "consent":
            withdraw_consent(work, coordinator, person, Recipient.AGS)
        else:
            set_stop(work, coordinator, person, StopReason.OTHER)

    _together(lambda: release_shortlist(work, coordinator, vacancy, [person]), end)

    with database.reading() as session:
        return int(session.scalar(LEAKS) or 0)


def _together(*acts: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(acts))
    failures: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except (PassgenauError, DatabaseError):
            return  # refused: that is a lawful end of the race
        except BaseException as error:  # noqa: BLE001 - a thread must hand its failure to the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _drop_guards(database: Database, execute: Callable[..., object]) -> None:
    if database.is_sqlite:
        for name in ("release_guard_insert", "release_guard_update", "release_falls_with_consent"):
            execute(text(f"DROP TRIGGER {name}"))
        return
    execute(text("DROP TRIGGER release_guard ON shortlist_entry"))
    execute(text("DROP TRIGGER release_falls_with_consent ON data_consent"))
