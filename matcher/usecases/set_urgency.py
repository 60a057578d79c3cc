"""Ask the authority for one answer before the others, or no longer."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.usecases.answer_request import lock_pending
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def set_urgency(work: Work, actor: Actor, request_id: int, *, urgent: bool) -> None:
    """The request stands before (or among) the others on the authority's worklist.

    Raises:
        ConflictError: the request is answered or was taken back.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ANSWER_ON_PAPER)
        request = lock_pending(unit, request_id)
        if request.urgent == urgent:
            return
        request.urgent = urgent
        unit.record("set_urgency", "participant", request.participant_id, request=request.id, urgent=urgent)
