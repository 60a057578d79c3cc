"""Open an account for somebody who works with the system."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlalchemy import select

from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Role
from matcher.store import tables
from matcher.store.unit import Unit


def open_account(
    unit: Unit,
    *,
    email: str,
    name: str,
    password_hash: str,
    roles: Collection[Role],
    organisation: str | None = None,
    language: str = "de",
) -> tables.Account:
    """The account stands and may log in.

    Raises:
        ConflictError: the address has an account already.
        InvalidInputError: no role is given, or a counsellor's organisation is missing.

    """
    address = email.strip().lower()
    if not roles:
        raise InvalidInputError("roles", "Bitte mindestens eine Rolle wählen.", "Please choose at least one role.")
    if Role.COUNSELLOR in roles and organisation is None:
        raise InvalidInputError(
            "organisation",
            "Bitte angeben, ob die Person für das Jobcenter oder die Agentur arbeitet.",
            "Please say whether the person works for the Jobcenter or the agency.",
        )
    if unit.session.scalar(select(tables.Account.id).where(tables.Account.email == address)) is not None:
        raise ConflictError(f"Für {address} gibt es schon ein Konto.", f"There is an account for {address} already.")
    row = tables.Account(
        email=address,
        name=name.strip(),
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(16),
        language=language,
        organisation=organisation,
        created_at=unit.at,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.session.add_all([tables.AccountRole(account_id=row.id, role=role) for role in roles])
    unit.session.flush()
    unit.record("open_account", "account", row.id, roles=sorted(str(role) for role in roles))
    return row
