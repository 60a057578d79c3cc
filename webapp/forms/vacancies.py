"""The form of a vacancy: one page, short enough for a phone; what is left empty stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Optional, Regexp
from wtforms.widgets import HiddenInput

from matcher.model import Cefr, Kind, QualificationLevel, Shift
from matcher.occupations import Hit, name_of
from matcher.spelling import clean
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.store.vacancies import VacancyPage
from matcher.usecases.check_vacancy import Findings
from matcher.usecases.submit_vacancy import VacancyEntry
from webapp.forms.entry_fields import Choice, DayField, NumberField, Several, TextLine, labels_of
from webapp.forms.people import LICENCES, NEEDED, NO_LICENCE, SentOnce
from webapp.forms.vacancy_fields import MoneyField, OccupationField, Pick
from webapp.language import language

NEW_FIRM: Final = "new"
HOURLY, MONTHLY = "hour", "month"
FIELD_OF: Final = MappingProxyType(
    {"pay_hourly": "pay", "pay_monthly": "pay", "until": "ends_on", "start": "starts_on"}
)
"""Where the form shows what a use case says of a field that the form calls otherwise."""
_USUAL_KINDS: Final = (
    Kind.JOB,
    Kind.MINIJOB,
    Kind.TRAINING,
    Kind.ENTRY_QUALIFICATION,
    Kind.INTERNSHIP,
    Kind.OTHER_INTERNSHIP,
    Kind.TRIAL_WORK,
    Kind.WORK_SHADOWING,
    Kind.TEMP_WORK,
    Kind.VOLUNTARY_SERVICE,
    Kind.EMPLOYER_MEASURE,
    Kind.HIGHLY_QUALIFIED,
)
_SENTENCES: Final = MappingProxyType(
    {
        Cefr.A0: _l("kein Deutsch nötig – zeigen reicht"),
        Cefr.A1: _l("A1: „Guten Morgen. Wo ist die Kiste?“"),
        Cefr.A2: _l("A2: „Bitte räum zuerst das Lager auf.“"),
        Cefr.B1: _l("B1: „Die Lieferung kommt später, weil der Lkw im Stau steht.“"),
        Cefr.B2: _l("B2: „Ich rufe den Kunden an und kläre das.“"),
        Cefr.C1: _l("C1: Fachtexte lesen, Berichte schreiben"),
        Cefr.C2: _l("C2: fast wie in der ersten Sprache"),
    }
)
_LEVELS: Final = MappingProxyType({"1": _l("Helfer"), "2": _l("Fachkraft"), "3": _l("Spezialist"), "4": _l("Experte")})


def _kinds() -> list[tuple[str, str]]:
    rest = [kind for kind in Kind if kind not in _USUAL_KINDS]
    return [("", _("bitte wählen")), *((str(kind), kind.label(language())) for kind in (*_USUAL_KINDS, *rest))]


def _german() -> list[tuple[str, Any]]:
    return [*((str(level), sentence) for level, sentence in _SENTENCES.items()), ("", _("noch nicht bekannt"))]


def _licences() -> list[tuple[str, str]]:
    named = {"B": _("B (Auto)"), "STAPLER": _("Staplerschein"), "AM": _("AM (Moped)"), "T": _("T (Traktor)")}
    return [(NO_LICENCE, _("keiner")), *((code, named.get(code, code)) for code in LICENCES)]


class VacancyForm(SentOnce):
    version = IntegerField(widget=HiddenInput(), default=0)
    seen = HiddenField()
    """Stamp of the remarks that the mentor has read."""
    employer = TextLine(
        _l("Betrieb"), validators=[NEEDED], description=_l("Name der Firma, zum Beispiel: Bäckerei Sommer")
    )
    firm = Pick(_l("Meinten Sie einen dieser Betriebe?"), list, validate_choice=False)
    title = TextLine(
        _l("Was für eine Stelle?"), validators=[NEEDED], description=_l("Zum Beispiel: Lagerhelfer, Ausbildung Koch")
    )
    kind = SelectField(_l("Art der Stelle"), choices=_kinds, coerce=lambda value: Kind(value) if value else None)
    occupation = OccupationField(_l("Welcher Beruf ist das?"), lambda: [("", _("weiß ich nicht"))])
    description = TextAreaField(_l("Was ist zu tun?"), description=_l("Zwei Sätze genügen."))
    postcode = TextLine(
        _l("Postleitzahl"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{5}$", message=_l("Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.")),
        ],
    )
    city = TextLine(_l("Ort"), longest=100)
    starts_on = DayField(_l("Beginn"), description=_l("Zum Beispiel 01.12.2026. Leer: noch offen."))
    ends_on = DayField(_l("Befristet bis"), description=_l("Leer: unbefristet oder noch offen."))
    german_min = Pick(_l("Wie viel Deutsch braucht man?"), _german, kind=Cefr)
    licences = Several(_l("Welcher Führerschein ist nötig?"), _licences)
    qualification_needed = Choice(
        _l("Welcher Abschluss ist nötig?"), QualificationLevel, blank=_l("noch nicht bekannt")
    )
    hours = NumberField(_l("Stunden pro Woche"), low=1, high=60, description=_l("Zum Beispiel 38,5"))
    shift = Choice(_l("Arbeitszeit"), Shift, blank=_l("noch nicht bekannt"))
    pay = MoneyField(
        _l("Bezahlung in Euro, brutto"), description=_l("Zum Beispiel 14,50 oder 2.600. Leer: noch offen.")
    )
    pay_per = Pick(
        _l("Der Betrag gilt"),
        lambda: [(HOURLY, _("pro Stunde")), (MONTHLY, _("pro Monat"))],
    )
    places = NumberField(_l("Wie viele Plätze?"), low=1, high=100, whole=True, default=1, validators=[NEEDED])

    def validate_kind(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Bitte die Art der Stelle wählen."))

    def validate_pay_per(self, field: Field) -> None:
        if self.pay.data is not None and field.data is None:
            raise ValidationError(_("Bitte wählen: pro Stunde oder pro Monat."))

    @staticmethod
    def stored(vacancy: VacancyPage) -> dict[str, Any]:
        """The fields of a vacancy that stands already."""
        same = "version employer title kind occupation description postcode city starts_on ends_on german_min"
        same += " qualification_needed hours shift places"
        monthly = vacancy.pay_hourly is None and vacancy.pay_monthly is not None
        paid = vacancy.pay_monthly if monthly else vacancy.pay_hourly
        return {name: getattr(vacancy, name) for name in same.split()} | {
            "licences": [NO_LICENCE] if vacancy.licences_needed == () else list(vacancy.licences_needed or ()),
            "pay": paid,
            "pay_per": None if paid is None else MONTHLY if monthly else HOURLY,
        }

    def entry(self) -> VacancyEntry:
        chosen = [value for value in self.licences.data or [] if value != NO_LICENCE]
        hourly = self.pay_per.data == HOURLY
        return VacancyEntry(
            employer=self.firm.data if self.firm.data not in (None, NEW_FIRM) else self.employer.data or "",
            title=self.title.data or "",
            kind=self.kind.data,
            description=clean_lines(self.description.data),
            occupation=self.occupation.data,
            postcode=self.postcode.data,
            city=self.city.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            hours=self.hours.data,
            shift=self.shift.data,
            german_min=self.german_min.data,
            qualification_needed=self.qualification_needed.data,
            licences_needed=tuple(chosen) if self.licences.data else None,
            pay_hourly=self.pay.data if hourly else None,
            pay_monthly=None if hourly else self.pay.data,
            places=self.places.data or 1,
        )

    def field_named(self, name: str) -> Any:
        """The field in which this part of a vacancy was typed, for messages about it."""
        return self._fields.get(FIELD_OF.get(name, name))

    def see_version(self, version: int) -> None:
        """Let the mentor save on top of this version, which they have now been told of."""
        self.version.raw_data = None
        self.version.data = version

    def propose_occupations(self, hits: Sequence[Hit]) -> None:
        """Offer these to choose from, beside what is chosen already."""
        offered = list({occupation_words(hit.code): hit.code for hit in reversed(hits)}.items())[::-1]
        kept = self.occupation.data
        if kept and kept not in {code for _words, code in offered}:
            offered.insert(0, (occupation_words(kept), kept))
        self.occupation.choices = [*((code, words) for words, code in offered), ("", _("weiß ich nicht"))]

    def settles(self, findings: Findings) -> bool:
        """Whether everything found was answered: a firm chosen, the remarks read."""
        self.firm.choices = [*((name, name) for name in findings.firms), (NEW_FIRM, _("nein, ein anderer Betrieb"))]
        firm_open = bool(findings.firms) and self.firm.data not in {NEW_FIRM, *findings.firms}
        if firm_open:
            self.firm.data = None
            self.firm.errors = [_("Bitte wählen.")]
        unread = bool(findings.remarks) and self.seen.data != findings.stamp
        self.seen.data = findings.stamp
        return not firm_open and not unread


class CloseForm(SentOnce):
    outcome = SelectField(
        _l("Warum wird die Stelle geschlossen?"),
        choices=lambda: [("", _("bitte wählen")), *labels_of([VacancyOutcome.FILLED, VacancyOutcome.WITHDRAWN])],
        coerce=lambda value: VacancyOutcome(value) if value else None,
        validators=[NEEDED],
    )


def occupation_words(code: str) -> str:
    """`Lagerwirtschaft (Helfer)`."""
    name = name_of(code) or code
    return f"{name} ({_LEVELS[code[4]]})" if len(code) == 5 and code[4] in _LEVELS else name


def clean_lines(text: str | None) -> str | None:
    """The text in storable form, its lines kept; nothing typed is None."""
    return "\n".join(clean(line) for line in (text or "").splitlines()).strip() or None
