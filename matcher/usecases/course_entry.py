"""What somebody enters about a course, checked and brought into storable form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from matcher.courses import GERMAN_COURSES, WEEKDAYS, CourseKind, Lesson, first_clash
from matcher.errors import InvalidInputError
from matcher.model import Cefr
from matcher.spelling import clean
from matcher.store import tables
from matcher.usecases.check_identity import require_length

MOST_PLACES = 500
MOST_LESSONS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEntry:
    """A course as somebody describes it; `until` is the first day after it."""

    title: str
    kind: CourseKind
    provider: str
    level_from: Cefr | None = None
    level_to: Cefr | None = None
    licence: str | None = None
    lessons: tuple[Lesson, ...] = ()
    places: int
    starts_on: date
    until: date | None = None
    postcode: str | None = None
    city: str | None = None


def checked(entry: CourseEntry) -> CourseEntry:
    """The entry with clean text; what its kind has no use for is left out.

    Raises:
        InvalidInputError: names the field and what to do.

    """
    german, licence = entry.kind in GERMAN_COURSES, entry.kind is CourseKind.LICENCE
    cleaned = replace(
        entry,
        title=clean(entry.title),
        provider=clean(entry.provider),
        city=clean(entry.city or "") or None,
        postcode=clean(entry.postcode or "") or None,
        licence=(clean(entry.licence or "").upper() or None) if licence else None,
        level_from=entry.level_from if german else None,
        level_to=entry.level_to if german else None,
        lessons=tuple(sorted(entry.lessons)),
    )
    _require_texts(cleaned)
    _require_goal(cleaned)
    _require_period(cleaned)
    _require_lessons(cleaned)
    return cleaned


def write(row: tables.Course, entry: CourseEntry) -> None:
    """Put a checked entry into the row; unchanged lessons keep theirs."""
    for name in (
        "title",
        "kind",
        "provider",
        "level_from",
        "level_to",
        "licence",
        "places",
        "starts_on",
        "until",
        "postcode",
        "city",
    ):
        setattr(row, name, getattr(entry, name))
    known = {Lesson(item.weekday, item.begins, item.ends): item for item in row.lessons}
    for lesson, item in known.items():
        if lesson not in entry.lessons:
            row.lessons.remove(item)
    row.lessons.extend(
        tables.CourseLesson(weekday=lesson.weekday, begins=lesson.begins, ends=lesson.ends)
        for lesson in entry.lessons
        if lesson not in known
    )


def _require_texts(entry: CourseEntry) -> None:
    for field, text in (("title", entry.title), ("provider", entry.provider)):
        if not text:
            raise InvalidInputError(field, "Bitte ausfüllen.", "Please fill in.")
        require_length(field, text, 200)
    require_length("city", entry.city, 100)
    require_length("licence", entry.licence, 40)
    if entry.postcode is not None and not (
        entry.postcode.isascii() and entry.postcode.isdigit() and len(entry.postcode) == 5
    ):
        raise InvalidInputError(
            "postcode",
            "Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.",
            "A postcode has 5 digits, for example 15711.",
        )


def _require_goal(entry: CourseEntry) -> None:
    """A course that names what it leads to can be found for whoever lacks it."""
    if entry.kind is CourseKind.LICENCE and entry.licence is None:
        raise InvalidInputError(
            "licence",
            "Bitte eintragen, zu welchem Schein der Kurs führt, zum Beispiel B.",
            "Please enter which licence the course leads to, for example B.",
        )
    if entry.kind in GERMAN_COURSES and entry.level_to is None:
        raise InvalidInputError(
            "level_to",
            "Bitte wählen, zu welchem Niveau der Kurs führt.",
            "Please choose which level the course leads to.",
        )
    if entry.level_from is not None and entry.level_to is not None and entry.level_to.steps <= entry.level_from.steps:
        raise InvalidInputError(
            "level_to",
            "Der Kurs führt nicht über das Niveau hinaus, mit dem er beginnt. Bitte beide prüfen.",
            "The course does not lead beyond the level that it begins with. Please check both.",
        )


def _require_period(entry: CourseEntry) -> None:
    if not 1 <= entry.places <= MOST_PLACES:
        raise InvalidInputError("places", "Bitte 1 bis 500 Plätze eintragen.", "Please enter 1 to 500 places.")
    if entry.until is not None and entry.until <= entry.starts_on:
        raise InvalidInputError(
            "until",
            "Das Ende liegt vor dem Anfang. Bitte beide Daten prüfen.",
            "The end is before the start. Please check both dates.",
        )


def _require_lessons(entry: CourseEntry) -> None:
    if len(entry.lessons) > MOST_LESSONS:
        raise InvalidInputError("lessons", "Höchstens 14 Zeiten sind möglich.", "At most 14 times are possible.")
    for lesson in entry.lessons:
        if lesson.ends <= lesson.begins:
            german, english = WEEKDAYS[lesson.weekday]
            raise InvalidInputError(
                "lessons",
                f"{german}: Das Ende liegt nicht nach dem Anfang. Bitte beide Zeiten prüfen.",
                f"{english}: the end is not after the start. Please check both times.",
            )
    clash = first_clash(entry.lessons)
    if clash is not None:
        german, english = WEEKDAYS[clash.weekday]
        raise InvalidInputError(
            "lessons",
            f"{german}: Zwei Zeiten überschneiden sich. Bitte prüfen.",
            f"{english}: two times overlap. Please check them.",
        )
