"""What was done for a person: one tap each, with a day, a place or a note for whoever wants to say more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.store.activities import activities_of
from matcher.store.partner_register import places
from matcher.store.portraits import Portrait
from matcher.store.tables.activities import ActivityKind
from matcher.usecases.record_activity import record_activity, undo_activity
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.forms.conferences import ActivityForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.views.people_found import person_for
from webapp.words import label

activities = guarded(Blueprint("activities", __name__, url_prefix="/people"), Action.ACCOMPANY)
_SHOWN = 15


@activities.get("/<code>/activities")
def index(code: str) -> ResponseReturnValue:
    return _page(person_for(code, Action.ACCOMPANY).portrait, ActivityForm(formdata=None))


@activities.post("/<code>/activities")
def record(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.ACCOMPANY).portrait
    form = ActivityForm()
    _offer(form)
    if form.validate() and form.kind.data is not None:
        try:
            record_activity(work(), actor(), portrait.id, form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Eingetragen: %(what)s.", what=label(form.kind.data)), "success")
            return redirect(url_for("activities.index", code=portrait.code), 303)
    return _page(portrait, form)


@activities.post("/<code>/activities/undo")
def undo(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.ACCOMPANY).portrait
    undo_activity(work(), actor(), portrait.id, request.form.get("activity", 0, type=row_number))
    flash(_("Zurückgenommen."), "success")
    return redirect(url_for("activities.index", code=portrait.code), 303)


def _page(portrait: Portrait, form: ActivityForm) -> ResponseReturnValue:
    _offer(form)
    with work().reading() as session:
        done = activities_of(session, portrait.id, limit=_SHOWN)
    page = render_template("activities/index.html", portrait=portrait, form=form, done=done, kinds=list(ActivityKind))
    return page, 422 if form.errors or form.form_errors else 200


def _offer(form: ActivityForm) -> None:
    with work().reading() as session:
        form.offer(places(session))
