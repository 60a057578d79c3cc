"""Vacancies as the employment agency's job search gives them: JSON lists and details, old and new field names.

Only what a field says is read; a missing field stays unknown. „Vollzeit“ says nothing about hours, a
period of entry nothing about an end.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from matcher.errors import UnreadableFileError
from matcher.interchange.cell_texts import code
from matcher.interchange.delimited import decoded
from matcher.interchange.reading import CellError, Problem, Reading, Unclear
from matcher.interchange.tables import MOST_ROWS, too_many_rows
from matcher.interchange.values import day, pay, postcode, text_of
from matcher.interchange.words import squash
from matcher.model import Kind, Vacancy

Entry = Mapping[str, Any]
_LISTS: Final = ("stellenangebote", "ergebnisliste", "jobs", "content")
_REFERENCE: Final = ("refnr", "referenznummer", "hashId", "id")
_TITLE: Final = ("titel", "stellenangebotsTitel", "beruf", "hauptberuf")
_EMPLOYER: Final = ("arbeitgeber", "firma", "arbeitgeberName")
_DESCRIPTION: Final = ("stellenbeschreibung", "stellenangebotsBeschreibung")
_PLACES: Final = ("arbeitsort", "arbeitsorte", "stellenlokationen")
_START: Final = ("eintrittsdatum", "eintrittszeitraum", "fruehesterEintrittstermin")
_OFFER: Final = ("angebotsart", "stellenangebotsart")
_COUNT: Final = ("anzahlOffeneStellen", "offeneStellen", "anzahlStellen")
_MINIJOB: Final = "istGeringfuegigeBeschaeftigung"
_TEMPORARY: Final = ("istArbeitnehmerUeberlassung", "istZeitarbeit", "zeitarbeit", "arbeitnehmerueberlassung")
_CODE: Final = ("kldb", "kldb2010", "hauptberufKldb", "berufKldb")
_OFFERS: Final = {
    "1": Kind.JOB,
    "arbeit": Kind.JOB,
    "2": Kind.SELF_EMPLOYMENT,
    "selbstandigkeit": Kind.SELF_EMPLOYMENT,
    "selbststandigkeit": Kind.SELF_EMPLOYMENT,
    "4": Kind.TRAINING,
    "ausbildung": Kind.TRAINING,
    "ausbildungdualesstudium": Kind.TRAINING,
}
_INTERNSHIP_OR_TRAINEE: Final = ("34", "praktikum")
_TRAINEE: Final = (
    "„Praktikum/Trainee“ wird als „anderes Praktikum“ gelesen. Ist es ein Orientierungspraktikum: bitte so angeben.",
    "“Praktikum/Trainee” is read as “other internship”. If it is an orientation internship, please say so.",
)
_TAG: Final = re.compile(r"<[^<>]{1,200}>")
_hourly: Final = pay(0, 500)
_monthly: Final = pay(0, 50_000)


def looks_like_json(content: bytes) -> bool:
    """Whether the content starts like a JSON object or list, in UTF-8 or UTF-16."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] in {b"{", b"["}


def read_agency(content: bytes, name: str, build: Callable[[dict[str, Any]], Vacancy]) -> Reading[Vacancy]:
    """Every entry as a vacancy; entries count from 1.

    Raises:
        UnreadableFileError: the content is no JSON, or holds no vacancy of the agency's form.

    """
    entries = _entries(_document(content, name), name)
    rows, places, seen = [], [], dict[str, int]()
    problems: list[Problem] = []
    for number, entry in enumerate(entries, 1):
        try:
            values, notices = _values(entry, number, seen)
            rows.append(build(values))
        except CellError as error:
            problems.append(_problem(name, number, error, refused=True))
            continue
        problems += [_problem(name, number, CellError(*notice), refused=False) for notice in notices]
        places.append(number)
    return Reading(file=name, rows=tuple(rows), places=tuple(places), problems=tuple(problems))


def _problem(name: str, number: int, error: CellError, *, refused: bool) -> Problem:
    return Problem(
        file=name,
        row=number,
        field=error.field,
        german=error.german,
        english=error.english,
        refused=refused,
        entry=True,
    )


def _document(content: bytes, name: str) -> Any:
    try:
        return json.loads(decoded(content, name))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} ist kein vollständiges JSON. Bitte die Datei noch einmal herunterladen.",
            f"{name} is no complete JSON. Please download the file again.",
        ) from error


def _entries(document: Any, name: str) -> list[Any]:
    """The vacancies, whether they come alone, as a list, or in the answer of a search."""
    found = document
    if isinstance(document, dict):
        listed = next((document[key] for key in _LISTS if isinstance(document.get(key), list)), None)
        found = [document] if listed is None else listed
    if not isinstance(found, list) or not any(_is_vacancy(entry) for entry in found):
        raise UnreadableFileError(
            f"In {name} steht keine Stelle in der Form der Jobsuche (mit „refnr“ oder „referenznummer“ und Titel).",
            f"{name} holds no vacancy in the agency's form (“refnr” or “referenznummer”, and a title).",
        )
    if len(found) > MOST_ROWS:
        raise too_many_rows(name)
    return found


def _is_vacancy(entry: Any) -> bool:
    return isinstance(entry, dict) and any(key in entry for key in (*_REFERENCE[:2], *_TITLE[:2]))


def _values(entry: Any, number: int, seen: dict[str, int]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    if not isinstance(entry, dict):
        raise CellError("Dieser Eintrag ist keine Stelle.", "This entry is no vacancy.")
    notices: list[tuple[str, str, str]] = []
    values = {
        "id": _reference(entry, number, seen),
        "title": _required(entry, _TITLE, "titel"),
        "employer": _employer(entry),
        "description": _plain(_first(entry, _DESCRIPTION)),
        "kind": _kind(entry, notices),
        "postcode": _postcode(entry),
        "start": _start(entry),
        "occupation": _asked(code, entry, _CODE),
        "places": _count(entry),
        "pay_hourly": _pay(entry, ("stundenlohn",), _hourly, notices),
        "pay_monthly": _pay(entry, ("monatslohn",), _monthly, notices),
    }
    return values, notices


def _first(entry: Entry, keys: Iterable[str]) -> Any:
    """The first of these fields that says something."""
    for key in keys:
        value = entry.get(key)
        if value is not None and value not in ("", [], {}):
            return value
    return None


def _text(value: Any) -> str | None:
    return text_of(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _required(entry: Entry, keys: Iterable[str], field: str) -> str:
    text = _text(_first(entry, keys))
    if text is None:
        raise CellError("Diese Angabe fehlt.", "This is missing.", field)
    return text


def _reference(entry: Entry, number: int, seen: dict[str, int]) -> str:
    reference = _required(entry, _REFERENCE, "refnr")
    first = seen.setdefault(reference, number)
    if first != number:
        raise CellError(
            f"„{reference}“ steht schon in Eintrag {first}. Der spätere Eintrag zählt nicht.",
            f"“{reference}” is already in entry {first}. The later entry does not count.",
            "refnr",
        )
    return reference


def _employer(entry: Entry) -> str | None:
    """A name, or an object with a name."""
    value = _first(entry, _EMPLOYER)
    return _text(_first(value, ("name", "firma", "bezeichnung"))) if isinstance(value, dict) else _text(value)


def _plain(value: Any) -> str | None:
    """The text without mark-up; list items and paragraphs stay apart."""
    text = _text(value)
    return None if text is None else text_of(html.unescape(_TAG.sub(" ", text)))


def _postcode(entry: Entry) -> str | None:
    """The place of work's postcode; of several places the first that has one."""
    for place in _all_places(entry):
        address = place.get("adresse")
        for holder in (place, address if isinstance(address, dict) else {}):
            value = holder.get("plz")
            if value is None or value == "":
                continue
            return _padded(value)
    return None


def _padded(value: Any) -> str | None:
    """Five digits; the agency's numbers lose their leading zeros, and some of its texts do too."""
    text = _text(value) or ""
    try:
        return postcode(text.zfill(5) if text.isdigit() and len(text) == 4 else text)
    except CellError as error:
        raise CellError(error.german, error.english, "plz") from error


def _all_places(entry: Entry) -> list[Entry]:
    found: list[Entry] = []
    for key in _PLACES:
        value = entry.get(key)
        places = value if isinstance(value, list) else [value]
        found += [place for place in places if isinstance(place, dict)]
    return found


def _start(entry: Entry) -> Any:
    value = _first(entry, _START)
    if isinstance(value, dict):
        value = _first(value, ("von", "ab"))
    try:
        return day(_text(value))
    except CellError as error:
        raise CellError(error.german, error.english, "eintrittsdatum") from error


def _asked(read: Callable[[Any], Any], entry: Entry, keys: Iterable[str]) -> Any:
    """A field that is of use only where it can be read."""
    try:
        return read(_text(_first(entry, keys)))
    except CellError:
        return None


def _count(entry: Entry) -> int | None:
    value = _first(entry, _COUNT)
    text = _text(value) or ""
    return int(text) if text.isdigit() and 1 <= len(text) <= 3 and int(text) > 0 else None


def _pay(entry: Entry, keys: Iterable[str], read: Callable[[Any], Any], notices: list[tuple[str, str, str]]) -> Any:
    field = next(iter(keys))
    try:
        value = read(_text(_first(entry, keys)))
    except CellError as error:
        raise CellError(error.german, error.english, field) from error
    if isinstance(value, Unclear):
        notices.append((value.german, value.english, field))
        return value.value
    return value


def _kind(entry: Entry, notices: list[tuple[str, str, str]]) -> Kind | None:
    """What is offered; a missing field leaves it unknown."""
    stated = _first(entry, _OFFER)
    if isinstance(stated, dict):
        stated = _first(stated, ("code", "id", "bezeichnung"))
    word = squash(_text(stated) or "")
    if word.startswith(_INTERNSHIP_OR_TRAINEE):
        notices.append((*_TRAINEE, "angebotsart"))
        return Kind.OTHER_INTERNSHIP
    offered = _OFFERS.get(word)
    return _narrowed(entry) if offered is Kind.JOB or not word else offered


def _narrowed(entry: Entry) -> Kind | None:
    """Work that the entry marks as mini-job or temporary work; plain work only where the entry says work."""
    if any(entry.get(key) is True for key in _TEMPORARY):
        return Kind.TEMP_WORK
    models = {squash(model) for model in _models(entry)}
    if entry.get(_MINIJOB) is True or models == {"minijob"}:
        return Kind.MINIJOB
    return Kind.JOB if _first(entry, _OFFER) is not None else None


def _models(entry: Entry) -> list[str]:
    value = _first(entry, ("arbeitszeitmodelle", "arbeitszeit"))
    given = value if isinstance(value, list) else [value]
    return [model for model in given if isinstance(model, str)]
