"""Plan a person's first day at a firm, and keep what was talked over with the employer (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.tables.placements import PlacementState, ProposalState
from matcher.store.unit import Unit
from matcher.usecases.once import once
from matcher.usecases.proposal_course import lock_entry, running_proposal
from matcher.usecases.work import Work

_EARLIEST: Final = timedelta(days=31)
_LATEST: Final = timedelta(days=550)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """First day, and the four things of clause 2 that mentor and employer have talked over."""

    starts_on: date
    courses: bool = False
    housing: bool = False
    culture: bool = False
    funding: bool = False


def plan_placement(work: Work, actor: Actor, entry_id: int, plan: Plan, *, submission: str | None = None) -> None:
    """The start is planned; nobody begins by it: that is a step of its own with its own check.

    Raises:
        InvalidInputError: the first day is far away.
        ConflictError: the firm has not said that it hires.

    """
    today = work.clock.today()
    if not today - _EARLIEST <= plan.starts_on <= today + _LATEST:
        raise InvalidInputError(
            "starts_on",
            "Dieser Tag liegt zu weit weg. Bitte das Datum prüfen.",
            "This day is too far off. Please check.",
        )
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        if submission is not None and not once(unit, submission, actor.id):
            return
        proposal = running_proposal(unit, entry_id)
        if proposal.state is not ProposalState.HIRING:
            raise ConflictError(
                "Der Betrieb hat noch nicht gesagt, dass er einstellt. Bitte zuerst seine Antwort eintragen.",
                "The employer has not said yet that it hires. Please enter its answer first.",
            )
        row = placement_of(unit, proposal)
        if row is None:
            row = tables.Placement(
                proposal_id=proposal.id, participant_id=entry.participant_id, vacancy_id=entry.vacancy_id
            )
            unit.session.add(row)
        row.starts_on, row.state, row.planned_by = plan.starts_on, PlacementState.PLANNED, actor.id
        row.courses, row.housing, row.culture, row.funding = plan.courses, plan.housing, plan.culture, plan.funding
        unit.session.flush()
        unit.record("plan_placement", "shortlist_entry", entry_id, placement=row.id)


def placement_of(unit: Unit, proposal: tables.Proposal) -> tables.Placement | None:
    query = select(tables.Placement).where(tables.Placement.proposal_id == proposal.id)
    return unit.session.scalars(query).one_or_none()
