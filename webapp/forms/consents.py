"""Forms of what a person agrees to: consent per recipient, the pre-check, a placement stop."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from matcher.model import Kind, Recipient
from matcher.store.tables.consents import StopReason
from webapp.forms.entry_fields import DayField, Several, labels_of
from webapp.forms.people import NEEDED

SHEETS: Final = {
    "de": _l("Deutsch"),
    "ar": _l("Arabisch"),
    "fa": _l("Dari oder Farsi"),
    "ti": _l("Tigrinya"),
    "uk": _l("Ukrainisch"),
    "ru": _l("Russisch"),
    "fr": _l("Französisch"),
    "en": _l("Englisch"),
}
"""Languages of the consent sheet."""


class ConsentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    recipients = Several(
        _l("Wer darf die Angaben bekommen?"),
        lambda: labels_of(Recipient),
        validators=[InputRequired(_l("Bitte mindestens einen Empfänger ankreuzen."))],
    )
    given_on = DayField(_l("Tag der Unterschrift"), validators=[NEEDED])
    language = SelectField(
        _l("Sprache des Bogens"),
        choices=lambda: [(code, str(name)) for code, name in SHEETS.items()],
        validators=[NEEDED],
    )

    def offer(self, missing: list[Recipient], today: date) -> None:
        """Ask only for what is not given yet; the usual day is today."""
        self.recipients.choices = labels_of(missing)
        if not self.is_submitted():
            self.given_on.data = today

    def chosen(self) -> list[Recipient]:
        return [Recipient(value) for value in self.recipients.data or ()]


class PrecheckForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    kinds = Several(
        _l("Für welche Art von Stelle?"),
        lambda: labels_of(Kind),
        validators=[InputRequired(_l("Bitte mindestens eine Art ankreuzen."))],
    )
    agreed = BooleanField(_l("Die Person ist mit dieser Anfrage einverstanden."))

    def validate_agreed(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Bitte zuerst die Person fragen und dann ankreuzen."))

    def chosen(self) -> list[Kind]:
        return [Kind(value) for value in self.kinds.data or ()]


class JobRequestForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    agreed = BooleanField(_l("Die Person ist mit dieser Anfrage einverstanden."))

    def validate_agreed(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Bitte zuerst die Person fragen und dann ankreuzen."))


class StopForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    reason = RadioField(
        _l("Warum wird nicht vermittelt?"),
        choices=lambda: labels_of(StopReason),
        validators=[InputRequired(_l("Bitte einen Grund wählen."))],
    )
