"""Give the filters of a list a name, for one's own account, or forget them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select

from matcher.access import Actor
from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.saved_views import ListPage
from matcher.usecases.check_identity import require_length
from matcher.usecases.work import Work

_LONGEST: Final = 60
_MOST: Final = 20


def save_view(work: Work, actor: Actor, page: ListPage, name: str, filters: Mapping[str, str]) -> None:
    """The filters stand under the name; the same name again takes the new filters.

    Raises:
        InvalidInputError: the name is missing or too long, or there are very many views already.

    """
    name = clean(name)
    if not name:
        raise InvalidInputError("name", "Bitte einen Namen eintragen.", "Please enter a name.")
    require_length("name", name, _LONGEST)
    view = tables.SavedView
    with work.unit(actor) as unit:
        unit.session.get(tables.Account, actor.id, with_for_update=True)
        mine = (view.account_id == actor.id, view.page == page)
        row = unit.session.scalars(select(view).where(*mine, view.name == name)).one_or_none()
        if row is None:
            if (unit.session.scalar(select(func.count(view.id)).where(*mine)) or 0) >= _MOST:
                raise InvalidInputError(
                    "name",
                    f"Mehr als {_MOST} Ansichten gehen nicht. Bitte zuerst eine löschen.",
                    f"More than {_MOST} views are not possible. Please delete one first.",
                )
            row = tables.SavedView(account_id=actor.id, page=page, name=name)
            unit.session.add(row)
        row.filters, row.saved_at = dict(filters), unit.at
        unit.session.flush()


def forget_view(work: Work, actor: Actor, view_id: int) -> None:
    """The view is gone; somebody else's stays, and nobody learns that there is one."""
    with work.unit(actor) as unit:
        row = unit.session.get(tables.SavedView, view_id)
        if row is not None and row.account_id == actor.id:
            unit.session.delete(row)
            unit.session.flush()
