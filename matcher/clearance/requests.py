"""The request of a case file: what was asked and answered, and whether work may start on it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, Final

from matcher.clearance.agency import agency_state
from matcher.clearance.answers import is_enough, is_permit
from matcher.clearance.decision import Decision
from matcher.clearance.passage import INVOLVED
from matcher.clearance.periods import deadline_for
from matcher.clearance.rules import Pack
from matcher.model import Answer, Clearance, Level, Mode

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ANSWERS: Final = frozenset({Answer.NO_CONCERNS, Answer.OBJECTION, Answer.CONSENT, Answer.REFUSED})
_KEYS: Final = frozenset({"mode_sent", "sent_on", "deadline", "answer", "answered_on", "ba_sent_on", "ba_answer"})


class InvalidCaseError(Exception):
    """A case holds a key or value that does not exist; `args` names it."""


def date_of(value: Any, key: str) -> date | None:
    """A day as `YYYY-MM-DD`, or None."""
    if value is None:
        return None
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise InvalidCaseError(key)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidCaseError(key) from error


def read_request(given: Any) -> Clearance | None:
    """The request as a clearance for the job; None where nothing was asked.

    A consent without a request to the agency is read as a permit that the authority gave with the
    agency's approval, because it may give none without it (section 39 AufenthG).
    """
    if given is None:
        return None
    if not isinstance(given, dict):
        raise InvalidCaseError("request")
    for key in sorted(given.keys() - _KEYS):
        raise InvalidCaseError(f"request.{key}")
    mode = given.get("mode_sent")
    if not isinstance(mode, str) or mode not in INVOLVED:
        raise InvalidCaseError("request.mode_sent")
    sent_on, deadline = (date_of(given.get(key), f"request.{key}") for key in ("sent_on", "deadline"))
    if sent_on is not None and deadline is not None and deadline < sent_on:
        raise InvalidCaseError("request.deadline")
    answer, ba_answer = (_answer(given.get(key), f"request.{key}") for key in ("answer", "ba_answer"))
    ba_sent_on = date_of(given.get("ba_sent_on"), "request.ba_sent_on")
    if answer is Answer.CONSENT and ba_sent_on is None and ba_answer is None:
        ba_answer = Answer.CONSENT
    return Clearance(
        level=Level.JOB,
        mode=Mode(mode),
        sent_on=sent_on,
        deadline=deadline,
        answer=answer,
        answered_on=date_of(given.get("answered_on"), "request.answered_on"),
        ba_sent_on=ba_sent_on,
        ba_answer=ba_answer,
    )


def _answer(value: Any, key: str) -> Answer | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in _ANSWERS:
        raise InvalidCaseError(key)
    return Answer(value)


def start_gate(decision: Decision, request: Clearance | None, on: date, pack: Pack | None) -> str:
    """`open`, `closed` or `stopped`: may the person start on this day?"""
    if request is None:
        return "open" if decision.mode is Mode.NONE else "closed"
    answered = request.answered_on is None or request.answered_on <= on
    if request.answer is Answer.OBJECTION and answered:
        return "stopped"
    if decision.mode is Mode.NONE:
        return "open"
    sent = request.sent_on is not None and request.sent_on <= on
    if pack is None or decision.mode not in INVOLVED or not sent:
        return "closed"
    return "open" if _allows(decision, _as_of(request, pack, answered=answered), on, pack) else "closed"


def _as_of(request: Clearance, pack: Pack, *, answered: bool) -> Clearance:
    """The request as it stood on the day: a later answer is silence still, a missing deadline is the pack's."""
    deadline = request.deadline
    if deadline is None and request.sent_on is not None:
        deadline = deadline_for(request.sent_on, pack.consult_deadline_days)
    return replace(request, answer=request.answer if answered else None, deadline=deadline)


def _allows(decision: Decision, request: Clearance, on: date, pack: Pack) -> bool:
    if not is_enough(request, decision.mode, on):
        return False
    return is_permit(request, decision.mode, decision.ba_check, on, pack.agency_fiction_days)


def request_state(request: Clearance | None, on: date, pack: Pack | None) -> str | None:
    """Where the agency's approval stands, where it was asked."""
    if request is None or request.ba_sent_on is None or pack is None:
        return None
    return agency_state(request.ba_sent_on, request.ba_answer, on, pack.agency_fiction_days)
