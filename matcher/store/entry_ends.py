"""Why an entry that was taken back is over, as far as its holders may hear it: circumstances, never a judgement.

A place that was filled and a person whom the project placed are no secrets to the employer service; whatever
else took an entry back (a consent, a stop, the authority) is only "withdrawn" (I10).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, exists, literal, select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import ProposalOutcome
from matcher.store.tables.vacancies import VacancyOutcome


def kind_of_end() -> ColumnElement[str]:
    """The message's kind for a row of `shortlist_entry` that is withdrawn."""
    entry, vacancy, proposal = tables.ShortlistEntry, tables.Vacancy, tables.Proposal
    placement, stop = tables.Placement, tables.PlacementStop
    filled = exists().where(vacancy.id == entry.vacancy_id, vacancy.outcome == VacancyOutcome.FILLED)
    hired = exists().where(proposal.entry_id == entry.id, proposal.outcome == ProposalOutcome.HIRED)
    placed = exists().where(
        placement.participant_id == entry.participant_id,
        placement.stop_id == stop.id,
        stop.lifted_at.is_(None),
    )
    return case(
        (filled | hired, literal(str(NotificationKind.ENTRY_FILLED))),
        (placed, literal(str(NotificationKind.ENTRY_PLACED))),
        else_=literal(str(NotificationKind.ENTRY_WITHDRAWN)),
    )


def end_of(session: Session, entry_id: int) -> NotificationKind:
    """What to tell somebody who still has the entry on their screen."""
    found = session.scalar(select(kind_of_end()).where(tables.ShortlistEntry.id == entry_id))
    return NotificationKind(found or NotificationKind.ENTRY_WITHDRAWN)
