"""Matching criteria: what is in force, a form to change it, and the way back to what was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import ConflictError, InvalidCriteriaError, NotFoundError
from matcher.store.criteria import Version, versions
from matcher.usecases.save_criteria import restore_criteria, save_criteria
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.criteria import CriteriaForm, form_for, name_of, slider_end
from webapp.guard import guarded
from webapp.language import language

criteria = guarded(Blueprint("criteria", __name__), Action.TUNE_CRITERIA)


@criteria.get("/criteria")
def index() -> ResponseReturnValue:
    known = _versions()
    return _page(form_for(known[0].content, known[0].number), known)


@criteria.post("/criteria")
def save() -> ResponseReturnValue:
    """A new version; every open vacancy is ranked again."""
    known = _versions()
    form = form_for(known[0].content, known[0].number, request.form)
    if not form.validate():
        return _page(form, known), 422
    try:
        number = save_criteria(
            work(), actor(), form.content(), based_on=form.based_on.data or 0, comment=form.comment.data
        )
    except InvalidCriteriaError as error:
        form.blame(error)
        return _page(form, known), 422
    except ConflictError as error:
        known = _versions()
        again = form_for(known[0].content, known[0].number, request.form)
        again.based_on.raw_data, again.based_on.data = None, known[0].number
        return _page(again, known, alert=error.message(language())), status_of(error)
    flash(_("Version %(number)s gilt. Alle offenen Stellen werden neu berechnet.", number=number), "success")
    return redirect(url_for("criteria.index"), 303)


@criteria.post("/criteria/<int:number>/restore")
def restore(number: int) -> ResponseReturnValue:
    """An earlier version's content is in force again, as a new version."""
    made = restore_criteria(work(), actor(), number)
    flash(_("Version %(old)s gilt wieder, jetzt als Version %(new)s.", old=number, new=made), "success")
    return redirect(url_for("criteria.index"), 303)


def _versions() -> tuple[Version, ...]:
    """The version in force comes first."""
    with work().reading() as session:
        known = versions(session)
    if not known:
        raise NotFoundError(
            "Es gibt noch keine Kriterien. Bitte bei der Systemverwaltung nachfragen.",
            "There are no criteria yet. Please ask the administration.",
        )
    return known


def _page(form: CriteriaForm, known: tuple[Version, ...], *, alert: str = "") -> str:
    active, *earlier = known
    weights = active.content["weights"]
    whole = sum(weights.values()) or 1
    return render_template(
        "criteria/index.html",
        form=form,
        active=active,
        earlier=[(version, list(_changes(form, version.content, active.content))) for version in earlier],
        shares={key: weight / whole for key, weight in weights.items()},
        slider_end=slider_end,
        alert=alert,
    )


def _changes(form: CriteriaForm, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What an earlier version says otherwise than the one in force: the field's words, then and now."""
    for section, values in now.items():
        for key, value in values.items():
            field = form._fields.get(name_of(section, key))
            if field is not None and old[section].get(key) != value:
                yield str(field.label.text), old[section].get(key), value
