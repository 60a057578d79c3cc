"""Fields of a vacancy's form: money as people write it, one of a few as radio buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import Field, RadioField, ValidationError
from wtforms.widgets import TextInput

from matcher.occupations import name_of
from matcher.spelling import clean
from webapp.language import language

Choices = Callable[[], Sequence[tuple[str, Any]]]
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_PLAIN: Final = re.compile(r"\d+(?:[.,]\d{1,2})?")
_AROUND: Final = re.compile(r"€|euro?|brutto|,-+$|\s", re.IGNORECASE)


class MoneyField(Field):
    """An amount in euros, typed `14,50 €` or `2.500`; what cannot be read stays in the field."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        text = "" if self.data is None else f"{self.data:.2f}".removesuffix(".00")
        return text.replace(".", ",") if language() == "de" else text

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        amount = _AROUND.sub("", typed)
        if _THOUSANDS.fullmatch(amount):
            amount = amount.replace(".", "")
        elif not _PLAIN.fullmatch(amount):
            raise ValueError(_("Bitte einen Betrag wie 14,50 eintragen. Wenn er noch offen ist („VB“): leer lassen."))
        self.data = float(amount.replace(",", "."))


class Pick(RadioField):
    """One of a few values as radio buttons; the empty value is "not known"."""

    def __init__(self, label: Any, choices: Choices, *, kind: Callable[[str], Any] = str, **rest: Any) -> None:
        super().__init__(
            label, choices=choices, coerce=lambda value: kind(value) if value not in (None, "") else None, **rest
        )
        self.type = "RadioField"  # what it is to the pages, under whatever name

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Bitte einen Wert aus der Liste wählen.")) from None

    def pre_validate(self, form: Any) -> None:
        """Say in the user's words that a value is not on the list; nothing chosen is allowed."""
        del form
        if self.validate_choice and self.data is not None and str(self.data) not in self._offered():
            raise ValidationError(_("Bitte einen Wert aus der Liste wählen."))

    def _offered(self) -> set[str]:
        pairs: Sequence[Any] = self.choices or ()  # type: ignore[assignment]  # evaluated when the form was made
        return {str(pair[0]) for pair in pairs}


class OccupationField(Pick):
    """The occupation that the mentor confirmed; any code of the classification, or none."""

    def pre_validate(self, form: Any) -> None:
        """The choices follow the title; a code that the classification knows is never refused."""
        del form
        if self.data is not None and not (self.data.isdigit() and name_of(self.data)):
            raise ValidationError(_("Bitte einen Wert aus der Liste wählen."))
