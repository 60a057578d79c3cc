"""The first day at work and what comes after: plan, begin, ask how it goes, record an end."""

from __future__ import annotations

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.errors import InvalidInputError
from matcher.store.tables.placements import FollowUpSide, FollowUpStep
from matcher.usecases.end_placement import end_placement
from matcher.usecases.follow_up import follow_up
from matcher.usecases.plan_placement import plan_placement
from matcher.usecases.start_placement import start_placement
from webapp.accounts import actor, work
from webapp.forms.proposals import EndForm, PlanForm
from webapp.views.proposal_page import press, send

_STILL_THERE: Final = {"yes": True, "no": False}


def plan(entry_id: int) -> ResponseReturnValue:
    form = PlanForm()
    return send(
        entry_id,
        form,
        "plan",
        lambda: plan_placement(work(), actor(), entry_id, form.plan(), submission=form.submission.data),
        _("Der erste Arbeitstag ist geplant."),
        anchor="work",
    )


def start(entry_id: int) -> ResponseReturnValue:
    """Begin work; the gate is asked once more, and says what is missing."""
    return press(
        entry_id,
        lambda: start_placement(work(), actor(), entry_id),
        _("Eingetragen: Die Person arbeitet. Die Termine zum Nachfragen stehen unten."),
        anchor="work",
    )


def end(entry_id: int) -> ResponseReturnValue:
    form = EndForm()
    return send(
        entry_id,
        form,
        "end",
        lambda: end_placement(
            work(), actor(), entry_id, form.ended_on.data, form.end_reason.data, learned=form.learned.data
        ),
        _("Eingetragen. Die Person wird wieder für passende Stellen berücksichtigt."),
        anchor="work",
    )


def ask(entry_id: int) -> ResponseReturnValue:
    """What one side said when it was asked."""
    try:
        step, side = FollowUpStep(request.form.get("step", "")), FollowUpSide(request.form.get("side", ""))
        still_there = _STILL_THERE[request.form.get("still_there", "")]
    except (ValueError, KeyError):
        raise InvalidInputError(
            "still_there",
            "Bitte eine Antwort wählen und noch einmal absenden.",
            "Please choose an answer and send again.",
        ) from None
    note = " ".join(request.form.get("note", "").split()) or None
    return press(
        entry_id,
        lambda: follow_up(work(), actor(), entry_id, step, side, still_there=still_there, note=note),
        _("Eingetragen: arbeitet noch dort.")
        if still_there
        else _("Eingetragen. Bitte unten das Ende der Arbeit eintragen."),
        anchor="work",
    )
