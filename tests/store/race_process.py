"""One side of a race, in a process of its own: carries out what it is told, and can stop half way.

Speaks lines of JSON: a command comes in; "half" goes out where it stopped (after the check of a
release, before the commit of what ends it) and goes on with the next line; then its result goes out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.clearance import clearance_for
from matcher.clock import FixedClock
from matcher.errors import PassgenauError
from matcher.model import Answer, Recipient, Role
from matcher.store import tables
from matcher.store.clearances import standing_consent
from matcher.store.loading import load_person, load_vacancy
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.unit import Unit
from matcher.usecases.answer_request import answer_request
from matcher.usecases.record_document import DocumentEntry, record_document
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.set_stop import set_stop
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def say(word: str) -> None:
    print(word, flush=True)


def half_way() -> None:
    say("half")
    sys.stdin.readline()


@dataclass(frozen=True, slots=True)
class HaltingWork(Work):
    """Stops before each commit while `halts` holds anything."""

    halts: list[bool] = field(default_factory=list)

    @contextmanager
    def unit(self, actor: Actor | None) -> Iterator[Unit]:
        with self.database.writing() as session:
            yield Unit(session=session, at=self.clock.now(), actor_id=actor.id if actor else None)
            session.flush()
            if self.halts:
                half_way()
            session.commit()


def releases(work: Work, told: dict[str, Any]) -> str:
    coordinator = Actor(id=told["coordinator"], roles=frozenset({Role.COORDINATOR}))
    done = release_shortlist(work, coordinator, told["vacancy"], [told["person"]])
    return "released" if done.released else f"refused {done.refused}"


def releases_naively(work: Work, told: dict[str, Any]) -> str:
    """Checks, then writes: on SQLite in two transactions, on PostgreSQL in one that locks nothing."""
    if work.database.is_sqlite:
        with work.reading() as session:
            found = _checked(work, session, told)
        half_way()
        with work.database.writing() as session:
            return _written(session, told, found)
    with work.database.writing() as session:
        found = _checked(work, session, told)
        half_way()
        return _written(session, told, found)


def _checked(work: Work, session: Session, told: dict[str, Any]) -> tuple[int, int] | None:
    """The decision and the consent that a release may rest on, as things look to this reader."""
    person, vacancy = load_person(session, told["person"]), load_vacancy(session, told["vacancy"])
    assert person is not None
    assert vacancy is not None
    passage = clearance_for(person, vacancy, work.clock.today())
    consent = standing_consent(session, told["person"], Recipient.AGS)
    if not passage.release_open or consent is None or passage.rests_on is None or passage.rests_on.ref is None:
        return None
    return passage.rests_on.ref, consent.id


def _written(session: Session, told: dict[str, Any], found: tuple[int, int] | None) -> str:
    if found is None:
        return "refused"
    decision, consent = found
    run = session.scalars(select(tables.Run).where(tables.Run.vacancy_id == told["vacancy"])).one()
    opening = tables.Opening(
        participant_id=told["person"],
        vacancy_id=told["vacancy"],
        decision_id=decision,
        open_from=builders.TODAY,
        pack="de-lds-2026",
        rule="naive",
        opened_at=AT,
    )
    shortlist = tables.Shortlist(
        vacancy_id=told["vacancy"],
        run_id=run.id,
        criteria_id=run.criteria_id,
        released_at=AT,
        released_by=told["coordinator"],
    )
    session.add_all((opening, shortlist))
    session.flush()
    on = builders.Stage(
        participant=told["person"],
        vacancy=told["vacancy"],
        decision=decision,
        consent=consent,
        opening=opening.id,
        shortlist=shortlist.id,
        coordinator=told["coordinator"],
        mentor=told["coordinator"],
    )
    builders.entry(session, on)
    session.commit()
    return "released"


def ends(work: Work, told: dict[str, Any]) -> str:
    coordinator = Actor(id=told["coordinator"], roles=frozenset({Role.COORDINATOR}))
    authority = Actor(id=told["authority"], roles=frozenset({Role.ABH}))
    person = told["person"]
    acts: dict[str, Callable[[], object]] = {
        "consent": lambda: withdraw_consent(work, coordinator, person, Recipient.AGS),
        "objection": lambda: answer_request(work, authority, told["request"], Answer.OBJECTION),
        "superseded": lambda: record_document(
            work, coordinator, person, DocumentEntry(**builders.gestattung(nationality="AFG"))
        ),
        "stop": lambda: set_stop(work, coordinator, person, StopReason.OTHER),
    }
    acts[told["act"]]()
    return "ended"


def without_lock(unit: Unit, participant_id: int) -> tables.Participant | None:
    """What `Unit.lock_participant` would be if it forgot to lock."""
    return unit.session.get(tables.Participant, participant_id)


def main(url: str, side: str, variant: str) -> None:
    work = HaltingWork(Database(url, clock=FixedClock(AT)))
    act = ends
    if side == "release":
        act = releases_naively if variant == "naive" else releases
        event.listen(tables.Opening, "before_insert", lambda *_: variant != "naive" and half_way())
    if variant == "unlocked":
        Unit.lock_participant = without_lock  # type: ignore[method-assign]
    say("ready")
    for line in sys.stdin:
        told = json.loads(line)
        work.halts[:] = [True] if told.get("halts") else []
        try:
            say(act(work, told))
        except (PassgenauError, DatabaseError) as error:
            say(f"refused {type(error).__name__} {str(error)[:200]!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
