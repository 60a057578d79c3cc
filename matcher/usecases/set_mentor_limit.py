"""Say how many people a mentor can accompany at once."""

from __future__ import annotations

from typing import Final

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.store import tables
from matcher.usecases.mentor_room import lock_mentor
from matcher.usecases.permission import require
from matcher.usecases.work import Work

MOST: Final = 50


def set_mentor_limit(work: Work, actor: Actor, mentor_id: int, most: int | None) -> None:
    """The number stands for what is assigned from now on; None: no number. Who is accompanied already stays.

    Raises:
        InvalidInputError: no mentor accompanies so many people.
        NotFoundError: there is no such mentor.

    """
    require(actor, Action.ARRANGE_MENTORING, owners=frozenset({mentor_id}))
    if most is not None and not 0 <= most <= MOST:
        raise InvalidInputError("most", f"Bitte 0 bis {MOST} eintragen.", f"Please enter 0 to {MOST}.")
    with work.unit(actor) as unit:
        lock_mentor(unit, mentor_id)
        row = unit.session.get(tables.MentorLimit, mentor_id)
        if (row.most if row else None) == most:
            return
        if row is not None and most is None:
            unit.session.delete(row)
        elif row is not None and most is not None:
            row.most, row.set_at, row.set_by = most, unit.at, actor.id
        else:
            unit.session.add(tables.MentorLimit(account_id=mentor_id, most=most, set_at=unit.at, set_by=actor.id))
        unit.session.flush()
        unit.record("set_mentor_limit", "account", mentor_id, most=most)
