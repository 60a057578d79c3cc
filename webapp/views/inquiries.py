"""Questions to the employer service and the coordinator: the list, asking, one thread."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.office_hours import answer_expected, is_open, next_opening
from matcher.store.inquiry_list import ADDRESSED_ROLE, Thread, list_inquiries, thread_of
from matcher.store.tables.inquiries import Addressee
from matcher.usecases.answer_inquiry import answer_inquiry, close_inquiry, own_inquiry
from matcher.usecases.ask_partner import ask_partner, may_ask
from webapp.accounts import actor, work
from webapp.forms.partners import AnswerForm, QuestionForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.words import moment

inquiries = guarded(Blueprint("inquiries", __name__, url_prefix="/questions"), Action.EXCHANGE)


@inquiries.get("")
def index() -> ResponseReturnValue:
    now = work().clock.now()
    with work().reading() as session:
        lines = list_inquiries(session, actor(), now)
    return render_template("inquiries/index.html", lines=lines, now=now, asks=bool(_addressees()))


@inquiries.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = QuestionForm()
    form.offer(_addressees())
    if form.validate_on_submit():
        try:
            inquiry_id = ask_partner(work(), actor(), form.question(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_when(), "success")
            return redirect(url_for("inquiries.thread", inquiry_id=inquiry_id), 303)
    page = render_template("inquiries/new.html", form=form, when=_when())
    return page, 422 if form.errors or form.form_errors else 200


@inquiries.get("/<int:inquiry_id>")
def thread(inquiry_id: int) -> ResponseReturnValue:
    return _page(_found(inquiry_id), AnswerForm(formdata=None))


def _page(seen: Thread, form: AnswerForm, refused: str | None = None) -> ResponseReturnValue:
    asked = ADDRESSED_ROLE[seen.line.addressee] in actor().roles
    mine = seen.line.asked_by == actor().id
    page = render_template(
        "inquiries/thread.html",
        seen=seen,
        form=form,
        refused=refused,
        now=work().clock.now(),
        writes=(asked or mine) and seen.line.state != "closed",
        may_own=asked and seen.line.owner_id != actor().id and seen.line.state != "closed",
        may_close=actor().id in {seen.line.asked_by, seen.line.owner_id} and seen.line.state != "closed",
        when=_when() if mine else "",
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


@inquiries.post("/<int:inquiry_id>")
def answer(inquiry_id: int) -> ResponseReturnValue:
    seen = _found(inquiry_id)
    form = AnswerForm()
    if not form.validate():
        return _page(seen, form)
    try:
        answer_inquiry(work(), actor(), inquiry_id, form.text.data or "", submission=form.submission.data or "")
    except InvalidInputError as error:
        show_refusal(form, error)
        return _page(seen, form)
    except ConflictError as error:
        return _page(_found(inquiry_id), form, error.message(language()))
    flash(_when() if seen.line.asked_by == actor().id else _("Gesendet."), "success")
    return redirect(url_for("inquiries.thread", inquiry_id=inquiry_id), 303)


@inquiries.post("/<int:inquiry_id>/own")
def own(inquiry_id: int) -> ResponseReturnValue:
    own_inquiry(work(), actor(), inquiry_id)
    flash(_("Sie kümmern sich jetzt darum."), "success")
    return redirect(url_for("inquiries.thread", inquiry_id=inquiry_id), 303)


@inquiries.post("/<int:inquiry_id>/close")
def close(inquiry_id: int) -> ResponseReturnValue:
    close_inquiry(work(), actor(), inquiry_id)
    flash(_("Abgeschlossen."), "success")
    return redirect(url_for("inquiries.index"), 303)


def _addressees() -> list[Addressee]:
    return [addressee for addressee in Addressee if may_ask(actor(), addressee)]


def _when() -> str:
    """When a message written now arrives, and by when an answer is to be expected."""
    now = work().clock.now()
    opening = next_opening(now)
    expected = moment(answer_expected(opening))
    if is_open(now):
        return _("Antwort voraussichtlich bis %(moment)s.", moment=expected)
    return _(
        "Zurzeit ist niemand im Büro. Die Nachricht kommt an: %(opening)s. Antwort voraussichtlich bis %(moment)s.",
        opening=moment(opening),
        moment=expected,
    )


def _found(inquiry_id: int) -> Thread:
    with work().reading() as session:
        seen = thread_of(session, actor(), inquiry_id, work().clock.now())
    if seen is None:
        raise NotFoundError("Diese Frage gibt es hier nicht.", "There is no such question here.")
    return seen
