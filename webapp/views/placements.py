"""The first day at work and what comes after: plan, begin, ask how it goes, record an end, put it right."""

from __future__ import annotations

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.errors import InvalidInputError
from matcher.store.tables.placements import CorrectionKind, FollowUpSide, FollowUpStep
from matcher.usecases.correct_placement import change_end, change_start, undo_end, undo_start
from matcher.usecases.end_placement import end_placement
from matcher.usecases.follow_up import correct_follow_up, follow_up
from matcher.usecases.plan_placement import plan_placement
from matcher.usecases.start_placement import start_placement
from matcher.usecases.view_proposal import view_proposal
from webapp.accounts import actor, work
from webapp.forms.proposals import CorrectionForm, EndForm, PlanForm
from webapp.views.proposal_page import press, send

_STILL_THERE: Final = {"yes": True, "no": False, "open": None}


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


def correct(entry_id: int) -> ResponseReturnValue:
    """What was recorded of the start or the end was wrong."""
    form = CorrectionForm()
    form.know(view_proposal(work(), actor(), entry_id).placement)
    return send(
        entry_id,
        form,
        "correct",
        lambda: _correct(entry_id, form),
        _("Berichtigt. Was vorher stand, bleibt im Verlauf."),
        anchor="work",
    )


def _correct(entry_id: int, form: CorrectionForm) -> None:
    key, why = form.submission.data or "", form.why.data or ""
    what = CorrectionKind(form.what.data)
    if what is CorrectionKind.START_UNDONE:
        undo_start(work(), actor(), entry_id, why, submission=key)
    elif what is CorrectionKind.START_CHANGED:
        change_start(work(), actor(), entry_id, form.new_start.data, why, submission=key)
    elif what is CorrectionKind.END_UNDONE:
        undo_end(work(), actor(), entry_id, why, submission=key)
    else:
        change_end(
            work(),
            actor(),
            entry_id,
            form.new_end.data,
            form.new_reason.data,
            why,
            learned=form.new_learned.data,
            submission=key,
        )


def ask(entry_id: int) -> ResponseReturnValue:
    """What one side said when it was asked."""
    step, side, still_there = _answered()
    if still_there is None:
        raise _no_answer()
    return press(
        entry_id,
        lambda: follow_up(work(), actor(), entry_id, step, side, still_there=still_there, note=_note()),
        _("Eingetragen: arbeitet noch dort.")
        if still_there
        else _("Eingetragen. Bitte unten das Ende der Arbeit eintragen."),
        anchor="work",
    )


def ask_again(entry_id: int) -> ResponseReturnValue:
    """An answer was recorded wrongly: another one, or none, takes its place."""
    step, side, still_there = _answered()
    return press(
        entry_id,
        lambda: correct_follow_up(work(), actor(), entry_id, step, side, still_there=still_there, note=_note()),
        _("Die Frage ist wieder offen.") if still_there is None else _("Die Antwort ist berichtigt."),
        anchor="work",
    )


def _answered() -> tuple[FollowUpStep, FollowUpSide, bool | None]:
    """Which question was answered, and how; None: not at all any more."""
    try:
        step, side = FollowUpStep(request.form.get("step", "")), FollowUpSide(request.form.get("side", ""))
        return step, side, _STILL_THERE[request.form.get("still_there", "")]
    except (ValueError, KeyError):
        raise _no_answer() from None


def _no_answer() -> InvalidInputError:
    return InvalidInputError(
        "still_there",
        "Bitte eine Antwort wählen und noch einmal absenden.",
        "Please choose an answer and send again.",
    )


def _note() -> str | None:
    return " ".join(request.form.get("note", "").split()) or None
