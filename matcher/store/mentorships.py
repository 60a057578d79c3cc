"""Mentors to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from matcher.model import Role
from matcher.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorChoice:
    """A mentor with how many people they accompany now, and how many they can."""

    id: int
    name: str
    people: int
    most: int | None
    """None: they have named no number."""

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.people >= self.most


def mentors(session: Session, *, account_id: int | None = None) -> tuple[MentorChoice, ...]:
    """All active mentors by name, or the one of that account."""
    standing = and_(tables.Mentorship.mentor_id == tables.Account.id, tables.Mentorship.ended_on.is_(None))
    query = (
        select(
            tables.Account.id,
            tables.Account.name,
            func.count(tables.Mentorship.id).label("people"),
            tables.MentorLimit.most,
        )
        .join(tables.AccountRole, tables.AccountRole.account_id == tables.Account.id)
        .outerjoin(tables.Mentorship, standing)
        .outerjoin(tables.MentorLimit, tables.MentorLimit.account_id == tables.Account.id)
        .where(tables.AccountRole.role == Role.MENTOR, tables.Account.active)
        .group_by(tables.Account.id, tables.Account.name, tables.MentorLimit.most)
        .order_by(tables.Account.name, tables.Account.id)
    )
    if account_id is not None:
        query = query.where(tables.Account.id == account_id)
    rows = session.execute(query)
    return tuple(MentorChoice(id=row.id, name=row.name, people=row.people, most=row.most) for row in rows)


def is_mentor(session: Session, account_id: int) -> bool:
    """Whether the account is active and holds the mentor's role."""
    query = (
        select(tables.Account.id)
        .join(tables.AccountRole, tables.AccountRole.account_id == tables.Account.id)
        .where(tables.Account.id == account_id, tables.Account.active, tables.AccountRole.role == Role.MENTOR)
    )
    return session.scalar(query) is not None
