"""Where people stand, for agenda, lists and pages: a fixed number of queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.agenda import DEFAULT_KINDS, Prospect, Situation
from matcher.clearance import Passage, clearance_for, precheck_question
from matcher.model import Clearance, Job, Kind, Level, Mode, Participant, Reason, Recipient, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.loading import load_people
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import DataCategory

_NOT_ASKED: Final = {Mode.HOLD: Reason.HOLD, Mode.PROHIBITED: Reason.PROHIBITED}
"""Modes in which no question goes to the authority: a fact is missing, or the law says no already."""


def situations_of(session: Session, ids: Iterable[int], on: date) -> dict[int, Situation]:
    """Situations by participant id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    consents = _consents(session, wanted)
    requests = _requests(session, wanted)
    ends = _mentorship_ends(session, wanted)
    return {
        participant_id: Situation(
            participant_id=participant_id,
            code=person.code,
            participates=person.participates,
            stopped=person.stopped,
            consents=frozenset(consents[participant_id]),
            has_document=person.facts.status is not None,
            document_valid_until=person.facts.document_valid_until,
            profile=person.profile,
            prospects=tuple(
                _prospect(person, kind, requests.get((participant_id, kind)), on)
                for kind in sorted(_kinds(person) | {asked for who, asked in requests if who == participant_id})
            ),
            mentorship_end=ends.get(participant_id),
        )
        for participant_id, person in load_people(session, wanted).items()
    }


def _kinds(person: Participant) -> set[Kind]:
    """Kinds that matter to the person: wished ones and those that the authority answered for."""
    answered = {item.kind for item in person.clearances if item.level is Level.PLACEMENT and item.kind is not None}
    return set(person.profile.kinds or DEFAULT_KINDS) | answered


def _prospect(person: Participant, kind: Kind, request: tables.ClearanceRequest | None, on: date) -> Prospect:
    """The gate's word for a job of this kind about which nothing else is known."""
    passage = clearance_for(person, Vacancy(id=VacancyRef(""), title="", kind=kind), on)
    recorded = _recorded(person, kind)
    blocked_by, decision, lifts_on = _blocked_by(passage), passage.decision, passage.lifts_on
    if blocked_by is Reason.PRECHECK_MISSING and passage.asks in _NOT_ASKED:
        blocked_by = _NOT_ASKED[passage.asks]
        decision = precheck_question(person.facts, Job(kind=kind), on)
        lifts_on = decision.until
    return Prospect(
        kind=kind,
        mode=passage.asks,
        blocked_by=blocked_by,
        reason_german=decision.reason_german,
        reason_english=decision.reason_english,
        lifts_on=lifts_on,
        asked_on=request.sent_on if request else None,
        deadline=request.deadline if request else None,
        answer=recorded.answer if recorded else None,
        answered_on=recorded.answered_on if recorded else None,
        valid_until=recorded.valid_until if recorded else None,
    )


def _blocked_by(passage: Passage) -> Reason | None:
    """Where only the authority can tell, the missing pre-check is what a mentor can act upon."""
    if not passage.reasons:
        return None
    return passage.reasons[-1] if passage.reasons[0] is Reason.HOLD else passage.reasons[0]


def _recorded(person: Participant, kind: Kind) -> Clearance | None:
    return next((item for item in person.clearances if item.level is Level.PLACEMENT and item.kind is kind), None)


def _consents(session: Session, ids: list[int]) -> defaultdict[int, set[Recipient]]:
    rows = session.execute(
        select(tables.DataConsent.participant_id, tables.DataConsent.recipient).where(
            tables.DataConsent.participant_id.in_(ids),
            tables.DataConsent.category == DataCategory.PROFILE,
            tables.DataConsent.withdrawn_at.is_(None),
        )
    )
    found: defaultdict[int, set[Recipient]] = defaultdict(set)
    for participant_id, recipient in rows:
        found[participant_id].add(recipient)
    return found


def _requests(session: Session, ids: list[int]) -> dict[tuple[int, Kind], tables.ClearanceRequest]:
    rows = session.scalars(
        select(tables.ClearanceRequest).where(
            tables.ClearanceRequest.participant_id.in_(ids),
            tables.ClearanceRequest.level == Level.PLACEMENT,
            tables.ClearanceRequest.state == RequestState.PENDING,
        )
    )
    return {(row.participant_id, row.kind): row for row in rows}


def _mentorship_ends(session: Session, ids: list[int]) -> dict[int, date]:
    rows = session.execute(
        select(tables.Mentorship.participant_id, tables.Mentorship.planned_end).where(
            tables.Mentorship.participant_id.in_(ids), tables.Mentorship.ended_on.is_(None)
        )
    )
    return {row.participant_id: row.planned_end for row in rows}
