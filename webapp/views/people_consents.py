"""Consent per recipient and category: signing a sheet, reading what stands, taking it back with one button."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.consents import LANGUAGES, DataCategory
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Recipient
from matcher.store.consent_records import consent_records, sheet_of, sheets_of, ticked_on
from matcher.store.portraits import Portrait
from matcher.usecases.give_consent import CURRENT_TEXT, give_consent
from matcher.usecases.withdraw_consent import withdraw_consent
from webapp.accounts import actor, work
from webapp.consent_pdf import SheetFilled, consent_pdf
from webapp.consent_texts import NAMES, languages_with_text, sheet_text
from webapp.forms.consent_sheet import SheetForm, cell_value
from webapp.forms.refusals import show_refusal
from webapp.language import language
from webapp.views.people_found import person_for


def consents(code: str) -> ResponseReturnValue:
    """What the person agreed to, what had gone where, and the signed sheets."""
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    with work().reading() as reading:
        records = consent_records(reading, portrait.id)
        sheets = sheets_of(reading, portrait.id)
    return render_template(
        "people/consents.html", portrait=portrait, records=records, sheets=sheets, names=NAMES, texts=_texts()
    )


def sign(code: str) -> ResponseReturnValue:
    """The sheet beside its German text, boxes to tick, and three ways to sign."""
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    spoken = _language(request.args.get("language"))
    with work().reading() as reading:
        records = consent_records(reading, portrait.id)
    form = SheetForm()
    form.offer(records, work().clock.today())
    refused = None
    if form.validate_on_submit() and form.given_on.data is not None:
        try:
            give_consent(
                work(),
                actor(),
                portrait.id,
                form.grants(),
                language=spoken,
                given_on=form.given_on.data,
                signature=form.signature(),
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Einverständnis eingetragen."), "success")
            return redirect(url_for("people.consents", code=portrait.code), 303)
    page = render_template(
        "people/sign.html",
        form=form,
        portrait=portrait,
        records=records,
        refused=refused,
        spoken=spoken,
        names=NAMES,
        languages=LANGUAGES,
        german=sheet_text(CURRENT_TEXT, "de"),
        foreign=sheet_text(CURRENT_TEXT, spoken) if spoken != "de" else None,
        cell_value=cell_value,
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


def withdraw(code: str, recipient: str) -> ResponseReturnValue:
    """The recipient gets nothing of it from this moment on; the page then says what they had received."""
    category = request.form.get("category", str(DataCategory.PROFILE))
    if recipient not in set(Recipient) or category not in set(DataCategory):
        abort(404)
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    withdraw_consent(work(), actor(), portrait.id, Recipient(recipient), DataCategory(category))
    flash(_withdrawn(Recipient(recipient), DataCategory(category)), "success")
    return redirect(_after_withdrawal(portrait, Recipient(recipient), DataCategory(category)), 303)


def sheet_pdf(code: str) -> ResponseReturnValue:
    """The sheet to print and sign, in German and the chosen language; or one that was signed, as it was ticked."""
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    spoken = _language(request.args.get("language"))
    signed = request.args.get("sheet", 0, type=int)
    filled = SheetFilled(name=portrait.name, code=portrait.code)
    version = CURRENT_TEXT
    if signed:
        with work().reading() as reading:
            sheet = sheet_of(reading, portrait.id, signed)
            ticked = ticked_on(reading, signed)
        if sheet is None:
            abort(404)
        spoken, version = sheet.language, sheet.text_version
        drawn = sheet.content.decode() if sheet.content and sheet.content_type == "image/svg+xml" else None
        filled = SheetFilled(
            name=portrait.name, code=portrait.code, ticked=ticked, signed_on=sheet.signed_on, signature=drawn
        )
    german = sheet_text(version, "de")
    if german is None:
        abort(404)
    foreign = sheet_text(version, spoken) if spoken != "de" else None
    content = consent_pdf(german, foreign, filled)
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{portrait.code}-{spoken}.pdf"'},
    )


def signed_sheet(code: str, sheet_id: int) -> ResponseReturnValue:
    """The scan, or the signature that was drawn."""
    portrait = person_for(code, Action.RECORD_CONSENT).portrait
    with work().reading() as reading:
        sheet = sheet_of(reading, portrait.id, sheet_id)
    if sheet is None or sheet.content is None:
        abort(404)
    ending = (sheet.content_type or "").rpartition("/")[2].partition("+")[0]
    name = f"{portrait.code}-{sheet.id}.{ending}"
    return Response(
        sheet.content,
        mimetype=sheet.content_type,
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _language(chosen: str | None) -> str:
    return chosen if chosen in LANGUAGES else "de"


def _texts() -> list[str]:
    return list(languages_with_text(CURRENT_TEXT))


def _withdrawn(recipient: Recipient, category: DataCategory) -> str:
    whole = category is DataCategory.PROFILE
    if recipient is Recipient.AWO and whole:
        return _("Widerrufen. Die Person hat das Projekt damit verlassen.")
    if recipient is Recipient.MENTOR and whole:
        return _("Widerrufen. Die Patenschaft ist beendet.")
    return _("Widerrufen. Ab sofort geht nichts mehr dorthin.")


def _after_withdrawal(portrait: Portrait, recipient: Recipient, category: DataCategory) -> str:
    """Back to the page, unless the withdrawal took it from the visitor: a mentor whose mentorship is over."""
    leaves = recipient in {Recipient.AWO, Recipient.MENTOR} and category is DataCategory.PROFILE
    if leaves and actor().id in portrait.mentors:
        return url_for("people.index")
    return url_for("people.consents", code=portrait.code, _anchor=recipient)
