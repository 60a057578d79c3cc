"""The shortlist: whoever may be shown, with reasons, and the decision in place."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.ranking import Feature
from matcher.spelling import clean
from matcher.store.tables.shortlists import Verdict
from matcher.store.vacancies import find_vacancy
from matcher.usecases.review_entry import review_entry, undo_review
from matcher.usecases.view_shortlist import view_shortlist
from webapp.accounts import actor, work
from webapp.forms.refusals import show_refusal
from webapp.forms.reviews import ReviewForm
from webapp.guard import guarded
from webapp.language import language

shortlists = guarded(Blueprint("shortlists", __name__, url_prefix="/shortlists"), Action.REVIEW_SHORTLIST)

_DONE: Final = MappingProxyType(
    {
        Verdict.SUITABLE: _l("Entschieden: geeignet."),
        Verdict.NOT_SUITABLE: _l("Entschieden: nicht geeignet."),
        Verdict.PROPOSED: _l("Entschieden: dem Betrieb vorgeschlagen."),
    }
)
_TONES: Final = MappingProxyType({feature: number for number, feature in enumerate(Feature)})


@shortlists.get("/<reference>")
def shortlist(reference: str) -> ResponseReturnValue:
    return _page(reference)


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
            return _withdrawn(reference, error)
        else:
            return _decided(reference, entry_id, str(_DONE[verdict]))
    if _by_script():
        return make_response(_card(reference, entry_id, form), 422)
    return _page(reference, entry_id, form), 422


@shortlists.post("/<reference>/<int:entry_id>/undo")
def undo(reference: str, entry_id: int) -> ResponseReturnValue:
    try:
        undo_review(work(), actor(), entry_id, reference=clean(reference))
    except (NotFoundError, ConflictError) as error:
        return _withdrawn(reference, error)
    return _decided(reference, entry_id, _("Rückgängig gemacht. Der Vorschlag ist wieder offen."))


def _decided(reference: str, entry_id: int, message: str) -> ResponseReturnValue:
    if _by_script():
        return _card(reference, entry_id, message=message)
    flash(message, "success")
    return redirect(url_for("shortlists.shortlist", reference=reference, _anchor=f"entry-{entry_id}"), 303)


def _withdrawn(reference: str, error: NotFoundError | ConflictError) -> ResponseReturnValue:
    """The entry was taken back, or moved on with the firm, while the page was open: say so, and no more."""
    message = error.message(language())
    if _by_script():
        return render_template("shortlists/withdrawn.html", message=message)
    flash(message, "warning")
    return redirect(url_for("shortlists.shortlist", reference=reference), 303)


def _by_script() -> bool:
    return "HX-Request" in request.headers


def _page(reference: str, entry_id: int | None = None, form: ReviewForm | None = None) -> str:
    seen = view_shortlist(work(), actor(), reference)
    return render_template(
        "shortlists/shortlist.html",
        seen=seen,
        vacancy=seen.vacancy,
        tones=_TONES,
        forms={entry.id: form if form and entry.id == entry_id else _blank(entry.id) for entry in seen.entries},
        now=work().clock.now(),
    )


def _card(reference: str, entry_id: int, form: ReviewForm | None = None, message: str = "") -> ResponseReturnValue:
    """One entry alone, to take the place of its former self."""
    try:
        seen = view_shortlist(work(), actor(), reference, entry_id=entry_id)
    except NotFoundError as error:
        return _withdrawn(reference, error)
    return render_template(
        "shortlists/card.html",
        seen=seen,
        entry=seen.entries[0],
        place=request.form.get("place", 1, type=int),
        tones=_TONES,
        form=form or _blank(entry_id),
        message=message,
        now=work().clock.now(),
    )


def _blank(_entry_id: int) -> ReviewForm:
    return ReviewForm(formdata=None)
