"""The criteria as a plain form: one field for whatever the ranking lets tune, built from the criteria themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from matcher.errors import InvalidCriteriaError
from matcher.ranking import Criteria, Feature
from webapp.forms.entry_fields import NumberField, TextLine
from webapp.forms.people import SentOnce
from webapp.language import language

WEIGHTS: Final = "weights"
HEAVIEST: Final = 1000
_SLIDER: Final = 50
_NEEDED: Final = InputRequired(_l("Bitte eine Zahl eintragen, zum Beispiel 7,5."))

_WEIGHT_WORDS: Final[Mapping[str, Any]] = {
    Feature.OCCUPATION: _l("Wie nah Erfahrung, Abschluss und Wunsch am Beruf der Stelle liegen."),
    Feature.QUALIFICATION: _l("Ob Abschluss und Anerkennung so hoch sind, wie die Stelle es verlangt."),
    Feature.GERMAN: _l("Ob das Deutsch für die Stelle reicht. Mehr als nötig bringt nichts dazu."),
    Feature.LICENCES: _l("Ob die nötigen Führerscheine da sind."),
    Feature.SKILLS: _l("Ob die nötigen Kenntnisse da sind."),
    Feature.COMMUTE: _l("Wie lange der Weg zur Arbeit dauert."),
    Feature.HOURS: _l("Ob die Wochenstunden zu dem passen, was die Person arbeiten kann."),
    Feature.SHIFT: _l("Ob die Arbeitszeiten passen."),
    Feature.START: _l("Ob die Person zum Beginn verfügbar ist."),
    Feature.KIND: _l("Ob die Person diese Art von Stelle sucht."),
    Feature.RECENCY: _l("Wie lange die letzte Arbeit her ist."),
}
_SETTING_WORDS: Final[Mapping[str, tuple[Any, Any]]] = {
    "german_hard": (
        _l("Mindestniveau Deutsch ist Pflicht"),
        _l("Wer sicher darunter liegt, wird zurückgehalten. Unbekanntes Deutsch hält niemanden zurück."),
    ),
    "german_tolerance": (
        _l("Nachsicht beim Deutsch (Stufen)"),
        _l("So viele Stufen darunter sind noch erlaubt: 0 bis 2."),
    ),
    "licences_hard": (
        _l("Nötige Führerscheine sind Pflicht"),
        _l("Gilt für jede Stelle. Wo Fahren die Arbeit ist, gilt es immer."),
    ),
    "reach_hard": (
        _l("Wunsch-Umkreis ist Pflicht"),
        _l("Wer weiter weg wohnt, als er oder sie fahren möchte, wird zurückgehalten."),
    ),
    "near_minutes": (_l("Naher Weg (Minuten)"), _l("Bis hierhin zählt der Weg voll.")),
    "far_minutes": (_l("Weiter Weg (Minuten)"), _l("Ab hier zählt der Weg nichts mehr.")),
    "hours_beside": (
        _l("Stunden zu viel oder zu wenig"),
        _l("Weicht die Stelle so weit von dem ab, was möglich ist, zählen die Stunden nichts mehr."),
    ),
    "start_days": (
        _l("Tage nach Beginn"),
        _l("Ist die Person so viele Tage später verfügbar, zählt der Beginn nichts mehr."),
    ),
    "recent_years": (_l("Kürzlich gearbeitet (Jahre)"), _l("Bis hierhin zählt die letzte Arbeit voll.")),
    "forgotten_years": (_l("Lange her (Jahre)"), _l("Ab hier zählt die letzte Arbeit nichts mehr.")),
}


@dataclass(frozen=True, slots=True)
class Tunable:
    """One key of the criteria, with the field that tunes it."""

    section: str
    key: str
    field: Field
    current: Any
    """What is in force now."""


CURVE_WORDS: Final[Mapping[str, Any]] = {
    Feature.OCCUPATION: _l("Berufsjahre im gleichen Beruf"),
    Feature.QUALIFICATION: _l("Anerkennung, wenn eine Ausbildung nötig ist"),
    Feature.GERMAN: _l("Deutsch, wenn B1 nötig ist"),
    Feature.LICENCES: _l("Nötige Führerscheine, die da sind"),
    Feature.SKILLS: _l("Nötige Kenntnisse, die da sind"),
    Feature.COMMUTE: _l("Minuten bis zur Arbeit"),
    Feature.HOURS: _l("Höchstens mögliche Stunden, wenn 30 nötig sind"),
    Feature.SHIFT: _l("Mögliche Arbeitszeit, wenn tagsüber nötig ist"),
    Feature.START: _l("Tage nach dem Beginn der Stelle verfügbar"),
    Feature.KIND: _l("Gesucht, wenn die Stelle Arbeit ist"),
    Feature.RECENCY: _l("Jahre seit der letzten Arbeit"),
}
"""What the horizontal axis of a criterion's picture shows."""


class CriteriaForm(SentOnce):
    """Use `form_for`: the fields that tune are added per key of the criteria."""

    name = TextLine(
        _l("Name des Entwurfs"),
        longest=80,
        description=_l("Zum Beispiel „Deutsch stärker“."),
        validators=[InputRequired(_l("Bitte dem Entwurf einen Namen geben."))],
    )
    note = TextLine(_l("Wozu dieser Entwurf?"), longest=500, description=_l("Ein Satz für die Person, die ihn prüft."))
    revision = IntegerField(widget=HiddenInput(), default=0)
    current: Mapping[str, Any]

    def tunables(self, section: str) -> Iterator[Tunable]:
        """The fields of one section, in the order of the criteria."""
        for key, value in self.current[section].items():
            field = self._fields.get(name_of(section, key))
            if field is not None:
                yield Tunable(section, key, field, value)

    def content(self) -> dict[str, Any]:
        """The criteria as typed; what the form cannot show stays as it is."""
        typed = {section: dict(values) for section, values in self.current.items()}
        for section in self.current:
            for item in self.tunables(section):
                typed[section][item.key] = item.field.data
        return typed

    def blame(self, error: InvalidCriteriaError) -> None:
        """Put the message at the fields that it names, in the form's own words."""
        message = error.message(language())
        named = [item for section in self.current for item in self.tunables(section) if _names(message, item)]
        for item in named:
            for spelled in _spellings(item):
                message = message.replace(spelled, f"„{item.field.label.text}“")
        for field in [item.field for item in named] or [self.name]:
            field.errors = [message]


class ActivateForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What a second person says and has seen when they put a draft in force."""

    comment = TextLine(
        _l("Warum sollen diese Kriterien gelten?"),
        longest=500,
        description=_l("Ein Satz genügt. Er steht bei der Version."),
        validators=[InputRequired(_l("Bitte in einem Satz sagen, warum."))],
    )
    revision = IntegerField(widget=HiddenInput(), default=0)
    against = IntegerField(widget=HiddenInput(), default=0)


def form_for(
    current: Mapping[str, Any], content: Mapping[str, Any], formdata: Any = None, **further: Any
) -> CriteriaForm:
    """A form that knows the criteria in force, filled with a draft's content or with what was typed."""

    class Form(CriteriaForm):
        pass

    data: dict[str, Any] = dict(further)
    for section, values in Criteria.default().to_dict().items():
        for key, default in values.items():
            field = _field(section, key, default)
            if field is not None and key in current[section]:
                setattr(Form, name_of(section, key), field)
                data[name_of(section, key)] = content[section][key]
    form = Form(formdata, data=data)
    form.current = current
    return form


def name_of(section: str, key: str) -> str:
    return f"{section}-{key}"


def changes(other: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What other criteria say otherwise than those in force: the field's words, there and now."""
    for section, values in now.items():
        for key, value in values.items():
            if other[section].get(key) != value:
                yield words_of(section, key), other[section].get(key), value


def words_of(section: str, key: str) -> str:
    """What a key of the criteria is called on the pages."""
    return str(_words(section, key)[0])


def slider_end(value: Any) -> float:
    """Where the slider of a weight ends: wide enough for what is set."""
    return max(_SLIDER, float(value or 0))


def _field(section: str, key: str, default: Any) -> Any:
    """The kind of field follows the kind of value; a kind that no form can show has none."""
    label, hint = _words(section, key)
    if isinstance(default, bool):
        return BooleanField(label, description=hint)
    if isinstance(default, int | float):
        whole = isinstance(default, int)
        return NumberField(label, low=0, high=HEAVIEST, whole=whole, description=hint, validators=[_NEEDED])
    return None


def _words(section: str, key: str) -> tuple[Any, Any]:
    if section == WEIGHTS:
        return Feature(key).label(language()), _WEIGHT_WORDS.get(key, "")
    return _SETTING_WORDS.get(key, (key.replace("_", " "), ""))


def _names(message: str, item: Tunable) -> bool:
    return any(spelled in message for spelled in _spellings(item))


def _spellings(item: Tunable) -> tuple[str, ...]:
    names = (f"{item.section}.{item.key}", item.key)
    return tuple(f"{left}{name}{right}" for name in names for left, right in (("„", "“"), ("'", "'")))
