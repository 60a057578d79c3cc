"""Forms of the employer service: give vacancies back, decide on proposals, one or several at once."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField

from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.store.tables.vacancies import ReturnReason
from webapp.forms.entry_fields import Choice, TextLine
from webapp.forms.people import NEEDED, SentOnce


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    reason = Choice(_l("Was fehlt?"), ReturnReason, blank=_l("bitte wählen"), validators=[NEEDED])
    note = TextLine(_l("Nachricht an die Patin oder den Paten"), longest=500)


class ReviewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One decision on one entry; the reason is asked by the use case, where the verdict needs one."""

    verdict = Choice(_l("Entscheidung"), Verdict, validators=[NEEDED])
    reason = Choice(_l("Grund"), VerdictReason, blank=_l("bitte wählen"))
    note = TextLine(_l("Notiz"), longest=500)


class SeveralReviewsForm(SentOnce):
    """One decision on several entries; which one is the button's."""

    entries = SelectMultipleField(_l("Ausgewählte Vorschläge"), coerce=int, choices=[], validate_choice=False)
    bulk_reason = Choice(_l("Grund, wenn nicht geeignet"), VerdictReason, blank=_l("bitte wählen"))
    bulk_note = TextLine(_l("Notiz"), longest=500)

    def field_named(self, name: str) -> Any:
        """Where a refusal that names the use case's field stands here."""
        return {"reason": self.bulk_reason, "note": self.bulk_note}.get(name)


class SeveralVacanciesForm(SentOnce):
    """Accept or give back several vacancies; which of both is the button's."""

    vacancies = SelectMultipleField(_l("Ausgewählte Stellen"), choices=[], validate_choice=False)
    bulk_reason = Choice(_l("Was fehlt, wenn sie zurückgehen?"), ReturnReason, blank=_l("bitte wählen"))
    bulk_note = TextLine(_l("Nachricht an die Patinnen und Paten"), longest=500)

    def field_named(self, name: str) -> Any:
        return {"reason": self.bulk_reason, "note": self.bulk_note}.get(name)
