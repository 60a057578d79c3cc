"""Record the authority's answer to a request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import AbhBar, Answer, Level, Procedure, Role
from matcher.store import tables
from matcher.store.clearances import mentors_of
from matcher.store.loading import load_person
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.ask_precheck import snapshot
from matcher.usecases.permission import require
from matcher.usecases.record_decision import Given, record_decision
from matcher.usecases.work import Work

_MAY_ANSWER = frozenset({Answer.NO_CONCERNS, Answer.CONSENT, Answer.OBJECTION, Answer.REFUSED})


def answer_request(  # noqa: PLR0913 - the parts of an answer, each named by the caller
    work: Work,
    actor: Actor,
    request_id: int,
    answer: Answer,
    *,
    valid_until: date | None = None,
    hours_max: float | None = None,
    employer_only: str | None = None,
    bars: Collection[AbhBar] = (),
    procedure: Procedure | None = None,
) -> int:
    """The answer stands as a decision, rankings and releases follow; returns the decision's id.

    Raises:
        ConflictError: somebody else has answered, or the request was taken back.
        InvalidInputError: the conditions contradict themselves.

    """
    if answer not in _MAY_ANSWER:
        raise InvalidInputError("answer", "Bitte eine Antwort wählen.", "Please choose an answer.")
    with work.unit(actor) as unit:
        require(actor, Action.ANSWER_CLEARANCE)
        request = _pending(unit, request_id)
        if valid_until is not None and valid_until <= unit.today:
            raise InvalidInputError(
                "valid_until",
                "„Gültig bis“ muss in der Zukunft liegen. Bitte ein späteres Datum eintragen.",
                "“Valid until” must be in the future. Please enter a later date.",
            )
        _state_facts(unit, actor, request.participant_id, bars, procedure)
        request.state = RequestState.ANSWERED
        unit.session.flush()
        person = load_person(unit.session, request.participant_id)
        assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
        decision = record_decision(
            unit,
            request.participant_id,
            person,
            Given(
                kind=request.kind,
                mode=request.mode,
                answer=answer,
                pack=request.pack,
                rule=request.rule,
                facts=snapshot(person.facts),
                request_id=request.id,
                sent_on=request.sent_on,
                deadline=request.deadline,
                valid_until=valid_until,
                hours_max=hours_max,
                employer_only=employer_only,
            ),
        )
        _tell_asker(unit, request)
        return decision.id


def _pending(unit: Unit, request_id: int) -> tables.ClearanceRequest:
    """The open request; its person's row is locked first, then the request is read again."""
    found = unit.session.get(tables.ClearanceRequest, request_id)
    if found is None or found.level is not Level.PLACEMENT:
        raise NotFoundError("Diese Anfrage gibt es nicht.", "There is no such request.")
    unit.lock_participant(found.participant_id)
    unit.session.refresh(found)
    if found.state is not RequestState.PENDING:
        raise ConflictError(
            "Diese Anfrage ist schon beantwortet oder zurückgezogen. Bitte die Liste neu laden.",
            "This request has already been answered or taken back. Please reload the list.",
        )
    return found


def _state_facts(
    unit: Unit, actor: Actor, participant_id: int, bars: Collection[AbhBar], procedure: Procedure | None
) -> None:
    """Bars and procedure come from the authority alone; without a word from it the last ones stay."""
    if not bars and procedure is None:
        return
    current = unit.session.scalars(
        select(tables.AuthorityStatement).where(
            tables.AuthorityStatement.participant_id == participant_id,
            tables.AuthorityStatement.superseded_at.is_(None),
        )
    ).one_or_none()
    known = procedure or (current.procedure if current else Procedure.ORDINARY)
    if current is not None:
        current.superseded_at = unit.at
        unit.session.flush()
    unit.session.add(
        tables.AuthorityStatement(
            participant_id=participant_id,
            procedure=known,
            bars=sorted(str(bar) for bar in bars),
            recorded_at=unit.at,
            recorded_by=actor.id,
        )
    )


def _tell_asker(unit: Unit, request: tables.ClearanceRequest) -> None:
    subject = ("participant", request.participant_id)
    for account in sorted(mentors_of(unit.session, request.participant_id)):
        unit.notify(NotificationKind.CLEARANCE_ANSWERED, subject, account=account)
    unit.notify(NotificationKind.CLEARANCE_ANSWERED, subject, role=Role.COORDINATOR)
