"""Consent per recipient: giving it and taking it back are one button each."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.model import Recipient
from matcher.store.consent_records import consent_records
from matcher.usecases.give_consent import give_consent
from matcher.usecases.withdraw_consent import withdraw_consent
from webapp.accounts import actor, work
from webapp.forms.consents import SHEETS, ConsentForm
from webapp.forms.refusals import show_refusal
from webapp.views.people_found import person_for


def consents(code: str) -> ResponseReturnValue:
    """What the person agreed to, and a form for what is still missing."""
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    with work().reading() as reading:
        records = consent_records(reading, portrait.id)
    form = ConsentForm()
    form.offer([record.recipient for record in records if record.given is None], work().clock.today())
    if form.validate_on_submit() and form.given_on.data is not None:
        try:
            give_consent(
                work(),
                actor(),
                portrait.id,
                form.chosen(),
                language=form.language.data,
                given_on=form.given_on.data,
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Einverständnis eingetragen."), "success")
            return redirect(url_for("people.consents", code=portrait.code), 303)
    page = render_template("people/consents.html", form=form, portrait=portrait, records=records, sheets=SHEETS)
    return page, 422 if form.errors else 200


def withdraw(code: str, recipient: str) -> ResponseReturnValue:
    """The recipient gets nothing from this moment on; the page then says what they had been shown."""
    if recipient not in set(Recipient):
        abort(404)
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    withdraw_consent(work(), actor(), portrait.id, Recipient(recipient))
    flash(_("Widerrufen. Ab sofort geht nichts mehr dorthin."), "success")
    return redirect(url_for("people.consents", code=portrait.code, _anchor=recipient), 303)
