"""Forms of a mentorship's course: the mentor's entry, the person's languages, a later end, the closing checklist."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import Optional, Regexp

from matcher.store.mentor_register import Registered
from matcher.store.tables.mentorship_ends import ClosingItem, ClosingReason, ClosingState
from matcher.usecases.close_mentorship import Closing
from matcher.usecases.describe_mentor import MentorEntry
from webapp.forms.entry_fields import Choice, DayField, Several, TextLine, labels_of
from webapp.forms.languages import languages
from webapp.forms.people import NEEDED, SentOnce
from webapp.language import language


class LanguagesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    languages = Several(_l("Sprachen außer Deutsch"), lambda: languages(language()))


class RegisterForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    postcode = TextLine(
        _l("Postleitzahl"),
        description=_l("Für die Entfernung. 5 Ziffern, zum Beispiel 15711"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{5}$", message=_l("Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.")),
        ],
    )
    area = TextLine(_l("Orte, die gut gehen"), description=_l("Zum Beispiel: Königs Wusterhausen, Wildau, Zeuthen"))
    languages = Several(_l("Sprachen außer Deutsch"), lambda: languages(language()))

    @staticmethod
    def stored(entry: Registered) -> dict[str, Any]:
        return {"postcode": entry.postcode, "area": entry.area, "languages": list(entry.languages)}

    def entry(self) -> MentorEntry:
        return MentorEntry(
            languages=self.languages.data or [], postcode=self.postcode.data or None, area=self.area.data
        )


class TrainingForm(SentOnce):
    title = TextLine(_l("Schulung"), validators=[NEEDED], description=_l("Zum Beispiel: Asylrecht für Ehrenamtliche"))
    held_on = DayField(_l("Am"), validators=[NEEDED], description=_l("Zum Beispiel 24.11.2026"))


class ExtendForm(SentOnce):
    until = DayField(_l("Neues Ende"), validators=[NEEDED])
    why = TextLine(
        _l("Warum länger?"),
        longest=500,
        validators=[NEEDED],
        description=_l("Zum Beispiel: Die Probezeit läuft noch bis Mai."),
    )


class ClosingForm(SentOnce):
    """One choice for each item of the checklist; an item's words are its enumeration's."""

    reason = Choice(_l("Warum endet die Patenschaft?"), ClosingReason, blank=_l("Bitte wählen"), validators=[NEEDED])
    note = TextLine(_l("Wer übernimmt, was offen ist?"), longest=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for item, field in self.checklist():
            field.label.text = item.label(language())

    def checklist(self) -> list[tuple[ClosingItem, Any]]:
        return [(item, self[str(item)]) for item in ClosingItem]

    def closing(self) -> Closing:
        answers = {item: field.data for item, field in self.checklist() if field.data}
        return Closing(reason=self.reason.data, answers=answers, note=self.note.data)


def _state(value: Any) -> ClosingState | None:
    return next((state for state in ClosingState if state == value), None)


for _item in ClosingItem:
    _field = RadioField(coerce=_state, choices=lambda: labels_of(ClosingState), validators=[NEEDED])
    setattr(ClosingForm, str(_item), _field)
