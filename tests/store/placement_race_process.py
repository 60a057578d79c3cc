"""One side of a race for a start at work, in a process of its own; speaks as `race_process` does.

Told to halt, it stops once a start has been checked (`checked`), or before the commit (`written`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import PassgenauError
from matcher.model import Answer, Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.unit import Unit
from matcher.usecases.answer_request import answer_request
from matcher.usecases.start_placement import start_placement
from matcher.usecases.withdraw_consent import withdraw_consent
from tests.store.race_process import AT, HaltingWork, half_way, say, without_lock


def act(work: HaltingWork, told: dict[str, Any]) -> str:
    mentor = Actor(id=told["mentor"], roles=frozenset({Role.MENTOR}))
    authority = Actor(id=told["authority"], roles=frozenset({Role.ABH}))
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: start_placement(work, mentor, told["entry"]),
        "refused": lambda: answer_request(work, authority, told["request"], Answer.REFUSED, changes=True),
        "objection": lambda: answer_request(work, authority, told["request"], Answer.OBJECTION, changes=True),
        "consent": lambda: withdraw_consent(work, mentor, told["person"], Recipient.AGS),
    }
    acts[told["act"]]()
    return "done"


def main(url: str, _side: str, variant: str) -> None:
    work = HaltingWork(Database(url, clock=FixedClock(AT)))
    if variant == "person-unlocked":
        Unit.lock_participant = without_lock  # type: ignore[method-assign]
    halts_checked: list[bool] = []
    event.listen(tables.Placement, "before_update", lambda *_: halts_checked and halts_checked.pop() and half_way())
    say("ready")
    for line in sys.stdin:
        told = json.loads(line)
        work.halts[:] = [True] if told.get("halts") == "written" else []
        halts_checked[:] = [True] if told.get("halts") == "checked" else []
        try:
            say(act(work, told))
        except (PassgenauError, DatabaseError) as error:
            say(f"refused {type(error).__name__} {str(error)[:200]!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
