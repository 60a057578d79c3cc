"""What the authority answered by letter, copied field by field."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from matcher.usecases.answer_request import Paper
from webapp.forms.answers import WholeAnswerForm
from webapp.forms.entry_fields import DayField, TextLine
from webapp.forms.people import NEEDED


class PaperAnswerForm(WholeAnswerForm):
    """The answer, its conditions, and where the scan is kept."""

    answer = RadioField(
        _l("Was steht im Schreiben?"), validators=[InputRequired(_l("Bitte ankreuzen, was im Schreiben steht."))]
    )
    dated = DayField(_l("Datum des Schreibens"), validators=[NEEDED])
    reference = TextLine(
        _l("Wo liegt der Scan?"),
        longest=80,
        description=_l("Nummer oder Ablage, zum Beispiel: Scan 2026-118. Bitte keine Namen."),
        validators=[NEEDED],
    )

    def paper(self) -> Paper:
        return Paper(reference=self.reference.data or "", dated=self.dated.data)
