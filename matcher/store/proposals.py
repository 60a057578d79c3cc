"""Proposals as lines: how far each entry has come, for whoever may follow it.

The employer service reads an entry here only while `ags_entry` shows it, and names through `ags_contact`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    column,
    false,
    func,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Scope, reach
from matcher.model import Kind
from matcher.store import tables
from matcher.store.accompaniment import accompanied_by
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.placements import InterviewState, PlacementState, ProposalOutcome, ProposalState
from matcher.store.tables.shortlists import EntryState, VerdictReason

PAGE_SIZE: Final = 25
AGS_CONTACT: Final = table(
    "ags_contact",
    column("id", Integer),
    column("vacancy_id", Integer),
    column("given_name", String),
    column("family_name", String),
    column("phone", String),
    column("email", String),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry and how far it has come."""

    entry_id: int
    participant_id: int
    code: str
    reference: str
    title: str
    employer: str
    kind: Kind | None
    released: bool
    released_at: datetime
    agreed: bool | None
    """What the person said to this proposal; None: nobody asked yet."""
    state: ProposalState | None
    """None: not before the firm yet."""
    outcome: ProposalOutcome | None
    reason: VerdictReason | None
    waiting_since: date | None
    meeting_at: datetime | None
    work: PlacementState | None
    starts_on: date | None

    @property
    def running(self) -> bool:
        return self.state is not None and self.state is not ProposalState.CLOSED


class Show(StrEnum):
    OPEN = "open"
    WORKING = "working"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    items: tuple[Line, ...]
    total: int
    page: int
    pages: int


def visible_entries(actor: Actor, *, listed: bool = False) -> ColumnElement[bool]:
    """Condition on `shortlist_entry`: whose course the actor may follow at this moment.

    Args:
        actor: who asks.
        listed: for the employer service, whoever stands on its lists, proposed to the firm or not yet.

    """
    scope = reach(actor, Action.ACCOMPANY)
    if scope is Scope.ALL:
        return true()
    found: list[ColumnElement[bool]] = [false()]
    if scope is Scope.OWN:
        found.append(accompanied_by(actor.id, tables.ShortlistEntry.participant_id))
    if reach(actor, Action.REVIEW_SHORTLIST) is Scope.ALL:
        found.append(
            and_(
                tables.ShortlistEntry.state == EntryState.RELEASED,
                tables.ShortlistEntry.id.in_(select(AGS_ENTRY.c.id)),
                true() if listed else tables.Proposal.id.is_not(None),
            )
        )
    return or_(*found)


def list_proposals(session: Session, actor: Actor, *, show: Show = Show.OPEN, page: int = 1) -> Listing:
    """One page, what has waited longest first."""
    condition = and_(visible_entries(actor), _shown(show))
    total = session.scalar(_joined(select(func.count(tables.ShortlistEntry.id))).where(condition)) or 0
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    order = tables.ShortlistEntry.id.desc() if show is Show.CLOSED else tables.ShortlistEntry.id
    query = lines_query().where(condition).order_by(order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return Listing(items=tuple(line_of(row) for row in session.execute(query)), total=total, page=page, pages=pages)


def lines_of_person(session: Session, participant_id: int) -> tuple[Line, ...]:
    """Every entry of one person, the newest first; for whoever may open the person's page."""
    query = lines_query().where(tables.ShortlistEntry.participant_id == participant_id)
    return tuple(line_of(row) for row in session.execute(query.order_by(tables.ShortlistEntry.id.desc()).limit(20)))


def lines_of_vacancy(session: Session, vacancy_id: int) -> dict[int, Line]:
    """By entry, for those whom the employer service sees for this vacancy now."""
    seen = tables.ShortlistEntry.id.in_(select(AGS_ENTRY.c.id).where(AGS_ENTRY.c.vacancy_id == vacancy_id))
    return {line.entry_id: line for line in map(line_of, session.execute(lines_query().where(seen)))}


def contacts_of_vacancy(session: Session, vacancy_id: int) -> dict[int, Contact]:
    """Names and contact, by entry, of those alone who agreed to be proposed for this vacancy."""
    rows = session.execute(select(AGS_CONTACT).where(AGS_CONTACT.c.vacancy_id == vacancy_id))
    return {row.id: contact_of(row) for row in rows}


def _shown(show: Show) -> ColumnElement[bool]:
    entry, proposal, placement = tables.ShortlistEntry, tables.Proposal, tables.Placement
    working = placement.state == PlacementState.STARTED
    running = or_(
        proposal.state.in_([state for state in ProposalState if state is not ProposalState.CLOSED]),
        and_(proposal.id.is_(None), entry.state == EntryState.RELEASED),
    )
    if show is Show.WORKING:
        return working
    if show is Show.OPEN:
        return running
    return and_(
        or_(proposal.state == ProposalState.CLOSED, and_(proposal.id.is_(None), entry.state == EntryState.WITHDRAWN)),
        or_(placement.id.is_(None), placement.state != PlacementState.STARTED),
    )


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    entry, agreement, meeting = tables.ShortlistEntry, tables.Agreement, tables.Interview
    return (
        query.select_from(entry)
        .join(tables.Participant, tables.Participant.id == entry.participant_id)
        .join(tables.Vacancy, tables.Vacancy.id == entry.vacancy_id)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .outerjoin(agreement, and_(agreement.entry_id == entry.id, agreement.superseded_at.is_(None)))
        .outerjoin(tables.Proposal, tables.Proposal.entry_id == entry.id)
        .outerjoin(meeting, and_(meeting.proposal_id == tables.Proposal.id, meeting.state == InterviewState.PLANNED))
        .outerjoin(tables.Placement, tables.Placement.proposal_id == tables.Proposal.id)
    )


def lines_query() -> Select[*tuple[Any, ...]]:
    """Every entry with what `line_of` reads; the caller adds whose."""
    entry, vacancy, proposal = tables.ShortlistEntry, tables.Vacancy, tables.Proposal
    columns: Select[*tuple[Any, ...]] = select(
        entry.id.label("entry_id"),
        entry.participant_id,
        entry.state.label("entry_state"),
        entry.released_at,
        tables.Participant.code,
        vacancy.reference,
        vacancy.title,
        vacancy.kind,
        tables.Employer.name.label("employer"),
        tables.Agreement.agreed,
        tables.Agreement.said_on,
        proposal.state,
        proposal.outcome,
        proposal.reason,
        proposal.waiting_since,
        tables.Interview.starts_at.label("meeting_at"),
        tables.Placement.state.label("work"),
        tables.Placement.starts_on,
    )
    return _joined(columns)


def line_of(row: Any) -> Line:
    return Line(
        entry_id=row.entry_id,
        participant_id=row.participant_id,
        code=row.code,
        reference=row.reference,
        title=row.title,
        employer=row.employer,
        kind=row.kind,
        released=row.entry_state is EntryState.RELEASED,
        released_at=row.released_at,
        agreed=row.agreed,
        state=row.state,
        outcome=row.outcome,
        reason=row.reason,
        waiting_since=row.waiting_since,
        meeting_at=row.meeting_at,
        work=row.work,
        starts_on=row.starts_on,
    )


def contact_of(row: Any) -> Contact:
    return Contact(name=f"{row.given_name} {row.family_name}", phone=row.phone, email=row.email)
