"""How many people a mentor can accompany, and who stands in while they are away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action, Scope, reach
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store.covers import covers_from
from matcher.store.mentor_register import registered
from matcher.store.mentorships import MentorChoice, mentors
from matcher.usecases.name_cover import cancel_cover, name_cover
from matcher.usecases.set_mentor_limit import set_mentor_limit
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.forms.languages import language_names
from webapp.forms.mentoring import CoverForm, LimitForm
from webapp.forms.mentorships import RegisterForm, TrainingForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language

mentoring = guarded(Blueprint("mentoring", __name__, url_prefix="/mentoring"), Action.ARRANGE_MENTORING)


@mentoring.get("")
def index() -> ResponseReturnValue:
    """The coordinator sees all mentors; a mentor sees their own page."""
    if not _steers():
        return mentor_page(actor().id)
    today = work().clock.today()
    with work().reading() as session:
        listed = mentors(session)
        covers = covers_from(session, today)
        entries = registered(session, [item.id for item in listed])
    away = {cover.mentor_id: cover for cover in reversed(covers)}
    return render_template(
        "mentoring/index.html",
        mentors=listed,
        away=away,
        entries=entries,
        languages_in_words=lambda codes: language_names(codes, language()),
    )


@mentoring.get("/<int:account_id>")
def mentor(account_id: int) -> ResponseReturnValue:
    return mentor_page(account_id)


@mentoring.post("/<int:account_id>/limit")
def limit(account_id: int) -> ResponseReturnValue:
    form = LimitForm()
    _require_own(account_id)
    if not form.validate():
        return mentor_page(account_id, limit=form), 422
    set_mentor_limit(work(), actor(), account_id, form.most.data)
    flash(_("Gespeichert."), "success")
    return back_to_mentor(account_id)


@mentoring.post("/<int:account_id>/cover")
def cover(account_id: int) -> ResponseReturnValue:
    _require_own(account_id)
    form = CoverForm()
    _offer(form, account_id)
    if form.validate():
        try:
            name_cover(work(), actor(), account_id, form.absence(), submission=form.submission.data)
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Die Vertretung ist eingetragen. Sie beginnt und endet von selbst."), "success")
            return back_to_mentor(account_id)
    return mentor_page(account_id, cover=form), 422


@mentoring.post("/<int:account_id>/cover/cancel")
def cancel(account_id: int) -> ResponseReturnValue:
    cancel_cover(work(), actor(), request.form.get("cover", 0, type=row_number))
    flash(_("Die Vertretung ist abgesagt."), "success")
    return back_to_mentor(account_id)


def mentor_page(account_id: int, **typed: Any) -> str:
    """One mentor's page; `typed` holds the form that did not pass, by its name."""
    _require_own(account_id)
    with work().reading() as session:
        found = mentors(session, account_id=account_id)
        covers = covers_from(session, work().clock.today(), concerning=account_id)
        entry = registered(session, [account_id])[account_id]
    if not found:
        raise _unknown()
    form = typed.get("cover") or CoverForm(formdata=None)
    _offer(form, account_id)
    return render_template(
        "mentoring/mentor.html",
        mentor=found[0],
        mine=account_id == actor().id,
        away=[item for item in covers if item.mentor_id == account_id],
        stands_in=[item for item in covers if item.cover_id == account_id],
        limit_form=typed.get("limit") or LimitForm(formdata=None, data={"most": found[0].most}),
        cover_form=form,
        entry=entry,
        entry_languages=language_names(entry.languages, language()),
        register_form=typed.get("register") or RegisterForm(formdata=None, data=RegisterForm.stored(entry)),
        training_form=typed.get("training") or TrainingForm(formdata=None),
    )


def _offer(form: CoverForm, account_id: int) -> None:
    with work().reading() as session:
        others = [item for item in mentors(session) if item.id != account_id]
    form.cover.choices = [("", _("bitte wählen")), *((item.id, mentor_words(item)) for item in others)]


def mentor_words(item: MentorChoice) -> str:
    """`Ilse Muster (begleitet 2 von 3)`."""
    if item.most is None:
        return _("%(name)s (begleitet %(people)s)", name=item.name, people=item.people)
    return _("%(name)s (begleitet %(people)s von %(most)s)", name=item.name, people=item.people, most=item.most)


def _steers() -> bool:
    return reach(actor(), Action.ARRANGE_MENTORING) is Scope.ALL


def _require_own(account_id: int) -> None:
    """Another mentor's page is not there for a mentor."""
    if not _steers() and account_id != actor().id:
        raise _unknown()


def _unknown() -> NotFoundError:
    return NotFoundError("Diese Patin oder diesen Paten gibt es nicht.", "There is no such mentor.")


def back_to_mentor(account_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentoring.mentor", account_id=account_id), 303)
