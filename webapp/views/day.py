"""The mentor's day: what is next for the people they accompany, their vacancies, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.agenda import Step, StepKind
from matcher.agenda import day as day_of
from matcher.model import Kind
from matcher.store.notifications import list_messages
from matcher.store.participants import accompanied
from matcher.store.placement_dues import placement_dues
from matcher.store.situations import situations_of
from matcher.store.unlocks import unlocks
from matcher.store.vacancies import Show, list_vacancies
from matcher.usecases.read_notifications import read_notifications
from webapp.accounts import actor, work
from webapp.addresses import row_number
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
        situations = situations_of(reading, people, today)
        opens = {(situations[who].code, kind): many for (who, kind), many in unlocks(reading, people).items()}
        vacancies = list_vacancies(reading, actor())
        asked = list_vacancies(reading, actor(), show=Show.ASKED)
        messages = list_messages(reading, actor())
        dues = placement_dues(reading, actor(), today)
    return render_template(
        "day/index.html",
        steps=_most_opening_first(day_of(situations.values(), today), opens),
        opens=opens,
        dues=dues,
        people=len(people),
        vacancies=vacancies.items[:_IN_SHORT],
        total=vacancies.total,
        asked=asked.items,
        messages=[item for item in messages.items if item.unread][:_IN_SHORT],
        unread=messages.unread,
    )


def _most_opening_first(steps: Iterable[Step], opens: Mapping[tuple[str, Kind], int]) -> list[Step]:
    """Of undated questions to the authority, those whose answer opens most lists come first; the rest stays."""
    kinds = list(StepKind)

    def place(step: Step) -> tuple[bool, date, int, int]:
        lists = opens.get((step.code, step.employment), 0) if step.employment and step.due is None else 0
        return step.waits, step.due or date.max, kinds.index(step.kind), -lists

    return sorted(steps, key=place)


@day.post("/read")
def read() -> ResponseReturnValue:
    """The messages on the page are read; what came meanwhile stays."""
    read_notifications(work(), actor(), up_to=request.form.get("up_to", 0, type=row_number))
    return redirect(url_for("day.index"), 303)


@day.context_processor
def steps_in_words() -> dict[str, Any]:
    return {
        "step_url": step_url,
        "step_button": step_button,
        "step_due": step_due,
        "known_endpoints": current_app.view_functions,
    }
