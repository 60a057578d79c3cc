"""Matching criteria: what is in force, what is drafted, and the way back to what was."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.curves import curves
from matcher.errors import NotFoundError
from matcher.ranking import Criteria, Feature
from matcher.store.criteria import Version, drafts, shares_in_top, versions
from matcher.store.ranking_lists import Show, count_rankings
from matcher.usecases.restore_criteria import restore_criteria
from webapp.accounts import actor, work
from webapp.forms.criteria import CURVE_WORDS, changes
from webapp.groups import group_name
from webapp.guard import guarded
from webapp.language import language
from webapp.views import criteria_drafts, criteria_learning, criteria_preview

criteria = guarded(Blueprint("criteria", __name__), Action.TUNE_CRITERIA)


@criteria.get("/criteria")
def index() -> ResponseReturnValue:
    today = work().clock.today()
    with work().reading() as session:
        known = versions(session)
        waiting, shares, counts = drafts(session), shares_in_top(session), count_rankings(session, today)
    if not known:
        raise NotFoundError(
            "Es gibt noch keine Kriterien. Bitte bei der Systemverwaltung nachfragen.",
            "There are no criteria yet. Please ask the administration.",
        )
    active, *earlier = known
    return render_template(
        "criteria/index.html",
        active=active,
        earlier=[(version, list(changes(version.content, active.content))) for version in earlier],
        drafts=[(draft, list(changes(draft.content, active.content))) for draft in waiting],
        criteria=Criteria.from_dict(active.content),
        curves=curves(Criteria.from_dict(active.content), today),
        curve_words=CURVE_WORDS,
        shares=shares,
        attention=attention(active),
        progress=counts,
        shows=Show,
    )


@criteria.get("/criteria/state")
def state() -> ResponseReturnValue:
    """How far the new lists have come; once they are all there, the page reloads itself."""
    with work().reading() as session:
        counts = count_rankings(session, work().clock.today())
    answer = make_response(render_template("criteria/state.html", progress=counts, shows=Show))
    if not counts[Show.RENEWING]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@criteria.post("/criteria/<int:number>/restore")
def restore(number: int) -> ResponseReturnValue:
    """An earlier version's content is in force again, as a new version."""
    made = restore_criteria(work(), actor(), number)
    flash(_("Version %(old)s gilt wieder, jetzt als Version %(new)s.", old=number, new=made), "success")
    return redirect(url_for("criteria.index"), 303)


def attention(version: Version) -> dict[str, float]:
    """Each criterion's share of all weights."""
    weights = version.content["weights"]
    whole = sum(weights.values()) or 1
    return {key: weight / whole for key, weight in weights.items()}


@criteria.context_processor
def in_words() -> dict[str, Any]:
    return {"group_name": group_name, "feature_name": feature_name, "day_of": day_of}


def feature_name(key: str) -> str:
    return Feature(key).label(language())


def day_of(text: str | None) -> date | None:
    """A day that stands in what a draft was learned from."""
    return date.fromisoformat(text) if text else None


for _rule, _endpoint, _view, _method in (
    ("/drafts/new", "new_draft", criteria_drafts.new, "GET"),
    ("/drafts", "create_draft", criteria_drafts.create, "POST"),
    ("/drafts/<int:draft_id>", "draft", criteria_drafts.draft, "GET"),
    ("/drafts/<int:draft_id>", "save_draft", criteria_drafts.save, "POST"),
    ("/drafts/<int:draft_id>/propose", "propose_draft", criteria_drafts.propose, "POST"),
    ("/drafts/<int:draft_id>/activate", "activate_draft", criteria_drafts.activate, "POST"),
    ("/drafts/<int:draft_id>/discard", "discard_draft", criteria_drafts.discard, "POST"),
    ("/drafts/<int:draft_id>/trial", "ask_trial", criteria_preview.ask, "POST"),
    ("/drafts/<int:draft_id>/trial", "trial", criteria_preview.trial, "GET"),
    ("/preview", "preview", criteria_preview.preview, "POST"),
    ("/kept-back", "kept_back", criteria_preview.kept_back, "GET"),
    ("/learning", "learning", criteria_learning.learning, "GET"),
    ("/learning", "draft_learned", criteria_learning.draft_learned, "POST"),
):
    criteria.add_url_rule(f"/criteria{_rule}", _endpoint, _view, methods=[_method])
