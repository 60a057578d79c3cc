"""A person's timeline, put together from what each part of the system recorded: ids become words here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.clock import BERLIN
from matcher.consents import DataCategory
from matcher.folder import Event, EventKind
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.tables.placements import InterviewState, PlacementState
from matcher.store.tables.shortlists import Verdict

_EDITS: Final = MappingProxyType(
    {
        "edit_identity": EventKind.EDITED_IDENTITY,
        "edit_german": EventKind.EDITED_GERMAN,
        "edit_experience": EventKind.EDITED_EXPERIENCE,
        "edit_qualifications": EventKind.EDITED_QUALIFICATIONS,
        "edit_wishes": EventKind.EDITED_WISHES,
        "leave_project": EventKind.LEFT,
    }
)
"""Decisions that only the trace tells of."""
_Read = Callable[[Session, int], Iterator[Event]]


def events_of(session: Session, participant_id: int) -> tuple[Event, ...]:
    """Everything that happened, the newest first, in a fixed number of queries; what came twice a day stands once."""
    found = [event for read in _READS for event in read(session, participant_id)]
    return tuple(sorted(dict.fromkeys(found), key=lambda event: event.at, reverse=True))


def _day(at: datetime) -> date:
    return at.astimezone(BERLIN).date()


def _trace(session: Session, participant_id: int) -> Iterator[Event]:
    row = tables.AuditRow
    person = session.get_one(tables.Participant, participant_id)
    yield Event(
        at=_day(person.created_at),
        kind=EventKind.JOINED,
        details=(person.intake_source,) if person.intake_source is not None else (),
    )
    query = select(row.at, row.action).where(
        row.subject_kind == "participant", row.subject_id == participant_id, row.action.in_(list(_EDITS))
    )
    for at, action in session.execute(query.order_by(row.id)):
        yield Event(at=_day(at), kind=_EDITS[action])


def _residence(session: Session, participant_id: int) -> Iterator[Event]:
    document, permit = tables.ResidenceDocument, tables.WorkPermit
    for at in session.scalars(select(document.recorded_at).where(document.participant_id == participant_id)):
        yield Event(at=_day(at), kind=EventKind.DOCUMENT)
    permits = select(permit.recorded_at, permit.kind, permit.employer).where(permit.participant_id == participant_id)
    for at, kind, employer in session.execute(permits):
        yield Event(at=_day(at), kind=EventKind.PERMIT, details=(kind, employer))


def _authority(session: Session, participant_id: int) -> Iterator[Event]:
    request, decision, vacancy = tables.ClearanceRequest, tables.ClearanceDecision, tables.Vacancy
    asked = select(request.sent_on, request.kind, vacancy.title).outerjoin(vacancy, vacancy.id == request.vacancy_id)
    for sent_on, kind, title in session.execute(asked.where(request.participant_id == participant_id)):
        yield Event(at=sent_on, kind=EventKind.ASKED, details=_known(kind, title))
    said = select(decision.answered_on, decision.kind, decision.answer, vacancy.title).outerjoin(
        vacancy, vacancy.id == decision.vacancy_id
    )
    for answered_on, kind, answer, title in session.execute(said.where(decision.participant_id == participant_id)):
        yield Event(at=answered_on, kind=EventKind.ANSWERED, details=_known(answer, kind, title))


def _consents(session: Session, participant_id: int) -> Iterator[Event]:
    """What one recipient was given, or lost, on one day stands in one line."""
    consent = tables.DataConsent
    query = select(consent.recipient, consent.category, consent.given_on, consent.withdrawn_at)
    lines: dict[tuple[date, EventKind, Recipient], list[DataCategory]] = {}
    for recipient, category, given_on, withdrawn_at in session.execute(
        query.where(consent.participant_id == participant_id).order_by(consent.id)
    ):
        lines.setdefault((given_on, EventKind.CONSENT, recipient), []).append(category)
        if withdrawn_at is not None:
            lines.setdefault((_day(withdrawn_at), EventKind.CONSENT_WITHDRAWN, recipient), []).append(category)
    for (at, kind, recipient), categories in lines.items():
        yield Event(at=at, kind=kind, details=(recipient, *dict.fromkeys(categories)))


def _mentorships(session: Session, participant_id: int) -> Iterator[Event]:
    mentorship, longer = tables.Mentorship, tables.MentorshipExtension
    rows = select(mentorship.begins_on, mentorship.ended_on, tables.Account.name).join(
        tables.Account, tables.Account.id == mentorship.mentor_id
    )
    for begins_on, ended_on, name in session.execute(rows.where(mentorship.participant_id == participant_id)):
        yield Event(at=begins_on, kind=EventKind.MENTORSHIP, details=(name,))
        if ended_on is not None:
            yield Event(at=ended_on, kind=EventKind.MENTORSHIP_ENDED, details=(name,))
    extended = select(longer.extended_at, longer.planned_after).join(mentorship, mentorship.id == longer.mentorship_id)
    for at, until in session.execute(extended.where(mentorship.participant_id == participant_id)):
        yield Event(at=_day(at), kind=EventKind.MENTORSHIP_EXTENDED, details=(until,))


def _stops(session: Session, participant_id: int) -> Iterator[Event]:
    stop = tables.PlacementStop
    query = select(stop.reason, stop.set_at, stop.lifted_at).where(stop.participant_id == participant_id)
    for reason, set_at, lifted_at in session.execute(query):
        yield Event(at=_day(set_at), kind=EventKind.STOPPED, details=(reason,))
        if lifted_at is not None:
            yield Event(at=_day(lifted_at), kind=EventKind.RESUMED)


def _courses(session: Session, participant_id: int) -> Iterator[Event]:
    step, enrolment, course, measure = tables.EnrolmentStep, tables.Enrolment, tables.Course, tables.Measure
    steps = select(step.at, step.state, step.outcome, course.title).join(enrolment, enrolment.id == step.enrolment_id)
    steps = steps.join(course, course.id == enrolment.course_id).where(enrolment.participant_id == participant_id)
    for at, state, outcome, title in session.execute(steps):
        yield Event(at=_day(at), kind=EventKind.COURSE, details=(outcome or state, title))
    measures = select(measure.kind, measure.body, measure.begins_on).where(
        measure.participant_id == participant_id, measure.withdrawn_at.is_(None)
    )
    for kind, body, begins_on in session.execute(measures):
        yield Event(at=begins_on, kind=EventKind.MEASURE, details=(kind, body))


def _about(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns about a proposal, with the vacancy's title and the firm's name."""
    entry, vacancy, firm = tables.ShortlistEntry, tables.Vacancy, tables.Employer
    return (
        select(vacancy.title, firm.name, *columns)
        .select_from(entry)
        .join(vacancy, vacancy.id == entry.vacancy_id)
        .join(firm, firm.id == vacancy.employer_id)
        .outerjoin(tables.Proposal, tables.Proposal.entry_id == entry.id)
    )


def _proposals(session: Session, participant_id: int) -> Iterator[Event]:
    entry, review, step = tables.ShortlistEntry, tables.Review, tables.ProposalStep
    own = entry.participant_id == participant_id
    for title, firm, at in session.execute(_about(entry.released_at).where(own)):
        yield Event(at=_day(at), kind=EventKind.SHOWN, details=(title, firm))
    judged = _about(review.verdict, review.reviewed_at).join(review, review.entry_id == entry.id)
    for title, firm, verdict, at in session.execute(judged.where(own, review.verdict != Verdict.PROPOSED)):
        yield Event(at=_day(at), kind=EventKind.REVIEWED, details=(verdict, title, firm))
    steps = _about(step.state, step.outcome, step.at).join(step, step.proposal_id == tables.Proposal.id)
    for title, firm, state, outcome, at in session.execute(steps.where(own, step.undone_at.is_(None))):
        yield Event(at=_day(at), kind=EventKind.FIRM, details=(outcome or state, title, firm))


def _work(session: Session, participant_id: int) -> Iterator[Event]:
    meeting, placement = tables.Interview, tables.Placement
    own = tables.ShortlistEntry.participant_id == participant_id
    held = _about(meeting.starts_at, meeting.outcome).join(meeting, meeting.proposal_id == tables.Proposal.id)
    for title, firm, at, outcome in session.execute(held.where(own, meeting.state == InterviewState.HELD)):
        yield Event(at=_day(at), kind=EventKind.INTERVIEW, details=_known(outcome, title, firm))
    begun = _about(placement.starts_on, placement.ended_on).join(placement, placement.proposal_id == tables.Proposal.id)
    for title, firm, starts_on, ended_on in session.execute(begun.where(own, placement.started_at.is_not(None))):
        yield Event(at=starts_on, kind=EventKind.WORK, details=(PlacementState.STARTED, title, firm))
        if ended_on is not None:
            yield Event(at=ended_on, kind=EventKind.WORK, details=(PlacementState.ENDED, title, firm))


def _accompaniment(session: Session, participant_id: int) -> Iterator[Event]:
    """Kind and place of what was done; the notes stay with mentor and coordinator."""
    activity, place, item, meeting = tables.Activity, tables.Organisation, tables.ConferenceItem, tables.Conference
    done = select(activity.done_on, activity.kind, place.name).outerjoin(place, place.id == activity.organisation_id)
    for done_on, kind, name in session.execute(
        done.where(activity.participant_id == participant_id, activity.undone_at.is_(None))
    ):
        yield Event(at=done_on, kind=EventKind.ACTIVITY, details=_known(kind, name))
    minuted = select(meeting.starts_at, meeting.kind).join(item, item.conference_id == meeting.id)
    for at, meeting_kind in session.execute(
        minuted.where(item.participant_id == participant_id, item.minute.is_not(None), item.removed_at.is_(None))
    ):
        yield Event(at=_day(at), kind=EventKind.CONFERENCE, details=(meeting_kind,))


def _contacts(session: Session, participant_id: int) -> Iterator[Event]:
    named, contact, place = tables.PersonContact, tables.Contact, tables.Organisation
    query = select(named.set_at, named.topic, contact.name, place.name).join(contact, contact.id == named.contact_id)
    for at, topic, name, where in session.execute(
        query.join(place, place.id == contact.organisation_id).where(named.participant_id == participant_id)
    ):
        yield Event(at=_day(at), kind=EventKind.CONTACT, details=(topic, name, where))


def _papers(session: Session, participant_id: int) -> Iterator[Event]:
    paper = tables.Paper
    rows = select(paper.kind, paper.title, paper.uploaded_at, paper.removed_at)
    for kind, title, at, removed_at in session.execute(rows.where(paper.participant_id == participant_id)):
        details = (kind,) if title == kind.german else (kind, title)
        yield Event(at=_day(at), kind=EventKind.PAPER, details=details)
        if removed_at is not None:
            yield Event(at=_day(removed_at), kind=EventKind.PAPER_REMOVED, details=details)


def _known(*parts: Any) -> tuple[Any, ...]:
    return tuple(part for part in parts if part is not None)


_READS: Final[tuple[_Read, ...]] = (
    _trace,
    _residence,
    _authority,
    _consents,
    _mentorships,
    _stops,
    _courses,
    _proposals,
    _work,
    _accompaniment,
    _contacts,
    _papers,
)
