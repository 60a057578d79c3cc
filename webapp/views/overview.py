"""The coordinator's first page: what needs them now."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.store.overview import overview_of
from matcher.store.placement_dues import placement_dues
from matcher.store.task_list import open_tasks
from matcher.usecases.read_notifications import read_notifications
from webapp.accounts import actor, work
from webapp.guard import guarded

overview = guarded(Blueprint("overview", __name__), Action.SEE_RANKING)


@overview.post("/overview/done")
def done() -> ResponseReturnValue:
    """The coordinator has taken note of a deadline that passed."""
    read_notifications(work(), actor(), message_id=request.form.get("message", 0, type=int))
    return redirect(url_for("overview.index", _anchor="lapsed"), 303)


@overview.get("/overview")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        seen = overview_of(session, work().clock.today())
        dues = placement_dues(session, actor(), work().clock.today(), asks_people=False)
        assigned = open_tasks(session, actor())
    return render_template("overview/index.html", seen=seen, dues=dues, assigned=assigned)
