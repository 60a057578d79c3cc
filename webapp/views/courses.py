"""Courses: those with free places, one course's page, entering and changing one, and who goes there."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matcher.access import Action, reach
from matcher.courses import Course, CourseKind
from matcher.errors import ConflictError, DeniedError, InvalidInputError, NotFoundError
from matcher.store.course_list import Show, count_courses, course_of, list_courses
from matcher.store.tables.courses import EnrolmentState
from matcher.usecases.cancel_course import cancel_course
from matcher.usecases.edit_course import edit_course
from matcher.usecases.end_enrolment import end_enrolment
from matcher.usecases.enrol_participant import enrol_participant
from matcher.usecases.open_course import open_course
from matcher.usecases.permission import require
from matcher.usecases.view_members import view_members
from webapp.accounts import actor, work
from webapp.course_words import course_goal, course_period, course_place, course_seats, course_times
from webapp.forms.courses import CourseForm, EndForm, EnrolForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.views.people_found import person_for

courses = guarded(Blueprint("courses", __name__, url_prefix="/courses"), Action.SEE_COURSES)
_SHOWN: Final = MappingProxyType(
    {Show.FREE: _l("Mit freien Plätzen"), Show.CURRENT: _l("Alle laufenden und künftigen"), Show.OVER: _l("Vorbei")}
)


@courses.get("")
def index() -> ResponseReturnValue:
    """Courses for everybody's eyes: they name nobody."""
    show = Show(request.args["show"]) if request.args.get("show") in set(Show) else Show.FREE
    kind = CourseKind(request.args["kind"]) if request.args.get("kind") in set(CourseKind) else None
    today = work().clock.today()
    with work().reading() as session:
        listing = list_courses(session, today, show=show, kind=kind, page=request.args.get("page", 1, type=int))
        counts = count_courses(session, today)
    return render_template(
        "courses/index.html",
        listing=listing,
        show=show,
        kind=kind,
        kinds=list(CourseKind),
        filters=[(item, _SHOWN[item], counts[item]) for item in Show],
    )


@courses.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(actor(), Action.EDIT_COURSE)
    form = CourseForm()
    if form.validate_on_submit():
        try:
            course_id = open_course(work(), actor(), form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Kurs eingetragen."), "success")
            return redirect(url_for("courses.course", course_id=course_id), 303)
    return render_template("courses/form.html", form=form, course=None), 422 if form.errors or form.form_errors else 200


@courses.get("/<int:course_id>")
def course(course_id: int) -> ResponseReturnValue:
    return _page(_found(course_id), EnrolForm())


def _page(found: Course, form: EnrolForm, refused: str | None = None) -> ResponseReturnValue:
    members = view_members(work(), actor(), found.id)
    page = render_template(
        "courses/course.html",
        course=found,
        form=form,
        refused=refused,
        end=EndForm(),
        members=members,
        states=EnrolmentState,
        unseen=found.taken + found.waiting - len(members),
        may_enrol=reach(actor(), Action.ENROL) is not None,
    )
    return page, 409 if refused else 422 if form.errors else 200


@courses.route("/<int:course_id>/edit", methods=["GET", "POST"])
def edit(course_id: int) -> ResponseReturnValue:
    """The course's form; whatever goes wrong, what was typed stays."""
    require(actor(), Action.EDIT_COURSE)
    found = _found(course_id)
    form = CourseForm(data=CourseForm.stored(found))
    conflict = None
    if form.validate_on_submit():
        try:
            moved = edit_course(work(), actor(), course_id, form.entry(), revision=form.revision())
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            found = _found(course_id)
            form.see_version(found.version)
            conflict = error.message(language())
        else:
            flash(_("Kurs gespeichert."), "success")
            _tell_moved(moved)
            return redirect(url_for("courses.course", course_id=course_id), 303)
    status = 409 if conflict else 422 if form.errors or form.form_errors else 200
    return render_template("courses/form.html", form=form, course=found, conflict=conflict), status


@courses.post("/<int:course_id>/cancel")
def cancel(course_id: int) -> ResponseReturnValue:
    left = cancel_course(work(), actor(), course_id)
    flash(
        ngettext(
            "Der Kurs fällt aus. %(num)d Person ist wieder frei.",
            "Der Kurs fällt aus. %(num)d Personen sind wieder frei.",
            left,
        ),
        "success",
    )
    return redirect(url_for("courses.course", course_id=course_id), 303)


@courses.post("/<int:course_id>/enrol")
def enrol(course_id: int) -> ResponseReturnValue:
    """Enter somebody by code; the message says whether they have a place or wait."""
    found, form = _found(course_id), EnrolForm()
    if not form.validate_on_submit():
        return _page(found, form)
    try:
        person = person_for(form.code.data or "", Action.ENROL).portrait
        state = enrol_participant(work(), actor(), person.id, course_id)
    except (NotFoundError, DeniedError) as error:
        form.code.errors = [error.message(language())]
        return _page(found, form)
    except ConflictError as error:
        return _page(found, form, error.message(language()))
    tell_state(person.code, state)
    return redirect(url_for("courses.course", course_id=course_id, _anchor="members"), 303)


@courses.post("/enrolments/<int:enrolment_id>/end")
def end(enrolment_id: int) -> ResponseReturnValue:
    """The place goes to whoever has waited longest; back to the page that was pressed on."""
    form = EndForm()
    if not form.validate_on_submit() or form.outcome.data is None:
        raise InvalidInputError("outcome", "Bitte wählen, wie es ausging.", "Please choose how it ended.")
    moved = end_enrolment(work(), actor(), enrolment_id, form.outcome.data)
    flash(_("Eingetragen: %(outcome)s.", outcome=form.outcome.data.label(language())), "success")
    _tell_moved(moved)
    return redirect(_way_back(request.form.get("back", ""), request.form.get("target", "")), 303)


def _way_back(page: str, target: str) -> str:
    """The person or the course from whose page somebody pressed; the list where the form does not say."""
    if page == "person" and target and target.isascii() and target.replace("-", "").isalnum():
        return url_for("person_courses.index", code=target)
    if page == "course" and target.isascii() and target.isdigit() and len(target) < 10:
        return url_for("courses.course", course_id=int(target))
    return url_for("courses.index")


def tell_state(code: str, state: EnrolmentState) -> None:
    """Say on the next page what came of entering somebody."""
    if state is EnrolmentState.ENROLLED:
        flash(_("%(code)s hat einen Platz.", code=code), "success")
    else:
        flash(_("%(code)s steht auf der Warteliste. Wer zuerst gefragt hat, rückt zuerst nach.", code=code), "info")


def _tell_moved(moved: int) -> None:
    if moved:
        flash(
            ngettext(
                "%(num)d Person ist von der Warteliste nachgerückt.",
                "%(num)d Personen sind von der Warteliste nachgerückt.",
                moved,
            ),
            "info",
        )


def _found(course_id: int) -> Course:
    with work().reading() as session:
        found = course_of(session, course_id)
    if found is None:
        raise NotFoundError(
            "Diesen Kurs gibt es nicht. Bitte unter „Kurse“ nachsehen.",
            "There is no such course. Please look under “Courses”.",
        )
    return found


@courses.app_context_processor
def in_words() -> dict[str, Any]:
    return {
        function.__name__: function
        for function in (course_goal, course_period, course_place, course_seats, course_times)
    }
