"""Whether a mentor can accompany one more person."""

from __future__ import annotations

from sqlalchemy import func, select

from matcher.errors import InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.mentorships import is_mentor
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length


def lock_mentor(unit: Unit, account_id: int) -> tables.Account:
    """The account's row, locked until the commit, if it is an active mentor's."""
    if not is_mentor(unit.session, account_id):
        raise NotFoundError("Diese Patin oder diesen Paten gibt es nicht.", "There is no such mentor.")
    query = select(tables.Account).where(tables.Account.id == account_id)
    return unit.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def require_room(unit: Unit, mentor_id: int, beyond_why: str | None, *, field: str) -> str | None:
    """The reason to keep, where there is no room left; None where there is.

    Args:
        unit: the running transaction; counts under the mentor's lock, so that two assignments see each other.
        mentor_id: an active mentor.
        beyond_why: the coordinator's reason to go beyond the mentor's own number.
        field: of the form, for the message.

    Raises:
        InvalidInputError: the mentor has as many people as they can accompany, and nobody says why it may be more.

    """
    mentor = lock_mentor(unit, mentor_id)
    limit = unit.session.get(tables.MentorLimit, mentor_id, populate_existing=True)
    standing = select(func.count(tables.Mentorship.id)).where(
        tables.Mentorship.mentor_id == mentor_id, tables.Mentorship.ended_on.is_(None)
    )
    people = unit.session.scalar(standing) or 0
    if limit is None or people < limit.most:
        return None
    why = clean(beyond_why or "")
    require_length(field, why, 200)
    if why:
        return why
    german = f"{mentor.name} begleitet schon {people} Menschen und hat Platz für {limit.most}."
    english = f"{mentor.name} accompanies {people} people already and has room for {limit.most}."
    if field == "mentor":
        raise InvalidInputError(field, f"{german} {_ELSE[0]}", f"{english} {_ELSE[1]}")
    raise InvalidInputError(field, f"{german} {_WHY[0]}", f"{english} {_WHY[1]}")


_WHY = (
    "Bitte einen Grund eintragen, warum es trotzdem geht, oder jemand anders wählen.",
    "Please say why it is possible all the same, or choose somebody else.",
)
_ELSE = (
    "Bitte die Zahl unter „Patenschaften“ ändern, oder die Koordination teilt jemand anders zu.",
    "Please change the number under “Mentorships”, or the coordinator assigns somebody else.",
)
