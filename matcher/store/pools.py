"""The pool of people as of a change number: loaded once, then only those who changed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Participant
from matcher.pipeline import Pool
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.loading import changed_people, load_people, open_occupations
from matcher.store.tables.matching import CriteriaState

_RELOAD_FROM: Final = 4
"""Where more than one person in so many changed, the whole pool is loaded anew."""


class People:
    """A pool ready for any vacancy, its ids in order, and the change number that it covers at least.

    Args:
        session: of the store.
        on: the day that gate and ranking speak of.
        shared: folder in which processes of this machine share the pool's columns.

    """

    def __init__(self, session: Session, on: date, *, shared: Path | None = None) -> None:
        self.on = on
        self.criteria_id, criteria = active_criteria(session)
        self.change_number = last_change(session)
        people = load_people(session)
        self._rows = {who: row for row, who in enumerate(people)}
        self.ids = np.fromiter(people, np.uint32, len(people))
        self.pool = Pool(list(people.values()), criteria, on)
        if shared is not None:
            self.pool.share(shared, self.change_number)
        self.pool.prepare(open_occupations(session))

    def is_of(self, session: Session, on: date) -> bool:
        """Still today's, and under the criteria that are active."""
        active = select(tables.CriteriaVersion.id).where(tables.CriteriaVersion.state == CriteriaState.ACTIVE)
        return self.on == on and self.criteria_id == session.scalars(active).one()

    def catch_up(self, session: Session) -> bool:
        """Take over whoever changed; False where the pool has to be made anew.

        The number is read first: whatever is loaded afterwards is at least as new.
        """
        newest = last_change(session)
        if newest == self.change_number:
            return True
        changed = changed_people(session, self.change_number)
        if not changed.issubset(self._rows) or len(changed) * _RELOAD_FROM > len(self._rows):
            return False
        found = load_people(session, changed)
        if len(found) != len(changed):
            return False
        self._overwrite(found)
        self.change_number = newest
        return True

    def _overwrite(self, found: dict[int, Participant]) -> None:
        for who, person in found.items():
            self.pool.overwrite(self._rows[who], person)


def last_change(session: Session) -> int:
    """Number of the newest change of a person."""
    return session.scalar(select(tables.ChangeCounter.last).where(tables.ChangeCounter.id == 1)) or 0


def active_criteria(session: Session) -> tuple[int, Criteria]:
    """Row id and content of the version in force."""
    row = session.scalars(
        select(tables.CriteriaVersion).where(tables.CriteriaVersion.state == CriteriaState.ACTIVE)
    ).one()
    return row.id, Criteria.from_dict(row.content)
