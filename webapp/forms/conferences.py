"""Forms of meetings: when and with whom, an item of the agenda, what was decided; and of what was done for a person."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from matcher.clock import BERLIN
from matcher.store.tables.activities import ActivityKind
from matcher.store.tables.conferences import ConferenceKind
from matcher.usecases.minute_item import Decision
from matcher.usecases.plan_conference import ConferenceEntry
from matcher.usecases.record_activity import ActivityEntry
from webapp.forms.clock_field import ClockField
from webapp.forms.entry_fields import Choice, DayField, Several, TextLine
from webapp.forms.people import NEEDED, SentOnce, account_number


class ActivityForm(SentOnce):
    """The button that was pressed is `kind`; the rest is for whoever wants to say more."""

    kind = Choice(
        _l("Was haben Sie gemacht?"),
        ActivityKind,
        validators=[InputRequired(_l("Bitte antippen, was Sie gemacht haben."))],
    )
    done_on = DayField(_l("Tag"), description=_l("Leer: heute"))
    organisation = SelectField(_l("Wo?"), coerce=account_number)
    note = TextLine(
        _l("Notiz"), longest=500, description=_l("Lesen nur Sie und die Koordination. Nichts zur Gesundheit.")
    )

    def offer(self, places: dict[int, str]) -> None:
        self.organisation.choices = [("", "–"), *places.items()]

    def entry(self) -> ActivityEntry:
        return ActivityEntry(
            kind=self.kind.data,
            done_on=self.done_on.data,
            organisation_id=self.organisation.data,
            note=self.note.data,
        )


class ConferenceForm(SentOnce):
    kind = Choice(_l("Art"), ConferenceKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    day = DayField(_l("Tag"), description=_l("Zum Beispiel 01.12.2026"), validators=[NEEDED])
    time = ClockField(_l("Uhrzeit"), description=_l("Zum Beispiel 14:30"), validators=[NEEDED])
    place = TextLine(_l("Ort"), description=_l("Raum und Adresse, oder: per Telefon"), validators=[NEEDED])
    guests = Several(_l("Wer soll kommen?"), lambda: ())

    def offer(self, people: dict[int, str]) -> None:
        self.guests.choices = [(str(account_id), name) for account_id, name in people.items()]

    def entry(self) -> ConferenceEntry:
        """The typed time is Berlin's."""
        chosen = (account_number(value) for value in self.guests.data or ())
        return ConferenceEntry(
            kind=self.kind.data,
            starts_at=datetime.combine(self.day.data, self.time.data, BERLIN),
            place=self.place.data or "",
            guests=[account_id for account_id in chosen if account_id is not None],
        )


class ItemForm(SentOnce):
    code = TextLine(
        _l("Kürzel der Person"), longest=16, description=_l("Leer lassen, wenn es nicht um eine Person geht.")
    )
    detail = TextLine(_l("Worum geht es?"), longest=300, validators=[NEEDED])


class DecisionForm(SentOnce):
    minute = TextLine(_l("Was wurde beschlossen?"), longest=1000)
    what = TextLine(_l("Aufgabe"), longest=300, description=_l("Nur, wenn jemand etwas zu tun hat."))
    owner = SelectField(_l("Wer übernimmt sie?"), coerce=account_number)
    due_on = DayField(_l("Bis wann?"), description=_l("Zum Beispiel 01.12.2026"))

    def offer(self, people: dict[int, str]) -> None:
        self.owner.choices = [("", _("Bitte wählen")), *people.items()]

    def decision(self) -> Decision:
        return Decision(minute=self.minute.data, what=self.what.data, owner_id=self.owner.data, due_on=self.due_on.data)
