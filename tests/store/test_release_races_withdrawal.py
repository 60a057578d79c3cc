"""Releases race what ends them, in two processes, with the window forced open; nothing may leak (I1, I10).

In every other trial the release has checked when the end begins; in the rest the end has written, but
not committed, when the release begins. The naive release, without locks and triggers, is the positive
control: there the same schedule leaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from matcher.model import Answer, Kind, Level, Mode, Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.clearance import RequestState
from tests import builders
from tests.builders import AT, TODAY
from tests.store.racing import PATIENCE, WINDOW, Side, drop_guards, sides

TRIALS = 40
CAMPAIGN = 3000
ENDINGS = {"revoke": ("objection", "superseded", "stop"), "consent": ("consent",)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Over all trials: releases that stand unlawfully, and releases that were written at all."""

    leaks: int
    written: int


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_release_never_survives_a_racing_end(database: Database, ending: str) -> None:
    """Whichever comes first, no release stands afterwards beside what has ended it."""
    outcome = race(database, ENDINGS[ending], TRIALS)

    assert outcome.leaks == 0
    assert outcome.written >= TRIALS // 4, "the race was never run: hardly any release was written"


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("ending", list(ENDINGS))
def test_release_never_survives_a_racing_end_in_many_trials(database: Database, ending: str) -> None:
    """The same, three thousand times."""
    outcome = race(database, ENDINGS[ending], CAMPAIGN)

    print(f"{database.url.get_backend_name()} {ending}: {outcome}")
    assert outcome.leaks == 0
    assert outcome.written >= CAMPAIGN // 4


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_naive_release_leaks_when_nothing_guards_it(database: Database, ending: str) -> None:
    """The positive control: check first, write later, no lock, no trigger: the race is real."""
    drop_guards(database)

    outcome = race(database, ENDINGS[ending], 6, variant="naive", window=PATIENCE)

    assert outcome.leaks >= 3


def test_lock_keeps_release_safe_when_the_database_refuses_nothing(database: Database) -> None:
    """The use case does not lean on the trigger that refuses: whatever ends the release waits for it."""
    drop_guards(database, "release_guard")

    outcome = race(database, ENDINGS["consent"], 12)

    assert outcome.leaks == 0
    assert outcome.written >= 3


def test_release_leaks_when_it_forgets_to_lock_the_person(database: Database) -> None:
    """That the lock is needed: without it PostgreSQL lets the end pass by; SQLite has one writer anyway."""
    drop_guards(database, "release_guard")
    window = WINDOW if database.is_sqlite else PATIENCE

    outcome = race(database, ENDINGS["consent"], 6, variant="unlocked", window=window, first="release")

    assert outcome.leaks == (0 if database.is_sqlite else outcome.written)
    assert outcome.written == 6


def race(
    database: Database,
    endings: tuple[str, ...],
    trials: int,
    *,
    variant: str = "guarded",
    window: float = WINDOW,
    first: str | None = None,
) -> Outcome:
    """Run the trials, by turns with either side first, each with another person and job."""
    leaks = written = 0
    with sides(database, "tests.store.race_process", ("release", "end"), variant) as (releasing, ending):
        for number, command in enumerate(_stages(database, trials)):
            command["act"] = endings[number // 2 % len(endings)]
            leader = first or ("release" if number % 2 == 0 else "end")
            if leader == "release":
                ended = _release_first(releasing, ending, command, window)
            else:
                ended = _end_first(releasing, ending, command, window)
            assert ended == "ended"
            standing, entries = _found(database, int(str(command["person"])))
            leaks += standing
            written += entries
    return Outcome(leaks=leaks, written=written)


def _release_first(releasing: Side, ending: Side, command: dict[str, object], window: float) -> str:
    releasing.tell(**command)
    checked = releasing.hear()
    ending.tell(**command)
    ended = ending.hear(window)
    releasing.finish(checked)
    return ending.finish(ended)


def _end_first(releasing: Side, ending: Side, command: dict[str, object], window: float) -> str:
    ending.tell(**command, halts=True)
    written = ending.hear()
    assert written == "half"
    releasing.tell(**command)
    checked = releasing.hear(window)
    ended = ending.finish(written)
    releasing.finish(checked)
    return ended


def _found(database: Database, person: int) -> tuple[int, int]:
    """Once the end is carried out, whatever is before the employer service is a leak; and the entries ever made."""
    with database.reading() as session:
        standing = session.scalar(
            text("SELECT count(*) FROM shortlist_entry WHERE participant_id = :id AND state = 'released'"),
            {"id": person},
        )
        seen = session.scalar(text("SELECT count(*) FROM ags_entry WHERE participant_id = :id"), {"id": person})
        entries = session.scalar(
            text("SELECT count(*) FROM shortlist_entry WHERE participant_id = :id"), {"id": person}
        )
    return max(standing or 0, seen or 0), entries or 0


def _stages(database: Database, trials: int) -> Iterator[dict[str, object]]:
    """Per trial a person with consent and pre-check, a ranked job, and a question that still waits."""
    with database.writing() as session:
        coordinator = builders.account(session, Role.COORDINATOR).id
        authority = builders.account(session, Role.ABH).id
        session.commit()
    for start in range(0, trials, 50):
        commands: list[dict[str, object]] = []
        with database.writing() as session:
            for _ in range(min(50, trials - start)):
                person = builders.participant(session, **builders.gestattung()).id
                vacancy = builders.vacancy(session).id
                builders.run(session, vacancy, [person])
                for recipient in (Recipient.AGS, Recipient.ABH):
                    builders.consent(session, person, coordinator, recipient)
                builders.decision(session, person, mode=Mode.CONSENT, answer=Answer.NO_CONCERNS)
                request = tables.ClearanceRequest(
                    participant_id=person,
                    level=Level.PLACEMENT,
                    kind=Kind.TRAINING,
                    mode=Mode.CONSENT,
                    pack="de-lds-2026",
                    rule="R26-01",
                    agreed=True,
                    sent_on=TODAY,
                    state=RequestState.PENDING,
                    asked_at=AT,
                    asked_by=coordinator,
                )
                session.add(request)
                session.flush()
                commands.append(
                    {
                        "coordinator": coordinator,
                        "authority": authority,
                        "person": person,
                        "vacancy": vacancy,
                        "request": request.id,
                    }
                )
            session.commit()
        yield from commands
