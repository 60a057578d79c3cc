"""The law as the gate reads it: which pack answers when, what is due for review, what another pack would change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matcher.access import Action
from matcher.clearance import Pack, default_packs
from matcher.usecases.preview_law import LawPreview, preview_law
from webapp.accounts import actor, work
from webapp.guard import guarded

law = guarded(Blueprint("law", __name__, url_prefix="/law"), Action.SEE_LAW)

_WARNING: Final = timedelta(days=60)
_MOST_SHOWN: Final = 200
"""People and kinds on the page; the counts are of all."""


@law.get("")
def index() -> ResponseReturnValue:
    """Choose a day to see whom that day's pack would treat differently from today's; nothing changes by looking."""
    today = work().clock.today()
    packs = default_packs().packs
    current = default_packs().in_force(today)
    chosen = _chosen()
    preview: LawPreview | None = preview_law(work(), actor(), chosen.valid_from) if chosen else None
    return render_template(
        "law/index.html",
        packs=tuple(reversed(packs)),
        in_force=[pack for pack in packs if pack.valid_until is None or pack.valid_until > today],
        past=[pack for pack in reversed(packs) if pack.valid_until is not None and pack.valid_until <= today],
        last_day=_last_day,
        current=current,
        review_due=_due(current.review_due, today),
        chosen=chosen,
        preview=preview,
        most=_MOST_SHOWN,
    )


@law.get("/comparing")
def comparing() -> ResponseReturnValue:
    """Says at once that the comparison runs, and then asks for it."""
    chosen = _chosen()
    return render_template("law/comparing.html", chosen=chosen) if chosen else ""


@law.get("/comparison")
def comparison() -> ResponseReturnValue:
    """The comparison alone, to be put into the page."""
    chosen = _chosen()
    if chosen is None:
        return ""
    preview = preview_law(work(), actor(), chosen.valid_from)
    return render_template("law/comparison.html", preview=preview, most=_MOST_SHOWN)


def _chosen() -> Pack | None:
    days = request.args.get("day")
    return next((pack for pack in default_packs().packs if pack.valid_from.isoformat() == days), None)


def _due(review: date | None, today: date) -> bool:
    return review is not None and review - today <= _WARNING


def _last_day(pack: Pack) -> date | None:
    return pack.valid_until - timedelta(days=1) if pack.valid_until else None
