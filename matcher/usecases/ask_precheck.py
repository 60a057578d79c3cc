"""Ask for the pre-check (L1) before anybody acts toward placement (7(2))."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from matcher.access import Action, Actor
from matcher.clearance import Decision, deadline_for, default_packs, precheck_question
from matcher.errors import ConflictError, GateClosedError, InvalidInputError
from matcher.model import Answer, Facts, Job, Kind, Level, Mode, Participant, Recipient, Role
from matcher.store import tables
from matcher.store.clearances import standing_consent, standing_of
from matcher.store.loading import load_person
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.permission import require_for_person
from matcher.usecases.record_decision import Given, record_decision
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking: a request that waits, a recorded notice, or a title check."""

    request_id: int | None = None
    title_checked: bool = False
    notice_recorded: bool = False


def ask_precheck(work: Work, actor: Actor, participant_id: int, kind: Kind, *, agreed: bool) -> Asked:
    """The involvement that the law and the agreement name for this person and kind is under way.

    Raises:
        InvalidInputError: the person has not agreed to the request.
        GateClosedError: prohibited, a fact is missing, or consent to the authority is missing.
        ConflictError: the same question is already waiting for its answer.

    """
    if not agreed:
        raise InvalidInputError(
            "agreed",
            "Die Anfrage braucht das Einverständnis der Person. Bitte zuerst fragen und dann ankreuzen.",
            "The request needs the person's agreement. Please ask first, then tick the box.",
        )
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ASK_CLEARANCE, participant_id)
        person = load_person(unit.session, participant_id)
        assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
        decision = precheck_question(person.facts, Job(kind=kind), unit.today)
        _require_askable(decision)
        if decision.mode is Mode.NONE:
            return _check_title(unit, participant_id, person, kind, decision)
        _require_abh_consent(unit, participant_id, kind)
        return _send(unit, actor, participant_id, person, kind, decision)


def _require_askable(decision: Decision) -> None:
    if decision.mode in {Mode.PROHIBITED, Mode.HOLD}:
        raise GateClosedError(decision.reason_german, decision.reason_english)


def _require_abh_consent(unit: Unit, participant_id: int, kind: Kind) -> None:
    if standing_consent(unit.session, participant_id, Recipient.ABH) is None:
        raise GateClosedError(
            "Es fehlt das Einverständnis für die Ausländerbehörde. Bitte zuerst eintragen.",
            "Consent for the foreigners authority is missing. Please record it first.",
        )
    waiting = standing_of(unit.session, participant_id).requests
    if any(request.level is Level.PLACEMENT and request.kind is kind for request in waiting):
        raise ConflictError(
            "Diese Anfrage läuft schon. Die Antwort erscheint hier von selbst.",
            "This request is already waiting. The answer will appear here by itself.",
        )


def _check_title(unit: Unit, participant_id: int, person: Participant, kind: Kind, decision: Decision) -> Asked:
    record_decision(
        unit,
        participant_id,
        person,
        Given(
            kind=kind,
            mode=decision.mode,
            answer=Answer.TITLE_CHECKED,
            pack=decision.pack,
            rule=decision.rule,
            facts=snapshot(person.facts),
        ),
    )
    return Asked(title_checked=True)


def _send(unit: Unit, actor: Actor, participant_id: int, person: Participant, kind: Kind, decision: Decision) -> Asked:
    informs = decision.mode is Mode.INFORMATIVE
    days = default_packs().in_force(unit.today).consult_deadline_days
    request = tables.ClearanceRequest(
        participant_id=participant_id,
        level=Level.PLACEMENT,
        kind=kind,
        mode=decision.mode,
        pack=decision.pack,
        rule=decision.rule,
        agreed=True,
        sent_on=unit.today,
        deadline=deadline_for(unit.today, days) if decision.mode is Mode.CONSULT else None,
        state=RequestState.ANSWERED if informs else RequestState.PENDING,
        asked_at=unit.at,
        asked_by=actor.id,
    )
    unit.session.add(request)
    unit.session.flush()
    unit.record("ask_precheck", "participant", participant_id, request=request.id, kind=str(kind))
    unit.notify(NotificationKind.CLEARANCE_ASKED, ("clearance_request", request.id), role=Role.ABH)
    if informs:
        record_decision(
            unit,
            participant_id,
            person,
            Given(
                kind=kind,
                mode=decision.mode,
                answer=Answer.NOTICE_SENT,
                pack=decision.pack,
                rule=decision.rule,
                facts=snapshot(person.facts),
                request_id=request.id,
                sent_on=request.sent_on,
            ),
        )
    return Asked(request_id=request.id, notice_recorded=informs)


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
