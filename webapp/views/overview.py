"""The coordinator's first page: what needs them now."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.store.overview import overview_of
from matcher.store.placement_dues import placement_dues
from webapp.accounts import actor, work
from webapp.guard import guarded

overview = guarded(Blueprint("overview", __name__), Action.SEE_RANKING)


@overview.get("/overview")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        seen = overview_of(session, work().clock.today())
        dues = placement_dues(session, actor(), work().clock.today(), asks_people=False)
    return render_template("overview/index.html", seen=seen, dues=dues)
