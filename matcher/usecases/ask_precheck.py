"""Ask for the pre-check (L1) before anybody acts toward placement (7(2))."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.clearance import precheck_question
from matcher.model import Job, Kind
from matcher.store.loading import load_person
from matcher.usecases.permission import require_for_person
from matcher.usecases.send_request import Asked, Question, require_agreement, send_request
from matcher.usecases.work import Work


def ask_precheck(work: Work, actor: Actor, participant_id: int, kind: Kind, *, agreed: bool) -> Asked:
    """The involvement that the law and the agreement name for this person and kind is under way.

    Raises:
        InvalidInputError: the person has not agreed to the request.
        GateClosedError: prohibited, a fact is missing, or consent to the authority is missing.
        ConflictError: the same question is already waiting for its answer.

    """
    require_agreement(agreed=agreed)
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ASK_CLEARANCE, participant_id)
        person = load_person(unit.session, participant_id)
        assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
        decision = precheck_question(person.facts, Job(kind=kind), unit.today)
        return send_request(unit, actor, person, Question(participant_id=participant_id, kind=kind), decision)
