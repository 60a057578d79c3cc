"""An account's own tasks: what is to be done by when, ticking off, and taking that back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.usecases.close_task import close_task, reopen_task
from matcher.usecases.view_tasks import view_tasks
from webapp.accounts import actor, work
from webapp.guard import guarded

tasks = guarded(Blueprint("tasks", __name__, url_prefix="/tasks"), Action.EXCHANGE)
_BACK = {"day": "day.index", "overview": "overview.index"}


@tasks.get("")
def index() -> ResponseReturnValue:
    assigned, closed = view_tasks(work(), actor())
    return render_template("tasks/index.html", assigned=assigned, closed=closed)


@tasks.post("/<int:task_id>/close")
def close(task_id: int) -> ResponseReturnValue:
    """Back to the page that was pressed on."""
    close_task(work(), actor(), task_id, done=request.form.get("how") != "dropped")
    flash(_("Abgehakt. Unter „Aufgaben“ lässt sich das zurücknehmen."), "success")
    return redirect(url_for(_BACK.get(request.form.get("back", ""), "tasks.index")), 303)


@tasks.post("/<int:task_id>/reopen")
def reopen(task_id: int) -> ResponseReturnValue:
    reopen_task(work(), actor(), task_id)
    flash(_("Die Aufgabe ist wieder offen."), "success")
    return redirect(url_for("tasks.index"), 303)
