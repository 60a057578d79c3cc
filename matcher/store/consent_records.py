"""What a person agreed to, recipient by recipient and category by category; and what had gone there by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.consents import OFFERED, TOGETHER, DataCategory
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.receipts import Receipt, receipts_of
from matcher.store.tables.consents import SignedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One recipient and category: the consent that stands, or the latest withdrawal."""

    category: DataCategory
    asked: bool = False
    given_on: date | None = None
    language: str | None = None
    recorded_by: str | None = None
    sheet_id: int | None = None
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.asked and self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One recipient with everything that may be asked for it."""

    recipient: Recipient
    cells: tuple[Cell, ...]
    received: tuple[Receipt, ...] = ()
    """What had gone there, the newest first: whom to call back after a withdrawal."""

    @property
    def together(self) -> frozenset[DataCategory]:
        """Categories that are given and withdrawn as one."""
        return TOGETHER.get(self.recipient, frozenset())

    @property
    def base(self) -> Cell:
        return next(cell for cell in self.cells if cell.category is DataCategory.PROFILE)

    @property
    def shown_cells(self) -> tuple[Cell, ...]:
        """One cell for what goes together, and one for each further category."""
        return tuple(
            cell for cell in self.cells if cell.category is DataCategory.PROFILE or cell.category not in self.together
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A signed sheet in the list of those that there are."""

    id: int
    language: str
    text_version: str
    signed_on: date
    means: SignedBy
    reference: str | None
    has_content: bool


def consent_records(session: Session, participant_id: int) -> tuple[ConsentRecord, ...]:
    """A record for every recipient."""
    rows = session.execute(
        select(tables.DataConsent, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.DataConsent.recorded_by)
        .where(tables.DataConsent.participant_id == participant_id)
        .order_by(tables.DataConsent.id)
    )
    latest = {(row.recipient, row.category): (row, name) for row, name in rows}
    received = receipts_of(session, participant_id)
    return tuple(
        ConsentRecord(
            recipient=recipient,
            cells=tuple(_cell(category, latest.get((recipient, category))) for category in OFFERED[recipient]),
            received=received.get(recipient, ()),
        )
        for recipient in Recipient
    )


def sheets_of(session: Session, participant_id: int) -> tuple[SheetLine, ...]:
    """Sheets that the person signed, the newest first."""
    sheet = tables.ConsentSheet
    rows = session.execute(
        select(
            sheet.id,
            sheet.language,
            sheet.text_version,
            sheet.signed_on,
            sheet.means,
            sheet.reference,
            sheet.content_type.is_not(None).label("has_content"),
        )
        .where(sheet.participant_id == participant_id)
        .order_by(sheet.id.desc())
    )
    return tuple(SheetLine(**row._mapping) for row in rows)  # noqa: SLF001 - how SQLAlchemy names a row's mapping


def sheet_of(session: Session, participant_id: int, sheet_id: int) -> tables.ConsentSheet | None:
    """One sheet with what was signed, if it is this person's."""
    sheet = tables.ConsentSheet
    query = select(sheet).where(sheet.id == sheet_id, sheet.participant_id == participant_id)
    return session.scalars(query).one_or_none()


def ticked_on(session: Session, sheet_id: int) -> frozenset[tuple[Recipient, DataCategory]]:
    """What was ticked on a sheet, withdrawn since or not."""
    consent = tables.DataConsent
    rows = session.execute(select(consent.recipient, consent.category).where(consent.sheet_id == sheet_id))
    return frozenset((row.recipient, row.category) for row in rows)


def _cell(category: DataCategory, latest: tuple[tables.DataConsent, str] | None) -> Cell:
    if latest is None:
        return Cell(category=category)
    row, name = latest
    return Cell(
        category=category,
        asked=True,
        given_on=row.given_on,
        language=row.language,
        recorded_by=name,
        sheet_id=row.sheet_id,
        withdrawn_at=row.withdrawn_at,
    )
