"""The audit chain: rows hold ids and codes, and each sealed row's hash covers the one before (I11)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from matcher.store import tables

_AT_ONCE: Final = 5000
_SEALER: Final = 7301
GENESIS: Final = "0" * 64


def seal(session: Session) -> int:
    """Chain what is not chained yet; how many rows. The caller commits, one sealer works at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEALER})
    rows = session.scalars(
        select(tables.AuditRow).where(tables.AuditRow.sequence.is_(None)).order_by(tables.AuditRow.id).limit(_AT_ONCE)
    ).all()
    if not rows:
        return 0
    last = session.scalars(
        select(tables.AuditRow)
        .where(tables.AuditRow.sequence.is_not(None))
        .order_by(tables.AuditRow.sequence.desc())
        .limit(1)
    ).one_or_none()
    sequence, previous = (last.sequence or 0, last.hash or GENESIS) if last else (0, GENESIS)
    for row in rows:
        sequence += 1
        row.previous_hash = previous
        row.hash = previous = _hash(row, sequence, previous)
        row.sequence = sequence
    session.flush()
    return len(rows)


def unsealed(session: Session) -> int:
    return (
        session.scalar(select(func.count()).select_from(tables.AuditRow).where(tables.AuditRow.sequence.is_(None))) or 0
    )


def first_break(session: Session) -> int | None:
    """Sequence of the first row that does not fit the chain; None where all rows fit."""
    previous = GENESIS
    query = select(tables.AuditRow).where(tables.AuditRow.sequence.is_not(None)).order_by(tables.AuditRow.sequence)
    for expected, row in enumerate(session.scalars(query.execution_options(yield_per=1000)), 1):
        fits = row.sequence == expected and row.previous_hash == previous and row.hash == _hash(row, expected, previous)
        if not fits:
            return expected
        previous = row.hash or ""
    return None


def _hash(row: tables.AuditRow, sequence: int, previous: str) -> str:
    content = [
        sequence,
        previous,
        row.id,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.detail,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
