"""The authority's answer to a request: conditions, or what speaks against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from matcher.model import AbhBar, Answer, Mode, Procedure
from matcher.usecases.answer_request import Conditions
from webapp.forms.entry_fields import Choice, DayField, NumberField, Several, TextLine, labels_of

YES: Final = {Mode.CONSENT: Answer.CONSENT}
NO: Final = {Mode.CONSENT: Answer.REFUSED}


def yes_of(mode: Mode) -> Answer:
    """The positive answer in this mode; only a request that needs consent is consented to."""
    return YES.get(mode, Answer.NO_CONCERNS)


def no_of(mode: Mode) -> Answer:
    return NO.get(mode, Answer.OBJECTION)


class AnswerFields(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the authority may add to its answer."""

    valid_until = DayField(_l("Gültig bis"), description=_l("Dieser Tag gehört nicht mehr dazu. Beispiel: 24.11.2027"))
    hours_max = NumberField(_l("Stunden pro Woche, höchstens"), low=1, high=60)
    employer_only = TextLine(_l("Nur bei diesem Betrieb"))
    ba_sent_on = DayField(
        _l("Agentur für Arbeit gefragt am"), description=_l("Antwortet sie zwei Wochen nicht, gilt das als Zustimmung.")
    )
    ba_agreed = BooleanField(_l("Die Agentur für Arbeit hat zugestimmt"))

    def conditions(self) -> Conditions:
        return Conditions(
            valid_until=self.valid_until.data,
            hours_max=self.hours_max.data,
            employer_only=self.employer_only.data,
            ba_sent_on=self.ba_sent_on.data if self.ba_sent_on else None,
            ba_answer=Answer.CONSENT if self.ba_agreed and self.ba_agreed.data else None,
        )


class WholeAnswerForm(AnswerFields):
    """An answer in one form: yes or no, its conditions, and what speaks against."""

    answer = RadioField(_l("Antwort"), validators=[InputRequired(_l("Bitte eine Antwort wählen."))])
    bars = Several(_l("Was steht entgegen?"), lambda: labels_of(AbhBar))
    procedure = Choice(_l("Stand des Verfahrens"), Procedure, blank=_l("keine Angabe"))

    def offer(self, mode: Mode, *, about_job: bool) -> None:
        """Only what can be an answer to a question of this mode; the agency is asked about jobs that need consent."""
        consents = mode is Mode.CONSENT
        self.answer.choices = [
            (str(yes_of(mode)), _("Zustimmung") if consents else _("Keine Bedenken")),
            (str(no_of(mode)), _("Ablehnung") if consents else _("Bedenken")),
        ]
        if not (about_job and consents):
            del self.ba_sent_on, self.ba_agreed

    def chosen(self) -> Answer:
        return Answer(self.answer.data)

    def conditions(self) -> Conditions:
        """What the form says of bars replaces what was stated before."""
        bars = frozenset(AbhBar(bar) for bar in self.bars.data or ())
        return replace(super().conditions(), bars=bars, procedure=self.procedure.data)


class ConditionsForm(AnswerFields):
    """A yes under conditions; at least one has to be named."""

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and self.conditions() == Conditions():
            self.valid_until.errors = [_("Bitte mindestens eine Auflage eintragen.")]
            return False
        return fine


class ConcernsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A no, with what only the authority can state about the person's case."""

    bars = Several(_l("Was steht entgegen?"), lambda: labels_of(AbhBar))
    procedure = Choice(_l("Stand des Verfahrens"), Procedure, blank=_l("keine Angabe"))

    def conditions(self) -> Conditions:
        return Conditions(bars=frozenset(AbhBar(bar) for bar in self.bars.data or ()), procedure=self.procedure.data)


def prefix_of(request_id: int) -> str:
    """Keeps the fields of several cards on one page apart."""
    return f"r{request_id}"
