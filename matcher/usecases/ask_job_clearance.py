"""Ask the authority about one job (L2) before its start; it sees the job's facts as they stand now."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.clearance import clearance_for, fingerprint, job_of, precheck_question
from matcher.errors import ConflictError, GateClosedError, InvalidInputError, NotFoundError
from matcher.model import Level, Vacancy
from matcher.store import tables
from matcher.store.loading import load_person, load_vacancy
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.permission import require_for_person
from matcher.usecases.send_request import Asked, Question, require_agreement, send_request
from matcher.usecases.work import Work

_WITHOUT = (
    ("employer", "Betrieb", "employer"),
    ("start", "Beginn", "start"),
    ("hours", "Wochenstunden", "weekly hours"),
)
"""What the authority has to know of a job, and how a page calls it."""


def ask_job_clearance(work: Work, actor: Actor, participant_id: int, vacancy_id: int, *, agreed: bool) -> Asked:
    """The authority has the job before it; a later change of the job's facts voids its answer.

    Raises:
        InvalidInputError: the person has not agreed, or the vacancy does not say enough of the job.
        GateClosedError: the pre-check is missing, the job is prohibited, or consent is missing.
        ConflictError: the same question is already waiting, or the vacancy is not open.

    """
    require_agreement(agreed=agreed)
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.ASK_CLEARANCE, participant_id)
        vacancy = _open_vacancy(unit, vacancy_id)
        person = load_person(unit.session, participant_id)
        assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
        passage = clearance_for(person, vacancy, unit.today)
        if not passage.placement_open:
            raise GateClosedError(passage.next_german, passage.next_english)
        assert vacancy.kind is not None, "the gate holds a vacancy without a kind"  # noqa: S101 - states why
        question = Question(
            participant_id=participant_id,
            kind=vacancy.kind,
            level=Level.JOB,
            vacancy_id=vacancy_id,
            fingerprint=fingerprint(vacancy),
        )
        decision = precheck_question(person.facts, job_of(vacancy), unit.today)
        return send_request(unit, actor, person, question, decision)


def _open_vacancy(unit: Unit, vacancy_id: int) -> Vacancy:
    row = unit.session.get(tables.Vacancy, vacancy_id, with_for_update={"read": True})
    vacancy = load_vacancy(unit.session, vacancy_id)
    if row is None or vacancy is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such vacancy.")
    if row.state not in {VacancyState.OPEN, VacancyState.PAUSED}:
        raise ConflictError(
            "Diese Stelle ist nicht offen. Eine Anfrage ist nicht nötig.",
            "This vacancy is not open. No request is needed.",
        )
    for name, german, english in _WITHOUT:
        if getattr(vacancy, name) is None:
            raise InvalidInputError(
                name,
                f"Für die Anfrage fehlt bei der Stelle: {german}. Bitte dort ergänzen.",
                f"For the request the vacancy lacks: {english}. Please add it there.",
            )
    return vacancy
