"""Forms of what a person has learned and where they worked: rows that can be added and emptied."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, ValidationError

from matcher.model import Experience, Qualification, QualificationLevel, Recognition
from matcher.spelling import fold
from matcher.store.portraits import Portrait
from webapp.forms.entry_fields import Choice, NumberField, TextLine
from webapp.forms.people import PersonForm

MOST_ROWS: Final = 20


class TitledRow(Form):
    """A row that counts once it has a title, and asks for the title once anything else is filled in."""

    title: TextLine

    def validate_title(self, field: TextLine) -> None:
        others = [part for part in self if part is not field]
        if not field.data and any(part.data is not None for part in others):
            raise ValidationError(_("Bitte ausfüllen, oder die anderen Felder dieser Zeile leeren."))


class _QualificationRow(TitledRow):
    title = TextLine(_l("Abschluss oder Beruf"), description=_l("Zum Beispiel: Elektriker, Abitur"))
    level = Choice(_l("Art"), QualificationLevel, blank=_l("nicht bekannt"))
    recognition = Choice(_l("Anerkennung in Deutschland"), Recognition, blank=_l("nicht bekannt"))


class _ExperienceRow(TitledRow):
    title = TextLine(_l("Tätigkeit"), description=_l("Zum Beispiel: Verkäuferin, Lagerhelfer"))
    years = NumberField(_l("Jahre"), low=0, high=60, description=_l("Zum Beispiel 2,5"))
    last_year = NumberField(_l("Zuletzt im Jahr"), low=1950, high=2100, whole=True, description=_l("Zum Beispiel 2022"))


class RowsForm(PersonForm):
    """A form of rows; the code that is recorded for a title stays with it until the title changes."""

    rows: FieldList[Any]
    occupations: dict[str, str | None]
    noun: ClassVar[Any] = ""

    def know(self, portrait: Portrait) -> None:
        """Remember which occupation codes stand, and end with an empty row."""
        stored = self.stored_items(portrait)
        self.occupations = {fold(item.title): item.occupation for item in stored}
        if not len(self.rows):
            self.add_row()

    def add_row(self) -> None:
        if len(self.rows) < MOST_ROWS:
            self.rows.append_entry()

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS

    @property
    def kept(self) -> list[Any]:
        """Rows that say something."""
        return [row for row in self.rows if row.title.data]

    def field_named(self, name: str) -> Any:
        """The field that a use case means by `rows-2-title`, counting only rows that say something."""
        parts = name.split("-")
        if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(self.kept):
            return getattr(self.kept[int(parts[1])], parts[2], None)
        return None

    @staticmethod
    def stored_items(portrait: Portrait) -> tuple[Any, ...]:
        raise NotImplementedError

    def occupation_of(self, title: str) -> str | None:
        return self.occupations.get(fold(title))


class QualificationsForm(RowsForm):
    rows = FieldList(FormField(_QualificationRow), max_entries=MOST_ROWS)
    noun = _l("Abschluss")

    @staticmethod
    def stored_items(portrait: Portrait) -> tuple[Qualification, ...]:
        return portrait.qualifications

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        return {
            "rows": [
                {"title": item.title, "level": item.level, "recognition": item.recognition}
                for item in portrait.qualifications
            ]
        }

    def entry(self) -> list[Qualification]:
        return [
            Qualification(
                title=row.title.data,
                level=row.level.data,
                recognition=row.recognition.data,
                occupation=self.occupation_of(row.title.data),
            )
            for row in self.kept
        ]


class ExperienceForm(RowsForm):
    rows = FieldList(FormField(_ExperienceRow), max_entries=MOST_ROWS)
    noun = _l("Tätigkeit")

    @staticmethod
    def stored_items(portrait: Portrait) -> tuple[Experience, ...]:
        return portrait.experiences

    @staticmethod
    def stored(portrait: Portrait) -> dict[str, Any]:
        return {
            "rows": [
                {"title": item.title, "years": item.years, "last_year": item.last_year} for item in portrait.experiences
            ]
        }

    def entry(self) -> list[Experience]:
        return [
            Experience(
                title=row.title.data,
                years=row.years.data,
                last_year=row.last_year.data,
                occupation=self.occupation_of(row.title.data),
            )
            for row in self.kept
        ]
