"""Forms of the register, of news, and of questions between the partners."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Email, Optional

from matcher.model import Role
from matcher.store.partner_register import ContactLine, Place
from matcher.store.tables.inquiries import Addressee, InquiryTopic
from matcher.store.tables.news import NewsKind
from matcher.store.tables.partners import ContactTopic, OrganisationKind
from matcher.usecases.ask_partner import Question
from matcher.usecases.partner_entry import ContactEntry, OrganisationEntry
from matcher.usecases.publish_news import ADDRESSED, NewsEntry
from webapp.forms.entry_fields import Choice, DayField, Several, TextLine, labels_of
from webapp.forms.people import NEEDED, SentOnce, VersionedForm, account_number

_MAIL = Email(_l("Bitte eine E-Mail-Adresse wie name@beispiel.de eintragen."))


class OrganisationForm(VersionedForm):
    name = TextLine(_l("Name der Stelle"), validators=[NEEDED])
    kind = Choice(_l("Art"), OrganisationKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    street = TextLine(_l("Straße und Hausnummer"))
    postcode = TextLine(_l("Postleitzahl"))
    city = TextLine(_l("Ort"), longest=100)
    phone = TextLine(_l("Telefon"), longest=40)
    email = TextLine(_l("E-Mail"), longest=254, validators=[Optional(), _MAIL])
    hours = TextLine(_l("Sprechzeiten"), description=_l("Zum Beispiel: Di und Do 9 bis 12 Uhr"))

    @staticmethod
    def stored(place: Place) -> dict[str, Any]:
        names = ("name", "kind", "street", "postcode", "city", "phone", "email", "hours", "version")
        return {name: getattr(place, name) for name in names}

    def entry(self) -> OrganisationEntry:
        names = ("street", "postcode", "city", "phone", "email", "hours")
        return OrganisationEntry(
            name=self.name.data or "", kind=self.kind.data, **{name: getattr(self, name).data for name in names}
        )


class ContactForm(VersionedForm):
    name = TextLine(_l("Name"), validators=[NEEDED])
    duty = TextLine(_l("Zuständig für"), description=_l("Zum Beispiel: Fallmanagement, Buchstaben A bis K"))
    phone = TextLine(_l("Telefon"), longest=40)
    email = TextLine(_l("E-Mail"), longest=254, validators=[Optional(), _MAIL])
    hours = TextLine(_l("Sprechzeiten"), description=_l("Zum Beispiel: Di und Do 9 bis 12 Uhr"))

    @staticmethod
    def stored(line: ContactLine) -> dict[str, Any]:
        return {name: getattr(line, name) for name in ("name", "duty", "phone", "email", "hours", "version")}

    def entry(self) -> ContactEntry:
        return ContactEntry(
            name=self.name.data or "",
            duty=self.duty.data,
            phone=self.phone.data,
            email=self.email.data,
            hours=self.hours.data,
        )


class LeaveForm(SentOnce):
    successor = SelectField(_l("Wer ist jetzt zuständig?"), coerce=account_number)

    def offer(self, people: dict[int, str]) -> None:
        self.successor.choices = [("", _("noch niemand")), *people.items()]


class NameContactForm(SentOnce):
    topic = Choice(_l("Wofür?"), ContactTopic, blank=_l("Bitte wählen"), validators=[NEEDED])
    contact = SelectField(_l("Wer?"), coerce=account_number)

    def offer(self, people: dict[int, str]) -> None:
        self.contact.choices = [("", _("niemand")), *people.items()]


class NewsForm(SentOnce):
    kind = Choice(_l("Worum geht es?"), NewsKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    title = TextLine(_l("Überschrift"), validators=[NEEDED])
    text = TextAreaField(_l("Was ist neu?"), validators=[NEEDED], description=_l("Kurz, und was zu tun ist."))
    valid_from = DayField(_l("Gilt ab"))
    roles = Several(_l("Wen geht es an?"), lambda: labels_of(ADDRESSED))

    def entry(self) -> NewsEntry:
        return NewsEntry(
            kind=self.kind.data,
            title=self.title.data or "",
            text=self.text.data or "",
            valid_from=self.valid_from.data,
            roles=[Role(value) for value in self.roles.data or () if value in set(Role)],
        )


class QuestionForm(SentOnce):
    addressee = Choice(_l("An wen?"), Addressee, blank=_l("Bitte wählen"), validators=[NEEDED])
    topic = Choice(_l("Worum geht es?"), InquiryTopic, blank=_l("Bitte wählen"), validators=[NEEDED])
    subject = TextLine(_l("Kurz gefragt"), validators=[NEEDED])
    text = TextAreaField(
        _l("Ihre Frage"),
        validators=[NEEDED],
        description=_l("Bitte ohne Namen und Kürzel: „eine Person mit Duldung und B1“."),
    )

    def offer(self, addressees: list[Addressee]) -> None:
        self.addressee.choices = [("", _("Bitte wählen")), *labels_of(addressees)]

    def question(self) -> Question:
        return Question(
            addressee=self.addressee.data,
            topic=self.topic.data,
            subject=self.subject.data or "",
            text=self.text.data or "",
        )


class AnswerForm(SentOnce):
    text = TextAreaField(_l("Ihre Nachricht"), validators=[NEEDED])
