"""The mentor's day: what is next for the people they accompany, their vacancies, and what is new."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.agenda import day as day_of
from matcher.store.notifications import list_messages
from matcher.store.participants import accompanied
from matcher.store.situations import situations_of
from matcher.store.vacancies import list_vacancies
from matcher.usecases.read_notifications import read_notifications
from webapp.accounts import actor, work
from webapp.guard import guarded
from webapp.next_steps import step_button, step_due, step_url

day = guarded(Blueprint("day", __name__, url_prefix="/day"), Action.EDIT_PARTICIPANT)
_IN_SHORT: Final = 5


@day.get("")
def index() -> ResponseReturnValue:
    """What has a date comes first, then each person's next step, then what others have to do."""
    today = work().clock.today()
    with work().reading() as reading:
        people = accompanied(reading, actor().id)
        steps = day_of(situations_of(reading, people, today).values(), today)
        vacancies = list_vacancies(reading, actor())
        messages = list_messages(reading, actor())
    return render_template(
        "day/index.html",
        steps=steps,
        people=len(people),
        vacancies=vacancies.items[:_IN_SHORT],
        total=vacancies.total,
        messages=[item for item in messages.items if item.unread][:_IN_SHORT],
        unread=messages.unread,
    )


@day.post("/read")
def read() -> ResponseReturnValue:
    """The messages on the page are read; what came meanwhile stays."""
    read_notifications(work(), actor(), up_to=request.form.get("up_to", 0, type=int))
    return redirect(url_for("day.index"), 303)


@day.context_processor
def steps_in_words() -> dict[str, Any]:
    return {
        "step_url": step_url,
        "step_button": step_button,
        "step_due": step_due,
        "known_endpoints": current_app.view_functions,
    }
