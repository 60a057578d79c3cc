"""Record the authority's answer to a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import AbhBar, Answer, Participant, Procedure, Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.clearances import standing_answer
from matcher.store.loading import load_person
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.permission import require
from matcher.usecases.record_decision import Given, record_decision
from matcher.usecases.send_request import snapshot
from matcher.usecases.work import Work

_POSITIVE = frozenset({Answer.NO_CONCERNS, Answer.CONSENT})
_MAY_ANSWER = frozenset({Answer.NO_CONCERNS, Answer.CONSENT, Answer.OBJECTION, Answer.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the authority adds to its answer; None is "without"."""

    valid_until: date | None = None
    hours_max: float | None = None
    employer_only: str | None = None
    ba_sent_on: date | None = None
    """L2: the employment agency was asked on this day; two weeks of its silence count as its approval."""
    ba_answer: Answer | None = None
    bars: frozenset[AbhBar] | None = None
    """All bars that stand now; an empty set says that there are none (any more)."""
    procedure: Procedure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The letter in which the authority answered: its date, and where its scan is kept."""

    reference: str
    dated: date


def answer_request(
    work: Work,
    actor: Actor,
    request_id: int,
    answer: Answer,
    conditions: Conditions | None = None,
    *,
    changes: bool = False,
) -> int:
    """The answer stands as a decision, rankings and releases follow; returns the decision's id.

    Args:
        work: store, clock and doorbell.
        actor: somebody of the authority.
        request_id: what was asked.
        answer: the authority's word.
        conditions: what it adds.
        changes: the word takes the place of an earlier one, or comes after the deadline passed.

    Raises:
        ConflictError: somebody else has answered, or the request was taken back.
        InvalidInputError: the conditions contradict themselves.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ANSWER_CLEARANCE)
        request = lock_standing(unit, request_id) if changes else lock_pending(unit, request_id)
        return settle(unit, actor, request, answer, conditions or Conditions()).id


def settle(
    unit: Unit,
    actor: Actor,
    request: tables.ClearanceRequest,
    answer: Answer,
    added: Conditions,
    paper: Paper | None = None,
) -> tables.ClearanceDecision:
    """The authority's word becomes the decision on this request, whichever way it came; its person is locked.

    Raises:
        InvalidInputError: this is no answer of an authority, or the conditions contradict themselves.

    """
    if answer not in _MAY_ANSWER:
        raise InvalidInputError("answer", "Bitte eine Antwort wählen.", "Please choose an answer.")
    _require_future(unit, added)
    if answer in _POSITIVE and added.bars:
        raise InvalidInputError(
            "bars",
            "Zu dieser Antwort passt kein Grund dagegen. Bitte die Häkchen entfernen oder anders antworten.",
            "No reason against fits this answer. Please untick them or answer differently.",
        )
    _state_facts(unit, actor, request.participant_id, added)
    request.state = RequestState.ANSWERED
    unit.session.flush()
    person = load_person(unit.session, request.participant_id)
    assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
    given = given_for(request, answer, person, added)
    if paper is not None:
        given = replace(given, answered_on=paper.dated, paper_reference=paper.reference)
    decision = record_decision(unit, person, given)
    _tell_asker(unit, request)
    return decision


def given_for(
    request: tables.ClearanceRequest, answer: Answer, person: Participant, added: Conditions | None = None
) -> Given:
    """The answer to a request, about what the authority was asked and on the facts of now."""
    added = added or Conditions()
    return Given(
        participant_id=request.participant_id,
        level=request.level,
        kind=request.kind,
        vacancy_id=request.vacancy_id,
        fingerprint=request.fingerprint,
        mode=request.mode,
        answer=answer,
        pack=request.pack,
        rule=request.rule,
        facts=snapshot(person.facts),
        request_id=request.id,
        sent_on=request.sent_on,
        deadline=request.deadline,
        valid_until=added.valid_until,
        hours_max=added.hours_max,
        employer_only=added.employer_only,
        ba_sent_on=added.ba_sent_on,
        ba_answer=added.ba_answer,
    )


def _require_future(unit: Unit, added: Conditions) -> None:
    if added.valid_until is not None and added.valid_until <= unit.today:
        raise InvalidInputError(
            "valid_until",
            "„Gültig bis“ muss in der Zukunft liegen. Bitte ein späteres Datum eintragen.",
            "“Valid until” must be in the future. Please enter a later date.",
        )
    if added.ba_sent_on is not None and added.ba_sent_on > unit.today:
        raise InvalidInputError(
            "ba_sent_on",
            "Die Anfrage an die Agentur liegt in der Zukunft. Bitte das Datum prüfen.",
            "The request to the agency lies in the future. Please check the date.",
        )


def lock_pending(unit: Unit, request_id: int) -> tables.ClearanceRequest:
    """The open request; its person's row is locked first, then the request is read again."""
    found = _lock(unit, request_id)
    if found.state is not RequestState.PENDING:
        raise ConflictError(
            "Diese Anfrage ist schon beantwortet oder zurückgezogen. Bitte die Liste neu laden.",
            "This request has already been answered or taken back. Please reload the list.",
        )
    return found


def lock_standing(unit: Unit, request_id: int) -> tables.ClearanceRequest:
    """The request whose answer, or whose passed deadline, is what counts now; locked like an open one."""
    found = _lock(unit, request_id)
    if unit.session.scalar(select(standing_answer(request_id).exists())):
        return found
    raise ConflictError(
        "Diese Antwort zählt nicht mehr: Die Angaben haben sich geändert, oder es wurde neu gefragt. Bitte die Liste "
        "neu laden.",
        "This answer no longer counts: the facts have changed, or there is a new request. Please reload the list.",
    )


def _lock(unit: Unit, request_id: int) -> tables.ClearanceRequest:
    found = unit.session.get(tables.ClearanceRequest, request_id)
    if found is None:
        raise NotFoundError("Diese Anfrage gibt es nicht.", "There is no such request.")
    unit.lock_participant(found.participant_id)
    unit.session.refresh(found)
    return found


def _state_facts(unit: Unit, actor: Actor, participant_id: int, added: Conditions) -> None:
    """Bars and procedure come from the authority alone; of what it does not speak, the last word stays."""
    current = unit.session.scalars(
        select(tables.AuthorityStatement).where(
            tables.AuthorityStatement.participant_id == participant_id,
            tables.AuthorityStatement.superseded_at.is_(None),
        )
    ).one_or_none()
    known = list(current.bars) if current else []
    bars = known if added.bars is None else sorted(str(bar) for bar in added.bars)
    if added.procedure is None and bars == known:
        return
    procedure = added.procedure or (current.procedure if current else Procedure.ORDINARY)
    if current is not None:
        current.superseded_at = unit.at
        unit.session.flush()
    unit.session.add(
        tables.AuthorityStatement(
            participant_id=participant_id,
            procedure=procedure,
            bars=bars,
            recorded_at=unit.at,
            recorded_by=actor.id,
        )
    )


def _tell_asker(unit: Unit, request: tables.ClearanceRequest) -> None:
    subject = ("participant", request.participant_id)
    for account in sorted(mentors_of(unit.session, request.participant_id)):
        unit.notify(NotificationKind.CLEARANCE_ANSWERED, subject, account=account)
    unit.notify(NotificationKind.CLEARANCE_ANSWERED, subject, role=Role.COORDINATOR)
