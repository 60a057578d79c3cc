"""People: the list, a new person, one person's page; and the addresses of everything that is done to a person."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action, Scope, reach
from matcher.agenda import next_steps, primary_step
from matcher.completion import missing_items
from matcher.errors import InvalidInputError
from matcher.store.counselled import counselled_of
from matcher.store.enrolments import current_enrolments
from matcher.store.mentorships import mentors
from matcher.store.merges import absorbed_by
from matcher.store.participants import Listing, Show, find_visible
from matcher.store.proposals import lines_of_person
from matcher.store.situations import situations_of
from matcher.usecases.add_participant import Added, NewParticipant, add_participant
from matcher.usecases.permission import require
from matcher.usecases.view_participant import is_partner, view_people
from webapp.accounts import actor, work
from webapp.forms.people import NewPersonForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.next_steps import step_button, step_due, step_url
from webapp.summaries import consent_states, hidden_categories, permit_pairs, profile_sections, summary_of
from webapp.views import (
    people_complete,
    people_consents,
    people_edit,
    people_jobs,
    people_precheck,
    people_refer,
    people_standing,
    people_twins,
)
from webapp.views.people_found import allows, person_for

people = guarded(Blueprint("people", __name__, url_prefix="/people"), Action.SEE_PARTICIPANT)
_SHOWN: Final = MappingProxyType(
    {
        Show.ACTIVE: _l("Alle im Projekt"),
        Show.STOPPED: _l("Vermittlungsstopp"),
        Show.UNACCOMPANIED: _l("Ohne Patin oder Pate"),
        Show.LEFT: _l("Nicht mehr dabei"),
    }
)
_WORDS: Final = (
    step_url,
    step_button,
    step_due,
    summary_of,
    profile_sections,
    consent_states,
    hidden_categories,
    permit_pairs,
    people_jobs.job_state,
    people_jobs.job_next,
)
"""What templates call to put a person into words."""
_FOR_ALL: Final = frozenset({Show.UNACCOMPANIED, Show.LEFT})
"""Filters that find somebody only for whoever sees everybody."""


@people.get("")
def index() -> ResponseReturnValue:
    """The people whom the visitor may see."""
    return _list(_show(request.args.get("show", "")), page=request.args.get("page", 1, type=int))


def _list(show: Show, *, page: int, search: str = "") -> str:
    listing = view_people(work(), actor(), search=search, show=show, page=page)
    sees_all = reach(actor(), Action.SEE_PARTICIPANT) is Scope.ALL
    return render_template(
        "people/index.html",
        listing=listing,
        search=search,
        show=show,
        filters=[(item, _SHOWN[item], listing.counts[item]) for item in Show if sees_all or item not in _FOR_ALL],
        steps=_next_for(listing),
        sees_mentors=sees_all,
    )


def _show(chosen: str) -> Show:
    return Show(chosen) if chosen in set(Show) else Show.ACTIVE


def _next_for(listing: Listing) -> dict[int, Any]:
    """What is next for each person of the page; counsellors take no steps, so they see none."""
    if is_partner(actor()):
        return {}
    today = work().clock.today()
    with work().reading() as reading:
        situations = situations_of(reading, [item.id for item in listing.items], today)
    steps = {key: next_steps(situation, today) for key, situation in situations.items()}
    return {key: primary_step(found) or next(iter(found), None) for key, found in steps.items()}


@people.post("/search")
def search() -> ResponseReturnValue:
    """Who is found, in the answer itself: a name stands in no address and no cookie. A whole code opens the person."""
    wanted = request.form.get("search", "").strip()[:100]
    show = _show(request.form.get("show", ""))
    if wanted.upper().startswith("LDS-"):
        with work().reading() as reading:
            if find_visible(reading, actor(), wanted) is not None:
                return redirect(url_for("people.person", code=wanted.upper()), 303)
    if not wanted:
        return redirect(url_for("people.index", show=str(show)), 303)
    return _list(show, page=request.form.get("page", 1, type=int), search=wanted)


@people.get("/search")
def search_again() -> ResponseReturnValue:
    """A search's address holds no search: whoever opens it anew starts from the list."""
    return redirect(url_for("people.index"))


@people.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Take a person in; who looks like somebody known is shown before anything is written."""
    require(actor(), Action.ADD_PARTICIPANT)
    form = NewPersonForm()
    _offer_mentors(form)
    twins: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            answer = add_participant(
                work(),
                actor(),
                NewParticipant(
                    identity=form.identity(),
                    mentor_id=form.mentor.data if "mentor" in form else None,
                    intake_source=form.source.data,
                ),
                submission=form.submission.data or "",
                not_twins=request.form.get("not_twins", "").split(","),
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            if isinstance(answer, Added):
                flash(_("Angelegt unter dem Kürzel %(code)s.", code=answer.code), "success")
                return redirect(url_for("people.person", code=answer.code), 303)
            twins = answer.codes
    status = 422 if form.errors or form.form_errors else 409 if twins else 200
    return render_template("people/new.html", form=form, twins=_twins(twins)), status


def _offer_mentors(form: NewPersonForm) -> None:
    """A mentor takes people in for themselves; a coordinator chooses, or leaves it open."""
    if reach(actor(), Action.ASSIGN_MENTOR) is None:
        del form.mentor
        return
    with work().reading() as reading:
        choices = [(item.id, item.name) for item in mentors(reading)]
    form.mentor.choices = [("", _("noch offen")), *choices]


def _twins(codes: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Each code, and whether the visitor may open it."""
    with work().reading() as reading:
        return [(code, find_visible(reading, actor(), code) is not None) for code in codes]


@people.get("/<code>")
def person(code: str) -> ResponseReturnValue:
    """What is next for a person, and everything that is recorded; counsellors see the profile alone."""
    view = person_for(code, Action.SEE_PARTICIPANT)
    portrait = view.portrait
    if code.upper() != portrait.code:
        flash(_("%(code)s wurde mit dieser Person zusammengeführt.", code=code.upper()), "info")
        return redirect(url_for("people.person", code=portrait.code), 303)
    if not allows(portrait, Action.EDIT_PARTICIPANT):
        with work().reading() as reading:
            courses = current_enrolments(reading, portrait.id)
        return render_template("people/counselled.html", person=counselled_of(portrait), courses=courses)
    steps = next_steps(view.situation, work().clock.today())
    first = primary_step(steps)
    with work().reading() as reading:
        proposed = lines_of_person(reading, portrait.id)
        courses = current_enrolments(reading, portrait.id)
        absorbed = absorbed_by(reading, portrait.id)
    return render_template(
        "people/person.html",
        absorbed=absorbed,
        may_merge=allows(portrait, Action.MERGE_PARTICIPANTS),
        missing=missing_items(view.situation.profile),
        proposed=proposed,
        courses=courses,
        portrait=portrait,
        situation=view.situation,
        first=first,
        others=[step for step in steps if step is not first],
        open_sections={str(step.kind) for step in steps},
        prospects=people_precheck.prospects_of(view.situation),
        jobs=people_jobs.jobs_of(portrait.id),
        job_badges=people_jobs.STAGE_BADGES,
        may_stop=allows(portrait, Action.SET_STOP),
        may_assign=allows(portrait, Action.ASSIGN_MENTOR),
    )


@people.context_processor
def in_words() -> dict[str, Any]:
    return {function.__name__: function for function in _WORDS}


for _rule, _endpoint, _view, _methods in (
    ("/refer", "refer", people_refer.refer, ("GET", "POST")),
    ("/<code>/edit/<section>", "edit", people_edit.edit, ("GET", "POST")),
    ("/<code>/permit", "permit", people_edit.permit, ("GET", "POST")),
    ("/<code>/permit/revoke", "revoke", people_edit.revoke, ("POST",)),
    ("/<code>/consents", "consents", people_consents.consents, ("GET",)),
    ("/<code>/consents/sign", "sign", people_consents.sign, ("GET", "POST")),
    ("/<code>/consents/sheet.pdf", "sheet_pdf", people_consents.sheet_pdf, ("GET",)),
    ("/<code>/consents/sheets/<int:sheet_id>", "signed_sheet", people_consents.signed_sheet, ("GET",)),
    ("/<code>/consents/<recipient>/withdraw", "withdraw", people_consents.withdraw, ("POST",)),
    ("/<code>/precheck", "precheck", people_precheck.precheck, ("GET", "POST")),
    ("/<code>/jobs/<reference>", "job", people_jobs.job, ("GET", "POST")),
    ("/<code>/stop", "stop", people_standing.stop, ("GET", "POST")),
    ("/<code>/stop/lift", "lift", people_standing.lift, ("POST",)),
    ("/<code>/mentor", "mentor", people_standing.mentor, ("GET", "POST")),
    ("/<code>/leave", "leave", people_standing.leave, ("GET", "POST")),
    ("/<code>/complete", "complete", people_complete.completion, ("GET",)),
    ("/<code>/twins", "twins", people_twins.twins, ("GET",)),
    ("/<code>/merge", "merge", people_twins.merge, ("GET", "POST")),
    ("/<code>/merge/<int:merge_id>/undo", "unmerge", people_twins.unmerge, ("POST",)),
):
    people.add_url_rule(_rule, _endpoint, _view, methods=_methods)
