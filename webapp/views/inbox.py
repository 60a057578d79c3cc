"""The employer service's inbox: new vacancies to accept or return, open ones with their proposals."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.store.saved_views import views_of
from matcher.store.tables.saved_views import ListPage
from matcher.store.tables.vacancies import VacancyVerdict
from matcher.store.vacancies import Show, count_vacancies, list_vacancies
from matcher.store.vacancy_reviews import recent_decisions
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.judge_vacancies import Judged, judge_vacancies
from matcher.usecases.judge_vacancy import accept_vacancy, return_vacancy, undo_judgement
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.refusals import show_refusal
from webapp.forms.reviews import ReturnForm, SeveralVacanciesForm
from webapp.forms.vacancies import CloseForm
from webapp.guard import guarded
from webapp.language import language
from webapp.lists import filters_of, list_url, remember_list
from webapp.views.vacancy_page import seen_vacancy, vacancy_page

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
    return _list(None)


@inbox.post("/several")
def several() -> ResponseReturnValue:
    """One answer to every ticked vacancy."""
    form = SeveralVacanciesForm()
    verdict = next((item for item in VacancyVerdict if item == request.form.get("verdict")), None)
    if form.validate() and verdict is not None:
        try:
            done = judge_vacancies(
                work(),
                actor(),
                form.vacancies.data or [],
                verdict,
                reason=form.bulk_reason.data if verdict is VacancyVerdict.RETURNED else None,
                note=form.bulk_note.data if verdict is VacancyVerdict.RETURNED else None,
                submission=form.submission.data or "",
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            _tell(done, verdict)
            return redirect(list_url("inbox.index"), 303)
    return _list(form), 422


def _list(form: SeveralVacanciesForm | None) -> str:
    """The list under its filters; `form` was sent and did not pass."""
    search = request.values.get("search", "").strip()[:100]
    page = request.values.get("page", 1, type=int)
    with work().reading() as session:
        counts = count_vacancies(session, actor(), search=search)
        show = _chosen(request.values.get("show", ""), counts)
        listing = list_vacancies(session, actor(), show=show, search=search, page=page)
        kept = views_of(session, actor(), ListPage.INBOX)
        recent = recent_decisions(session, actor(), work().clock.now())
    remember_list("inbox.index", show=show, search=search, page=listing.page)
    waiting = {item.reference for item in listing.items} if show is Show.SUBMITTED else set()
    ticked = set(form.vacancies.data or ()) if form else waiting if request.args.get("select") == "all" else set()
    return render_template(
        "inbox/index.html",
        listing=listing,
        counts=counts,
        show=show,
        shows=_SHOWS,
        search=search,
        kept=kept,
        filters=filters_of(show=show, search=search),
        recent=recent,
        several=form or SeveralVacanciesForm(formdata=None),
        ticked=ticked & waiting,
    )


def _chosen(wanted: str, counts: dict[Show, int]) -> Show:
    """The filter asked for; otherwise the first that holds something to do."""
    asked = next((item for item in _SHOWS if item == wanted), None)
    return asked or next((item for item in _SHOWS if counts[item]), Show.SUBMITTED)


def _tell(done: Judged, verdict: VacancyVerdict) -> None:
    accepted = verdict is VacancyVerdict.ACCEPTED
    if done.done:
        flash(
            ngettext("%(num)d Stelle angenommen.", "%(num)d Stellen angenommen.", done.done)
            if accepted
            else ngettext("%(num)d Stelle zurückgegeben.", "%(num)d Stellen zurückgegeben.", done.done),
            "success",
        )
    if done.late:
        flash(
            ngettext(
                "Über %(num)d Stelle war schon entschieden.", "Über %(num)d Stellen war schon entschieden.", done.late
            ),
            "warning",
        )


@inbox.get("/<reference>")
def vacancy(reference: str) -> ResponseReturnValue:
    return vacancy_page(seen_vacancy(reference), inbox=True)


@inbox.post("/<reference>/accept")
def accept(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        accept_vacancy(work(), actor(), seen.id)
    except ConflictError as error:
        return vacancy_page(seen_vacancy(reference), inbox=True, alert=error.message(language())), status_of(error)
    flash(_("Angenommen: „%(title)s“. Die Rangliste entsteht jetzt.", title=seen.title), "success")
    return redirect(url_for("inbox.vacancy", reference=reference), 303)


@inbox.post("/<reference>/return")
def give_back(reference: str) -> ResponseReturnValue:
    seen, form = seen_vacancy(reference), ReturnForm()
    if not form.validate():
        return vacancy_page(seen, inbox=True, giving_back=form), 422
    try:
        return_vacancy(work(), actor(), seen.id, form.reason.data, note=form.note.data)
    except InvalidInputError as error:
        show_refusal(form, error)
        return vacancy_page(seen, inbox=True, giving_back=form), status_of(error)
    except ConflictError as error:
        page = vacancy_page(seen_vacancy(reference), inbox=True, giving_back=form, alert=error.message(language()))
        return page, status_of(error)
    flash(_("Zurückgegeben: „%(title)s“. Die Patin oder der Pate weiß Bescheid.", title=seen.title), "success")
    return redirect(list_url("inbox.index"), 303)


@inbox.post("/<reference>/undo")
def undo(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        undo_judgement(work(), actor(), seen.id)
    except ConflictError as error:
        flash(error.message(language()), "warning")
    else:
        flash(_("Zurückgenommen: „%(title)s“ wartet wieder auf Ihre Antwort.", title=seen.title), "success")
    return redirect(url_for("inbox.vacancy", reference=reference), 303)


@inbox.post("/<reference>/close")
def close(reference: str) -> ResponseReturnValue:
    seen, form = seen_vacancy(reference), CloseForm()
    if not form.validate():
        return vacancy_page(seen, inbox=True, closing=form), 422
    close_vacancy(work(), actor(), seen.id, form.outcome.data)
    flash(_("Die Stelle ist geschlossen."), "success")
    return redirect(url_for("inbox.vacancy", reference=reference), 303)
