"""How a person stands in the project: placement stop, mentor, leaving."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.mentoring import Suggestion, Why
from matcher.store.mentor_register import suggested_mentors
from matcher.store.mentorships import mentors
from matcher.store.tables.consents import StopReason
from matcher.usecases.assign_mentor import assign_mentor
from matcher.usecases.leave_project import leave_project
from matcher.usecases.lift_stop import lift_stop
from matcher.usecases.set_stop import set_stop
from webapp.accounts import actor, work
from webapp.forms.consents import StopForm
from webapp.forms.languages import language_names
from webapp.forms.people import AssignMentorForm
from webapp.forms.refusals import show_refusal
from webapp.language import language
from webapp.views.mentoring import mentor_words
from webapp.views.people_found import person_for
from webapp.words import label, number

_SUGGESTED = 5


def stop(code: str) -> ResponseReturnValue:
    """From the moment it is set nobody places the person."""
    portrait = person_for(code, Action.SET_STOP).portrait
    form = StopForm()
    if form.validate_on_submit():
        set_stop(work(), actor(), portrait.id, StopReason(form.reason.data))
        flash(_("Vermittlungsstopp gesetzt. Offene Vorschläge sind zurückgezogen."), "success")
        return redirect(url_for("people.person", code=portrait.code), 303)
    page = render_template("people/stop.html", form=form, code=portrait.code, standing=portrait.stop)
    return page, 422 if form.errors else 200


def lift(code: str) -> ResponseReturnValue:
    """The person is considered again."""
    portrait = person_for(code, Action.SET_STOP).portrait
    lift_stop(work(), actor(), portrait.id)
    flash(_("Vermittlungsstopp aufgehoben. Die Person wird wieder berücksichtigt."), "success")
    return redirect(url_for("people.person", code=portrait.code), 303)


def mentor(code: str) -> ResponseReturnValue:
    """Who accompanies the person for the next twelve months."""
    portrait = person_for(code, Action.ASSIGN_MENTOR).portrait
    form = AssignMentorForm()
    with work().reading() as reading:
        known = mentors(reading)
        suggested = suggested_mentors(reading, portrait.id, work().clock.today())
    form.mentor.choices = [("", _("Bitte wählen")), *((item.id, mentor_words(item)) for item in known)]
    refused = None
    if form.validate_on_submit():
        try:
            why = form.beyond_why.data
            assign_mentor(work(), actor(), portrait.id, form.mentor.data, beyond_why=why, term=form.term())
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Patenschaft eingetragen."), "success")
            return redirect(url_for("people.person", code=portrait.code, _anchor="mentor"), 303)
    status = 409 if refused else 422 if form.errors or form.form_errors else 200
    page = render_template(
        "people/mentor.html",
        form=form,
        portrait=portrait,
        refused=refused,
        suggested=[item for item in suggested if Why.FULL not in item.whys][:_SUGGESTED],
        why_words=_why_words,
    )
    return page, status


def _why_words(item: Suggestion) -> str:
    """`hat Platz · gemeinsame Sprache: Arabisch · in der Nähe: 6 km`."""
    told = {
        Why.LANGUAGE: language_names(item.shared, language()),
        Why.NEAR: f"{number(item.km, '0')}\u00a0km",
        Why.FAR: f"{number(item.km, '0')}\u00a0km",
    }
    words = (label(why) + (f": {told[why]}" if why in told else "") for why in item.whys)
    return " · ".join(words)


def leave(code: str) -> ResponseReturnValue:
    """Ask once more, then end everything that is under way for the person."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = FlaskForm()
    if form.validate_on_submit():
        leave_project(work(), actor(), portrait.id)
        flash(_("%(code)s nimmt nicht mehr teil.", code=portrait.code), "success")
        return redirect(url_for("people.index"), 303)
    return render_template("people/leave.html", form=form, portrait=portrait)
