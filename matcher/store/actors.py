"""Accounts as those who act: for deciding on behalf of somebody who is not logged in now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.model import Role
from matcher.store import tables


def actors(session: Session, account_ids: Collection[int]) -> dict[int, Actor]:
    """Active accounts among these, with roles and organisation, in two queries."""
    account, held = tables.Account, tables.AccountRole
    roles: dict[int, set[Role]] = {}
    for account_id, role in session.execute(select(held.account_id, held.role).where(held.account_id.in_(account_ids))):
        roles.setdefault(account_id, set()).add(role)
    rows = session.execute(select(account.id, account.organisation).where(account.id.in_(account_ids), account.active))
    return {
        row.id: Actor(id=row.id, roles=frozenset(roles.get(row.id, ())), organisation=row.organisation) for row in rows
    }


def accounts_with(session: Session, roles: Collection[Role]) -> dict[int, str]:
    """Ids and names of active accounts that hold one of the roles, by name."""
    account, held = tables.Account, tables.AccountRole
    query = (
        select(account.id, account.name)
        .join(held, held.account_id == account.id)
        .where(held.role.in_(roles), account.active)
        .distinct()
        .order_by(account.name, account.id)
    )
    return {row.id: row.name for row in session.execute(query)}


def holders(session: Session) -> dict[Role, dict[int, str]]:
    """By role, ids and names of the active accounts that hold it."""
    account, held = tables.Account, tables.AccountRole
    found: dict[Role, dict[int, str]] = {role: {} for role in Role}
    query = select(held.role, account.id, account.name).join(account, account.id == held.account_id)
    for row in session.execute(query.where(account.active)):
        found[row.role][row.id] = row.name
    return found
