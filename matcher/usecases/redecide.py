"""Asks the gate again wherever something rests on what has just changed (7(3), I10).

Called inside the use case that changes the fact, in its transaction: what no longer holds is closed
before the change is visible to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select, update

from matcher.clearance import clearance_for, fingerprint
from matcher.model import Answer, Participant, Role, Vacancy
from matcher.store import tables
from matcher.store.clearances import standing_decisions
from matcher.store.entry_ends import kind_of_end
from matcher.store.loading import load_people, load_person, load_vacancy
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import WITHDRAWALS, NotificationKind
from matcher.store.tables.shortlists import EntryState
from matcher.store.unit import Unit


def redecide_person(unit: Unit, participant_id: int, cause: str, *, voids: bool = False) -> None:
    """Re-decides everything that rests on this person's facts, consents and stops.

    Args:
        unit: the running transaction; the person's row is locked in it.
        participant_id: whose facts changed.
        cause: a short code for the trace, such as `document` or `consent`.
        voids: True where the authority answered about facts that are no longer true; its answers
            and open questions end then. An objection stays: only a new check ends it (7(2)).

    """
    unit.mark_person(participant_id, cause)
    if voids:
        _void(unit, participant_id, cause)
    unit.session.flush()
    openings = _standing_openings(unit, tables.Opening.participant_id == participant_id)
    if openings:
        person = load_person(unit.session, participant_id)
        early = _asked_early(unit, [opening.vacancy_id for opening in openings])
        for opening in openings:
            vacancy = load_vacancy(unit.session, opening.vacancy_id)
            _keep_or_close(unit, opening, person, vacancy, l2_before_release=opening.vacancy_id in early)
    unit.session.flush()
    _tell_holders(unit, tables.ShortlistEntry.participant_id == participant_id)


def redecide_vacancy(unit: Unit, vacancy_id: int) -> None:
    """Re-decides everything that rests on this job's facts, and asks for a new ranking."""
    unit.mark_vacancies([vacancy_id])
    _void_other_jobs(unit, vacancy_id)
    unit.session.flush()
    openings = _standing_openings(unit, tables.Opening.vacancy_id == vacancy_id)
    if openings:
        people = load_people(unit.session, [opening.participant_id for opening in openings])
        vacancy = load_vacancy(unit.session, vacancy_id)
        early = bool(_asked_early(unit, [vacancy_id]))
        for opening in openings:
            _keep_or_close(unit, opening, people.get(opening.participant_id), vacancy, l2_before_release=early)
    unit.session.flush()
    _tell_holders(unit, tables.ShortlistEntry.vacancy_id == vacancy_id)


def close_ended(unit: Unit, participant_id: int) -> int:
    """Closes this person's openings whose last day is over and tells the holders; how many it closed.

    The view hides such entries from midnight on; a document that is renewed later brings none back.
    """
    ended = _standing_openings(
        unit, (tables.Opening.participant_id == participant_id) & (tables.Opening.open_until <= unit.today)
    )
    for opening in ended:
        opening.closed_at = unit.at
    unit.session.flush()
    _tell_holders(unit, tables.ShortlistEntry.participant_id == participant_id)
    return len(ended)


def _void(unit: Unit, participant_id: int, cause: str) -> None:
    answers = standing_decisions(participant_id).where(tables.ClearanceDecision.answer != Answer.OBJECTION)
    for decision in unit.session.scalars(answers):
        decision.superseded_at = unit.at
        decision.superseded_why = cause
    unit.session.execute(
        update(tables.ClearanceRequest)
        .where(
            tables.ClearanceRequest.participant_id == participant_id,
            tables.ClearanceRequest.state == RequestState.PENDING,
        )
        .values(state=RequestState.WITHDRAWN)
    )
    unit.session.execute(
        update(tables.Opening)
        .where(tables.Opening.participant_id == participant_id, tables.Opening.closed_at.is_(None))
        .values(closed_at=unit.at)
    )


def _void_other_jobs(unit: Unit, vacancy_id: int) -> None:
    """What the authority was asked or said about this job as it no longer is: a changed fact ends it (I3)."""
    vacancy = load_vacancy(unit.session, vacancy_id)
    seen = fingerprint(vacancy) if vacancy is not None else ""
    request, decision = tables.ClearanceRequest, tables.ClearanceDecision
    unit.session.execute(
        update(request)
        .where(request.vacancy_id == vacancy_id, request.state == RequestState.PENDING, request.fingerprint != seen)
        .values(state=RequestState.WITHDRAWN)
    )
    unit.session.execute(
        update(decision)
        .where(
            decision.vacancy_id == vacancy_id,
            decision.superseded_at.is_(None),
            decision.fingerprint != seen,
            decision.answer != Answer.OBJECTION,
        )
        .values(superseded_at=unit.at, superseded_why="job_changed")
    )


def _asked_early(unit: Unit, vacancy_ids: Collection[int]) -> frozenset[int]:
    """Those of the vacancies for which the authority's answer about the job is needed before release."""
    vacancy = tables.Vacancy
    query = select(vacancy.id).where(vacancy.id.in_(vacancy_ids), vacancy.l2_before_release)
    return frozenset(unit.session.scalars(query))


def _standing_openings(unit: Unit, where: ColumnElement[bool]) -> Sequence[tables.Opening]:
    query = select(tables.Opening).where(where, tables.Opening.closed_at.is_(None))
    return unit.session.scalars(query.order_by(tables.Opening.id).execution_options(populate_existing=True)).all()


def _keep_or_close(
    unit: Unit,
    opening: tables.Opening,
    person: Participant | None,
    vacancy: Vacancy | None,
    *,
    l2_before_release: bool,
) -> None:
    """Leave an opening only where the gate still says yes for at least as long."""
    if person is not None and vacancy is not None:
        passage = clearance_for(person, vacancy, unit.today, l2_before_release=l2_before_release)
        if passage.release_open and _lasts(opening, unit.today, passage.open_until):
            return
    opening.closed_at = unit.at


def _lasts(opening: tables.Opening, today: date, most: date | None) -> bool:
    """Whether the opening is not over yet, and ends no later than the gate's yes."""
    if opening.open_until is None:
        return most is None
    return today < opening.open_until and (most is None or opening.open_until <= most)


def _tell_holders(unit: Unit, where: ColumnElement[bool]) -> None:
    """Say once to those who could see the entry that it is over: filled, placed, or "withdrawn" without a reason (I10).

    Whatever took the entry back, this use case or a trigger: who has not been told is told now.
    """
    told = select(tables.Notification.subject_id).where(
        tables.Notification.kind.in_(WITHDRAWALS),
        tables.Notification.subject_kind == "shortlist_entry",
    )
    entries = unit.session.execute(
        select(tables.ShortlistEntry.id, tables.ShortlistEntry.vacancy_id, kind_of_end())
        .where(
            where,
            tables.ShortlistEntry.state == EntryState.WITHDRAWN,
            tables.ShortlistEntry.id.not_in(told),
        )
        .order_by(tables.ShortlistEntry.id)
    )
    for entry_id, vacancy_id, kind in entries.all():
        unit.notify(NotificationKind(kind), ("shortlist_entry", entry_id), role=Role.AGS)
        unit.record("withdraw_entry", "shortlist_entry", entry_id, vacancy=vacancy_id)
