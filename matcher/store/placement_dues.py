"""What is due on the way into work and after: one list for a mentor's day and for the coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.clock import BERLIN
from matcher.model import Labelled
from matcher.store import tables
from matcher.store.proposals import visible_entries
from matcher.store.tables.placements import InterviewState, PlacementState, ProposalState
from matcher.store.tables.shortlists import EntryState

AHEAD: Final = timedelta(days=7)
_MOST: Final = 30


class DueKind(Labelled):
    MEETING = "meeting", "Vorstellungsgespräch", "Interview"
    MEETING_OUTCOME = "meeting_outcome", "Ergebnis des Gesprächs eintragen", "Record the outcome of the interview"
    START = "start", "Erster Arbeitstag", "First day at work"
    PLAN_START = "plan_start", "Ersten Arbeitstag planen", "Plan the first day at work"
    FOLLOW_UP = "follow_up", "Nachfragen, wie es läuft", "Ask how it goes"
    ASK_PERSON = "ask_person", "Person fragen: Vorschlag recht?", "Ask the person: is this proposal all right?"
    ASK_FIRM = "ask_firm", "Betrieb nach seiner Antwort fragen", "Ask the employer for its answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    kind: DueKind
    entry_id: int
    code: str
    title: str
    employer: str
    due: date
    at: datetime | None = None
    """For a meeting: its time."""


def placement_dues(session: Session, actor: Actor, on: date, *, asks_people: bool = True) -> tuple[Due, ...]:
    """What the actor's people are waiting for within a week, the soonest first; one query per kind.

    Args:
        session: a reading session.
        actor: a mentor (own people) or the coordinator (everybody).
        on: today.
        asks_people: whether to list whose word to a proposal is missing; that is a mentor's task.

    """
    parts = (_meetings, _starts, _follow_ups, _silent, *((_unasked,) if asks_people else ()))
    found = [due for part in parts for due in part(session, actor, on)]
    order = list(DueKind)
    return tuple(sorted(found, key=lambda due: (due.due, order.index(due.kind), due.entry_id))[:_MOST])


def _about(*columns: Any) -> Select[*tuple[Any, ...]]:
    entry = tables.ShortlistEntry
    return (
        select(
            entry.id.label("entry_id"),
            tables.Participant.code,
            tables.Vacancy.title,
            tables.Employer.name.label("employer"),
            *columns,
        )
        .select_from(entry)
        .join(tables.Participant, tables.Participant.id == entry.participant_id)
        .join(tables.Vacancy, tables.Vacancy.id == entry.vacancy_id)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .outerjoin(tables.Proposal, tables.Proposal.entry_id == entry.id)
    )


def _due(row: Any, kind: DueKind, day: date, at: datetime | None = None) -> Due:
    return Due(kind=kind, entry_id=row.entry_id, code=row.code, title=row.title, employer=row.employer, due=day, at=at)


def _meetings(session: Session, actor: Actor, on: date) -> Iterator[Due]:
    meeting = tables.Interview
    query = _about(meeting.starts_at).join(meeting, meeting.proposal_id == tables.Proposal.id)
    rows = session.execute(
        query.where(visible_entries(actor), meeting.state == InterviewState.PLANNED)
        .order_by(meeting.starts_at)
        .limit(_MOST)
    )
    for row in rows:
        day = row.starts_at.astimezone(BERLIN).date()
        if day < on:
            yield _due(row, DueKind.MEETING_OUTCOME, day)
        elif day <= on + AHEAD:
            yield _due(row, DueKind.MEETING, day, row.starts_at)


def _starts(session: Session, actor: Actor, on: date) -> Iterator[Due]:
    placement = tables.Placement
    query = _about(placement.starts_on, placement.state).outerjoin(
        placement, placement.proposal_id == tables.Proposal.id
    )
    rows = session.execute(
        query.where(visible_entries(actor), tables.Proposal.state == ProposalState.HIRING)
        .order_by(placement.starts_on)
        .limit(_MOST)
    )
    for row in rows:
        if row.state is not PlacementState.PLANNED:
            yield _due(row, DueKind.PLAN_START, on)
        elif row.starts_on <= on + AHEAD:
            yield _due(row, DueKind.START, row.starts_on)


def _follow_ups(session: Session, actor: Actor, on: date) -> Iterator[Due]:
    placement, asked = tables.Placement, tables.FollowUp
    query = (
        _about(func.min(asked.due_on).label("due_on"))
        .join(placement, placement.proposal_id == tables.Proposal.id)
        .join(asked, asked.placement_id == placement.id)
    )
    rows = session.execute(
        query.where(
            visible_entries(actor),
            placement.state == PlacementState.STARTED,
            asked.done_at.is_(None),
            asked.superseded_at.is_(None),
            asked.due_on <= on + AHEAD,
        )
        .group_by(tables.ShortlistEntry.id, tables.Participant.code, tables.Vacancy.title, tables.Employer.name)
        .order_by(func.min(asked.due_on))
        .limit(_MOST)
    )
    for row in rows:
        yield _due(row, DueKind.FOLLOW_UP, row.due_on)


def _unasked(session: Session, actor: Actor, on: date) -> Iterator[Due]:
    entry, agreement = tables.ShortlistEntry, tables.Agreement
    query = _about().outerjoin(agreement, (agreement.entry_id == entry.id) & agreement.superseded_at.is_(None))
    undecided: ColumnElement[bool] = (entry.state == EntryState.RELEASED) & agreement.id.is_(None)
    waits = tables.Proposal.id.is_(None) | (tables.Proposal.state != ProposalState.CLOSED)
    rows = session.execute(query.where(visible_entries(actor), undecided, waits).order_by(entry.id).limit(_MOST))
    for row in rows:
        yield _due(row, DueKind.ASK_PERSON, on)


def _silent(session: Session, actor: Actor, on: date) -> Iterator[Due]:
    proposal = tables.Proposal
    rows = session.execute(
        _about(proposal.waiting_since)
        .where(
            visible_entries(actor),
            proposal.state == ProposalState.WAITING,
            proposal.waiting_since <= on - AHEAD,
        )
        .order_by(proposal.waiting_since)
        .limit(_MOST)
    )
    for row in rows:
        yield _due(row, DueKind.ASK_FIRM, row.waiting_since + AHEAD)
