"""Forms of courses and measures: what a course is, when it runs, who goes there, and how it ended."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectField
from wtforms.validators import Optional, Regexp
from wtforms.widgets import HiddenInput, TextInput

from matcher.courses import Course, CourseKind, Lesson, first_clash
from matcher.model import Cefr
from matcher.spelling import clean
from matcher.store.tables.courses import Body, EnrolmentOutcome, MeasureKind
from matcher.usecases.begin_edit import Revision
from matcher.usecases.course_entry import MOST_PLACES, CourseEntry
from matcher.usecases.record_measure import MeasureEntry
from webapp.course_words import last_day
from webapp.forms.entry_fields import Choice, DayField, NumberField, TextLine, labels_of
from webapp.forms.people import NEEDED, SentOnce

_SPAN: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:[-–]|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?")
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BY_HAND: Final = tuple(
    outcome for outcome in EnrolmentOutcome if outcome not in {EnrolmentOutcome.CANCELLED, EnrolmentOutcome.LEFT}
)
"""Ends that somebody enters; the others follow from what happens elsewhere."""


class TimesField(Field):
    """The times of one weekday, `8:30–12:30`, several with commas; what cannot be read stays in the field."""

    widget = TextInput()

    def __init__(self, label: Any, weekday: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.weekday = weekday

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        return ", ".join(f"{item.begins:%H:%M}–{item.ends:%H:%M}" for item in self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = ()
        lessons = tuple(sorted(self._read(part.strip()) for part in typed.split(",") if part.strip()))
        if first_clash(lessons) is not None:
            raise ValueError(_("Zwei Zeiten überschneiden sich. Bitte prüfen."))
        self.data = lessons

    def _read(self, text: str) -> Lesson:
        found = _SPAN.fullmatch(text)
        if found is None:
            raise ValueError(_("Bitte eine Zeit wie 8:30–12:30 eintragen."))
        hour, minute, to_hour, to_minute = (int(part or 0) for part in found.groups())
        try:
            begins, ends = time(hour, minute), time(to_hour, to_minute)
        except ValueError:
            raise ValueError(_("Diese Uhrzeit gibt es nicht: %(time)s. Bitte prüfen.", time=text)) from None
        if ends <= begins:
            raise ValueError(_("Das Ende liegt nicht nach dem Anfang. Bitte beide Zeiten prüfen."))
        return Lesson(self.weekday, begins, ends)


class CourseForm(SentOnce):
    version = IntegerField(widget=HiddenInput(), default=0)
    title = TextLine(_l("Name des Kurses"), validators=[NEEDED])
    kind = Choice(_l("Art"), CourseKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    provider = TextLine(_l("Träger"), validators=[NEEDED], description=_l("Zum Beispiel: Volkshochschule"))
    level_from = Choice(
        _l("Deutsch am Anfang"), Cefr, blank=_l("keine Voraussetzung"), description=_l("Nur bei Deutschkursen")
    )
    level_to = Choice(_l("Deutsch am Ende"), Cefr, blank="–", description=_l("Nur bei Deutschkursen"))
    licence = TextLine(
        _l("Führt zu welchem Schein?"), longest=40, description=_l("Nur bei Führerscheinen: B, C, Stapler")
    )
    places = NumberField(_l("Plätze"), low=1, high=MOST_PLACES, whole=True, validators=[NEEDED])
    starts_on = DayField(_l("Erster Tag"), validators=[NEEDED], description=_l("Zum Beispiel 01.12.2026"))
    until = DayField(_l("Letzter Tag"))
    monday = TimesField(_l("Montag"), 0)
    tuesday = TimesField(_l("Dienstag"), 1)
    wednesday = TimesField(_l("Mittwoch"), 2)
    thursday = TimesField(_l("Donnerstag"), 3)
    friday = TimesField(_l("Freitag"), 4)
    saturday = TimesField(_l("Samstag"), 5)
    sunday = TimesField(_l("Sonntag"), 6)
    postcode = TextLine(
        _l("Postleitzahl"),
        description=_l("5 Ziffern, zum Beispiel 15711"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{5}$", message=_l("Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.")),
        ],
    )
    city = TextLine(_l("Ort"), longest=100)

    @property
    def days(self) -> list[TimesField]:
        """The fields of the week."""
        return [getattr(self, name) for name in _DAYS]

    @staticmethod
    def stored(course: Course) -> dict[str, Any]:
        names = ("version", "title", "kind", "provider", "level_from", "level_to", "licence", "places", "starts_on")
        return {
            **{name: getattr(course, name) for name in (*names, "postcode", "city")},
            "until": last_day(course.until),
            **{
                name: tuple(lesson for lesson in course.lessons if lesson.weekday == weekday)
                for weekday, name in enumerate(_DAYS)
            },
        }

    def field_named(self, name: str) -> Any:
        """The field that a use case means; times stand at the first day that has any."""
        if name != "lessons":
            return None
        return next((field for field in self.days if field.data), self.days[0])

    def revision(self) -> Revision:
        return Revision(version=self.version.data or 0, submission=self.submission.data or "")

    def see_version(self, version: int) -> None:
        """Let the editor save on top of this version, which they have now been shown."""
        self.version.raw_data = None
        self.version.data = version

    def entry(self) -> CourseEntry:
        return CourseEntry(
            title=self.title.data or "",
            kind=self.kind.data,
            provider=self.provider.data or "",
            level_from=self.level_from.data,
            level_to=self.level_to.data,
            licence=self.licence.data,
            lessons=tuple(lesson for field in self.days for lesson in field.data or ()),
            places=self.places.data or 0,
            starts_on=self.starts_on.data,
            until=day_after(self.until.data),
            postcode=self.postcode.data,
            city=self.city.data,
        )


class EnrolForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    code = TextLine(_l("Kürzel der Person"), longest=16, validators=[NEEDED], description=_l("Zum Beispiel LDS-7F3K"))


class EndForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    outcome = SelectField(
        _l("Wie ging es aus?"),
        choices=lambda: labels_of(BY_HAND),
        coerce=lambda value: EnrolmentOutcome(value) if value in set(BY_HAND) else None,
        validators=[NEEDED],
    )


class MeasureForm(SentOnce):
    kind = Choice(_l("Maßnahme"), MeasureKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    body = Choice(_l("Zuständige Stelle"), Body, blank=_l("Bitte wählen"), validators=[NEEDED])
    employer = TextLine(_l("Betrieb"), description=_l("Wenn die Maßnahme bei einem Betrieb stattfindet"))
    begins_on = DayField(_l("Erster Tag"), validators=[NEEDED])
    until = DayField(_l("Letzter Tag"))

    def entry(self) -> MeasureEntry:
        return MeasureEntry(
            kind=self.kind.data,
            body=self.body.data,
            employer=self.employer.data,
            begins_on=self.begins_on.data,
            until=day_after(self.until.data),
        )


def day_after(last: date | None) -> date | None:
    """A last day as people say it, as the first day after it; the calendar's very last day stands for itself."""
    return last if last is None or last == date.max else last + timedelta(days=1)
