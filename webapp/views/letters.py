"""Requests on their way to the authority, for the coordinator: urgency, letters, and answers that came on paper."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Level
from matcher.store.open_requests import open_requests
from matcher.usecases.enter_answer_on_paper import enter_answer_on_paper
from matcher.usecases.permission import require
from matcher.usecases.set_urgency import set_urgency
from matcher.usecases.view_letter import view_letter
from webapp.accounts import actor, work
from webapp.forms.paper_answers import PaperAnswerForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.letter_pdf import letter_pdf, reference_of

letters = guarded(Blueprint("letters", __name__, url_prefix="/letters"), Action.ANSWER_ON_PAPER, Action.SEE_WORKLIST)


@letters.get("")
def index() -> ResponseReturnValue:
    """What waits, in the order in which the authority sees it, and what nobody asked yet."""
    require(actor(), Action.ANSWER_ON_PAPER)
    with work().reading() as session:
        seen = open_requests(session, page=request.args.get("page", 1, type=int))
    return render_template("letters/index.html", seen=seen, sign=reference_of)


@letters.get("/<int:request_id>/letter.pdf")
def letter(request_id: int) -> ResponseReturnValue:
    """The letter to print, for authorities that have no login."""
    asked = view_letter(work(), actor(), request_id)
    answer = Response(letter_pdf(asked, work().clock.today()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{reference_of(request_id)}.pdf"'
    return answer


@letters.post("/<int:request_id>/urgency")
def urgency(request_id: int) -> ResponseReturnValue:
    urgent = request.form.get("urgent") == "yes"
    set_urgency(work(), actor(), request_id, urgent=urgent)
    if urgent:
        flash(_("Die Anfrage steht jetzt als dringend oben."), "success")
    else:
        flash(_("Die Anfrage steht wieder nach ihrer Frist."), "success")
    return redirect(url_for("letters.index", page=request.form.get("page", 1, type=int)), 303)


@letters.route("/<int:request_id>/answer", methods=["GET", "POST"])
def answer(request_id: int) -> ResponseReturnValue:
    """Copy the authority's letter; the scan's reference is needed, and the authority can see the entry."""
    require(actor(), Action.ANSWER_ON_PAPER)
    asked = view_letter(work(), actor(), request_id, answered=True)
    form = PaperAnswerForm(data={"bars": [str(bar) for bar in asked.bars]})
    form.offer(asked.mode, about_job=asked.job is not None)
    refused = None
    if form.validate_on_submit():
        try:
            enter_answer_on_paper(work(), actor(), request_id, form.chosen(), form.paper(), form.conditions())
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Die Antwort vom Papier ist eingetragen. Die Ausländerbehörde kann sie sehen."), "success")
            return redirect(url_for("letters.index"), 303)
    level = Level.JOB if asked.job else Level.PLACEMENT
    page = render_template(
        "letters/answer.html", form=form, asked=asked, level=level, sign=reference_of(request_id), refused=refused
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200
