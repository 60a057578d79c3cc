"""Answer several requests at once, all with yes and without conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.model import Answer, Mode
from matcher.usecases.answer_request import Conditions, lock_pending, settle
from matcher.usecases.permission import require
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    answered: tuple[int, ...]
    passed_over: tuple[int, ...]
    """Answered or taken back in the meantime by somebody else."""


def answer_requests(work: Work, actor: Actor, request_ids: Iterable[int]) -> Batch:
    """Each request is answered in its own transaction: consent where it is asked for, else no concerns."""
    require(actor, Action.ANSWER_CLEARANCE)
    answered: list[int] = []
    passed_over: list[int] = []
    for request_id in sorted(set(request_ids)):
        (answered if _answer(work, actor, request_id) else passed_over).append(request_id)
    return Batch(answered=tuple(answered), passed_over=tuple(passed_over))


def _answer(work: Work, actor: Actor, request_id: int) -> bool:
    try:
        with work.unit(actor) as unit:
            request = lock_pending(unit, request_id)
            answer = Answer.CONSENT if request.mode is Mode.CONSENT else Answer.NO_CONCERNS
            settle(unit, actor, request, answer, Conditions())
    except ConflictError:
        return False
    return True
