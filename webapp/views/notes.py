"""Notes: written where the thing is looked at, shown there again as typed where something is wrong with them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action, reach
from matcher.errors import InvalidInputError, NotFoundError
from matcher.usecases.remove_note import remove_note
from matcher.usecases.write_note import note_on_entry, note_on_placement, note_on_vacancy
from webapp.accounts import actor, work
from webapp.forms.notes import NoteForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.views.proposal_page import send
from webapp.views.shortlist_page import shortlist_page, withdrawn
from webapp.views.vacancy_page import seen_vacancy, vacancy_page

notes = guarded(Blueprint("notes", __name__, url_prefix="/notes"), Action.REPORT_ANSWER, Action.ENTER_VACANCY)


@notes.post("/proposal/<int:entry_id>")
def on_proposal(entry_id: int) -> ResponseReturnValue:
    form = NoteForm()
    return send(
        entry_id,
        form,
        "note",
        lambda: note_on_entry(work(), actor(), entry_id, form.text.data or "", submission=form.submission.data),
        _("Die Notiz ist gespeichert."),
        anchor="notes",
    )


@notes.post("/placement/<int:entry_id>")
def on_placement(entry_id: int) -> ResponseReturnValue:
    form = NoteForm(key="-work")
    return send(
        entry_id,
        form,
        "placement_note",
        lambda: note_on_placement(work(), actor(), entry_id, form.text.data or "", submission=form.submission.data),
        _("Die Notiz ist gespeichert."),
        anchor="work",
    )


@notes.post("/shortlist/<reference>/<int:entry_id>")
def on_entry(reference: str, entry_id: int) -> ResponseReturnValue:
    """The employer service's, written on the list itself."""
    form = NoteForm(key=f"-{entry_id}")
    try:
        kept = _kept(
            form,
            lambda: note_on_entry(work(), actor(), entry_id, form.text.data or "", submission=form.submission.data),
        )
    except NotFoundError as error:
        return withdrawn(reference, error)
    if kept:
        return redirect(url_for("shortlists.shortlist", reference=reference, _anchor=f"entry-{entry_id}"), 303)
    return shortlist_page(reference, note=(entry_id, form)), 422


@notes.post("/vacancy/<reference>")
def on_vacancy(reference: str) -> ResponseReturnValue:
    form = NoteForm()
    seen = seen_vacancy(reference)
    if _kept(
        form,
        lambda: note_on_vacancy(work(), actor(), reference, form.text.data or "", submission=form.submission.data),
    ):
        return redirect(_vacancy_address(reference), 303)
    return vacancy_page(seen, note=form), 422


@notes.post("/<int:note_id>/remove")
def remove(note_id: int) -> ResponseReturnValue:
    place = remove_note(work(), actor(), note_id)
    flash(_("Der Text der Notiz ist entfernt."), "success")
    if place.entry_id is None:
        return redirect(_vacancy_address(place.reference), 303)
    if reach(actor(), Action.ACCOMPANY) is None:
        return redirect(url_for("shortlists.shortlist", reference=place.reference), 303)
    return redirect(url_for("proposals.proposal", entry_id=place.entry_id, _anchor="notes"), 303)


def _kept(form: NoteForm, act: Callable[[], None]) -> bool:
    """Whether the note stands; otherwise the form says why not."""
    if not form.validate():
        return False
    try:
        act()
    except InvalidInputError as error:
        show_refusal(form, error)
        return False
    flash(_("Die Notiz ist gespeichert."), "success")
    return True


def _vacancy_address(reference: str) -> str:
    page = "inbox.vacancy" if reach(actor(), Action.ENTER_VACANCY) is None else "vacancies.vacancy"
    return url_for(page, reference=reference, _anchor="notes")
