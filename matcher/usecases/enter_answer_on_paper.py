"""Enter what the authority answered by letter; the coordinator copies, and never answers in its place."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.model import Answer, Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.answer_request import Conditions, Paper, lock_pending, lock_standing, settle
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_SHORTEST, _LONGEST = 3, 80


def enter_answer_on_paper(
    work: Work,
    actor: Actor,
    request_id: int,
    answer: Answer,
    paper: Paper,
    conditions: Conditions | None = None,
) -> int:
    """The letter's answer stands as a decision that names its scan, and the authority can see it.

    A letter that comes after the deadline passed counts from now on.

    Raises:
        ConflictError: the request is answered or was taken back.
        InvalidInputError: the scan's reference is missing, or a date cannot be.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ANSWER_ON_PAPER)
        request = lock_unanswered(unit, request_id)
        paper = Paper(reference=_checked(paper.reference), dated=paper.dated)
        _require_dated_between(unit, request, paper)
        decision = settle(unit, actor, request, answer, conditions or Conditions(), paper)
        unit.record("enter_answer_on_paper", "participant", request.participant_id, decision=decision.id)
        unit.notify(NotificationKind.CLEARANCE_ANSWERED, ("clearance_request", request.id), role=Role.ABH)
        return decision.id


def lock_unanswered(unit: Unit, request_id: int) -> tables.ClearanceRequest:
    """The request, if it waits or its deadline passed in silence; an answer once given is the authority's to change."""
    known = unit.session.get(tables.ClearanceRequest, request_id)
    late = known is not None and known.state is RequestState.LAPSED
    return lock_standing(unit, request_id) if late else lock_pending(unit, request_id)


def _checked(reference: str) -> str:
    cleaned = clean(reference)
    if not _SHORTEST <= len(cleaned) <= _LONGEST:
        raise InvalidInputError(
            "reference",
            "Bitte eintragen, wo der Scan des Schreibens liegt, zum Beispiel „Scan 2026-118“.",
            "Please say where the letter's scan is kept, for example “Scan 2026-118”.",
        )
    return cleaned


def _require_dated_between(unit: Unit, request: tables.ClearanceRequest, paper: Paper) -> None:
    if not request.sent_on <= paper.dated <= unit.today:
        raise InvalidInputError(
            "dated",
            "Das Schreiben muss nach der Anfrage und spätestens heute datiert sein. Bitte das Datum prüfen.",
            "The letter must be dated after the request and not later than today. Please check the date.",
        )
