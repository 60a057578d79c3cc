"""The register of partners: organisations, the people to talk to there, and everything that changed."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matcher.access import Action, reach
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store.partner_register import ContactLine, Place, changes_of, contact_line, list_places, place_of
from matcher.store.tables.partners import OrganisationKind
from matcher.usecases.edit_contact import add_contact, edit_contact, leave_contact
from matcher.usecases.edit_organisation import add_organisation, edit_organisation
from matcher.usecases.permission import require
from webapp.accounts import actor, work
from webapp.forms.partners import ContactForm, LeaveForm, OrganisationForm
from webapp.forms.people import VersionedForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language
from webapp.words import label

partners = guarded(Blueprint("partners", __name__, url_prefix="/partners"), Action.EXCHANGE)
_FIELDS: Final = MappingProxyType(
    {
        "name": _l("Name"),
        "kind": _l("Art"),
        "street": _l("Straße und Hausnummer"),
        "postcode": _l("Postleitzahl"),
        "city": _l("Ort"),
        "phone": _l("Telefon"),
        "email": _l("E-Mail"),
        "hours": _l("Sprechzeiten"),
        "duty": _l("Zuständig für"),
    }
)


@partners.get("")
def index() -> ResponseReturnValue:
    kind = next((item for item in OrganisationKind if item == request.args.get("kind")), None)
    with work().reading() as session:
        every = list_places(session)
    shown = [place for place in every if kind is None or place.kind is kind]
    kinds = [item for item in OrganisationKind if any(place.kind is item for place in every)]
    return render_template("partners/index.html", places=shown, kinds=kinds, kind=kind, edits=_edits())


@partners.get("/<int:organisation_id>")
def organisation(organisation_id: int) -> ResponseReturnValue:
    place = _place(organisation_id)
    with work().reading() as session:
        changes = changes_of(session, organisation_id)
    return render_template(
        "partners/organisation.html", place=place, changes=changes, edits=_edits(), change_words=_change_words
    )


@partners.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(actor(), Action.EDIT_PARTNERS)
    form = OrganisationForm()

    def save() -> int:
        return add_organisation(work(), actor(), form.entry(), submission=form.submission.data or "")

    return _form(form, save, heading=_("Stelle eintragen"), back=url_for("partners.index"))


@partners.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
def edit(organisation_id: int) -> ResponseReturnValue:
    require(actor(), Action.EDIT_PARTNERS)
    place = _place(organisation_id)
    form = OrganisationForm(data=OrganisationForm.stored(place))

    def save() -> int:
        edit_organisation(work(), actor(), organisation_id, form.entry(), revision=form.revision())
        return organisation_id

    fresh = lambda: _place(organisation_id).version  # noqa: E731 - read again after a conflict
    return _form(form, save, heading=place.name, back=_address(organisation_id), fresh=fresh)


@partners.route("/<int:organisation_id>/contacts", methods=["GET", "POST"])
def new_contact(organisation_id: int) -> ResponseReturnValue:
    require(actor(), Action.EDIT_PARTNERS)
    place = _place(organisation_id)
    form = ContactForm()

    def save() -> int:
        add_contact(work(), actor(), organisation_id, form.entry(), submission=form.submission.data or "")
        return organisation_id

    heading = _("Ansprechpartner bei: %(name)s", name=place.name)
    return _form(form, save, heading=heading, back=_address(organisation_id))


@partners.route("/contacts/<int:contact_id>", methods=["GET", "POST"])
def contact(contact_id: int) -> ResponseReturnValue:
    require(actor(), Action.EDIT_PARTNERS)
    line = _contact(contact_id)
    form = ContactForm(data=ContactForm.stored(line))

    def save() -> int:
        edit_contact(work(), actor(), contact_id, form.entry(), revision=form.revision())
        return line.organisation_id

    fresh = lambda: _contact(contact_id).version  # noqa: E731 - read again after a conflict
    return _form(form, save, heading=line.name, back=_address(line.organisation_id), fresh=fresh)


@partners.route("/contacts/<int:contact_id>/leave", methods=["GET", "POST"])
def leave(contact_id: int) -> ResponseReturnValue:
    """Somebody else is responsible from now on; open folders follow."""
    require(actor(), Action.EDIT_PARTNERS)
    line = _contact(contact_id)
    place = _place(line.organisation_id)
    form = LeaveForm()
    form.offer({item.id: item.name for item in place.contacts if item.id != contact_id})
    refused = None
    if form.validate_on_submit():
        key = form.submission.data or ""
        try:
            folders = leave_contact(work(), actor(), contact_id, successor_id=form.successor.data, submission=key)
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(
                ngettext(
                    "Eingetragen. %(num)d Mappe ist geändert.", "Eingetragen. %(num)d Mappen sind geändert.", folders
                ),
                "success",
            )
            return redirect(_address(place.id), 303)
    status = 409 if refused else 422 if form.errors or form.form_errors else 200
    return render_template("partners/leave.html", form=form, line=line, place=place, refused=refused), status


def _form(
    form: VersionedForm,
    save: Callable[[], int],
    *,
    heading: str,
    back: str,
    fresh: Callable[[], int] | None = None,
) -> ResponseReturnValue:
    """Show the form, or save it and go to the organisation's page; whatever goes wrong, what was typed stays."""
    conflict = None
    if form.validate_on_submit():
        try:
            organisation_id = save()
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            conflict = error.message(language())
            if fresh is not None:
                form.see_version(fresh())
        else:
            flash(_("Gespeichert. Wen es angeht, der weiß Bescheid."), "success")
            return redirect(_address(organisation_id), 303)
    status = 409 if conflict else 422 if form.errors or form.form_errors else 200
    return render_template("partners/form.html", form=form, heading=heading, back=back, conflict=conflict), status


def _change_words(field: str, values: list[str | None]) -> str:
    """`Telefon: 03375 1 → 03375 2`."""
    old, new = (label(OrganisationKind(value)) if field == "kind" and value else value or "–" for value in values)
    return f"{_FIELDS.get(field, field)}: {old} → {new}"


def _edits() -> bool:
    return reach(actor(), Action.EDIT_PARTNERS) is not None


def _address(organisation_id: int) -> str:
    return url_for("partners.organisation", organisation_id=organisation_id)


def _place(organisation_id: int) -> Place:
    with work().reading() as session:
        place = place_of(session, organisation_id)
    if place is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such organisation.")
    return place


def _contact(contact_id: int) -> ContactLine:
    with work().reading() as session:
        line = contact_line(session, contact_id)
    if line is None or line.left_on is not None:
        raise NotFoundError("Diesen Ansprechpartner gibt es nicht (mehr).", "There is no such contact (any more).")
    return line
