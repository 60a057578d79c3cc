"""The shortlist: whoever may be shown, with reasons, and the decision in place, on one entry or on several."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store.tables.shortlists import Verdict
from matcher.store.vacancies import find_vacancy
from matcher.usecases.review_entries import Reviewed, review_entries
from matcher.usecases.review_entry import review_entry, undo_review
from webapp.accounts import actor, work
from webapp.forms.refusals import show_refusal
from webapp.forms.reviews import ReviewForm, SeveralReviewsForm
from webapp.guard import guarded
from webapp.language import language
from webapp.views.shortlist_page import by_script, entry_card, shortlist_page, show_argument, withdrawn

shortlists = guarded(Blueprint("shortlists", __name__, url_prefix="/shortlists"), Action.REVIEW_SHORTLIST)

_DONE: Final = MappingProxyType(
    {
        Verdict.SUITABLE: _l("Entschieden: geeignet."),
        Verdict.NOT_SUITABLE: _l("Entschieden: nicht geeignet."),
        Verdict.PROPOSED: _l("Entschieden: dem Betrieb vorgeschlagen."),
    }
)


@shortlists.get("/<reference>")
def shortlist(reference: str) -> ResponseReturnValue:
    return shortlist_page(reference)


@shortlists.get("/<reference>/state")
def state(reference: str) -> ResponseReturnValue:
    """The notice that the ranking is being renewed; once it is done, the page reloads itself."""
    with work().reading() as session:
        seen = find_vacancy(session, actor(), reference, work().clock.today())
    if seen is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such vacancy.")
    page_url = url_for("shortlists.shortlist", reference=reference)
    answer = make_response(
        render_template("vacancies/renewing.html", vacancy=seen, state_url=request.path, page_url=page_url)
    )
    if not seen.renewing:
        answer.headers["HX-Refresh"] = "true"
    return answer


@shortlists.post("/<reference>/several")
def several(reference: str) -> ResponseReturnValue:
    """One decision on every ticked entry."""
    form = SeveralReviewsForm()
    verdict = next((item for item in Verdict if item == request.form.get("verdict")), None)
    if form.validate() and verdict is not None:
        try:
            done = review_entries(
                work(),
                actor(),
                form.entries.data or [],
                verdict,
                reference=clean(reference),
                reason=form.bulk_reason.data if verdict is Verdict.NOT_SUITABLE else None,
                note=form.bulk_note.data,
                submission=form.submission.data or "",
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            _tell(done, verdict)
            return redirect(url_for("shortlists.shortlist", reference=reference, **show_argument()), 303)
    return shortlist_page(reference, several=form), 422


@shortlists.post("/<reference>/<int:entry_id>/review")
def review(reference: str, entry_id: int) -> ResponseReturnValue:
    form = ReviewForm()
    if form.validate():
        verdict: Verdict = form.verdict.data
        reason = form.reason.data if verdict is Verdict.NOT_SUITABLE else None
        try:
            review_entry(
                work(), actor(), entry_id, verdict, reference=clean(reference), reason=reason, note=form.note.data
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        except (NotFoundError, ConflictError) as error:
            return withdrawn(reference, error)
        else:
            return _decided(reference, entry_id, str(_DONE[verdict]))
    if by_script():
        return make_response(entry_card(reference, entry_id, review=form), 422)
    return shortlist_page(reference, review=(entry_id, form)), 422


@shortlists.post("/<reference>/<int:entry_id>/undo")
def undo(reference: str, entry_id: int) -> ResponseReturnValue:
    try:
        undo_review(work(), actor(), entry_id, reference=clean(reference))
    except (NotFoundError, ConflictError) as error:
        return withdrawn(reference, error)
    return _decided(reference, entry_id, _("Rückgängig gemacht. Der Vorschlag ist wieder offen."))


def _decided(reference: str, entry_id: int, message: str) -> ResponseReturnValue:
    if by_script():
        return entry_card(reference, entry_id, message=message)
    flash(message, "success")
    anchor = f"entry-{entry_id}"
    return redirect(url_for("shortlists.shortlist", reference=reference, _anchor=anchor, **show_argument()), 303)


def _tell(done: Reviewed, verdict: Verdict) -> None:
    """What came of it, in numbers; each card has its own way back."""
    if done.done:
        many = ngettext("%(num)d Vorschlag.", "%(num)d Vorschläge.", done.done)
        flash(f"{_DONE[verdict]} {many} " + _("Jeder lässt sich einzeln rückgängig machen."), "success")
    if done.gone:
        flash(
            ngettext(
                "%(num)d Vorschlag wurde inzwischen zurückgezogen.",
                "%(num)d Vorschläge wurden inzwischen zurückgezogen.",
                done.gone,
            ),
            "warning",
        )
    for kept in done.kept:
        many = ngettext(
            "%(num)d Vorschlag bleibt, wie er ist.", "%(num)d Vorschläge bleiben, wie sie sind.", kept.count
        )
        flash(f"{many} {kept.message(language())}", "warning")
