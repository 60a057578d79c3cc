"""What a person's papers say: the residence document that counts, and work permits that stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Application, Permit, WorkNote
from matcher.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The residence document that counts now."""

    status: str | None
    note: WorkNote | None
    file_number: str | None
    valid_until: date | None
    expiry_known: bool
    nationality: str | None
    status_since: date | None
    stay_since: date | None
    registered_on: date | None
    applied_on: date | None
    application: Application | None
    in_reception_centre: bool | None
    identity_by_passport: bool | None
    further: dict[str, Any] = field(default_factory=dict)
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StandingPermit:
    """A permit that nobody has revoked."""

    id: int
    permit: Permit


def document_of(session: Session, participant_id: int) -> Document | None:
    """The document that counts now."""
    row = session.scalars(
        select(tables.ResidenceDocument).where(
            tables.ResidenceDocument.participant_id == participant_id,
            tables.ResidenceDocument.superseded_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Document(
        status=row.status,
        note=row.note,
        file_number=row.file_number,
        valid_until=row.valid_until,
        expiry_known=row.expiry_known,
        nationality=row.nationality,
        status_since=row.status_since,
        stay_since=row.stay_since,
        registered_on=row.registered_on,
        applied_on=row.applied_on,
        application=row.application,
        in_reception_centre=row.in_reception_centre,
        identity_by_passport=row.identity_by_passport,
        further=dict(row.further),
        recorded_at=row.recorded_at,
    )


def permits_of(session: Session, participant_id: int) -> tuple[StandingPermit, ...]:
    """Permits that count, the newest first."""
    rows = session.scalars(
        select(tables.WorkPermit)
        .where(tables.WorkPermit.participant_id == participant_id, tables.WorkPermit.revoked_at.is_(None))
        .order_by(tables.WorkPermit.id.desc())
    )
    return tuple(
        StandingPermit(
            id=row.id,
            permit=Permit(
                employer=row.employer,
                kind=row.kind,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                weekly_hours=row.weekly_hours,
            ),
        )
        for row in rows
    )
