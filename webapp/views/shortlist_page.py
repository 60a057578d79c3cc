"""The shortlist's page and each entry's card, with whichever form was just typed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from matcher.errors import ConflictError, NotFoundError
from matcher.ranking import Feature
from matcher.store.shortlists import Entry, ShowEntries
from matcher.usecases.view_shortlist import view_shortlist
from webapp.accounts import actor, work
from webapp.forms.notes import NoteForm
from webapp.forms.reviews import ReviewForm, SeveralReviewsForm
from webapp.language import language

_TONES: Final = MappingProxyType({feature: number for number, feature in enumerate(Feature)})
SHOWS: Final = MappingProxyType(
    {
        ShowEntries.ALL: _l("Alle"),
        ShowEntries.OPEN: _l("Noch offen"),
        ShowEntries.SUITABLE: _l("Geeignet"),
        ShowEntries.PROPOSED: _l("Beim Betrieb"),
        ShowEntries.NOT_SUITABLE: _l("Nicht geeignet"),
    }
)


def shown() -> ShowEntries:
    """The filter that the address or the form asks for."""
    return next((item for item in ShowEntries if item == request.values.get("show")), ShowEntries.ALL)


def shortlist_page(
    reference: str,
    *,
    review: tuple[int, ReviewForm] | None = None,
    note: tuple[int, NoteForm] | None = None,
    several: SeveralReviewsForm | None = None,
) -> str:
    """The list under its filter; `review` and `note` belong to the entry of that id."""
    seen = view_shortlist(work(), actor(), reference)
    show = shown()
    entries = [(place, entry) for place, entry in enumerate(seen.entries, 1) if show.takes(entry)]
    return render_template(
        "shortlists/shortlist.html",
        seen=seen,
        vacancy=seen.vacancy,
        entries=entries,
        show=show,
        shows=[(item, text, sum(map(item.takes, seen.entries))) for item, text in SHOWS.items()],
        tones=_TONES,
        forms=_by_entry(seen.entries, review, ReviewForm(formdata=None)),
        note_forms={
            entry.id: note[1] if note and note[0] == entry.id else NoteForm(key=f"-{entry.id}", formdata=None)
            for entry in seen.entries
        },
        several=several or SeveralReviewsForm(formdata=None),
        chosen=_chosen(seen.entries, several),
        now=work().clock.now(),
    )


def entry_card(
    reference: str, entry_id: int, *, review: ReviewForm | None = None, message: str = ""
) -> ResponseReturnValue:
    """One entry alone, to take the place of its former self."""
    try:
        seen = view_shortlist(work(), actor(), reference, entry_id=entry_id)
    except NotFoundError as error:
        return withdrawn(reference, error)
    return render_template(
        "shortlists/card.html",
        seen=seen,
        entry=seen.entries[0],
        place=request.form.get("place", 1, type=int),
        show=shown(),
        tones=_TONES,
        form=review or ReviewForm(formdata=None),
        note_form=NoteForm(key=f"-{entry_id}", formdata=None),
        chosen=frozenset(),
        message=message,
        now=work().clock.now(),
    )


def withdrawn(reference: str, error: NotFoundError | ConflictError) -> ResponseReturnValue:
    """The entry was taken back, or moved on with the firm, while the page was open: say so, and no more."""
    message = error.message(language())
    if by_script():
        return render_template("shortlists/withdrawn.html", message=message)
    flash(message, "warning")
    return redirect(url_for("shortlists.shortlist", reference=reference, **show_argument()), 303)


def show_argument() -> dict[str, Any]:
    """The filter for an address; nothing where all are shown."""
    return {} if shown() is ShowEntries.ALL else {"show": str(shown())}


def by_script() -> bool:
    return "HX-Request" in request.headers


def _by_entry(
    entries: tuple[Entry, ...], typed: tuple[int, ReviewForm] | None, blank: ReviewForm
) -> Mapping[int, ReviewForm]:
    return {entry.id: typed[1] if typed and typed[0] == entry.id else blank for entry in entries}


def _chosen(entries: tuple[Entry, ...], several: SeveralReviewsForm | None) -> frozenset[int]:
    """Ticked entries: as they were sent, or all undecided ones where the address asks for them."""
    if several is not None:
        return frozenset(several.entries.data or ())
    if request.args.get("select") == "all":
        return frozenset(entry.id for entry in entries if entry.standing is None)
    return frozenset()
