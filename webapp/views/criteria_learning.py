"""What the employer service's decisions say of the weights: offered as a draft, or silence and why."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.clock import BERLIN
from matcher.errors import ConflictError
from matcher.ranking.learn import LEAST_LISTS, Outcome
from matcher.usecases.draft_learned_weights import draft_learned_weights
from matcher.usecases.learn_weights import Learned, Learner
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.language import language
from webapp.words import day

_KEPT = "passgenau.learner"


def learning() -> ResponseReturnValue:
    """The proposal or the reason for silence; a part of the page for htmx, a page of its own without it."""
    part = "HX-Request" in request.headers
    return _page(learner().learned(actor()), template="learned_part.html" if part else "learning.html")


def draft_learned() -> ResponseReturnValue:
    """One click: the proposal is a draft like any other."""
    learned = learner().learned(actor())
    try:
        draft_id = draft_learned_weights(
            work(),
            actor(),
            learned,
            seen=request.form.get("seen", ""),
            name=_("Gelernt aus %(lists)s Listen", lists=learned.lesson.lists),
            note=_rests_on(learned),
            submission=request.form.get("submission", ""),
        )
    except ConflictError as error:
        return _page(learned, alert=error.message(language())), status_of(error)
    return redirect(url_for("criteria.draft", draft_id=draft_id), 303)


def learner() -> Learner:
    """One per process: it remembers the last lesson."""
    kept = current_app.extensions.get(_KEPT)
    if not isinstance(kept, Learner):
        kept = current_app.extensions.setdefault(_KEPT, Learner(work()))
    return kept


def _page(learned: Learned, *, template: str = "learning.html", alert: str = "") -> str:
    return render_template(
        f"criteria/{template}",
        learned=learned,
        told=learned.to_dict(),
        outcomes=Outcome,
        least=LEAST_LISTS,
        submission=token_urlsafe(18),
        alert=alert,
    )


def _rests_on(learned: Learned) -> str:
    decided = learned.decided
    return _(
        "Aus %(decisions)s Entscheidungen des Arbeitgeberservice auf %(lists)s Listen, %(first)s bis %(last)s.",
        decisions=decided.decisions,
        lists=learned.lesson.lists,
        first=_day(decided.first),
        last=_day(decided.last),
    )


def _day(at: datetime | None) -> str:
    return day(at.astimezone(BERLIN).date() if at else None)
