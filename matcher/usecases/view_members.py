"""See who is in a course; a partner's look at people leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store.enrolments import Member, members_of
from matcher.usecases.permission import require
from matcher.usecases.view_participant import is_partner
from matcher.usecases.work import Work


def view_members(work: Work, actor: Actor, course_id: int) -> tuple[Member, ...]:
    """Those whom the actor may see, in the course's order."""
    require(actor, Action.SEE_COURSES)
    with work.reading() as session:
        members = members_of(session, actor, course_id)
    if is_partner(actor) and members:
        with work.unit(actor) as unit:
            unit.record("view_members", "course", course_id, participants=[member.participant_id for member in members])
    return members
