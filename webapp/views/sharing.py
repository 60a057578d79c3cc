"""Sharing out: what the lists name beside what would serve all, and what the coordinator makes of each suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.store.surveys import UNSEEN_WEEKS, Decided, decided, surveyed
from matcher.store.tables.surveys import SharingReason, SharingVerdict, SurveyKind
from matcher.usecases.ask_survey import ask_survey
from matcher.usecases.decide_sharing import decide_sharing
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.guard import guarded
from webapp.views.pool_steps import survey_state

sharing = guarded(Blueprint("sharing", __name__, url_prefix="/sharing"), Action.SHARE_OUT)
PAGE_SIZE: Final = 10


class Show(StrEnum):
    """Which suggestions the page lists."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    SAME = "same"


_SHOWN: Final = MappingProxyType(
    {
        Show.OPEN: _l("Zu entscheiden"),
        Show.ACCEPTED: _l("Übernommen"),
        Show.DISMISSED: _l("Verworfen"),
        Show.SAME: _l("Wie auf der Liste"),
    }
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One pair of person and place, and what was said of it."""

    pair: Mapping[str, Any]
    decision: Decided | None

    @property
    def show(self) -> Show:
        if self.decision is not None:
            return Show.ACCEPTED if self.decision.verdict is SharingVerdict.ACCEPTED else Show.DISMISSED
        return Show.SAME if self.pair["code"] in self.pair["first"] else Show.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    items: tuple[Suggestion, ...]
    page: int
    pages: int


@sharing.get("")
def index() -> ResponseReturnValue:
    show = Show(request.args["show"]) if request.args.get("show") in set(Show) else Show.OPEN
    return _page(show, request.args.get("page", 1, type=int))


def _page(show: Show, page: int, refused: str | None = None) -> ResponseReturnValue:
    with work().reading() as session:
        found, known = surveyed(session, SurveyKind.SHARING), decided(session)
    result = found.known.result if found.known else None
    suggestions = [
        Suggestion(pair, known.get((pair["reference"], pair["code"]))) for pair in (result["pairs"] if result else ())
    ]
    shown: defaultdict[Show, list[Suggestion]] = defaultdict(list)
    for one in suggestions:
        shown[one.show].append(one)
    chosen = shown[show]
    pages = max(1, ceil(len(chosen) / PAGE_SIZE))
    page = min(max(1, page), pages)
    html = render_template(
        "sharing/index.html",
        found=found,
        result=result,
        show=show,
        listing=Listing(items=tuple(chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), page=page, pages=pages),
        filters=[(item, _SHOWN[item], len(shown[item])) for item in Show],
        reasons=list(SharingReason),
        weeks=UNSEEN_WEEKS,
        refused=refused,
    )
    return html, 422 if refused else 200


@sharing.post("")
def ask() -> ResponseReturnValue:
    ask_survey(work(), actor(), SurveyKind.SHARING)
    return redirect(url_for("sharing.index"), 303)


@sharing.get("/state")
def state() -> ResponseReturnValue:
    return survey_state(SurveyKind.SHARING, "sharing")


@sharing.post("/accept")
def accept() -> ResponseReturnValue:
    """On to the list, where the ordinary step is taken; nobody is released by this."""
    survey_id, reference, code = _sent()
    decide_sharing(work(), actor(), survey_id, reference, code, SharingVerdict.ACCEPTED)
    flash(
        _("Übernommen: %(code)s. Freigegeben ist noch niemand: Das tun Sie hier auf der Rangliste.", code=code),
        "success",
    )
    return redirect(url_for("rankings.ranking", reference=reference, code=code), 303)


@sharing.post("/dismiss")
def dismiss() -> ResponseReturnValue:
    survey_id, reference, code = _sent()
    chosen = request.form.get("reason", "")
    if chosen not in set(SharingReason):
        return _page(Show.OPEN, request.form.get("page", 1, type=int), _("Bitte einen Grund wählen, warum nicht."))
    decide_sharing(work(), actor(), survey_id, reference, code, SharingVerdict.DISMISSED, reason=SharingReason(chosen))
    flash(
        _("Verworfen: %(code)s. Beim nächsten Rechnen wird dieses Paar nicht mehr vorgeschlagen.", code=code), "success"
    )
    return redirect(url_for("sharing.index", page=request.form.get("page", 1, type=int)), 303)


def _sent() -> tuple[int, str, str]:
    survey_id = request.form.get("survey", 0, type=row_number)
    return survey_id, request.form.get("reference", "")[:40], request.form.get("code", "")[:20]
