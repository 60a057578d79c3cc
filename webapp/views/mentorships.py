"""A person's mentorship: how long it is planned, a later end, closing it; and the languages one can talk in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.mentoring import longest_extension, months_left
from matcher.store.mentor_register import languages_of
from matcher.store.mentorship_records import standing_mentorship
from matcher.store.portraits import Portrait
from matcher.usecases.close_mentorship import close_mentorship
from matcher.usecases.extend_mentorship import extend_mentorship
from matcher.usecases.record_languages import record_languages
from webapp.accounts import actor, work
from webapp.forms.languages import language_names
from webapp.forms.mentorships import ClosingForm, ExtendForm, LanguagesForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.views.people_found import allows, person_for

mentorships = guarded(Blueprint("mentorships", __name__, url_prefix="/people"), Action.EDIT_PARTICIPANT)


@mentorships.get("/<code>/mentorship")
def index(code: str) -> ResponseReturnValue:
    return _page(person_for(code, Action.EDIT_PARTICIPANT).portrait)


def _page(portrait: Portrait, *, extend: ExtendForm | None = None, refused: str | None = None) -> ResponseReturnValue:
    today = work().clock.today()
    with work().reading() as session:
        record = standing_mentorship(session, portrait.id)
        spoken = languages_of(session, portrait.id)
    form = extend or ExtendForm(formdata=None)
    page = render_template(
        "mentorships/index.html",
        portrait=portrait,
        record=record,
        left=months_left(record.planned_end, today) if record else None,
        latest=longest_extension(max(record.planned_end, today)) if record else None,
        extend=form,
        spoken=language_names(spoken, language()),
        refused=refused,
        may_assign=allows(portrait, Action.ASSIGN_MENTOR),
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


@mentorships.post("/<code>/mentorship/extend")
def extend(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.ASSIGN_MENTOR).portrait
    form = ExtendForm()
    if not form.validate() or form.until.data is None:
        return _page(portrait, extend=form)
    key = form.submission.data or ""
    try:
        extend_mentorship(work(), actor(), portrait.id, form.until.data, form.why.data or "", submission=key)
    except InvalidInputError as error:
        show_refusal(form, error)
        return _page(portrait, extend=form)
    except ConflictError as error:
        return _page(portrait, extend=form, refused=error.message(language()))
    flash(_("Die Patenschaft ist verlängert. Die Patin oder der Pate weiß Bescheid."), "success")
    return redirect(url_for("mentorships.index", code=portrait.code), 303)


@mentorships.route("/<code>/mentorship/close", methods=["GET", "POST"])
def close(code: str) -> ResponseReturnValue:
    """The checklist; nothing ends before every item has its answer."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = ClosingForm()
    refused = None
    if form.validate_on_submit():
        try:
            close_mentorship(work(), actor(), portrait.id, form.closing(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Die Patenschaft mit %(code)s ist abgeschlossen.", code=portrait.code), "success")
            return redirect(url_for("home.home"), 303)
    status = 409 if refused else 422 if form.errors or form.form_errors else 200
    return render_template("mentorships/close.html", portrait=portrait, form=form, refused=refused), status


@mentorships.route("/<code>/languages", methods=["GET", "POST"])
def languages(code: str) -> ResponseReturnValue:
    """For finding a mentor who can talk with the person; lists of candidates never read it."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    with work().reading() as session:
        spoken = languages_of(session, portrait.id)
    form = LanguagesForm(data={"languages": sorted(spoken)})
    if form.validate_on_submit():
        try:
            record_languages(work(), actor(), portrait.id, form.languages.data or [])
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for("mentorships.index", code=portrait.code), 303)
    return render_template("mentorships/languages.html", portrait=portrait, form=form), 422 if form.errors else 200
