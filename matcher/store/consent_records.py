"""What a person agreed to, per recipient: what stands, what was withdrawn, and what had been shown by then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Recipient
from matcher.store import tables
from matcher.store.portraits import GivenConsent
from matcher.store.tables.consents import DataCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A vacancy for which the recipient had been shown the person."""

    vacancy: str
    title: str
    released_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One recipient: the consent that stands, or the latest withdrawal."""

    recipient: Recipient
    given: GivenConsent | None = None
    withdrawn_at: datetime | None = None
    shown: tuple[Shown, ...] = ()
    """Under the consent that stands, or under the one withdrawn last."""


def consent_records(session: Session, participant_id: int) -> tuple[ConsentRecord, ...]:
    """A record for every recipient, in two queries."""
    rows = session.execute(
        select(tables.DataConsent, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.DataConsent.recorded_by)
        .where(
            tables.DataConsent.participant_id == participant_id,
            tables.DataConsent.category == DataCategory.PROFILE,
        )
        .order_by(tables.DataConsent.id)
    )
    latest = {row.recipient: (row, name) for row, name in rows}
    shown = _shown(session, participant_id)
    return tuple(_record(recipient, latest.get(recipient), shown) for recipient in Recipient)


def _record(
    recipient: Recipient, latest: tuple[tables.DataConsent, str] | None, shown: dict[int, list[Shown]]
) -> ConsentRecord:
    if latest is None:
        return ConsentRecord(recipient=recipient)
    row, name = latest
    seen = tuple(shown.get(row.id, ()))
    if row.withdrawn_at is not None:
        return ConsentRecord(recipient=recipient, withdrawn_at=row.withdrawn_at, shown=seen)
    given = GivenConsent(recipient=recipient, language=row.language, given_on=row.given_on, recorded_by=name)
    return ConsentRecord(recipient=recipient, given=given, shown=seen)


def _shown(session: Session, participant_id: int) -> dict[int, list[Shown]]:
    rows = session.execute(
        select(
            tables.ShortlistEntry.consent_id,
            tables.ShortlistEntry.released_at,
            tables.Vacancy.reference,
            tables.Vacancy.title,
        )
        .join(tables.Vacancy, tables.Vacancy.id == tables.ShortlistEntry.vacancy_id)
        .where(tables.ShortlistEntry.participant_id == participant_id)
        .order_by(tables.ShortlistEntry.id)
    )
    found: defaultdict[int, list[Shown]] = defaultdict(list)
    for row in rows:
        found[row.consent_id].append(Shown(vacancy=row.reference, title=row.title, released_at=row.released_at))
    return found
