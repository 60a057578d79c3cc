"""What a merge would end and carry over, said before anybody decides."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.model import Answer
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.placements import PlacementState
from matcher.store.tables.shortlists import EntryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Counts of what stands under the code that would lead to the other."""

    releases: int
    requests: int
    refusals: int
    stopped: bool
    at_work: bool
    """Then this code has to stay, and the other one goes."""


def effects_of(session: Session, absorbed: int) -> Effects:
    entry, request, decision = tables.ShortlistEntry, tables.ClearanceRequest, tables.ClearanceDecision
    stop, placement = tables.PlacementStop, tables.Placement
    begun = placement.state.in_((PlacementState.PLANNED, PlacementState.STARTED))
    no = decision.answer.in_((Answer.OBJECTION, Answer.REFUSED))
    return Effects(
        releases=_many(session, entry.id, entry.participant_id == absorbed, entry.state == EntryState.RELEASED),
        requests=_many(session, request.id, request.participant_id == absorbed, request.state == RequestState.PENDING),
        refusals=_many(session, decision.id, decision.participant_id == absorbed, decision.superseded_at.is_(None), no),
        stopped=_many(session, stop.id, stop.participant_id == absorbed, stop.lifted_at.is_(None)) > 0,
        at_work=_many(session, placement.id, placement.participant_id == absorbed, begun) > 0,
    )


def _many(session: Session, column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0
