"""Remind of firms that do not answer, after 7 and 14 days, once each; after 60 days close, and say so."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import ProposalOutcome, ProposalState
from matcher.store.unit import Unit
from matcher.usecases.proposal_course import take_step
from matcher.usecases.work import Work

AFTER: Final = MappingProxyType({1: timedelta(days=7), 2: timedelta(days=14)})
"""Number of the reminder → how long the firm has been silent by then."""
CLOSES: Final = timedelta(days=60)


def remind_firms(work: Work) -> int:
    """Whoever can ask the firm is told; how many proposals were looked after."""
    with work.reading() as session:
        waiting = session.execute(
            select(tables.Proposal.entry_id, tables.Proposal.waiting_since, tables.Proposal.reminded)
            .where(
                tables.Proposal.state == ProposalState.WAITING,
                tables.Proposal.waiting_since <= work.clock.today() - AFTER[1],
            )
            .order_by(tables.Proposal.entry_id)
        ).all()
    today = work.clock.today()
    due = [row.entry_id for row in waiting if _reached(today - row.waiting_since) > row.reminded]
    return sum(_remind(work, entry_id) for entry_id in due)


def _reached(silent: timedelta) -> int:
    """The reminder that is due after so long; 3 stands for closing."""
    return 3 if silent >= CLOSES else max((number for number, after in AFTER.items() if silent >= after), default=0)


def _remind(work: Work, entry_id: int) -> int:
    with work.unit(None) as unit:
        entry = unit.session.get(tables.ShortlistEntry, entry_id, with_for_update=True)
        proposal = unit.session.scalars(
            select(tables.Proposal).where(tables.Proposal.entry_id == entry_id).with_for_update()
        ).one()
        reached = _reached(unit.today - proposal.waiting_since)
        if entry is None or proposal.state is not ProposalState.WAITING or reached <= proposal.reminded:
            return 0
        if reached == 3:
            take_step(unit, proposal, ProposalState.CLOSED, ProposalOutcome.NO_ANSWER)
            _tell(unit, entry, NotificationKind.PROPOSAL_CLOSED)
        else:
            proposal.reminded = reached
            unit.record("remind_firm", "shortlist_entry", entry_id, reminder=reached)
            _tell(unit, entry, NotificationKind.FIRM_SILENT)
        return 1


def _tell(unit: Unit, entry: tables.ShortlistEntry, kind: NotificationKind) -> None:
    unit.notify(kind, ("vacancy", entry.vacancy_id), role=Role.AGS)
    for mentor in sorted(mentors_of(unit.session, entry.participant_id)):
        unit.notify(kind, ("participant", entry.participant_id), account=mentor)
