"""A person's courses and measures: where they are, what would bring them further, what has been granted."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from matcher.access import Action
from matcher.courses import Course, fitting
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Participant
from matcher.store.course_list import open_courses
from matcher.store.enrolments import Enrolled, enrolments_of, measures_of
from matcher.store.loading import load_person
from matcher.store.portraits import Portrait
from matcher.usecases.enrol_participant import enrol_participant
from matcher.usecases.record_measure import record_measure
from matcher.usecases.withdraw_measure import withdraw_measure
from webapp.accounts import actor, work
from webapp.course_words import last_day
from webapp.forms.courses import EndForm, MeasureForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.market import chances_of
from webapp.views.courses import tell_state
from webapp.views.people_found import allows, person_for

person_courses = guarded(Blueprint("person_courses", __name__, url_prefix="/people"), Action.SEE_PARTICIPANT)


@person_courses.get("/<code>/courses")
def index(code: str) -> ResponseReturnValue:
    """For mentor, coordinator and counsellor; who enters people sees the buttons for it."""
    return _page(person_for(code, Action.SEE_PARTICIPANT).portrait, MeasureForm())


def _page(portrait: Portrait, form: MeasureForm, refused: str | None = None) -> ResponseReturnValue:
    on = work().clock.today()
    with work().reading() as session:
        person = load_person(session, portrait.id)
        enrolments = enrolments_of(session, portrait.id)
        measures = measures_of(session, portrait.id)
        offered = fitting(open_courses(session, on), person.profile, on) if person else ()
    staff = allows(portrait, Action.EDIT_PARTICIPANT)
    page = render_template(
        "courses/person.html",
        portrait=portrait,
        enrolments=[one for one in enrolments if not one.is_over(on)],
        earlier=[one for one in enrolments if one.is_over(on)],
        offered=_others(offered, enrolments),
        measures=measures,
        on_no_list=staff and person is not None and _on_no_list(person),
        may_enrol=allows(portrait, Action.ENROL) and portrait.active,
        form=form,
        end=EndForm(),
        refused=refused,
        last_day=last_day,
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


@person_courses.post("/<code>/courses/<int:course_id>")
def enrol(code: str, course_id: int) -> ResponseReturnValue:
    """A place in this course, or one on its waiting list."""
    portrait = person_for(code, Action.ENROL).portrait
    try:
        state = enrol_participant(work(), actor(), portrait.id, course_id)
    except ConflictError as error:
        return _page(portrait, MeasureForm(formdata=None), error.message(language()))
    tell_state(portrait.code, state)
    return redirect(url_for("person_courses.index", code=portrait.code), 303)


@person_courses.post("/<code>/measures")
def measure(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.ENROL).portrait
    form = MeasureForm()
    if form.validate_on_submit():
        try:
            record_measure(work(), actor(), portrait.id, form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Maßnahme eingetragen."), "success")
            return redirect(url_for("person_courses.index", code=portrait.code, _anchor="measures"), 303)
    return _page(portrait, form)


@person_courses.post("/<code>/measures/<int:measure_id>/withdraw")
def withdraw(code: str, measure_id: int) -> ResponseReturnValue:
    portrait = person_for(code, Action.ENROL).portrait
    if FlaskForm().validate_on_submit():
        withdraw_measure(work(), actor(), measure_id)
        flash(_("Die Maßnahme ist zurückgenommen."), "success")
    return redirect(url_for("person_courses.index", code=portrait.code, _anchor="measures"), 303)


def _on_no_list(person: Participant) -> bool:
    with work().reading() as session:
        return all(chance.reasons for chance in chances_of(session, person))


def _others(offered: tuple[Course, ...], enrolments: tuple[Enrolled, ...]) -> list[Course]:
    """Courses that the person is not in already, nor has finished."""
    known = {one.course.id for one in enrolments}
    return [course for course in offered if course.id not in known]
