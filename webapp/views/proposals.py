"""Proposals on their way through firms: the list, one page each, the person's word, the firm's answer, the sheet."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action, reach
from matcher.store.placement_dues import placement_dues
from matcher.store.proposals import Show, list_proposals
from matcher.store.saved_views import views_of
from matcher.store.tables.saved_views import ListPage
from matcher.usecases.record_agreement import record_agreement, take_back_agreement
from matcher.usecases.record_firm_answer import record_firm_answer, undo_firm_answer
from matcher.usecases.view_proposal import view_sheet
from webapp.accounts import actor, work
from webapp.forms.proposals import AgreementForm, AnswerForm
from webapp.guard import guarded
from webapp.language import language
from webapp.lists import filters_of, remember_list
from webapp.proposal_pdf import proposal_pdf
from webapp.views import interviews, placements
from webapp.views.proposal_page import press, send, show

proposals = guarded(Blueprint("proposals", __name__, url_prefix="/proposals"), Action.REPORT_ANSWER)
_SHOWN: Final = MappingProxyType(
    {Show.OPEN: _l("Unterwegs"), Show.WORKING: _l("In Arbeit"), Show.CLOSED: _l("Abgeschlossen")}
)


@proposals.get("")
def index() -> ResponseReturnValue:
    """Mentors see their own people's, the coordinator all, the employer service those that lie with firms."""
    chosen = request.args.get("show", "")
    shown = Show(chosen) if chosen in set(Show) else Show.OPEN
    accompanies = reach(actor(), Action.ACCOMPANY) is not None
    with work().reading() as session:
        listing = list_proposals(session, actor(), show=shown, page=request.args.get("page", 1, type=int))
        dues = placement_dues(session, actor(), work().clock.today()) if accompanies else ()
        kept = views_of(session, actor(), ListPage.PROPOSALS)
    remember_list("proposals.index", show=shown, page=listing.page)
    return render_template(
        "proposals/index.html",
        listing=listing,
        show=shown,
        filters=[(item, _SHOWN[item]) for item in Show if accompanies or item is not Show.WORKING],
        dues=dues,
        kept=kept,
        present=filters_of(show=shown),
    )


@proposals.get("/<int:entry_id>")
def proposal(entry_id: int) -> ResponseReturnValue:
    return show(entry_id)


@proposals.post("/<int:entry_id>/agreement")
def agreement(entry_id: int) -> ResponseReturnValue:
    """What the person says to this proposal."""
    agreed = request.form.get("agreed") == "yes"
    form = AgreementForm()
    return send(
        entry_id,
        form,
        "agreement",
        lambda: record_agreement(
            work(), actor(), entry_id, agreed=agreed, said_on=form.said_on.data, language=form.language.data
        ),
        _("Eingetragen: Die Person ist einverstanden.")
        if agreed
        else _("Eingetragen: Der Vorschlag ist zurückgezogen."),
    )


@proposals.post("/<int:entry_id>/agreement/take-back")
def take_back(entry_id: int) -> ResponseReturnValue:
    return press(
        entry_id,
        lambda: take_back_agreement(work(), actor(), entry_id),
        _("Zurückgenommen. Name und Kontakt sind wieder verborgen."),
    )


@proposals.post("/<int:entry_id>/answer")
def answer(entry_id: int) -> ResponseReturnValue:
    """What the firm says."""
    form = AnswerForm()
    return send(
        entry_id,
        form,
        "answer",
        lambda: record_firm_answer(
            work(),
            actor(),
            entry_id,
            form.answer.data,
            reason=form.reason.data,
            note=form.note.data,
            submission=form.submission.data,
        ),
        _("Die Antwort des Betriebs ist eingetragen."),
        anchor="firm",
    )


@proposals.post("/<int:entry_id>/undo")
def undo(entry_id: int) -> ResponseReturnValue:
    return press(
        entry_id,
        lambda: undo_firm_answer(work(), actor(), entry_id, submission=request.form.get("submission")),
        _("Rückgängig gemacht."),
        anchor="firm",
    )


@proposals.get("/<int:entry_id>/sheet.pdf")
def sheet(entry_id: int) -> ResponseReturnValue:
    """The sheet for the firm, as the person's agreement stands at this moment."""
    found = view_sheet(work(), actor(), entry_id)
    answer = Response(proposal_pdf(found, work().clock.today(), language()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


for _rule, _endpoint, _view, _methods in (
    ("/<int:entry_id>/interview", "arrange", interviews.arrange, ("POST",)),
    ("/<int:entry_id>/interview/cancel", "cancel", interviews.cancel, ("POST",)),
    ("/<int:entry_id>/interview/outcome", "outcome", interviews.outcome, ("POST",)),
    ("/<int:entry_id>/interview.ics", "calendar", interviews.calendar, ("GET",)),
    ("/<int:entry_id>/placement", "plan", placements.plan, ("POST",)),
    ("/<int:entry_id>/placement/start", "start", placements.start, ("POST",)),
    ("/<int:entry_id>/placement/end", "end", placements.end, ("POST",)),
    ("/<int:entry_id>/placement/follow-up", "follow_up", placements.ask, ("POST",)),
    ("/<int:entry_id>/placement/follow-up/correct", "ask_again", placements.ask_again, ("POST",)),
    ("/<int:entry_id>/placement/correct", "correct", placements.correct, ("POST",)),
):
    proposals.add_url_rule(_rule, _endpoint, _view, methods=_methods)
