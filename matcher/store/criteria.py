"""Criteria versions: the one in force and those before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.matching import CriteriaState

SHOWN: Final = 20
"""Versions of the history that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    content: dict[str, Any]
    """Every key written out, as `Criteria.to_dict` does."""
    comment: str | None
    created_at: datetime
    author: str | None
    active: bool


def versions(session: Session) -> tuple[Version, ...]:
    """The newest versions first; the one in force is always among them."""
    version, account = tables.CriteriaVersion, tables.Account
    rows = session.execute(
        select(version, account.name)
        .outerjoin(account, account.id == version.created_by)
        .order_by((version.state == CriteriaState.ACTIVE).desc(), version.number.desc())
        .limit(SHOWN)
    )
    return tuple(
        Version(
            number=row.number,
            content=Criteria.from_dict(row.content).to_dict(),
            comment=row.comment,
            created_at=row.created_at,
            author=name,
            active=row.state is CriteriaState.ACTIVE,
        )
        for row, name in rows
    )
