"""Return to an earlier version of the criteria: two people approved it once, so one may bring it back."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.usecases.permission import require
from matcher.usecases.versions import active_version, put_in_force
from matcher.usecases.work import Work


def restore_criteria(work: Work, actor: Actor, number: int) -> int:
    """An earlier version's content is in force again, as a new version; returns its number."""
    with work.unit(actor) as unit:
        require(actor, Action.STEER_CRITERIA)
        query = select(tables.CriteriaVersion).where(tables.CriteriaVersion.number == number)
        wanted = unit.session.scalars(query).one_or_none()
        if wanted is None:
            raise NotFoundError(
                "Diese Version gibt es nicht. Bitte die Liste neu laden.",
                "There is no such version. Please reload the list.",
            )
        active = active_version(unit)
        if active.id == wanted.id:
            return active.number
        restored = put_in_force(
            unit,
            active,
            wanted.content,
            author=wanted.created_by,
            comment=f"wie Version {number}",
            alone=wanted.alone,
        )
        return restored.number
