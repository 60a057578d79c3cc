"""Forms of a person's residence document and work permits: what is printed, and what the law asks besides.

Bars and the kind of asylum procedure have no field here: the authority alone states them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, ValidationError

from matcher.clearance import STATUSES, default_packs, status_label
from matcher.model import Application, Kind, Permit, WorkNote
from matcher.store.papers import Document
from matcher.store.portraits import Portrait
from matcher.usecases.record_document import DocumentEntry
from webapp.accounts import work
from webapp.forms.countries import countries
from webapp.forms.entry_fields import Choice, DayField, NumberField, Several, TextLine, YesNoUnknown
from webapp.forms.people import NEEDED, PersonForm, SentOnce
from webapp.language import language

NONE: Final = "none"
"""The box that says that there is nothing, where nothing ticked means not known."""
_TITLES_APPLIED_FOR: Final = ("16a", "16d", "16g", "18a", "18b", "19c", "19d", "25a", "25b", "25_5")
_PLAIN: Final = (
    "status",
    "note",
    "file_number",
    "valid_until",
    "nationality",
    "status_since",
    "stay_since",
    "registered_on",
    "applied_on",
    "application",
    "in_reception_centre",
    "identity_by_passport",
)
"""Fields that stand in the document's row as they stand in the form."""
_FLAGS: Final = (
    "unaccompanied_minor",
    "child_welfare",
    "permit_during_procedure",
    "recognised_status",
    "identity_measures_met",
    "card_ordered",
)
ASYLUM: Final = (
    "registered_on",
    "applied_on",
    "application",
    "in_reception_centre",
    "identity_by_passport",
    "identity_measures_met",
    "unaccompanied_minor",
    "child_welfare",
    "recognised_status",
    "permit_during_procedure",
    "tolerated_on",
    "permit_on",
)
"""What only the rules for the asylum procedure and for tolerations ask."""
TITLES: Final = ("applied_for", "old_title", "card_ordered", "title_valid_on")
"""What only the rules for residence titles and their certificates ask."""


def _statuses(known: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """Statuses in the groups in which people know them; the rare one that is recorded can be kept."""
    codes = [*STATUSES, *([known] if known and known not in STATUSES else [])]
    groups: dict[str, list[tuple[str, str]]] = {
        "": [("", _("nicht bekannt"))],
        _("Asylverfahren und Duldung"): [],
        _("Aufenthaltserlaubnis"): [],
        _("Unbefristet, EU und andere"): [],
    }
    _blank, asylum, permits, others = groups.values()
    for code in codes:
        choice = (code, status_label(code, language()))
        if code.startswith("ae_"):
            permits.append(choice)
        elif code.startswith(("ankunft", "gestattung", "duldung", "ausreise")):
            asylum.append(choice)
        else:
            others.append(choice)
    return groups


def _titles() -> list[tuple[str, str]]:
    codes = (code for code in STATUSES if code.startswith("ae_"))
    return [("", _("nicht bekannt")), *((code, status_label(code, language())) for code in codes)]


def key_day(param: str) -> date | None:
    """A day that the law of today asks about; None where it asks about none."""
    pack = default_packs().for_date(work().clock.today())
    found = pack.params.get(param) if pack else None
    return found if isinstance(found, date) else None


def _tolerated_days() -> list[tuple[str, str]]:
    days = [day for day in (key_day("later_list_cutoff"), key_day("art62_tolerated_day")) if day]
    named = [(day.isoformat(), f"{day:%d.%m.%Y}") for day in sorted(days)]
    return [*named, (NONE, _("an keinem dieser Tage"))]


def _applied_for(known: Sequence[str] = ()) -> list[tuple[str, str]]:
    codes = [*_TITLES_APPLIED_FOR, *(code for code in known if code not in _TITLES_APPLIED_FOR)]
    return [(NONE, _("keinen anderen Titel")), *((code, _section(code)) for code in codes)]


def _section(code: str) -> str:
    section, _sep, paragraph = code.partition("_")
    return f"§ {section} Abs. {paragraph}" if paragraph else f"§ {section}"


class _Status(SelectField):
    """One status of a grouped list, or none."""

    def __init__(self, label: Any, choices: Callable[[], Any], **options: Any) -> None:
        super().__init__(label, choices=choices, coerce=lambda value: value or None, **options)

    def iter_groups(self) -> Any:
        """WTForms compares what was coerced; nothing chosen is shown as the empty choice."""
        groups: dict[str, list[tuple[str, str]]] = self.choices  # type: ignore[assignment]  # this field's are grouped
        for name, choices in groups.items():
            yield name, [(value, text, value == (self.data or ""), {}) for value, text in choices]

    def pre_validate(self, form: Any) -> None:
        del form
        if self.data is not None and all(self.data != value for value, *_rest in self.iter_choices()):
            raise ValidationError(_("Bitte einen Wert aus der Liste wählen."))


class DocumentForm(PersonForm):
    status = _Status(_l("Aufenthaltsstatus"), _statuses, description=_l("Steht auf dem Dokument."))
    note = Choice(
        _l("Was steht zur Arbeit auf dem Dokument?"),
        WorkNote,
        blank=_l("nicht bekannt"),
        description=_l("Heißt dort „Nebenbestimmung“."),
    )
    valid_until = DayField(_l("Gültig bis"), description=_l("Zum Beispiel 24.11.2027"))
    no_expiry = BooleanField(_l("Auf dem Dokument steht kein Ablaufdatum."))
    file_number = TextLine(_l("Aktenzeichen der Ausländerbehörde"), longest=60)
    nationality = SelectField(
        _l("Staatsangehörigkeit"),
        choices=lambda: [("", _("nicht bekannt")), *countries(language())],
        coerce=lambda value: value or None,
        description=_l("Nur für die rechtliche Prüfung. Für die Rangliste zählt sie nie."),
    )
    status_since = DayField(_l("Diesen Status hat die Person seit"), description=_l("Zum Beispiel 24.11.2025"))
    stay_since = DayField(_l("In Deutschland ohne Unterbrechung seit"), description=_l("Zum Beispiel 24.11.2023"))
    registered_on = DayField(_l("Registriert am"))
    applied_on = DayField(_l("Asylantrag am"), description=_l("Bei beantragtem Titel: Tag dieses Antrags."))
    application = Choice(_l("Stand des Asylantrags"), Application, blank=_l("nicht bekannt"))
    in_reception_centre = YesNoUnknown(_l("Muss die Person in der Erstaufnahmeeinrichtung wohnen?"))
    identity_by_passport = YesNoUnknown(_l("Ist die Identität durch einen Pass geklärt?"))
    identity_measures_met = YesNoUnknown(_l("Hilft die Person mit, die Identität zu klären?"))
    child_welfare = YesNoUnknown(_l("Wurde der Asylantrag zum Wohl eines Kindes nicht gestellt oder zurückgenommen?"))
    unaccompanied_minor = YesNoUnknown(_l("Ist die Person unbegleitet und minderjährig?"))
    recognised_status = YesNoUnknown(_l("Ist ein Schutzstatus anerkannt?"))
    permit_during_procedure = YesNoUnknown(_l("Hatte die Person im Asylverfahren eine Arbeitserlaubnis?"))
    tolerated_on = Several(_l("An welchen Tagen hatte die Person eine Duldung?"), _tolerated_days)
    permit_on = YesNoUnknown(_l("Hatte die Person am Stichtag eine Arbeitserlaubnis?"))
    applied_for = Several(_l("Welchen Titel hat die Person beantragt?"), _applied_for)
    old_title = SelectField(
        _l("Welcher Titel gilt weiter?"),
        choices=_titles,
        coerce=lambda value: value or None,
        description=_l("Nur bei Fiktionsbescheinigung nach § 81 Abs. 4."),
    )
    card_ordered = YesNoUnknown(_l("Ist die Karte schon bestellt?"))
    title_valid_on = YesNoUnknown(_l("War der Titel am Stichtag gültig?"))

    def know(self, portrait: Portrait) -> None:
        """Keep what is recorded choosable, and ask about the days that the law names today."""
        self.before = portrait.document
        further = self.before.further if self.before else {}
        self.status.choices = _statuses(self.before.status if self.before else None)
        self.applied_for.choices = _applied_for([str(code) for code in further.get("applied_for") or ()])
        for name, param in (("permit_on", "art62_permit_day"), ("title_valid_on", "carried_if_valid_on")):
            day = key_day(param)
            if day is None:
                del self[name]
            else:
                self[name].description = _("Stichtag ist der %(day)s.", day=f"{day:%d.%m.%Y}")

    def validate_no_expiry(self, field: BooleanField) -> None:
        if field.data and self.valid_until.data:
            raise ValidationError(_("Entweder ein Datum eintragen oder dieses Kästchen ankreuzen, nicht beides."))

    def validate_nationality(self, field: SelectField) -> None:
        if field.data is not None and field.data not in dict(countries(language())):
            raise ValidationError(_("Bitte einen Wert aus der Liste wählen."))

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        document = portrait.document
        if document is None:
            return {}
        stored = {name: getattr(document, name) for name in _PLAIN} | {
            name: document.further.get(name) for name in (*_FLAGS, "old_title")
        }
        return stored | {
            "no_expiry": document.expiry_known and document.valid_until is None,
            "tolerated_on": _ticked(document.further.get("tolerated_on")),
            "applied_for": _ticked(document.further.get("applied_for")),
            "permit_on": _on_day(document, "permit_on", "art62_permit_day"),
            "title_valid_on": _on_day(document, "title_valid_on", "carried_if_valid_on"),
        }

    def entry(self) -> DocumentEntry:
        return DocumentEntry(
            **{name: self[name].data for name in _PLAIN},
            expiry_known=bool(self.no_expiry.data),
            further=self._further(),
        )

    def _further(self) -> dict[str, Any]:
        """What is recorded, with the form's answers in place; keys that no field asks about stay."""
        further = dict(self.before.further) if self.before else {}
        answers: dict[str, Any] = {name: self[name].data for name in (*_FLAGS, "old_title")}
        answers["tolerated_on"] = _listed(self.tolerated_on.data, further.get("tolerated_on"), self.tolerated_on)
        answers["applied_for"] = _listed(self.applied_for.data, further.get("applied_for"), self.applied_for)
        for name, param in (("permit_on", "art62_permit_day"), ("title_valid_on", "carried_if_valid_on")):
            day = key_day(param)
            if name in self and day is not None:
                answers[name] = _days_with(further.get(name), day.isoformat(), self[name].data)
        for name, answer in answers.items():
            if answer is not None:
                further[name] = answer
            elif further.get(name) is not None:
                del further[name]
        return further


def _ticked(stored: list[str] | None) -> list[str]:
    if stored is None:
        return []
    return list(stored) or [NONE]


def _listed(ticked: list[str] | None, stored: list[str] | None, field: Several) -> list[str] | None:
    """What is ticked, in the order in which it stands if nothing changed; days without a box stay."""
    offered = {value for value, *_rest in field.iter_choices()}
    unseen = [value for value in stored or () if value not in offered]
    chosen = [value for value in ticked or () if value != NONE]
    if not ticked and not unseen:
        return None
    found = [*chosen, *unseen]
    return stored if stored is not None and set(found) == set(stored) else found


def _on_day(document: Document, name: str, param: str) -> bool | None:
    stored, day = document.further.get(name), key_day(param)
    return None if stored is None or day is None else day.isoformat() in stored


def _days_with(stored: list[str] | None, day: str, answer: bool | None) -> list[str] | None:
    others = [value for value in stored or () if value != day]
    if answer is None:
        return others or None
    if stored is not None and answer == (day in stored):
        return stored
    return [*others, day] if answer else others


class PermitForm(SentOnce):
    employer = TextLine(_l("Betrieb, wie er auf der Erlaubnis steht"), validators=[NEEDED])
    kind = Choice(_l("Art der Stelle"), Kind, validators=[NEEDED])
    valid_from = DayField(_l("Gültig ab"), validators=[NEEDED], description=_l("Zum Beispiel 01.12.2026"))
    valid_until = DayField(_l("Gültig bis"), validators=[NEEDED], description=_l("Zum Beispiel 30.11.2027"))
    weekly_hours = NumberField(_l("Höchstens Stunden pro Woche"), low=1, high=60)

    def entry(self) -> Permit:
        return Permit(
            employer=self.employer.data or "",
            kind=self.kind.data,
            valid_from=self.valid_from.data or date.min,
            valid_until=self.valid_until.data or date.min,
            weekly_hours=self.weekly_hours.data,
        )
