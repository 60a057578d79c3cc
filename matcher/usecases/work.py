"""What every use case is handed: where things are kept, what time it is, and whom to ring afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.clock import Clock
from matcher.store.session import Database
from matcher.store.unit import Unit


def _ring_nobody(_vacancy_ids: frozenset[int]) -> None:
    """Leave it to the sweep: nothing is lost when nobody rings."""


@dataclass(frozen=True, slots=True)
class Work:
    """The door's means: `ring` is called after the commit, best effort, with vacancy ids only."""

    database: Database
    ring: Callable[[frozenset[int]], None] = _ring_nobody

    @property
    def clock(self) -> Clock:
        return self.database.clock

    @contextmanager
    def unit(self, actor: Actor | None) -> Iterator[Unit]:
        """One transaction: committed at the end of the block, rolled back on any error, then rings."""
        with self.database.writing() as session:
            unit = Unit(session=session, at=self.clock.now(), actor_id=actor.id if actor else None)
            yield unit
            session.commit()
        if unit.touched or unit.people_changed:
            self.ring(frozenset(unit.touched))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session
