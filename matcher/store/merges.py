"""Codes that lead to another record, and the names under which people are known, for the check for twins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matcher.spelling import clean
from matcher.store import tables
from matcher.twins import Known

_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """A record that was merged into this one."""

    merge_id: int
    code: str
    merged_at: datetime
    merged_by: str


def final_id(session: Session, code: str) -> int | None:
    """The record to which a code leads: its own, or the one that it was merged into."""
    person = tables.Participant
    query = select(person.id, person.merged_into)
    row = session.execute(query.where(person.code == clean(code).upper())).one_or_none()
    for _ in range(_LONGEST_CHAIN):
        if row is None or row.merged_into is None:
            break
        row = session.execute(query.where(person.id == row.merged_into)).one_or_none()
    return row.id if row is not None else None


def absorbed_by(session: Session, participant_id: int) -> tuple[Absorbed, ...]:
    """Records that go on under this one's code, the latest merge first."""
    merge, person, account = tables.ParticipantMerge, tables.Participant, tables.Account
    rows = session.execute(
        select(merge.id, person.code, merge.merged_at, account.name)
        .join(person, person.id == merge.absorbed_id)
        .join(account, account.id == merge.merged_by)
        .where(merge.kept_id == participant_id, merge.undone_at.is_(None))
        .order_by(merge.id.desc())
    )
    return tuple(Absorbed(merge_id=row.id, code=row.code, merged_at=row.merged_at, merged_by=row.name) for row in rows)


def earlier_codes(session: Session) -> dict[int, list[str]]:
    """By record, the codes that lead to it."""
    person = tables.Participant
    rows = session.execute(select(person.merged_into, person.code).where(person.merged_into.is_not(None)))
    found: dict[int, list[str]] = {}
    for kept, code in rows:
        if kept is not None:
            found.setdefault(kept, []).append(code)
    return found


def known_people(session: Session) -> tuple[Known, ...]:
    """Names and birth dates of everybody; a name that was merged leads to the code under which the person goes on."""
    person, identity, kept = tables.Participant, tables.Identity, aliased(tables.Participant)
    rows = session.execute(
        select(
            kept.code.label("kept_code"),
            person.code,
            identity.given_name,
            identity.family_name,
            identity.birth_date,
        )
        .select_from(person)
        .join(identity, identity.participant_id == person.id)
        .outerjoin(kept, kept.id == person.merged_into)
        .where(person.removed_at.is_(None))
    )
    return tuple(Known(into or code, given, family, birth) for into, code, given, family, birth in rows)
