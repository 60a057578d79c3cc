"""Keeping a vacancy up to date, for its mentor, the coordinator and the employer service alike."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action, reach
from matcher.errors import ConflictError
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.store.vacancies import VacancyPage
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.confirm_vacancy import confirm_vacancy
from matcher.usecases.fill_place import fill_place, free_place
from matcher.usecases.pause_vacancy import pause_vacancy, resume_vacancy
from webapp.accounts import actor, work
from webapp.guard import guarded
from webapp.language import language
from webapp.views.vacancy_page import seen_vacancy

keeping = guarded(Blueprint("keeping", __name__, url_prefix="/keep"), Action.ENTER_VACANCY, Action.JUDGE_VACANCY)


@keeping.post("/<reference>/still-free")
def still_free(reference: str) -> ResponseReturnValue:
    """The answer to "is it still free?": yes, or which way it ended."""
    seen = seen_vacancy(reference)
    ended = next((outcome for outcome in _ENDS if outcome == request.form.get("answer")), None)
    try:
        if ended is not None:
            close_vacancy(work(), actor(), seen.id, ended)
            flash(_("Danke! „%(title)s“ ist geschlossen.", title=seen.title), "success")
        else:
            confirm_vacancy(work(), actor(), seen.id)
            flash(_("Danke! „%(title)s“ bleibt offen.", title=seen.title), "success")
    except ConflictError as error:
        flash(error.message(language()), "warning")
    return _back(seen)


_ENDS = (VacancyOutcome.FILLED, VacancyOutcome.WITHDRAWN)


@keeping.post("/<reference>/pause")
def pause(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        pause_vacancy(work(), actor(), seen.id)
        flash(_("Die Stelle ruht. Neue Vorschläge gibt es erst, wenn sie weiterläuft."), "success")
    except ConflictError as error:
        flash(error.message(language()), "warning")
    return _back(seen)


@keeping.post("/<reference>/resume")
def resume(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        resume_vacancy(work(), actor(), seen.id)
        flash(_("Die Stelle läuft weiter. Die Rangliste wird neu berechnet."), "success")
    except ConflictError as error:
        flash(error.message(language()), "warning")
    return _back(seen)


@keeping.post("/<reference>/fill")
def fill(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        if fill_place(work(), actor(), seen.id, seen=_counted()):
            flash(_("Stelle besetzt: alle Plätze sind vergeben, die Stelle ist geschlossen."), "success")
        else:
            flash(_("Gezählt: noch ein Platz ist besetzt."), "success")
    except ConflictError as error:
        flash(error.message(language()), "warning")
    return _back(seen)


@keeping.post("/<reference>/free")
def free(reference: str) -> ResponseReturnValue:
    seen = seen_vacancy(reference)
    try:
        free_place(work(), actor(), seen.id, seen=_counted())
        flash(_("Gezählt: der Platz ist wieder frei."), "success")
    except ConflictError as error:
        flash(error.message(language()), "warning")
    return _back(seen)


def _counted() -> int:
    return request.form.get("seen", -1, type=int)


def _back(seen: VacancyPage) -> ResponseReturnValue:
    """The page that the button stood on: the day, or the vacancy as the actor sees it."""
    if request.form.get("from") == "day":
        return redirect(url_for("day.index"), 303)
    page = "inbox.vacancy" if reach(actor(), Action.ENTER_VACANCY) is None else "vacancies.vacancy"
    return redirect(url_for(page, reference=seen.reference), 303)
