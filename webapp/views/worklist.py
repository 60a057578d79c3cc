"""The authority's worklist: one card a request, answered in two clicks, then the next one comes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Answer
from matcher.store.worklist import Asked, Worklist
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.answer_requests import answer_requests
from matcher.usecases.permission import require
from matcher.usecases.view_letter import view_letter
from matcher.usecases.view_worklist import view_worklist
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.answers import ConcernsForm, ConditionsForm, WholeAnswerForm, no_of, prefix_of, yes_of
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language

worklist = guarded(Blueprint("worklist", __name__), Action.SEE_WORKLIST)
Forms = Mapping[int, FlaskForm]
_NONE: Final[Forms] = MappingProxyType({})


@worklist.get("/worklist")
def index() -> ResponseReturnValue:
    return _page(view_worklist(work(), actor()))


@worklist.post("/worklist/batch")
def batch() -> ResponseReturnValue:
    """The ticked requests are answered with yes, without conditions."""
    chosen = request.form.getlist("request", type=int)
    if not chosen:
        return _page(view_worklist(work(), actor()), alert=_("Bitte mindestens eine Anfrage ankreuzen.")), 422
    done = answer_requests(work(), actor(), chosen)
    if done.answered:
        many = len(done.answered)
        flash(ngettext("%(num)d Anfrage ist beantwortet.", "%(num)d Anfragen sind beantwortet.", many), "success")
    if done.passed_over:
        many = len(done.passed_over)
        flash(
            ngettext(
                "%(num)d Anfrage war schon beantwortet oder zurückgezogen.",
                "%(num)d Anfragen waren schon beantwortet oder zurückgezogen.",
                many,
            ),
            "warning",
        )
    return redirect(url_for("worklist.index"), 303)


@worklist.post("/worklist/<int:request_id>/answer")
def answer(request_id: int) -> ResponseReturnValue:
    """A yes without conditions: one click."""
    return _answer(request_id, _chosen(request.form.get("answer", ""), (Answer.NO_CONCERNS, Answer.CONSENT)))


@worklist.post("/worklist/<int:request_id>/conditions")
def conditions(request_id: int) -> ResponseReturnValue:
    form = ConditionsForm(prefix=prefix_of(request_id))
    chosen = _chosen(request.form.get("answer", ""), (Answer.NO_CONCERNS, Answer.CONSENT))
    if not form.validate():
        return _page(view_worklist(work(), actor()), conditioned={request_id: form}), 422
    return _answer(request_id, chosen, form.conditions(), conditioned={request_id: form})


@worklist.post("/worklist/<int:request_id>/concerns")
def concerns(request_id: int) -> ResponseReturnValue:
    form = ConcernsForm(prefix=prefix_of(request_id))
    chosen = _chosen(request.form.get("answer", ""), (Answer.OBJECTION, Answer.REFUSED))
    if not form.validate():
        return _page(view_worklist(work(), actor()), objected={request_id: form}), 422
    return _answer(request_id, chosen, form.conditions(), objected={request_id: form})


@worklist.route("/worklist/<int:request_id>/change", methods=["GET", "POST"])
def change(request_id: int) -> ResponseReturnValue:
    """Another answer than the one that counts, or the first one after the deadline passed."""
    require(actor(), Action.ANSWER_CLEARANCE)
    asked = view_letter(work(), actor(), request_id, answered=True)
    form = WholeAnswerForm(data={"bars": [str(bar) for bar in asked.bars]})
    form.offer(asked.mode, about_job=asked.job is not None)
    refused = None
    if form.validate_on_submit():
        try:
            answer_request(work(), actor(), request_id, form.chosen(), form.conditions(), changes=True)
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Ihre neue Antwort gilt: %(answer)s.", answer=form.chosen().label(language())), "success")
            return redirect(url_for("worklist.index"), 303)
    page = render_template("worklist/change.html", form=form, asked=asked, refused=refused)
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


def _chosen(value: str, allowed: tuple[Answer, ...]) -> Answer:
    found = next((answer for answer in allowed if answer == value), None)
    if found is None:
        raise InvalidInputError("answer", "Bitte eine Antwort wählen.", "Please choose an answer.")
    return found


def _answer(
    request_id: int,
    chosen: Answer,
    added: Conditions | None = None,
    *,
    conditioned: Forms = _NONE,
    objected: Forms = _NONE,
) -> ResponseReturnValue:
    try:
        answer_request(work(), actor(), request_id, chosen, added)
    except InvalidInputError as error:
        form = next(iter((conditioned or objected).values()), None)
        if form is None:
            raise
        show_refusal(form, error)
        return _page(view_worklist(work(), actor()), conditioned=conditioned, objected=objected), 422
    except ConflictError as error:
        return _page(view_worklist(work(), actor()), alert=error.message(language())), status_of(error)
    flash(_("Ihre Antwort ist gespeichert: %(answer)s.", answer=chosen.label(language())), "success")
    return redirect(url_for("worklist.index"), 303)


def _page(seen: Worklist, *, conditioned: Forms = _NONE, objected: Forms = _NONE, alert: str = "") -> str:
    waiting = seen.waiting
    return render_template(
        "worklist/index.html",
        seen=seen,
        conditioned={item.id: conditioned.get(item.id) or _blank_conditions(item) for item in waiting},
        objected={item.id: objected.get(item.id) or _blank_concerns(item) for item in waiting},
        yes_of=yes_of,
        no_of=no_of,
        alert=alert,
    )


def _blank_conditions(item: Asked) -> ConditionsForm:
    return ConditionsForm(None, prefix=prefix_of(item.id))


def _blank_concerns(item: Asked) -> ConcernsForm:
    """What the authority stated last is ticked, since a new statement replaces it whole."""
    return ConcernsForm(None, prefix=prefix_of(item.id), data={"bars": [str(bar) for bar in item.bars]})
