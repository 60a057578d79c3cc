"""Forms of the employer service: give a vacancy back, decide on a proposal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.store.tables.vacancies import ReturnReason
from webapp.forms.entry_fields import Choice, TextLine
from webapp.forms.people import NEEDED


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    reason = Choice(_l("Was fehlt?"), ReturnReason, blank=_l("bitte wählen"), validators=[NEEDED])
    note = TextLine(_l("Nachricht an die Patin oder den Paten"), longest=500)


class ReviewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One decision on one entry; the reason is asked by the use case, where the verdict needs one."""

    verdict = Choice(_l("Entscheidung"), Verdict, validators=[NEEDED])
    reason = Choice(_l("Grund"), VerdictReason, blank=_l("bitte wählen"))
    note = TextLine(_l("Notiz"), longest=500)
