"""Accounts as the administration sees them: no password, nothing of what they work on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Role
from matcher.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    email: str
    name: str
    active: bool
    organisation: str | None
    roles: tuple[Role, ...]


def list_accounts(session: Session) -> tuple[AccountLine, ...]:
    """All accounts by name, each with its roles."""
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    for account_id, role in session.execute(select(tables.AccountRole.account_id, tables.AccountRole.role)):
        roles[account_id].add(role)
    account = tables.Account
    rows = session.execute(
        select(account.id, account.email, account.name, account.active, account.organisation).order_by(
            account.name, account.id
        )
    )
    return tuple(
        AccountLine(
            email=row.email,
            name=row.name,
            active=row.active,
            organisation=row.organisation,
            roles=tuple(role for role in Role if role in roles[row.id]),
        )
        for row in rows
    )
