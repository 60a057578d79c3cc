"""Vacancies: a mentor's own, or all for the coordinator; win a new one on one page, edit it, close it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.occupations.proposals import Proposal, propose
from matcher.plausibility import PayFloor, doubts, pay_floor
from matcher.store.employers import recent_firms, suggest_firms
from matcher.store.participants import find_visible
from matcher.store.saved_views import views_of
from matcher.store.tables.saved_views import ListPage
from matcher.store.vacancies import Show, VacancyPage, answer_by, count_vacancies, list_vacancies
from matcher.usecases.check_vacancy import Findings, check_vacancy
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.edit_vacancy import edit_vacancy
from matcher.usecases.release_shortlist import ALREADY_RELEASED, release_shortlist
from matcher.usecases.submit_vacancy import submit_vacancy
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.refusals import show_refusal
from webapp.forms.vacancies import MONTHLY, CloseForm, VacancyForm
from webapp.guard import guarded
from webapp.language import language
from webapp.lists import filters_of, remember_list
from webapp.views.vacancy_drafts import form_of, waiting_draft
from webapp.views.vacancy_page import seen_vacancy, vacancy_page
from webapp.words import day_distance

vacancies = guarded(Blueprint("vacancies", __name__, url_prefix="/vacancies"), Action.ENTER_VACANCY)

_SHOWS: Final = MappingProxyType(
    {
        Show.ALL: _l("Alle"),
        Show.RETURNED: _l("Zurückgegeben"),
        Show.SUBMITTED: _l("Beim Arbeitgeberservice"),
        Show.OPEN: _l("Offen"),
        Show.CLOSED: _l("Geschlossen"),
    }
)


@vacancies.get("")
def index() -> ResponseReturnValue:
    show = next((item for item in Show if item == request.args.get("show")), Show.ALL)
    search = request.args.get("search", "").strip()[:100]
    page = request.args.get("page", 1, type=int)
    with work().reading() as session:
        counts = count_vacancies(session, actor(), search=search)
        listing = list_vacancies(session, actor(), show=show, search=search, page=page)
        kept = views_of(session, actor(), ListPage.VACANCIES)
    remember_list("vacancies.index", show=show, search=search, page=listing.page)
    return render_template(
        "vacancies/index.html",
        listing=listing,
        counts=counts,
        show=show,
        shows=_SHOWS,
        search=search,
        kept=kept,
        filters=filters_of(show=show, search=search),
    )


@vacancies.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = VacancyForm()
    if not form.is_submitted():
        return _first_page(form)
    findings, alert = Findings(), ""
    if form.validate():
        try:
            findings = check_vacancy(work(), actor(), form.entry(), submission=form.submission.data or "")
            if form.settles(findings):
                return _submit(form)
        except InvalidInputError as error:
            show_refusal(form, error)
    return _form_page(form, findings=findings, alert=alert), 422


def _first_page(form: VacancyForm) -> str:
    """The empty form; where a draft waits, whether to go on with it, so that nothing new overwrites it."""
    draft = waiting_draft()
    if draft is None:
        return _form_page(form)
    if request.args.get("draft") == "resume":
        return _form_page(form_of(draft))
    return render_template("vacancies/draft.html", draft=draft)


def _submit(form: VacancyForm) -> ResponseReturnValue:
    done = submit_vacancy(work(), actor(), form.entry(), submission=form.submission.data or "")
    if not done.doubled:
        by = day_distance(answer_by(work().clock.now()))
        flash(_("Danke! Der Arbeitgeberservice meldet sich bis: %(day)s.", day=by), "success")
    return redirect(url_for("vacancies.vacancy", reference=done.reference), 303)


@vacancies.get("/<reference>")
def vacancy(reference: str) -> ResponseReturnValue:
    return vacancy_page(seen_vacancy(reference), inbox=False)


@vacancies.get("/<reference>/state")
def state(reference: str) -> ResponseReturnValue:
    """The notice that the list is being renewed; once it is done, the page reloads itself."""
    seen = seen_vacancy(reference)
    answer = make_response(
        render_template("vacancies/renewing.html", vacancy=seen, state_url=request.path, page_url=_address(reference))
    )
    if not seen.renewing:
        answer.headers["HX-Refresh"] = "true"
    return answer


@vacancies.route("/<reference>/edit", methods=["GET", "POST"])
def edit(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    form = VacancyForm(data=VacancyForm.stored(seen))
    if not form.is_submitted():
        return _form_page(form, seen=seen)
    findings, alert, status = Findings(), "", 422
    if form.validate():
        key = form.submission.data or ""
        try:
            findings = check_vacancy(work(), actor(), form.entry(), submission=key, vacancy_id=seen.id)
            if form.settles(findings):
                edit_vacancy(work(), actor(), seen.id, form.entry(), version=form.version.data or 0, submission=key)
                flash(_("Gespeichert."), "success")
                return redirect(_address(reference), 303)
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            alert, status = error.message(language()), status_of(error)
            form.see_version(seen_vacancy(reference).version)
    return _form_page(form, seen=seen, findings=findings, alert=alert), status


@vacancies.post("/<reference>/close")
def close(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    form = CloseForm()
    if not form.validate():
        return vacancy_page(seen, inbox=False, closing=form), 422
    close_vacancy(work(), actor(), seen.id, form.outcome.data)
    flash(_("Die Stelle ist geschlossen."), "success")
    return redirect(_address(reference), 303)


@vacancies.post("/<reference>/propose")
def propose_own(reference: str) -> ResponseReturnValue:
    """Put one of the mentor's own people before the employer service, if the gate lets them through now."""
    seen = seen_vacancy(reference)
    code = request.form.get("code", "")
    with work().reading() as session:
        participant_id = find_visible(session, actor(), code)
    if participant_id is None:
        raise NotFoundError(
            "Diese Person gibt es hier nicht. Bitte das Kürzel prüfen.",
            "There is no such person here. Please check the code.",
        )
    try:
        done = release_shortlist(work(), actor(), seen.id, [participant_id])
    except ConflictError as error:
        flash(error.message(language()), "warning")
    else:
        _tell(code, done.refused.get(participant_id))
    return redirect(_address(reference), 303)


def _tell(code: str, refused: str | None) -> None:
    if refused in (None, ALREADY_RELEASED):
        flash(_("%(code)s ist dem Arbeitgeberservice vorgeschlagen.", code=code), "success")
    else:
        flash(
            _("%(code)s kann noch nicht vorgeschlagen werden. Auf der Seite der Person steht, was fehlt.", code=code),
            "warning",
        )


@vacancies.get("/firms")
def firms() -> ResponseReturnValue:
    """Names of known firms for what is being typed, as options of a list."""
    with work().reading() as session:
        names = suggest_firms(session, request.args.get("employer", ""))
    return render_template("vacancies/firms.html", names=names)


@vacancies.post("/occupations")
def occupations() -> ResponseReturnValue:
    """Occupations and kind that the typed title may mean; nothing is kept."""
    form = VacancyForm()
    proposal = propose(form.title.data or "")
    proposed_kind = form.kind.data is None and proposal.kind is not None
    if proposed_kind:
        form.kind.data = proposal.kind
    form.propose_occupations(proposal.occupations)
    return render_template("vacancies/proposal.html", form=form, proposed_kind=proposed_kind)


@vacancies.post("/pay")
def pay() -> ResponseReturnValue:
    """What the law says of the typed pay; nothing is kept."""
    return render_template("vacancies/pay.html", pay=_pay_words(VacancyForm()))


def _pay_words(form: VacancyForm) -> dict[str, Any]:
    """The floor that applies, and what is wrong with the amount, if anything is."""
    today = work().clock.today()
    start = max(form.starts_on.data or today, today)
    monthly = form.pay_per.data == MONTHLY
    found = doubts(
        kind=form.kind.data,
        start=start,
        until=None,
        hours=form.hours.data,
        pay_hourly=None if monthly else form.pay.data,
        pay_monthly=form.pay.data if monthly else None,
    )
    said = form.pay.data is not None and form.pay_per.data is not None
    floor = pay_floor(form.kind.data, start) if form.kind.data is not None else None
    doubt = (found[0].english if language() == "en" else found[0].german) if found else ""
    return {"floor": floor, "doubt": doubt, "fine": said and not found and _comparable(form, floor)}


def _comparable(form: VacancyForm, floor: PayFloor | None) -> bool:
    """Whether the typed amount can be held against the floor: a month's pay needs the hours."""
    if floor is None:
        return False
    if floor.monthly:
        return form.pay_per.data == MONTHLY
    return form.pay_per.data != MONTHLY or bool(form.hours.data)


def _form_page(
    form: VacancyForm, *, seen: VacancyPage | None = None, findings: Findings | None = None, alert: str = ""
) -> str:
    proposal = propose(form.title.data) if form.title.data else Proposal()
    form.propose_occupations(proposal.occupations)
    with work().reading() as session:
        names = recent_firms(session, actor().id)
    return render_template(
        "vacancies/form.html",
        form=form,
        vacancy=seen,
        findings=findings or Findings(),
        alert=alert,
        firms=names,
        pay=_pay_words(form),
        proposed_kind=proposal.kind if form.kind.data is None else None,
    )


def _address(reference: str) -> str:
    return url_for("vacancies.vacancy", reference=reference)
