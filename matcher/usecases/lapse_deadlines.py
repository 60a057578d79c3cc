"""Let consultations proceed whose deadline passed in silence (I5)."""

from __future__ import annotations

from sqlalchemy import select

from matcher.model import Answer, Mode, Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.clearances import has_objected
from matcher.store.loading import load_person
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.answer_request import given_for
from matcher.usecases.record_decision import record_decision
from matcher.usecases.work import Work


def lapse_deadlines(work: Work) -> int:
    """Every consultation past its deadline is recorded as such and told to the coordinator.

    Consent is never had by silence: requests in that mode are not touched. Returns how many lapsed.
    """
    with work.reading() as session:
        due = session.scalars(
            select(tables.ClearanceRequest.id).where(
                tables.ClearanceRequest.state == RequestState.PENDING,
                tables.ClearanceRequest.mode == Mode.CONSULT,
                tables.ClearanceRequest.deadline < work.clock.today(),
            )
        ).all()
    return sum(_lapse(work, request_id) for request_id in due)


def _lapse(work: Work, request_id: int) -> bool:
    with work.unit(None) as unit:
        request = unit.session.get(tables.ClearanceRequest, request_id)
        if request is None:
            return False
        unit.lock_participant(request.participant_id)
        unit.session.refresh(request)
        if not _is_due(unit, request):
            return False
        request.state = RequestState.LAPSED
        unit.session.flush()
        person = load_person(unit.session, request.participant_id)
        assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
        record_decision(unit, person, given_for(request, Answer.DEADLINE_PASSED, person))
        subject = ("participant", request.participant_id)
        unit.notify(NotificationKind.DEADLINE_PASSED, subject, role=Role.COORDINATOR)
        for mentor in sorted(mentors_of(unit.session, request.participant_id)):
            unit.notify(NotificationKind.DEADLINE_PASSED, subject, account=mentor)
        return True


def _is_due(unit: Unit, request: tables.ClearanceRequest) -> bool:
    """Silence after an objection is no change of mind: such a request goes on waiting."""
    return (
        request.state is RequestState.PENDING
        and request.mode is Mode.CONSULT
        and request.deadline is not None
        and request.deadline < unit.today
        and not has_objected(unit.session, request.participant_id)
    )
