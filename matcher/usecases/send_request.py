"""One question to the authority, for placement (L1) or for a job (L2): sent, recorded, told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from matcher.access import Actor
from matcher.clearance import Decision, deadline_for, default_packs
from matcher.consents import needed_by
from matcher.errors import ConflictError, GateClosedError, InvalidInputError
from matcher.model import Answer, Facts, Kind, Level, Mode, Participant, Recipient, Role
from matcher.store import tables
from matcher.store.clearances import has_objected, standing_of
from matcher.store.disclosures import disclosed
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.record_decision import Given, record_decision, stands_already


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking: a request that waits, a recorded notice, or a title check."""

    request_id: int | None = None
    title_checked: bool = False
    notice_recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the authority: a kind of employment, or one job as it stands now."""

    participant_id: int
    kind: Kind
    level: Level = Level.PLACEMENT
    vacancy_id: int | None = None
    fingerprint: str | None = None


def require_agreement(*, agreed: bool) -> None:
    """Nothing about a person goes to the authority without their word."""
    if not agreed:
        raise InvalidInputError(
            "agreed",
            "Die Anfrage braucht das Einverständnis der Person. Bitte zuerst fragen und dann ankreuzen.",
            "The request needs the person's agreement. Please ask first, then tick the box.",
        )


def send_request(unit: Unit, actor: Actor, person: Participant, question: Question, decision: Decision) -> Asked:
    """The involvement that the decision names is under way; the person's row is locked by the caller.

    A mere notice does not do after an objection: it waits for the authority's answer. What was recorded already
    today, of the same facts, is not recorded again.

    Raises:
        GateClosedError: prohibited, a fact is missing, or consent to the authority is missing.
        ConflictError: the same question is already waiting for its answer.

    """
    if decision.mode in {Mode.PROHIBITED, Mode.HOLD}:
        raise GateClosedError(decision.reason_german, decision.reason_english)
    if decision.mode is Mode.NONE:
        checked = _given(question, person, decision, Answer.TITLE_CHECKED)
        if not stands_already(unit, checked):
            record_decision(unit, person, checked)
        return Asked(title_checked=True)
    _require_consent(unit, question)
    notice = decision.mode is Mode.INFORMATIVE and not has_objected(unit.session, question.participant_id)
    if notice and stands_already(unit, _given(question, person, decision, Answer.NOTICE_SENT)):
        return Asked(notice_recorded=True)
    request = _request(unit, actor, question, decision, RequestState.ANSWERED if notice else RequestState.PENDING)
    if not notice:
        return Asked(request_id=request.id)
    record_decision(unit, person, _given(question, person, decision, Answer.NOTICE_SENT, request))
    return Asked(request_id=request.id, notice_recorded=True)


def _require_consent(unit: Unit, question: Question) -> None:
    if not needed_by(Recipient.ABH) <= disclosed(unit.session, question.participant_id, Recipient.ABH):
        raise GateClosedError(
            "Es fehlt das Einverständnis für die Ausländerbehörde. Bitte zuerst eintragen.",
            "Consent for the foreigners authority is missing. Please record it first.",
        )
    asked = (question.level, question.vacancy_id or question.kind)
    waiting = standing_of(unit.session, question.participant_id).requests
    if any((request.level, request.vacancy_id or request.kind) == asked for request in waiting):
        raise ConflictError(
            "Diese Anfrage läuft schon. Die Antwort erscheint hier von selbst.",
            "This request is already waiting. The answer will appear here by itself.",
        )


def _request(
    unit: Unit, actor: Actor, question: Question, decision: Decision, state: RequestState
) -> tables.ClearanceRequest:
    days = default_packs().in_force(unit.today).consult_deadline_days
    request = tables.ClearanceRequest(
        participant_id=question.participant_id,
        level=question.level,
        kind=question.kind,
        vacancy_id=question.vacancy_id,
        mode=decision.mode,
        pack=decision.pack,
        rule=decision.rule,
        fingerprint=question.fingerprint,
        agreed=True,
        sent_on=unit.today,
        deadline=deadline_for(unit.today, days) if decision.mode is Mode.CONSULT else None,
        state=state,
        asked_at=unit.at,
        asked_by=actor.id,
    )
    unit.session.add(request)
    unit.session.flush()
    unit.record(
        "ask_clearance",
        "participant",
        question.participant_id,
        request=request.id,
        level=str(question.level),
        kind=str(question.kind),
    )
    unit.notify(NotificationKind.CLEARANCE_ASKED, ("clearance_request", request.id), role=Role.ABH)
    return request


def _given(
    question: Question,
    person: Participant,
    decision: Decision,
    answer: Answer,
    request: tables.ClearanceRequest | None = None,
) -> Given:
    return Given(
        participant_id=question.participant_id,
        level=question.level,
        kind=question.kind,
        vacancy_id=question.vacancy_id,
        fingerprint=question.fingerprint,
        mode=decision.mode,
        answer=answer,
        pack=decision.pack,
        rule=decision.rule,
        facts=snapshot(person.facts),
        request_id=request.id if request else None,
        sent_on=request.sent_on if request else None,
    )


def snapshot(facts: Facts) -> dict[str, Any]:
    """The facts as JSON, by their names; what is unknown is left out."""
    return {name: _plain(value) for name, value in asdict(facts).items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
