"""Forms on the way into work: the person's word, the firm's answer, a meeting, the first day, what came after."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from matcher.clock import BERLIN
from matcher.store.proposal_pages import InterviewView, PlacementView
from matcher.store.tables.placements import CorrectionKind, EndReason, InterviewOutcome, PlacementState
from matcher.store.tables.shortlists import VerdictReason
from matcher.usecases.arrange_interview import Meeting
from matcher.usecases.plan_placement import Plan
from matcher.usecases.record_firm_answer import FirmAnswer
from webapp.consent_texts import NAMES
from webapp.forms.entry_fields import Choice, DayField, NumberField, TextLine, labels_of
from webapp.forms.people import NEEDED, SentOnce

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_CHOOSE: Final = _l("Bitte eine Antwort wählen.")


class AgreementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    said_on = DayField(_l("Wann hat die Person das gesagt?"), validators=[NEEDED])
    language = SelectField(
        _l("In welcher Sprache haben Sie gefragt?"),
        choices=lambda: [(code, str(name)) for code, name in NAMES.items()],
        default="de",
    )


class AnswerForm(SentOnce):
    answer = RadioField(
        _l("Was sagt der Betrieb?"),
        choices=lambda: labels_of(FirmAnswer),
        coerce=FirmAnswer,
        validators=[InputRequired(_CHOOSE)],
    )
    reason = Choice(_l("Grund, wenn der Betrieb absagt"), VerdictReason, blank=_l("bitte wählen"))
    note = TextLine(_l("Notiz"), longest=500, description=_l("Nur zur Stelle, nichts Privates über die Person."))


class MeetingForm(SentOnce):
    day = DayField(_l("Tag"), description=_l("Zum Beispiel 01.12.2026"), validators=[NEEDED])
    time = StringField(_l("Uhrzeit"), description=_l("Zum Beispiel 14:30"), validators=[NEEDED])
    minutes = NumberField(_l("Dauer in Minuten"), low=10, high=480, whole=True, validators=[NEEDED])
    place = TextLine(_l("Ort"), description=_l("Straße und Ort, oder: per Telefon"), validators=[NEEDED])
    accompanied = BooleanField(_l("Die Patin oder der Pate kommt mit."))

    def validate_time(self, field: StringField) -> None:
        if not _TIME.fullmatch((field.data or "").strip()):
            raise ValidationError(_("Bitte eine Uhrzeit wie 14:30 eintragen."))

    def meeting(self) -> Meeting:
        """The typed time is Berlin's."""
        hour, minute = re.split("[:.]", (self.time.data or "").strip())
        day: date = self.day.data
        return Meeting(
            starts_at=datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=BERLIN),
            minutes=self.minutes.data,
            place=self.place.data or "",
            accompanied=bool(self.accompanied.data),
        )

    @staticmethod
    def stored(interview: InterviewView | None) -> dict[str, Any]:
        if interview is None:
            return {"minutes": 45, "accompanied": True}
        return {
            "day": interview.day,
            "time": interview.clock,
            "minutes": interview.minutes,
            "place": interview.place,
            "accompanied": interview.mentor is not None,
        }


class OutcomeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    outcome = RadioField(
        _l("Was kam heraus?"),
        choices=lambda: labels_of(InterviewOutcome),
        coerce=InterviewOutcome,
        validators=[InputRequired(_CHOOSE)],
    )
    outcome_reason = Choice(_l("Grund, wenn der Betrieb absagt"), VerdictReason, blank=_l("bitte wählen"))
    outcome_note = TextLine(_l("Notiz"), longest=500)


class PlanForm(SentOnce):
    starts_on = DayField(_l("Erster Arbeitstag"), description=_l("Zum Beispiel 01.12.2026"), validators=[NEEDED])
    courses = BooleanField(_l("Laufender Integrationskurs: Zeiten passen zur Arbeit"))
    housing = BooleanField(_l("Wohnung und Weg zur Arbeit"))
    culture = BooleanField(_l("Kulturelle Gegebenheiten (zum Beispiel Essen, Feiertage, Gebet)"))
    funding = BooleanField(_l("Förderung (zum Beispiel Zuschuss zum Lohn, Nachqualifizierung)"))

    def plan(self) -> Plan:
        return Plan(
            starts_on=self.starts_on.data,
            courses=bool(self.courses.data),
            housing=bool(self.housing.data),
            culture=bool(self.culture.data),
            funding=bool(self.funding.data),
        )

    @staticmethod
    def stored(placement: PlacementView | None) -> dict[str, Any]:
        if placement is None:
            return {}
        return {name: getattr(placement, name) for name in ("starts_on", "courses", "housing", "culture", "funding")}


class EndForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    ended_on = DayField(_l("Letzter Arbeitstag"), validators=[NEEDED])
    end_reason = Choice(_l("Warum ist die Arbeit zu Ende?"), EndReason, blank=_l("bitte wählen"), validators=[NEEDED])
    learned = TextLine(
        _l("Was haben wir gelernt?"),
        longest=500,
        description=_l("Was hilft bei der nächsten Stelle? Zum Beispiel: Frühschicht geht nicht, Bus fährt zu spät."),
    )


class CorrectionForm(SentOnce):
    """What was recorded wrongly of a start or an end; which choices there are follows from where the work stands."""

    what = RadioField(_l("Was stimmt nicht?"), choices=[], validators=[InputRequired(_CHOOSE)])
    new_start = DayField(_l("Richtiger erster Tag"))
    new_end = DayField(_l("Richtiger letzter Tag"))
    new_reason = Choice(_l("Richtiger Grund für das Ende"), EndReason, blank=_l("bitte wählen"))
    new_learned = TextLine(_l("Was haben wir gelernt? (berichtigt)"), longest=500)
    why = TextLine(_l("Warum wird berichtigt?"), description=_l("Bleibt im Verlauf stehen."), validators=[NEEDED])

    def know(self, placement: PlacementView | None) -> None:
        """Offer what can be wrong now."""
        ended = placement is not None and placement.state is PlacementState.ENDED
        self.what.choices = list((_ENDED if ended else _STARTED).items())

    def field_named(self, name: str) -> Any:
        """Where a refusal that names the use case's field stands here."""
        return {"ended_on": self.new_end, "learned": self.new_learned}.get(name)

    def validate_new_start(self, field: DayField) -> None:
        if self.what.data == CorrectionKind.START_CHANGED and field.data is None:
            raise ValidationError(_("Bitte ausfüllen."))

    def validate_new_end(self, field: DayField) -> None:
        if self.what.data == CorrectionKind.END_CHANGED and field.data is None:
            raise ValidationError(_("Bitte ausfüllen."))

    def validate_new_reason(self, field: Choice) -> None:
        if self.what.data == CorrectionKind.END_CHANGED and field.data is None:
            raise ValidationError(_("Bitte einen Grund wählen."))

    @staticmethod
    def stored(placement: PlacementView | None) -> dict[str, Any]:
        if placement is None:
            return {}
        return {
            "new_start": placement.starts_on,
            "new_end": placement.ended_on,
            "new_reason": placement.end_reason,
            "new_learned": placement.learned,
        }


_STARTED: Final = {
    str(CorrectionKind.START_UNDONE): _l("Die Person hat nicht angefangen."),
    str(CorrectionKind.START_CHANGED): _l("Der erste Tag war ein anderer."),
}
_ENDED: Final = {
    str(CorrectionKind.END_UNDONE): _l("Die Person arbeitet noch dort."),
    str(CorrectionKind.END_CHANGED): _l("Letzter Tag oder Grund war anders."),
}
