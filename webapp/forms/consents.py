"""Forms of what a person agrees to: consent per recipient, the pre-check, a placement stop."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.validators import InputRequired

from matcher.model import Kind
from matcher.store.tables.consents import StopReason
from webapp.forms.entry_fields import Several, labels_of


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
