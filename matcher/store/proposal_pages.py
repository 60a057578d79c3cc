"""One proposal's page: how it came there, the meeting, the placement and what was heard afterwards."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matcher.access import Actor
from matcher.clock import BERLIN
from matcher.store import tables
from matcher.store.notes import NoteView, accompanies, notes_of_entry, notes_of_placement
from matcher.store.proposals import AGS_CONTACT, Contact, Line, contact_of, line_of, lines_query, visible_entries
from matcher.store.tables.placements import (
    CorrectionKind,
    EndReason,
    FollowUpSide,
    FollowUpStep,
    InterviewOutcome,
    InterviewState,
    PlacementState,
    ProposalOutcome,
    ProposalState,
)
from matcher.store.tables.shortlists import VerdictReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    state: ProposalState
    outcome: ProposalOutcome | None
    reason: VerdictReason | None
    note: str | None
    at: datetime
    by: str | None
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewView:
    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    place: str
    mentor: str | None
    state: InterviewState
    outcome: InterviewOutcome | None
    changed_at: datetime

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(BERLIN).date()

    @property
    def clock(self) -> str:
        return f"{self.starts_at.astimezone(BERLIN):%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    step: FollowUpStep
    side: FollowUpSide
    due_on: date
    still_there: bool | None
    note: str | None
    done_at: datetime | None
    earlier: tuple[FollowUpView, ...] = ()
    """Answers that this one replaced, the newest first."""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    kind: CorrectionKind
    why: str
    at: datetime
    by: str
    day_before: date | None
    """The first or last day that stood until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementView:
    state: PlacementState
    starts_on: date
    courses: bool
    housing: bool
    culture: bool
    funding: bool
    ended_on: date | None
    end_reason: EndReason | None
    learned: str | None
    follow_ups: tuple[FollowUpView, ...]
    corrections: tuple[CorrectionView, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    line: Line
    accompanies: bool
    """The reader is the person's mentor, stands in for them, or coordinates."""
    said_on: date | None
    mentor: str | None
    steps: tuple[Step, ...]
    """The newest first."""
    interview: InterviewView | None
    placement: PlacementView | None
    """Only for those who accompany the person."""
    contact: Contact | None
    notes: tuple[NoteView, ...]
    placement_notes: tuple[NoteView, ...]


def proposal_page(session: Session, actor: Actor, entry_id: int) -> ProposalPage | None:
    """One entry's course, if the actor may follow it; the employer service sees no placement."""
    row = session.execute(
        lines_query().where(tables.ShortlistEntry.id == entry_id, visible_entries(actor))
    ).one_or_none()
    if row is None:
        return None
    line = line_of(row)
    contact = session.execute(select(AGS_CONTACT).where(AGS_CONTACT.c.id == entry_id)).one_or_none()
    inside = accompanies(session, actor, line.participant_id)
    return ProposalPage(
        line=line,
        accompanies=inside,
        said_on=row.said_on,
        mentor=_mentor(session, line.participant_id),
        steps=_steps(session, entry_id),
        interview=_interview(session, entry_id),
        placement=_placement(session, entry_id) if inside else None,
        contact=contact_of(contact) if contact else None,
        notes=notes_of_entry(session, actor, entry_id, line.participant_id),
        placement_notes=notes_of_placement(session, actor, entry_id) if inside else (),
    )


def _mentor(session: Session, participant_id: int) -> str | None:
    return session.scalar(
        select(tables.Account.name)
        .join(tables.Mentorship, tables.Mentorship.mentor_id == tables.Account.id)
        .where(tables.Mentorship.participant_id == participant_id, tables.Mentorship.ended_on.is_(None))
    )


def _steps(session: Session, entry_id: int) -> tuple[Step, ...]:
    author = aliased(tables.Account)
    rows = session.execute(
        select(tables.ProposalStep, author.name)
        .join(tables.Proposal, tables.Proposal.id == tables.ProposalStep.proposal_id)
        .outerjoin(author, author.id == tables.ProposalStep.by)
        .where(tables.Proposal.entry_id == entry_id)
        .order_by(tables.ProposalStep.id.desc())
    )
    return tuple(
        Step(
            state=step.state,
            outcome=step.outcome,
            reason=step.reason,
            note=step.note,
            at=step.at,
            by=name,
            undone=step.undone_at is not None,
        )
        for step, name in rows
    )


def _interview(session: Session, entry_id: int) -> InterviewView | None:
    """The planned meeting, or the last one."""
    found = session.execute(
        select(tables.Interview, tables.Account.name)
        .join(tables.Proposal, tables.Proposal.id == tables.Interview.proposal_id)
        .outerjoin(tables.Account, tables.Account.id == tables.Interview.accompanied_by)
        .where(tables.Proposal.entry_id == entry_id)
        .order_by(tables.Interview.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row, mentor = found
    return InterviewView(
        uid=row.uid,
        sequence=row.sequence,
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
        mentor=mentor,
        state=row.state,
        outcome=row.outcome,
        changed_at=row.changed_at,
    )


def _placement(session: Session, entry_id: int) -> PlacementView | None:
    row = session.scalars(
        select(tables.Placement)
        .join(tables.Proposal, tables.Proposal.id == tables.Placement.proposal_id)
        .where(tables.Proposal.entry_id == entry_id)
    ).one_or_none()
    if row is None:
        return None
    return PlacementView(
        state=row.state,
        starts_on=row.starts_on,
        courses=row.courses,
        housing=row.housing,
        culture=row.culture,
        funding=row.funding,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        learned=row.learned,
        follow_ups=_follow_ups(session, row.id),
        corrections=_corrections(session, row.id),
    )


def _follow_ups(session: Session, placement_id: int) -> tuple[FollowUpView, ...]:
    """Questions that stand, by day, each with the answers that it replaced."""
    asked = tables.FollowUp
    query = select(asked).where(asked.placement_id == placement_id)
    rows = session.scalars(query.order_by(asked.due_on, asked.id)).all()
    replaced: defaultdict[tuple[FollowUpStep, FollowUpSide], list[FollowUpView]] = defaultdict(list)
    for row in rows:
        if row.superseded_at is not None and row.done_at is not None:
            replaced[row.step, row.side].insert(0, _question(row))
    return tuple(_question(row, tuple(replaced[row.step, row.side])) for row in rows if row.superseded_at is None)


def _question(row: tables.FollowUp, earlier: tuple[FollowUpView, ...] = ()) -> FollowUpView:
    return FollowUpView(
        step=row.step,
        side=row.side,
        due_on=row.due_on,
        still_there=row.still_there,
        note=row.note,
        done_at=row.done_at,
        earlier=earlier,
    )


def _corrections(session: Session, placement_id: int) -> tuple[CorrectionView, ...]:
    kept = tables.PlacementCorrection
    rows = session.execute(
        select(kept, tables.Account.name)
        .join(tables.Account, tables.Account.id == kept.by)
        .where(kept.placement_id == placement_id)
        .order_by(kept.number.desc())
    )
    return tuple(CorrectionView(row.kind, row.why, row.at, name, _day_before(row)) for row, name in rows)


def _day_before(row: tables.PlacementCorrection) -> date | None:
    about_start = row.kind in {CorrectionKind.START_UNDONE, CorrectionKind.START_CHANGED}
    day = row.before.get("starts_on" if about_start else "ended_on")
    return date.fromisoformat(str(day)) if day else None
