"""One proposal's page, with whichever form was just typed; every address of a proposal shows this page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matcher.errors import ConflictError, GateClosedError, InvalidInputError
from matcher.funding import funding_hints
from matcher.store.job_standings import JobStanding, job_standing
from matcher.store.proposal_pages import ProposalPage
from matcher.store.tables.placements import InterviewState, PlacementState, ProposalState
from matcher.usecases.proposal_course import FINAL
from matcher.usecases.view_proposal import view_proposal
from webapp.accounts import actor, work
from webapp.forms.notes import NoteForm
from webapp.forms.proposals import (
    AgreementForm,
    AnswerForm,
    CorrectionForm,
    EndForm,
    MeetingForm,
    OutcomeForm,
    PlanForm,
)
from webapp.forms.refusals import show_refusal
from webapp.language import language


def show(entry_id: int, *, refused: str | None = None, **typed: Any) -> str:
    """The page; `typed` holds the form that was sent and did not pass, by its name."""
    page = view_proposal(work(), actor(), entry_id)
    today = work().clock.today()
    planned = page.interview if page.interview and page.interview.state is InterviewState.PLANNED else None
    blank: dict[str, tuple[Any, dict[str, Any]]] = {
        "agreement": (AgreementForm, {"said_on": today}),
        "answer": (AnswerForm, {}),
        "meeting": (MeetingForm, MeetingForm.stored(planned)),
        "outcome": (OutcomeForm, {}),
        "plan": (PlanForm, PlanForm.stored(page.placement)),
        "end": (EndForm, {"ended_on": today}),
        "correct": (CorrectionForm, CorrectionForm.stored(page.placement)),
    }
    note_forms = {"note": NoteForm(formdata=None), "placement_note": NoteForm(key="-work", formdata=None)}
    forms = {name: typed.get(name) or kind(formdata=None, data=data) for name, (kind, data) in blank.items()}
    forms["correct"].know(page.placement)
    return render_template(
        "proposals/proposal.html",
        page=page,
        line=page.line,
        forms=forms | {name: typed.get(name) or form for name, form in note_forms.items()},
        sent=next(iter(typed), None),
        accompanies=page.accompanies,
        planned=planned,
        met=planned is not None and planned.starts_at <= work().clock.now(),
        may_undo=_may_undo(page),
        standing=_standing(page),
        main=_main(page, met=planned is not None and planned.starts_at <= work().clock.now()),
        funding=funding_hints(page.line.kind),
        refused=refused,
        today=today,
    )


def send(
    entry_id: int, form: Any, name: str, act: Callable[[], None], done: str, *, anchor: str = ""
) -> ResponseReturnValue:
    """Carry out what the form asks for; what does not pass is shown again as typed."""
    if not form.validate_on_submit():
        return show(entry_id, **{name: form}), 422
    try:
        act()
    except InvalidInputError as error:
        show_refusal(form, error)
        return show(entry_id, **{name: form}), 422
    except (ConflictError, GateClosedError) as error:
        return show(entry_id, refused=error.message(language()), **{name: form}), 409
    return _done(entry_id, done, anchor)


def press(entry_id: int, act: Callable[[], None], done: str, *, anchor: str = "") -> ResponseReturnValue:
    """Carry out what a button without fields asks for."""
    try:
        act()
    except (ConflictError, GateClosedError) as error:
        return show(entry_id, refused=error.message(language())), 409
    return _done(entry_id, done, anchor)


def _done(entry_id: int, done: str, anchor: str) -> ResponseReturnValue:
    flash(done, "success")
    return redirect(url_for("proposals.proposal", entry_id=entry_id, _anchor=anchor or None), 303)


def _may_undo(page: ProposalPage) -> bool:
    standing = [step for step in page.steps if not step.undone]
    return len(standing) > 1 and page.line.outcome not in FINAL


def _standing(page: ProposalPage) -> JobStanding | None:
    """Whether the person may begin, for those who plan the start."""
    if page.placement is None or page.placement.state is not PlacementState.PLANNED:
        return None
    with work().reading() as session:
        return job_standing(session, page.line.participant_id, page.line.reference, work().clock.today())


def _main(page: ProposalPage, *, met: bool) -> str | None:
    """The one thing to do now; its button is the page's primary one."""
    line = page.line
    if page.accompanies and line.released and line.agreed is None and line.work is None:
        return "agreement"
    if page.accompanies and line.state is ProposalState.HIRING:
        return "start" if line.work is PlacementState.PLANNED else "plan"
    if met:
        return "outcome"
    if line.state is ProposalState.INTERESTED:
        return "meeting"
    return "answer" if line.state is ProposalState.WAITING else None
