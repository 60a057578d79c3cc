"""Edits of a person's sections: each is a form, a use case, and the way back to the person's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError
from matcher.store.portraits import Portrait
from matcher.usecases.edit_experience import edit_experience
from matcher.usecases.edit_german import edit_german
from matcher.usecases.edit_identity import edit_identity
from matcher.usecases.edit_intake import edit_intake
from matcher.usecases.edit_qualifications import edit_qualifications
from matcher.usecases.edit_wishes import edit_wishes
from matcher.usecases.record_document import record_document
from matcher.usecases.record_permit import record_permit
from matcher.usecases.revoke_permit import revoke_permit
from webapp.accounts import actor, work
from webapp.forms.documents import ASYLUM, TITLES, DocumentForm, PermitForm
from webapp.forms.people import GermanForm, IdentityForm, IntakeForm, WishesForm
from webapp.forms.refusals import show_refusal
from webapp.forms.skills import ExperienceForm, QualificationsForm, RowsForm
from webapp.language import language
from webapp.summaries import permit_line, summary_of
from webapp.views.people_found import person_for


@dataclass(frozen=True, slots=True)
class _Section:
    title: Any
    form: Any
    save: Callable[..., None]
    lead: Any = ""


SECTIONS: Final = MappingProxyType(
    {
        "identity": _Section(_l("Name und Kontakt"), IdentityForm, edit_identity),
        "intake": _Section(
            _l("Weg ins Projekt"), IntakeForm, edit_intake, _l("Die Teilnahme ist freiwillig und kann jederzeit enden.")
        ),
        "german": _Section(
            _l("Deutsch"), GermanForm, edit_german, _l("Wenn Sie es nicht wissen, lassen Sie „nicht bekannt“ stehen.")
        ),
        "qualifications": _Section(
            _l("Schule, Ausbildung, Studium"),
            QualificationsForm,
            edit_qualifications,
            _l("Leere Zeilen fallen weg."),
        ),
        "experience": _Section(_l("Berufserfahrung"), ExperienceForm, edit_experience, _l("Leere Zeilen fallen weg.")),
        "wishes": _Section(_l("Wünsche und Zeiten"), WishesForm, edit_wishes),
        "document": _Section(
            _l("Aufenthaltsdokument"),
            DocumentForm,
            record_document,
            _l("Bitte abschreiben, was gedruckt ist. Ein neuer Status braucht eine neue Vorprüfung."),
        ),
    }
)


def edit(code: str, section: str) -> ResponseReturnValue:
    """One section's form; whatever goes wrong, what was typed stays."""
    if section not in SECTIONS:
        abort(404)
    spec = SECTIONS[section]
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = spec.form(data=spec.form.stored(portrait) | {"version": portrait.version})
    form.know(portrait)
    if "more" in request.form and isinstance(form, RowsForm):
        form.add_row()
        return _page(section, portrait, form)
    conflict = None
    if form.validate_on_submit():
        try:
            spec.save(work(), actor(), portrait.id, form.entry(), revision=form.revision())
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
            form.see_version(portrait.version)
            conflict = error.message(language())
        else:
            flash(_("%(section)s gespeichert.", section=spec.title), "success")
            return redirect(_back(portrait.code, section), 303)
    return _page(section, portrait, form, conflict)


def _back(code: str, section: str) -> str:
    """To the person's page, or to the next step for whoever completes a profile step by step."""
    if request.args.get("then") == "complete":
        return url_for("people.complete", code=code)
    return url_for("people.person", code=code, _anchor=section)


def _page(section: str, portrait: Portrait, form: Any, conflict: str | None = None) -> ResponseReturnValue:
    page = render_template(
        f"people/edit_{section}.html",
        form=form,
        portrait=portrait,
        section=section,
        spec=SECTIONS[section],
        conflict=conflict,
        stands=summary_of(section, portrait) if conflict else [],
        groups={"asylum": ASYLUM, "titles": TITLES},
    )
    return page, 409 if conflict else 422 if form.errors or form.form_errors else 200


def permit(code: str) -> ResponseReturnValue:
    """A work permit that the authority issued for one employer."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = PermitForm()
    if form.validate_on_submit():
        try:
            record_permit(work(), actor(), portrait.id, form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Arbeitserlaubnis gespeichert."), "success")
            return redirect(url_for("people.person", code=portrait.code, _anchor="permits"), 303)
    status = 422 if form.errors or form.form_errors else 200
    page = render_template("people/permit.html", form=form, portrait=portrait, permit_line=permit_line)
    return page, status


def revoke(code: str) -> ResponseReturnValue:
    """A permit that the authority took back, or that was entered by mistake."""
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    revoke_permit(work(), actor(), portrait.id, request.form.get("permit", 0, type=int))
    flash(_("Die Arbeitserlaubnis gilt nicht mehr."), "success")
    return redirect(url_for("people.permit", code=portrait.code), 303)
