"""Vacancies in the employment agency's exchange format for employers and job boards, HR-BA-XML.

Versions and namespaces differ between suppliers: elements are found by their bare name, wherever they
stand in their posting, and unknown ones are passed over. Entities and external references are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from matcher.errors import UnreadableFileError
from matcher.interchange.entries import Notices, asked, needed, padded_postcode, plain, read_entries
from matcher.interchange.reading import Reading
from matcher.interchange.values import day, level, number, text_of
from matcher.interchange.vocabulary import licences
from matcher.model import Kind, Vacancy

_POSTING: Final = "jobpositionposting"
_KINDS: Final = {
    "1": Kind.JOB,
    "2": Kind.SELF_EMPLOYMENT,
    "4": Kind.TRAINING,
    "34": Kind.OTHER_INTERNSHIP,
}
_TRAINEE: Final = (
    "„Praktikum/Trainee“ wird als „anderes Praktikum“ gelesen. Ist es ein Orientierungspraktikum: bitte so angeben.",
    "“Praktikum/Trainee” is read as “other internship”. If it is an orientation internship, please say so.",
)
_YES: Final = frozenset({"1", "true", "ja"})


def looks_like_xml(content: bytes) -> bool:
    """Whether the content starts like XML that is no web page."""
    start = content[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return start.startswith((b"<?xml", b"<hrbaxml", b"<jobposition")) and b"<html" not in start


def read_hr_ba_xml(content: bytes, name: str, build: Callable[[dict[str, Any]], Vacancy]) -> Reading[Vacancy]:
    """Every posting as a vacancy; what the supplier takes back (`DeleteEntry`) is passed over.

    Raises:
        UnreadableFileError: it is no XML, holds entities, or holds no posting.

    """
    try:
        root = fromstring(content)
    except DefusedXmlException as error:
        raise UnreadableFileError(
            f"{name} verweist auf fremde Inhalte und wird deshalb nicht gelesen. Bitte den Absender um eine Datei ohne "
            "eigene Entities bitten.",
            f"{name} refers to foreign content and is therefore not read. Please ask its sender for a file without "
            "entities of its own.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(
            f"{name} ist kein vollständiges XML. Bitte die Datei noch einmal herunterladen.",
            f"{name} is no complete XML. Please download the file again.",
        ) from error
    postings = [element for element in root.iter() if _bare(element) == _POSTING]
    if not postings:
        raise UnreadableFileError(
            f"In {name} steht keine Stelle in der Form HR-BA-XML (JobPositionPosting). Bitte die Datei prüfen.",
            f"{name} holds no vacancy in the form HR-BA-XML (JobPositionPosting). Please check the file.",
        )
    return read_entries(postings, name, _values, build)


def _bare(element: Element) -> str:
    """The name without namespace, in small letters; comments have none."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _values(posting: Element, notices: Notices) -> dict[str, Any]:
    location = next(_all(posting, "JobPositionLocation"), posting)
    title = _text(posting, "JobPositionTitleDescription", "PositionTitle", "JobTitle")
    return {
        "id": _text(posting, "JobPositionPostingId", "EntryId"),
        "title": needed(plain(title), "JobPositionTitleDescription"),
        "employer": plain(_text(posting, "HiringOrgName", "Company")),
        "description": plain(_text(posting, "Objective", "Description")),
        "kind": _kind(posting, notices),
        "postcode": asked(padded_postcode, _text(location, "PostalCode"), "PostalCode", notices),
        "start": asked(day, _day(posting, "AssignmentStartDate"), "AssignmentStartDate", notices),
        "until": asked(day, _day(posting, "AssignmentEndDate", "TermDate"), "AssignmentEndDate", notices),
        "hours": asked(number(0.5, 60), _text(posting, "HoursPerWeek", "WeeklyHours"), "HoursPerWeek", notices),
        "places": asked(number(1, 1000, whole=True), _text(posting, "NumberToFill"), "NumberToFill", notices),
        "german_min": asked(level, _german(posting), "LanguageLevel", notices),
        "licences_needed": _licences(posting, notices),
    }


def _all(parent: Element, name: str) -> Iterator[Element]:
    return (element for element in parent.iter() if _bare(element) == name.lower())


def _text(parent: Element, *names: str) -> str | None:
    """What the first of these elements that says something says."""
    for name in names:
        for element in _all(parent, name):
            text = text_of("".join(element.itertext()))
            if text is not None:
                return text
    return None


def _day(posting: Element, *names: str) -> str | None:
    """A day, whether or not a time of day follows it."""
    text = _text(posting, *names)
    return None if text is None else text.split("T")[0]


def _kind(posting: Element, notices: Notices) -> Kind | None:
    stated = _text(posting, "JobOfferType")
    if (_text(posting, "MiniJob") or "").lower() in _YES:
        return Kind.MINIJOB
    kind = _KINDS.get(stated or "")
    if kind is Kind.JOB and _text(posting, "EmploymentType") == "1":
        return Kind.TEMP_WORK
    if kind is Kind.OTHER_INTERNSHIP:
        notices.append((*_TRAINEE, "JobOfferType"))
    return kind


def _german(posting: Element) -> str | None:
    """A level only where it is written as one; the format's own marks from 1 to 3 say nothing of A1 or B2."""
    for language in _all(posting, "Language"):
        if (_text(language, "LanguageName") or "").lower() in {"deutsch", "german", "de"}:
            stated = _text(language, "LanguageLevel")
            return None if stated is None or stated.isdigit() else stated
    return None


def _licences(posting: Element, notices: Notices) -> Any:
    """Licences that are marked as needed; those that are merely welcome do not count."""
    needed_ones = [
        text
        for element in _all(posting, "DrivingLicence")
        if (text := _text(element, "DrivingLicenceName")) is not None
        and (_text(element, "DrivingLicenceRequired") or "1").lower() in _YES
    ]
    return asked(licences, ", ".join(needed_ones), "DrivingLicenceName", notices) if needed_ones else None
