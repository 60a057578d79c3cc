"""What a firm may know of somebody proposed to it: by consent to firms, or by the person's yes to this proposal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.consents import DataCategory
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.disclosures import disclosed

_BY_A_YES = (DataCategory.PROFILE, DataCategory.IDENTITY)


def known_to_firm(session: Session, entry_id: int) -> frozenset[DataCategory]:
    """Categories that the firm of this proposal may know now; its name only after a yes, and never after a no."""
    agreement, entry = tables.Agreement, tables.ShortlistEntry
    participant_id = session.scalar(select(entry.participant_id).where(entry.id == entry_id))
    if participant_id is None:
        return frozenset()
    known = disclosed(session, participant_id, Recipient.EMPLOYER)
    agreed = select(agreement.id).where(
        agreement.entry_id == entry_id, agreement.superseded_at.is_(None), agreement.agreed
    )
    return known - {DataCategory.IDENTITY} if session.scalar(agreed) is None else known.union(_BY_A_YES)
