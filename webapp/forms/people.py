"""Forms of a person's page: identity, German, wishes and times, mentor."""

from __future__ import annotations

from dataclasses import fields
from secrets import token_urlsafe
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Optional, Regexp
from wtforms.widgets import HiddenInput

from matcher.model import Cefr, Kind, Mobility, Shift
from matcher.spelling import clean
from matcher.store.portraits import German, Identity, Portrait, Wishes
from matcher.store.tables.people import IntakeSource
from matcher.usecases.assign_mentor import Term
from matcher.usecases.begin_edit import Revision
from webapp.forms.entry_fields import Choice, DayField, NumberField, Several, TextLine, labels_of

NEEDED = InputRequired(_l("Bitte ausfüllen."))
LICENCES = ("B", "BE", "C1", "C1E", "C", "CE", "D1", "D", "A", "AM", "L", "T", "STAPLER")
NO_LICENCE = "none"
OFFERED_KINDS = (
    Kind.JOB,
    Kind.MINIJOB,
    Kind.TRAINING,
    Kind.ENTRY_QUALIFICATION,
    Kind.INTERNSHIP,
    Kind.OTHER_INTERNSHIP,
    Kind.TRIAL_WORK,
    Kind.TEMP_WORK,
    Kind.SCHOOL,
    Kind.VOLUNTARY_SERVICE,
    Kind.WORK_SHADOWING,
)
"""What people look for here, the most frequent first."""


def account_number(value: Any) -> int | None:
    """The id of an account; what is no number is nobody's."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class SentOnce(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form with a key of its own, so that a double click is carried out once."""

    submission = HiddenField(default=lambda: token_urlsafe(18))


class VersionedForm(SentOnce):
    """A form that knows which version its editor saw."""

    version = IntegerField(widget=HiddenInput(), default=0)

    def revision(self) -> Revision:
        return Revision(version=self.version.data or 0, submission=self.submission.data or "")

    def see_version(self, version: int) -> None:
        """Let the editor save on top of this version, which they have now been shown."""
        self.version.raw_data = None
        self.version.data = version


class PersonForm(VersionedForm):
    """A form that edits a person."""

    def know(self, portrait: Portrait) -> None:
        """Offer what this person's choices need; most forms offer everybody the same."""


class NamedForm(SentOnce):
    """A form in which a person gets a name."""

    given_name = TextLine(_l("Vorname"), validators=[NEEDED])
    family_name = TextLine(_l("Nachname"), validators=[NEEDED])
    birth_date = DayField(
        _l("Geburtsdatum"), description=_l("Zum Beispiel 24.11.1994. Wenn unbekannt, bitte leer lassen.")
    )

    def identity(self) -> Identity:
        """What the form holds of it; what it does not ask for is empty."""
        asked = {item.name: self[item.name].data for item in fields(Identity) if item.name in self}
        return Identity(**{**asked, "given_name": asked["given_name"] or "", "family_name": asked["family_name"] or ""})


class ReachedForm(NamedForm):
    """The same with how to reach the person."""

    phone = TextLine(_l("Telefon"), longest=40)
    email = TextLine(
        _l("E-Mail"),
        longest=254,
        validators=[Optional(), Email(_l("Bitte eine E-Mail-Adresse wie name@beispiel.de eintragen."))],
    )


class NewPersonForm(NamedForm):
    source = Choice(_l("Wie kommt die Person zu uns?"), IntakeSource, blank=_l("nicht bekannt"))
    mentor = SelectField(_l("Patin oder Pate"), coerce=account_number, choices=[])


class ReferralForm(ReachedForm):
    agreed = BooleanField(_l("Die Person möchte das und weiß: Die Teilnahme ist freiwillig."))


class IdentityForm(PersonForm, ReachedForm):
    street = TextLine(_l("Straße und Hausnummer"))
    city = TextLine(_l("Ort"), longest=100)

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        return {item.name: getattr(portrait.identity, item.name) for item in fields(Identity)}

    def entry(self) -> Identity:
        return self.identity()


class IntakeForm(PersonForm):
    source = Choice(_l("Wie kam die Person zu uns?"), IntakeSource, blank=_l("nicht bekannt"))

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        return {"source": portrait.intake_source}

    def entry(self) -> IntakeSource | None:
        return IntakeSource(self.source.data) if self.source.data else None


class GermanForm(PersonForm):
    speaking = Choice(_l("Sprechen und Verstehen"), Cefr, blank=_l("nicht bekannt"))
    writing = Choice(_l("Lesen und Schreiben"), Cefr, blank=_l("nicht bekannt"))
    certificate = TextLine(
        _l("Zertifikat"), longest=100, description=_l("Zum Beispiel: DTZ B1 vom 12.05.2026. Sonst leer lassen.")
    )

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        german = portrait.german or German()
        return {item.name: getattr(german, item.name) for item in fields(German)}

    def entry(self) -> German:
        return German(speaking=self.speaking.data, writing=self.writing.data, certificate=self.certificate.data)


def _licence_choices() -> list[tuple[str, str]]:
    named = {"B": _("B (Auto)"), "STAPLER": _("Staplerschein"), "AM": _("AM (Moped)"), "T": _("T (Traktor)")}
    return [(NO_LICENCE, _("hat keinen")), *((code, named.get(code, code)) for code in LICENCES)]


class WishesForm(PersonForm):
    wishes = StringField(
        _l("Wunschberufe"), description=_l("Mehrere mit Komma trennen, der liebste zuerst. Zum Beispiel: Koch, Lager")
    )
    kinds = Several(_l("Was sucht die Person?"), lambda: labels_of(OFFERED_KINDS))
    available_from = DayField(_l("Verfügbar ab"), description=_l("Zum Beispiel 01.12.2026"))
    hours_min = NumberField(_l("Stunden pro Woche, mindestens"), low=0, high=60)
    hours_max = NumberField(_l("Stunden pro Woche, höchstens"), low=0, high=60)
    shifts = Several(_l("Mögliche Arbeitszeiten"), lambda: labels_of(Shift))
    postcode = TextLine(
        _l("Postleitzahl"),
        description=_l("5 Ziffern, zum Beispiel 15711"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{5}$", message=_l("Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.")),
        ],
    )
    reach_km = NumberField(_l("Wie weit kann der Weg sein? (km)"), low=0, high=300)
    mobility = Choice(_l("Unterwegs mit"), Mobility, blank=_l("nicht bekannt"))
    licences = Several(_l("Führerscheine"), _licence_choices)
    further_licences = StringField(
        _l("Weitere Scheine"), description=_l("Mit Komma trennen. Zum Beispiel: Gefahrgut, Kran")
    )
    skills = StringField(_l("Weitere Kenntnisse"), description=_l("Mit Komma trennen. Zum Beispiel: Schweißen, Kasse"))

    def know(self, portrait: Portrait) -> None:
        """A rarer kind that is recorded already can be kept."""
        known = (portrait.wishes.kinds if portrait.wishes else None) or ()
        self.kinds.choices = labels_of([*OFFERED_KINDS, *(kind for kind in known if kind not in OFFERED_KINDS)])

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        wishes = portrait.wishes or Wishes()
        stored = {item.name: getattr(wishes, item.name) for item in fields(Wishes)}
        licences = wishes.licences
        further = tuple(item for item in licences or () if item not in LICENCES)
        return stored | {
            "wishes": ", ".join(wishes.wishes),
            "skills": ", ".join(wishes.skills or ()),
            "kinds": list(wishes.kinds or ()),
            "shifts": list(wishes.shifts or ()),
            "licences": [NO_LICENCE] if licences == () else [item for item in licences or () if item in LICENCES],
            "further_licences": ", ".join(further),
        }

    def entry(self) -> Wishes:
        return Wishes(
            wishes=_split(self.wishes.data),
            kinds=tuple(Kind(value) for value in self.kinds.data or ()) or None,
            licences=self._licences(),
            skills=_split(self.skills.data) or None,
            shifts=tuple(Shift(value) for value in self.shifts.data or ()) or None,
            postcode=self.postcode.data,
            reach_km=self.reach_km.data,
            mobility=self.mobility.data,
            available_from=self.available_from.data,
            hours_min=self.hours_min.data,
            hours_max=self.hours_max.data,
        )

    def _licences(self) -> tuple[str, ...] | None:
        """None ticked is not known; only the box for none says that there is none."""
        chosen = [*(self.licences.data or []), *_split(self.further_licences.data)]
        return tuple(value for value in chosen if value != NO_LICENCE) if chosen else None


class AssignMentorForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    mentor = SelectField(_l("Patin oder Pate"), coerce=account_number, validators=[NEEDED])
    beyond_why = TextLine(
        _l("Grund, wenn es mehr Menschen werden als vereinbart"),
        description=_l("Nur nötig, wenn bei der Patin oder dem Paten kein Platz mehr ist."),
    )
    begins_on = DayField(
        _l("Beginn"), description=_l("Leer: heute. Für eine Patenschaft, die schon läuft: ihr Beginn.")
    )
    planned_end = DayField(_l("Geplantes Ende"), description=_l("Leer: zwölf Monate nach dem Beginn, das Längste."))

    def term(self) -> Term:
        return Term(begins_on=self.begins_on.data, planned_end=self.planned_end.data)


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (clean(part) for part in (text or "").replace(";", ",").split(","))))
