"""Filters of a list under a name: keep them, find them again, forget them."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store.tables.saved_views import ListPage
from matcher.usecases.save_view import forget_view, save_view
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.guard import guarded
from webapp.language import language
from webapp.lists import list_url

kept_views = guarded(
    Blueprint("kept_views", __name__, url_prefix="/views"),
    Action.ENTER_VACANCY,
    Action.JUDGE_VACANCY,
    Action.REPORT_ANSWER,
)
_LISTS: Final = MappingProxyType(
    {
        ListPage.VACANCIES: "vacancies.index",
        ListPage.INBOX: "inbox.index",
        ListPage.PROPOSALS: "proposals.index",
    }
)
_FILTERS: Final = ("show", "search")
_LONGEST: Final = 100


@kept_views.post("/<page>")
def keep(page: str) -> ResponseReturnValue:
    """The filters of the page that the form stood on, under the typed name."""
    listed = _page(page)
    typed = {name: request.form.get(name, "").strip()[:_LONGEST] for name in _FILTERS}
    filters: dict[str, Any] = {name: value for name, value in typed.items() if value}
    try:
        save_view(work(), actor(), listed, request.form.get("name", ""), filters)
    except InvalidInputError as error:
        flash(error.message(language()), "danger")
    else:
        flash(_("Die Ansicht ist gemerkt."), "success")
    return redirect(url_for(_LISTS[listed], **filters), 303)


@kept_views.post("/<page>/forget")
def forget(page: str) -> ResponseReturnValue:
    listed = _page(page)
    forget_view(work(), actor(), request.form.get("view", 0, type=row_number))
    flash(_("Die Ansicht ist gelöscht."), "success")
    return redirect(list_url(_LISTS[listed]), 303)


@kept_views.app_context_processor
def in_templates() -> dict[str, Callable[[str], str]]:
    return {"list_url": list_url}


def _page(name: str) -> ListPage:
    page = next((item for item in ListPage if item == name), None)
    if page is None:
        raise NotFoundError("Diese Liste gibt es nicht.", "There is no such list.")
    return page
