"""Filters that an account has given a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.saved_views import ListPage


@dataclass(frozen=True, slots=True)
class KeptView:
    id: int
    name: str
    filters: dict[str, Any]


def views_of(session: Session, actor: Actor, page: ListPage) -> tuple[KeptView, ...]:
    """The actor's own, by name."""
    view = tables.SavedView
    rows = session.scalars(select(view).where(view.account_id == actor.id, view.page == page).order_by(view.name))
    return tuple(KeptView(row.id, row.name, dict(row.filters)) for row in rows)
