"""Forms about a mentor's room for more people, and about who stands in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from matcher.usecases.name_cover import Absence
from matcher.usecases.set_mentor_limit import MOST
from webapp.forms.entry_fields import DayField, NumberField
from webapp.forms.people import NEEDED, SentOnce, account_number


class LimitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    most = NumberField(
        _l("Wie viele Menschen gleichzeitig?"),
        low=0,
        high=MOST,
        whole=True,
        description=_l("Zum Beispiel 3. Leer: keine Angabe."),
    )


class CoverForm(SentOnce):
    cover = SelectField(_l("Wer vertritt?"), coerce=account_number, validators=[NEEDED])
    begins_on = DayField(_l("Erster Tag"), description=_l("Zum Beispiel 01.12.2026"), validators=[NEEDED])
    last_day = DayField(_l("Letzter Tag"), description=_l("Dieser Tag zählt noch mit."), validators=[NEEDED])

    def absence(self) -> Absence:
        return Absence(cover_id=self.cover.data, begins_on=self.begins_on.data, last_day=self.last_day.data)
