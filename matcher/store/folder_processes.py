"""What is under way for a person, whom to ask about it, and which days come next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matcher.clock import BERLIN
from matcher.folder import DateKind, Matter, NamedContact, NextDate, Process, ProcessKind, Responsible
from matcher.model import Level, Role
from matcher.store import tables
from matcher.store.enrolments import Enrolled, enrolments_of, measures_of
from matcher.store.proposals import Line, lines_of_person
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.conferences import ConferenceState, TaskState
from matcher.store.tables.courses import Body, EnrolmentState
from matcher.store.tables.partners import ContactTopic
from matcher.store.tables.placements import PlacementState

_BODIES: Final = {Body.JOBCENTER: ContactTopic.JOBCENTER, Body.AGENCY: ContactTopic.AGENCY}
_AUTHORITY: Final = Responsible(place=Role.ABH)
_EMPLOYER_SERVICE: Final = Responsible(place=Role.AGS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is under way and what comes next."""

    processes: tuple[Process, ...]
    dates: tuple[NextDate, ...]
    contacts: tuple[NamedContact, ...]


def standing_of(session: Session, participant_id: int, on: date) -> Standing:
    """Read in a fixed number of queries; dates from today on, the soonest first."""
    contacts = contacts_of(session, participant_id)
    by_topic = {contact.topic: contact.responsible for contact in contacts}
    lines = lines_of_person(session, participant_id)
    enrolments = enrolments_of(session, participant_id)
    processes: list[Process] = []
    dates: list[NextDate] = []
    for part in (
        _mentorship(session, participant_id),
        _requests(session, participant_id, by_topic),
        _stop(session, participant_id),
        _courses(enrolments, by_topic, on),
        _measures(session, participant_id, by_topic, on),
        _proposals(lines),
        _tasks(session, participant_id),
        _papers(session, participant_id),
        _meetings(session, participant_id),
    ):
        for item in part:
            if isinstance(item, Process):
                processes.append(item)
            else:
                dates.append(item)
    order = list(DateKind)
    coming = sorted((item for item in dates if item.on >= on), key=lambda item: (item.on, order.index(item.kind)))
    return Standing(tuple(processes), tuple(coming), contacts)


def contacts_of(session: Session, participant_id: int) -> tuple[NamedContact, ...]:
    """Who is responsible for what about the person, as the register says it now."""
    named, contact, place = tables.PersonContact, tables.Contact, tables.Organisation
    rows = session.execute(
        select(named.id, named.topic, contact, place.name, place.phone, place.hours)
        .join(contact, contact.id == named.contact_id)
        .join(place, place.id == contact.organisation_id)
        .where(named.participant_id == participant_id, named.ended_at.is_(None))
        .order_by(named.id)
    )
    return tuple(
        NamedContact(
            id=row.id,
            topic=row.topic,
            responsible=Responsible(
                place=row.name,
                name=row.Contact.name,
                phone=row.Contact.phone or row.phone,
                email=row.Contact.email,
                hours=row.Contact.hours or row.hours,
            ),
        )
        for row in rows
    )


def coordinators(session: Session) -> tuple[Responsible, ...]:
    """Who steers the project: whom everybody may always ask (3)."""
    account = tables.Account
    rows = session.execute(
        select(account.name, account.email)
        .join(tables.AccountRole, tables.AccountRole.account_id == account.id)
        .where(tables.AccountRole.role == Role.COORDINATOR, account.active)
        .order_by(account.id)
    )
    return tuple(Responsible(place=Role.COORDINATOR, name=row.name, email=row.email) for row in rows)


_Found = Iterator[Process | NextDate]
_ByTopic = Mapping[Any, Responsible]


def _mentorship(session: Session, participant_id: int) -> _Found:
    mentorship, account = tables.Mentorship, tables.Account
    query = select(mentorship, account.name, account.email).join(account, account.id == mentorship.mentor_id)
    for row, name, email in session.execute(
        query.where(mentorship.participant_id == participant_id, mentorship.ended_on.is_(None))
    ):
        yield Process(
            kind=ProcessKind.MENTORSHIP,
            matter=Matter.ACCOMPANIMENT,
            since=row.begins_on,
            until=row.planned_end,
            responsible=Responsible(place=Role.MENTOR, name=name, email=email),
        )
        yield NextDate(on=row.planned_end, kind=DateKind.MENTORSHIP_ENDS, matter=Matter.ACCOMPANIMENT)


def _requests(session: Session, participant_id: int, contacts: _ByTopic) -> _Found:
    request, vacancy = tables.ClearanceRequest, tables.Vacancy
    query = select(request, vacancy.title).outerjoin(vacancy, vacancy.id == request.vacancy_id)
    for row, title in session.execute(
        query.where(request.participant_id == participant_id, request.state == RequestState.PENDING)
    ):
        details = (row.kind,) if title is None else (title,)
        yield Process(
            kind=ProcessKind.PRECHECK if row.level is Level.PLACEMENT else ProcessKind.JOB_CLEARANCE,
            matter=Matter.RESIDENCE,
            details=details,
            since=row.sent_on,
            until=row.deadline,
            responsible=contacts.get(ContactTopic.ABH, _AUTHORITY),
        )
        if row.deadline is not None:
            yield NextDate(on=row.deadline, kind=DateKind.DEADLINE, matter=Matter.RESIDENCE, details=details)


def _stop(session: Session, participant_id: int) -> _Found:
    stop, account = tables.PlacementStop, tables.Account
    query = select(stop, account.name).join(account, account.id == stop.set_by)
    for row, name in session.execute(query.where(stop.participant_id == participant_id, stop.lifted_at.is_(None))):
        yield Process(
            kind=ProcessKind.STOP,
            matter=Matter.ACCOMPANIMENT,
            details=(row.reason,),
            since=row.set_at.astimezone(BERLIN).date(),
            responsible=Responsible(name=name),
        )


def _courses(enrolments: tuple[Enrolled, ...], contacts: _ByTopic, on: date) -> _Found:
    for one in enrolments:
        if one.is_over(on):
            continue
        yield Process(
            kind=ProcessKind.COURSE,
            matter=Matter.PROFILE,
            details=(one.course.title, one.state),
            since=one.begins_on,
            until=one.course.until,
            responsible=contacts.get(ContactTopic.COURSE, Responsible(place=one.course.provider)),
        )
        if one.state is EnrolmentState.ENROLLED:
            yield NextDate(
                on=one.course.starts_on, kind=DateKind.COURSE, matter=Matter.PROFILE, details=(one.course.title,)
            )


def _measures(session: Session, participant_id: int, contacts: _ByTopic, on: date) -> _Found:
    for measure in measures_of(session, participant_id):
        if measure.until is not None and measure.until <= on:
            continue
        topic = _BODIES.get(measure.body)
        named = contacts.get(topic) if topic is not None else None
        yield Process(
            kind=ProcessKind.MEASURE,
            matter=Matter.PROFILE,
            details=(measure.kind, *((measure.employer,) if measure.employer else ())),
            since=measure.begins_on,
            until=measure.until,
            responsible=named or Responsible(place=measure.body),
        )


def _proposals(lines: tuple[Line, ...]) -> _Found:
    for line in lines:
        about = (line.title, line.employer)
        if line.work is PlacementState.STARTED:
            yield Process(
                kind=ProcessKind.WORK,
                matter=Matter.JOBS,
                details=(line.work, *about),
                since=line.starts_on,
                responsible=Responsible(place=line.employer),
            )
        elif line.running and line.state is not None:
            yield Process(
                kind=ProcessKind.PROPOSAL,
                matter=Matter.JOBS,
                details=(*about, line.state),
                since=line.waiting_since,
                responsible=_EMPLOYER_SERVICE,
            )
        if line.meeting_at is not None and line.running:
            yield NextDate(
                on=line.meeting_at.astimezone(BERLIN).date(),
                at=line.meeting_at,
                kind=DateKind.INTERVIEW,
                matter=Matter.JOBS,
                details=about,
            )
        if line.starts_on is not None and line.work is PlacementState.PLANNED:
            yield NextDate(on=line.starts_on, kind=DateKind.WORK, matter=Matter.JOBS, details=about)


def _tasks(session: Session, participant_id: int) -> _Found:
    task, account = tables.Task, tables.Account
    query = select(task, account.name).join(account, account.id == task.owner_id)
    for row, name in session.execute(
        query.where(task.participant_id == participant_id, task.state == TaskState.OPEN).order_by(task.due_on)
    ):
        yield Process(
            kind=ProcessKind.TASK,
            matter=Matter.ACCOMPANIMENT,
            details=(row.what,),
            since=row.created_at.astimezone(BERLIN).date(),
            until=row.due_on,
            responsible=Responsible(name=name),
        )
        yield NextDate(on=row.due_on, kind=DateKind.TASK, matter=Matter.ACCOMPANIMENT, details=(row.what,))


def _papers(session: Session, participant_id: int) -> _Found:
    """Days on which papers, answers and permits run out."""
    document, permit, decision = tables.ResidenceDocument, tables.WorkPermit, tables.ClearanceDecision
    ends: tuple[tuple[DateKind, Any, ColumnElement[bool]], ...] = (
        (DateKind.DOCUMENT_ENDS, document, document.superseded_at.is_(None)),
        (DateKind.PERMIT_ENDS, permit, permit.revoked_at.is_(None)),
        (DateKind.PRECHECK_ENDS, decision, decision.superseded_at.is_(None) & (decision.level == Level.PLACEMENT)),
        (DateKind.CLEARANCE_ENDS, decision, decision.superseded_at.is_(None) & (decision.level == Level.JOB)),
    )
    for kind, table, standing in ends:
        about = getattr(table, "kind", None)
        query = select(table.valid_until, *((about,) if about is not None else ()))
        for row in session.execute(
            query.where(table.participant_id == participant_id, standing, table.valid_until.is_not(None))
        ):
            yield NextDate(on=row.valid_until, kind=kind, matter=Matter.RESIDENCE, details=tuple(row[1:]))


def _meetings(session: Session, participant_id: int) -> _Found:
    meeting, item = tables.Conference, tables.ConferenceItem
    follow, placement = tables.FollowUp, tables.Placement
    query = select(meeting.starts_at, meeting.kind).join(item, item.conference_id == meeting.id)
    for at, kind in session.execute(
        query.where(
            item.participant_id == participant_id,
            item.removed_at.is_(None),
            meeting.state == ConferenceState.PLANNED,
        )
    ):
        day = at.astimezone(BERLIN).date()
        yield NextDate(on=day, at=at, kind=DateKind.CONFERENCE, matter=Matter.ACCOMPANIMENT, details=(kind,))
    asks = select(follow.due_on, follow.side).join(placement, placement.id == follow.placement_id)
    for due_on, side in session.execute(
        asks.where(placement.participant_id == participant_id, follow.done_at.is_(None), follow.superseded_at.is_(None))
    ):
        yield NextDate(on=due_on, kind=DateKind.FOLLOW_UP, matter=Matter.JOBS, details=(side,))
