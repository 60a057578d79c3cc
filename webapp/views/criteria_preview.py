"""What a draft would do, before anything is saved: lists side by side, and whom each filter would keep back."""

from __future__ import annotations

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.errors import ConflictError, InvalidCriteriaError
from matcher.ranking import Criteria
from matcher.store.tables.drafts import TrialState
from matcher.usecases.ask_trial import ask_trial
from matcher.usecases.preview_criteria import Previewer
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.language import language
from webapp.views.criteria_drafts import desk_of, filled, page, picked_vacancies

_KEPT = "passgenau.previewer"


def preview() -> ResponseReturnValue:
    """The typed criteria against those in force; a part of the page for htmx, the whole page without it."""
    bare = "HX-Request" in request.headers
    picked = picked_vacancies()
    desk = desk_of(request.form.get("draft_id", type=int), whole=not (bare and picked))
    form = filled(desk, request.form)
    if not form.validate() and set(form.errors) - {"name"}:
        return (render_template("criteria/preview_refused.html") if bare else page(desk, form)), 422
    try:
        draft = Criteria.from_dict(form.content())
    except InvalidCriteriaError as error:
        form.blame(error)
        return (render_template("criteria/preview_refused.html") if bare else page(desk, form)), 422
    found = previewer().compare(actor(), draft, picked or desk.chosen([]))
    if bare:
        return render_template("criteria/preview_part.html", comparisons=found)
    form.name.errors = ()
    return page(desk, form, comparisons=found)


def ask(draft_id: int) -> ResponseReturnValue:
    """A worker tries the draft on all open vacancies; the page shows how far it is."""
    try:
        ask_trial(work(), actor(), draft_id, revision=request.form.get("revision", 0, type=int))
    except ConflictError as error:
        now = desk_of(draft_id)
        return page(now, filled(now), alert=error.message(language())), status_of(error)
    return redirect(url_for("criteria.draft", draft_id=draft_id, _anchor="trial"), 303)


def trial(draft_id: int) -> ResponseReturnValue:
    """How far the trial is, as a part of the page; once it is over, the page reloads itself."""
    desk = desk_of(draft_id, whole=False)
    answer = make_response(render_template("criteria/trial_part.html", desk=desk))
    if desk.trial is None or desk.trial.state is not TrialState.WAITING:
        answer.headers["HX-Refresh"] = "true"
    return answer


def kept_back() -> ResponseReturnValue:
    """Whom each filter that can be switched would keep back today."""
    desk = desk_of(None)
    counts = previewer().kept_back(actor(), Criteria.from_dict(desk.active.content))
    template = "criteria/kept_back_part.html" if "HX-Request" in request.headers else "criteria/kept_back.html"
    return render_template(template, counts=counts, filters=desk.active.content["filters"])


def previewer() -> Previewer:
    """One per process: it holds the people in memory."""
    kept = current_app.extensions.get(_KEPT)
    if not isinstance(kept, Previewer):
        kept = current_app.extensions.setdefault(_KEPT, Previewer(work()))
    return kept
