"""Whoever logs out is logged out everywhere: a copied cookie opens nothing any more."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from matcher.store import tables
from matcher.usecases.work import Work


def end_sessions(work: Work, account_id: int) -> None:
    """Every session of this account has ended; the next login begins a new one."""
    with work.unit(None) as unit:
        unit.session.execute(
            update(tables.Account)
            .where(tables.Account.id == account_id)
            .values(fs_uniquifier=secrets.token_hex(16))
            .execution_options(synchronize_session=False)
        )
