"""Who is responsible for what about one person, out of the register."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.store.folder_processes import contacts_of
from matcher.store.partner_register import contacts_to_name
from matcher.store.portraits import Portrait
from matcher.store.tables.partners import ContactTopic
from matcher.usecases.name_contact import name_contact
from webapp.accounts import actor, work
from webapp.folder_words import responsible_line
from webapp.forms.partners import NameContactForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.views.people_found import person_for

person_contacts = guarded(Blueprint("person_contacts", __name__, url_prefix="/people"), Action.EDIT_PARTICIPANT)


@person_contacts.get("/<code>/contacts")
def index(code: str) -> ResponseReturnValue:
    form = NameContactForm(formdata=None)
    _offer(form)
    return _page(person_for(code, Action.EDIT_PARTICIPANT).portrait, form)


@person_contacts.post("/<code>/contacts")
def name(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    form = NameContactForm()
    _offer(form)
    if form.validate() and form.topic.data is not None:
        try:
            name_contact(work(), actor(), portrait.id, form.topic.data, form.contact.data)
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Eingetragen. Es steht jetzt auch in der Mappe."), "success")
            return redirect(url_for("person_contacts.index", code=portrait.code), 303)
    return _page(portrait, form)


@person_contacts.post("/<code>/contacts/end")
def end(code: str) -> ResponseReturnValue:
    portrait = person_for(code, Action.EDIT_PARTICIPANT).portrait
    topic = next((item for item in ContactTopic if item == request.form.get("topic")), None)
    if topic is not None:
        name_contact(work(), actor(), portrait.id, topic, None)
        flash(_("Entfernt."), "success")
    return redirect(url_for("person_contacts.index", code=portrait.code), 303)


def _offer(form: NameContactForm) -> None:
    with work().reading() as session:
        form.offer(contacts_to_name(session))


def _page(portrait: Portrait, form: NameContactForm) -> ResponseReturnValue:
    with work().reading() as session:
        named = contacts_of(session, portrait.id)
    page = render_template(
        "partners/person.html", portrait=portrait, named=named, form=form, responsible_line=responsible_line
    )
    return page, 422 if form.errors or form.form_errors else 200
