"""The employer service's inbox: new vacancies to accept or return, open ones with their proposals."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store.vacancies import Show, VacancyPage, count_vacancies, find_vacancy, list_vacancies
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.judge_vacancy import accept_vacancy, return_vacancy
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.refusals import show_refusal
from webapp.forms.reviews import ReturnForm
from webapp.forms.vacancies import CloseForm, occupation_words
from webapp.guard import guarded
from webapp.language import language

inbox = guarded(Blueprint("inbox", __name__, url_prefix="/inbox"), Action.JUDGE_VACANCY)

_SHOWS: Final = MappingProxyType(
    {
        Show.SUBMITTED: _l("Neu"),
        Show.UNDECIDED: _l("Vorschläge zu entscheiden"),
        Show.OPEN: _l("Offen"),
        Show.RETURNED: _l("Zurückgegeben"),
        Show.CLOSED: _l("Geschlossen"),
    }
)


@inbox.get("")
def index() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:100]
    page = request.args.get("page", 1, type=int)
    with work().reading() as session:
        counts = count_vacancies(session, actor(), search=search)
        show = _chosen(request.args.get("show", ""), counts)
        listing = list_vacancies(session, actor(), show=show, search=search, page=page)
    return render_template("inbox/index.html", listing=listing, counts=counts, show=show, shows=_SHOWS, search=search)


def _chosen(wanted: str, counts: dict[Show, int]) -> Show:
    """The filter asked for; otherwise the first that holds something to do."""
    asked = next((item for item in _SHOWS if item == wanted), None)
    return asked or next((item for item in _SHOWS if counts[item]), Show.SUBMITTED)


@inbox.get("/<reference>")
def vacancy(reference: str) -> ResponseReturnValue:
    return _page(_found(reference), ReturnForm(formdata=None))


@inbox.post("/<reference>/accept")
def accept(reference: str) -> ResponseReturnValue:
    seen = _found(reference)
    try:
        accept_vacancy(work(), actor(), seen.id)
    except ConflictError as error:
        return _page(_found(reference), ReturnForm(formdata=None), error.message(language())), status_of(error)
    flash(_("Angenommen: „%(title)s“. Die Rangliste entsteht jetzt.", title=seen.title), "success")
    return redirect(url_for("inbox.vacancy", reference=reference), 303)


@inbox.post("/<reference>/return")
def give_back(reference: str) -> ResponseReturnValue:
    seen, form = _found(reference), ReturnForm()
    if not form.validate():
        return _page(seen, form), 422
    try:
        return_vacancy(work(), actor(), seen.id, form.reason.data, note=form.note.data)
    except InvalidInputError as error:
        show_refusal(form, error)
        return _page(seen, form), status_of(error)
    except ConflictError as error:
        return _page(_found(reference), form, error.message(language())), status_of(error)
    flash(_("Zurückgegeben: „%(title)s“. Die Patin oder der Pate weiß Bescheid.", title=seen.title), "success")
    return redirect(url_for("inbox.index"), 303)


@inbox.post("/<reference>/close")
def close(reference: str) -> ResponseReturnValue:
    seen, form = _found(reference), CloseForm()
    if not form.validate():
        return _page(seen, ReturnForm(formdata=None), close_form=form), 422
    close_vacancy(work(), actor(), seen.id, form.outcome.data)
    flash(_("Die Stelle ist geschlossen."), "success")
    return redirect(url_for("inbox.vacancy", reference=reference), 303)


def _page(seen: VacancyPage, form: ReturnForm, alert: str = "", *, close_form: CloseForm | None = None) -> str:
    return render_template(
        "inbox/vacancy.html",
        vacancy=seen,
        form=form,
        close_form=close_form or CloseForm(formdata=None),
        alert=alert,
        occupation_words=occupation_words,
    )


def _found(reference: str) -> VacancyPage:
    with work().reading() as session:
        seen = find_vacancy(session, actor(), reference, work().clock.today())
    if seen is None:
        raise NotFoundError(
            "Diese Stelle gibt es hier nicht. Bitte die Kennung prüfen.",
            "There is no such vacancy here. Please check the reference.",
        )
    return seen
