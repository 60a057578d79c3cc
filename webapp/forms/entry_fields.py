"""Form fields that accept what people type: German or ISO days, decimals with a comma, every script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from matcher.model import Labelled
from matcher.spelling import clean
from webapp.language import language

_GERMAN_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class TextLine(StringField):
    """One line of text in any script: composed form, nothing invisible, empty is None."""

    def __init__(self, label: Any = None, *, longest: int = 200, **options: Any) -> None:
        super().__init__(label, **options)
        self.longest = longest

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(valuelist[0]) or None if valuelist else None
        if self.data is not None and len(self.data) > self.longest:
            raise ValueError(
                _(
                    "Das sind %(many)s Zeichen, höchstens %(most)s sind möglich. Bitte kürzen.",
                    many=len(self.data),
                    most=self.longest,
                )
            )


class DayField(Field):
    """A day, typed 24.11.2026 or 2026-11-24; what cannot be read stays in the field."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        return f"{self.data:%d.%m.%Y}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        parts = _day_parts(typed)
        if parts is None:
            raise ValueError(_("Bitte ein Datum wie 24.11.2026 eintragen."))
        try:
            self.data = date(*parts)
        except ValueError:
            raise ValueError(_("Diesen Tag gibt es nicht: %(day)s. Bitte prüfen.", day=typed)) from None


class NumberField(Field):
    """A number with comma or point; what cannot be read stays in the field."""

    widget = TextInput()

    def __init__(self, label: Any = None, *, low: float, high: float, whole: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.low, self.high, self.whole = low, high, whole

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        if self.data is None:
            return ""
        text = f"{self.data:g}"
        return text.replace(".", ",") if language() == "de" else text

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not _NUMBER.fullmatch(typed):
            raise ValueError(_("Bitte eine Zahl eintragen, zum Beispiel 7,5."))
        value = float(typed.replace(",", "."))
        if not self.low <= value <= self.high or (self.whole and not value.is_integer()):
            raise ValueError(_("Bitte %(low)g bis %(high)g eintragen.", low=self.low, high=self.high))
        self.data = int(value) if self.whole else value


class Choice(SelectField):
    """One value of an enumeration, or none."""

    def __init__(self, label: Any, kind: Callable[[str], Any], *, blank: Any = "–", **options: Any) -> None:
        super().__init__(
            label,
            choices=lambda: [("", str(blank)), *_labels(kind)],
            coerce=lambda value: kind(value) if value not in (None, "") else None,
            **options,
        )

    def pre_validate(self, form: Any) -> None:
        """Say in the user's words that a value is not on the list; nothing chosen is allowed."""
        del form
        if self.data is not None and str(self.data) not in {value for value, _label in _labels_of(self)}:
            raise ValidationError(_("Bitte einen Wert aus der Liste wählen."))

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Bitte einen Wert aus der Liste wählen.")) from None


class YesNoUnknown(SelectField):
    """Yes, no, or not known; not known is never taken for no."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(
            label,
            choices=lambda: [("", _("nicht bekannt")), ("yes", _("ja")), ("no", _("nein"))],
            coerce=_yes_no_unknown,
            **options,
        )

    def iter_choices(self) -> Iterator[tuple[Any, str, bool, dict[str, Any]]]:
        shown = {None: "", True: "yes", False: "no"}[self.data]
        for value, label in _labels_of(self):
            yield value, label, value == shown, {}

    def pre_validate(self, form: Any) -> None:
        """Every value that `coerce` lets through is allowed."""


class Several(SelectMultipleField):
    """Check boxes; nothing ticked is None, which means not known."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, choices: Callable[[], Sequence[tuple[str, str]]], **options: Any) -> None:
        super().__init__(label, choices=choices, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(valuelist)


def labels_of(members: Iterable[Labelled]) -> list[tuple[str, str]]:
    """Values with their labels in the user's language."""
    return [(str(member), member.label(language())) for member in members]


def _labels(kind: Callable[[str], Any]) -> list[tuple[str, str]]:
    members: Iterable[Any] = kind  # type: ignore[assignment]  # an enumeration is iterable
    return [(str(item), item.label(language()) if isinstance(item, Labelled) else str(item)) for item in members]


def _labels_of(field: SelectField) -> list[tuple[str, str]]:
    return list(field.choices or [])  # type: ignore[arg-type]  # evaluated when the form was made


def _day_parts(typed: str) -> tuple[int, int, int] | None:
    german = _GERMAN_DAY.fullmatch(typed)
    if german:
        return int(german[3]), int(german[2]), int(german[1])
    iso = _ISO_DAY.fullmatch(typed)
    return (int(iso[1]), int(iso[2]), int(iso[3])) if iso else None


def _yes_no_unknown(value: Any) -> bool | None:
    if value in (True, "yes"):
        return True
    if value in (False, "no"):
        return False
    return None
