"""A person's case folder: one page, one PDF, a slip of what is new, and the papers in it."""

from __future__ import annotations

from secrets import token_urlsafe
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.folder import RECIPIENTS, matters_for
from matcher.model import Recipient
from matcher.printed import Changes, changed
from matcher.store.disclosures import disclosed_to_all
from matcher.store.folders import Folder, Printed, last_print
from matcher.store.tables.papers import Media
from matcher.store.vault import Vault
from matcher.usecases.keep_paper import keep_paper
from matcher.usecases.print_folder import Print, print_folder
from matcher.usecases.remove_paper import remove_paper
from matcher.usecases.view_folder import view_folder, view_paper
from webapp.accounts import actor, work
from webapp.folder_pdf import folder_pdf, german_sections, slip_pdf
from webapp.folder_words import lines_by_section, paper_size, section_title, sections_of
from webapp.forms.papers import PaperForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.views.people_found import allows, person_for

folder = guarded(Blueprint("folder", __name__, url_prefix="/people"), Action.SEE_PARTICIPANT)
_TYPES: Final = MappingProxyType({Media.PDF: "application/pdf", Media.JPEG: "image/jpeg", Media.PNG: "image/png"})


@folder.get("/<code>/folder")
def index(code: str) -> ResponseReturnValue:
    """The whole folder for whoever keeps it; a partner's copy with `for`; a partner gets their own."""
    return _page(view_folder(work(), actor(), code, recipient=_recipient(request.args.get("for"))), PaperForm())


def _page(seen: Folder, form: PaperForm) -> ResponseReturnValue:
    keeps = allows(seen.portrait, Action.EDIT_PARTICIPANT)
    printed, changes = _since_print(seen)
    page = render_template(
        "folder/index.html",
        folder=seen,
        sections=sections_of(seen),
        keeps=keeps,
        copies=_copies(seen.participant_id) if keeps else (),
        printed=printed,
        new=[section_title(section) for section in sorted(changes.sections)] if changes else [],
        form=form,
        size=paper_size,
        key=token_urlsafe(18),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _copies(participant_id: int) -> list[tuple[Recipient, bool]]:
    """Partners for whom a folder can be made, and whether the person agreed."""
    with work().reading() as session:
        known = disclosed_to_all(session, participant_id)
    return [(recipient, bool(matters_for(recipient, known.get(recipient, frozenset())))) for recipient in RECIPIENTS]


def _since_print(seen: Folder) -> tuple[Printed | None, Changes | None]:
    with work().reading() as session:
        printed = last_print(session, seen.participant_id, seen.recipient)
    if printed is None:
        return None, None
    return printed, changed(lines_by_section(german_sections(seen)), printed.lines, printed.salt)


@folder.post("/<code>/folder/print")
def print_(code: str) -> ResponseReturnValue:
    """The folder as PDF, or only what is new since the last print; that it was printed stays on record."""
    recipient = _recipient(request.form.get("for"))
    seen = view_folder(work(), actor(), code, recipient=recipient)
    printed, changes = _since_print(seen)
    on = work().clock.today()
    slip = request.form.get("what") == "new" and printed is not None and changes is not None
    pdf = slip_pdf(seen, changes, printed.at, on) if slip and printed and changes else folder_pdf(seen, on)
    print_folder(
        work(),
        actor(),
        seen.participant_id,
        Print(recipient=seen.recipient, changes_only=slip, lines=lines_by_section(german_sections(seen))),
        submission=request.form.get("submission", ""),
    )
    return _file(pdf, "application/pdf", f"{'einlage' if slip else 'mappe'}-{seen.code}.pdf")


@folder.post("/<code>/folder/papers")
def upload(code: str) -> ResponseReturnValue:
    """File a paper; what is wrong with it is said at the field, and what was typed stays."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = PaperForm()
    file = request.files.get("file")
    if form.validate_on_submit():
        entry = form.entry(file.read() if file else b"", (file.filename or "") if file else "")
        try:
            keep_paper(work(), _vault(), actor(), portrait.id, entry, submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Abgelegt. Ort und Gerät wurden aus Bildern entfernt."), "success")
            return redirect(url_for("folder.index", code=portrait.code, _anchor="papers"), 303)
    return _page(view_folder(work(), actor(), code), form)


@folder.get("/<code>/folder/papers/<key>")
def paper(code: str, key: str) -> ResponseReturnValue:
    """One file, to be saved, never shown inside a page."""
    opened = view_paper(work(), _vault(), actor(), code, key)
    ending = "jpg" if opened.media is Media.JPEG else str(opened.media)
    return _file(opened.content, _TYPES[opened.media], f"unterlage-{key[:8]}.{ending}")


@folder.post("/<code>/folder/papers/<key>/remove")
def remove(code: str, key: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    remove_paper(work(), _vault(), actor(), portrait.id, key)
    flash(_("Die Unterlage ist entfernt."), "success")
    return redirect(url_for("folder.index", code=portrait.code, _anchor="papers"), 303)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _recipient(word: str | None) -> Recipient | None:
    """The partner that an address or form names; anything else is the person's own folder."""
    return next((recipient for recipient in RECIPIENTS if recipient == word), None)


def _vault() -> Vault:
    found: Vault = current_app.extensions["passgenau.vault"]
    return found
