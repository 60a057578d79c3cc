"""The coordinator's first page: what needs them now."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.store.overview import overview_of
from webapp.accounts import work
from webapp.guard import guarded

overview = guarded(Blueprint("overview", __name__), Action.SEE_RANKING)


@overview.get("/overview")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        seen = overview_of(session, work().clock.today())
    return render_template("overview/index.html", seen=seen)
