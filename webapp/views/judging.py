"""Grading pairs of a vacancy and a person, one after the other, without their place on any list."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import NotFoundError
from matcher.judging import Grade
from matcher.spelling import clean
from matcher.store.judgements import Sheet, desk_of, sheet_of
from matcher.usecases.judge_pair import judge_pair, take_back_judgement
from webapp.accounts import actor, work
from webapp.guard import guarded
from webapp.language import language

judging = guarded(Blueprint("judging", __name__, url_prefix="/judging"), Action.GRADE_PAIRS)

RULES: Final = MappingProxyType(
    {
        Grade.SURE: _l("Kann die Arbeit gleich machen. Nichts Wichtiges fehlt."),
        Grade.GOOD: _l("Eine Lücke, die Einarbeitung oder ein Kurs bald schließt."),
        Grade.WEAK: _l("Manches trägt, aber Wichtiges fehlt."),
        Grade.NO: _l("Die Stelle ist für die Person heute nicht möglich."),
    }
)


@judging.get("")
def index() -> ResponseReturnValue:
    """How far the judge has come, and what the grades mean."""
    with work().reading() as session:
        desk = desk_of(session, actor().id)
    return render_template("judging/index.html", desk=desk)


@judging.get("/<reference>")
def sheet(reference: str) -> ResponseReturnValue:
    """The next pair of this vacancy."""
    return _page(clean(reference))


@judging.post("/<reference>/grade")
def grade(reference: str) -> ResponseReturnValue:
    found = next((item for item in Grade if item == request.form.get("grade")), None)
    if found is None:
        return _page(clean(reference), alert=_("Bitte eine Note von 0 bis 3 wählen.")), 422
    try:
        judge_pair(work(), actor(), clean(reference), clean(request.form.get("code", "")), found)
    except NotFoundError as error:
        return _gone_on(reference, error.message(language()))
    return _gone_on(reference)


@judging.post("/<reference>/undo")
def undo(reference: str) -> ResponseReturnValue:
    """The judge's last grade on this vacancy is taken back, and its pair waits again."""
    take_back_judgement(work(), actor(), request.form.get("judgement", 0, type=int))
    return _gone_on(reference)


def _gone_on(reference: str, alert: str = "") -> ResponseReturnValue:
    """The next pair: in its place by script, else by a page of its own."""
    if "HX-Request" in request.headers:
        return render_template("judging/card.html", sheet=_sheet(clean(reference)), alert=alert, **_further())
    if alert:
        flash(alert, "warning")
    return redirect(url_for("judging.sheet", reference=reference), 303)


def _page(reference: str, *, alert: str = "") -> str:
    return render_template("judging/sheet.html", sheet=_sheet(reference), alert=alert, **_further())


def _sheet(reference: str) -> Sheet:
    with work().reading() as session:
        found = sheet_of(session, actor().id, reference)
    if found is None:
        raise NotFoundError(
            "Für diese Stelle gibt es nichts zu beurteilen. Bitte bei „Paare beurteilen“ weitermachen.",
            "There is nothing to grade for this vacancy. Please go on at “Grade pairs”.",
        )
    return found


def _further() -> dict[str, Any]:
    """Where to go on once the vacancy is done."""
    with work().reading() as session:
        return {"following": desk_of(session, actor().id).following}


@judging.context_processor
def in_words() -> dict[str, Any]:
    return {"grades": tuple(Grade), "rules": RULES}
