"""The mentor's day: what is next for the people they accompany, their vacancies, and what is new."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.agenda import day as day_of
from matcher.store.accompaniment import covered_people
from matcher.store.course_dues import course_dues
from matcher.store.notifications import list_messages
from matcher.store.participants import accompanied
from matcher.store.placement_dues import placement_dues
from matcher.store.situations import situations_of
from matcher.store.task_list import open_tasks
from matcher.store.unlocks import unlocks
from matcher.store.vacancies import Show, list_vacancies
from matcher.usecases.read_notifications import read_notifications
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.day_tasks import day_tasks
from webapp.guard import guarded
from webapp.next_steps import step_url

day = guarded(Blueprint("day", __name__, url_prefix="/day"), Action.EDIT_PARTICIPANT)
_IN_SHORT: Final = 5


@day.get("")
def index() -> ResponseReturnValue:
    """What has a date comes first, then what opens most; what others have to do stands apart."""
    today = work().clock.today()
    asking = actor()
    with work().reading() as reading:
        people = accompanied(reading, asking.id)
        situations = situations_of(reading, people, today)
        opens = {(situations[who].code, kind): many for (who, kind), many in unlocks(reading, people).items()}
        covered = {situations[who].code: name for who, name in covered_people(reading, asking.id).items()}
        vacancies = list_vacancies(reading, asking)
        asked = list_vacancies(reading, asking, show=Show.ASKED)
        messages = list_messages(reading, asking)
        dues = placement_dues(reading, asking, today)
        courses = course_dues(reading, people, today)
        assigned = open_tasks(reading, asking)
    steps = day_of(situations.values(), today)
    return render_template(
        "day/index.html",
        tasks=day_tasks(steps, dues, courses, on=today, opens=opens, covered=covered),
        others=[step for step in steps if step.waits],
        covered=sorted(set(covered.values())),
        people=len(people),
        codes=[situations[who].code for who in people if who in situations],
        assigned=assigned,
        vacancies=vacancies.items[:_IN_SHORT],
        total=vacancies.total,
        asked=asked.items,
        messages=[item for item in messages.items if item.unread][:_IN_SHORT],
        unread=messages.unread,
    )


@day.post("/read")
def read() -> ResponseReturnValue:
    """The messages on the page are read; what came meanwhile stays."""
    read_notifications(work(), actor(), up_to=request.form.get("up_to", 0, type=row_number))
    return redirect(url_for("day.index"), 303)


@day.context_processor
def steps_in_words() -> dict[str, Any]:
    return {
        "step_url": step_url,
        "known_endpoints": current_app.view_functions,
    }
