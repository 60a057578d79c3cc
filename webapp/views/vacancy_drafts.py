"""The draft of a vacancy: saved on every change or by a button, resumed or thrown away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matcher.access import Action
from matcher.store.vacancy_drafts import VacancyDraft, find_vacancy_draft
from matcher.usecases.keep_vacancy_draft import drop_vacancy_draft, keep_vacancy_draft
from webapp.accounts import actor, work
from webapp.forms.vacancies import VacancyForm
from webapp.guard import guarded

vacancy_drafts = guarded(Blueprint("vacancy_drafts", __name__, url_prefix="/vacancy-draft"), Action.ENTER_VACANCY)
_NOT_KEPT = frozenset({"csrf_token", "submission", "seen", "version", "firm"})


@vacancy_drafts.post("")
def save() -> ResponseReturnValue:
    """By itself while typing, or by the button; the form itself is not checked yet."""
    names = [field.name for field in VacancyForm() if field.name not in _NOT_KEPT]
    typed = {name: request.form.getlist(name) for name in names if name in request.form}
    kept = keep_vacancy_draft(work(), actor(), typed, submission=request.form.get("submission", ""))
    if "HX-Request" in request.headers:
        return render_template("vacancies/draft_saved.html", saved_at=work().clock.now() if kept else None)
    if kept:
        flash(_("Der Entwurf ist gespeichert. Er steht unter „Stelle melden“ bereit."), "success")
    return redirect(url_for("vacancies.index"), 303)


@vacancy_drafts.post("/discard")
def discard() -> ResponseReturnValue:
    drop_vacancy_draft(work(), actor())
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(url_for("vacancies.new"), 303)


def waiting_draft() -> VacancyDraft | None:
    with work().reading() as session:
        return find_vacancy_draft(session, actor())


def form_of(draft: VacancyDraft) -> VacancyForm:
    """The form as it was typed, right or wrong."""
    return VacancyForm(MultiDict([(name, value) for name, values in draft.typed.items() for value in values]))
