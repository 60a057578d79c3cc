"""Vacancies as firms' own pages give them to search engines: schema.org JobPosting as JSON-LD, also inside HTML.

Pages differ much: a value may be a text, an object or a list of either, and types carry prefixes. What
cannot be read stays unknown; only the title is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, Final

from matcher.errors import UnreadableFileError
from matcher.interchange.delimited import decoded
from matcher.interchange.entries import Notices, asked, needed, padded_postcode, plain, read_entries
from matcher.interchange.reading import Reading
from matcher.interchange.values import NOW, day, number, pay, text_of
from matcher.model import Kind, Vacancy

_TYPE: Final = "jobposting"
_DEEPEST: Final = 12
_KINDS: Final = {
    "fulltime": Kind.JOB,
    "parttime": Kind.JOB,
    "temporary": Kind.JOB,
    "contractor": Kind.SELF_EMPLOYMENT,
    "minijob": Kind.MINIJOB,
    "apprenticeship": Kind.TRAINING,
    "ausbildung": Kind.TRAINING,
}
_INTERN: Final = "intern"
_INTERNSHIP: Final = (
    "„Praktikum“ wird als „anderes Praktikum“ gelesen. Ist es ein Orientierungspraktikum: bitte so angeben.",
    "“Intern” is read as “other internship”. If it is an orientation internship, please say so.",
)
_HOURS: Final = re.compile(
    r"(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h\b|std|stunden|hours|wochenstunden)(?!\s*(?:pro|am|/)\s*tag)", re.IGNORECASE
)
_SHEET: Final = "application/ld+json"


def looks_like_html(content: bytes) -> bool:
    """Whether the content starts like a web page."""
    start = content[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")) or b"<html" in start


def holds_job_posting(content: bytes) -> bool:
    """Whether JSON content speaks of schema.org's JobPosting."""
    return b"JobPosting" in content.replace(b"\0", b"")


def read_job_postings(content: bytes, name: str, build: Callable[[dict[str, Any]], Vacancy]) -> Reading[Vacancy]:
    """Every JobPosting of a JSON-LD file or a saved web page as a vacancy.

    Raises:
        UnreadableFileError: nothing in it is a JobPosting.

    """
    text = decoded(content, name)
    parts = _scripts(text) if looks_like_html(content) else [text]
    found = [posting for part in parts for posting in _postings(_parsed(part))]
    if not found:
        raise UnreadableFileError(
            f"In {name} steht keine Stelle, die Programme lesen können (schema.org JobPosting). Bitte die Seite der "
            "einzelnen Stelle speichern, oder die Stelle von Hand melden.",
            f"{name} holds no vacancy that programs can read (schema.org JobPosting). Please save the page of the "
            "single vacancy, or enter the vacancy by hand.",
        )
    return read_entries(found, name, _values, build)


class _Scripts(HTMLParser):
    """Collects what stands in the page's JSON-LD scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").split(";")[0].strip().lower()
        self._inside = tag == "script" and kind == _SHEET
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _scripts(text: str) -> list[str]:
    parser = _Scripts()
    parser.feed(text)
    parser.close()
    return parser.found


def _parsed(text: str) -> Any:
    """The JSON; None where it is none: a page may hold several scripts, and one broken one is no harm."""
    try:
        return json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _postings(node: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """JobPostings at any depth: alone, in a list, in a graph, as the item of a list element."""
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        if _TYPE in {_last_word(kind) for kind in _all(node.get("@type"))}:
            yield node
            return
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _postings(part, depth + 1)


def _last_word(kind: Any) -> str:
    """`jobposting` of `schema:JobPosting` or `https://schema.org/JobPosting`."""
    return re.split(r"[:/#]", str(kind))[-1].lower()


def _values(entry: dict[str, Any], notices: Notices) -> dict[str, Any]:
    start = _text(entry.get("jobStartDate"))
    immediate = entry.get("jobImmediateStart") is True
    return {
        "id": _named(entry.get("identifier"), "value", "name"),
        "title": needed(plain(_text(entry.get("title")) or _text(entry.get("name"))), "title"),
        "employer": plain(_named(entry.get("hiringOrganization"), "name", "legalName")),
        "description": plain(_text(entry.get("description"))),
        "kind": _kind(entry.get("employmentType"), notices),
        "postcode": asked(padded_postcode, _postcode(entry.get("jobLocation")), "jobLocation", notices),
        "start": asked(day, start[:10] if start else None, "jobStartDate", notices) or (NOW if immediate else None),
        "hours": asked(number(0.5, 60), _hours(entry.get("workHours")), "workHours", notices),
        "places": asked(number(1, 1000, whole=True), _text(entry.get("totalJobOpenings")), "totalJobOpenings", notices),
        **_pay(entry.get("baseSalary"), notices),
    }


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    """The first text or number in it, as one line."""
    for part in _all(value):
        inner = part.get("@value") if isinstance(part, dict) else part
        if isinstance(inner, str | int | float) and not isinstance(inner, bool):
            text = text_of(str(inner) if isinstance(inner, str) else inner)
            if text is not None:
                return text
    return None


def _named(value: Any, *keys: str) -> str | None:
    """A text, or the first of these keys of an object."""
    for part in _all(value):
        options = [part.get(key) for key in keys] if isinstance(part, dict) else [part]
        found = next((text for text in map(_text, options) if text is not None), None)
        if found is not None:
            return found
    return None


def _postcode(locations: Any) -> str | None:
    """Of several places the first that has a postcode."""
    for place in _all(locations):
        for address in _all(place.get("address") if isinstance(place, dict) else None):
            found = _text(address.get("postalCode")) if isinstance(address, dict) else None
            if found is not None:
                return found
    return None


def _kind(stated: Any, notices: Notices) -> Kind | None:
    """What is offered; several that mean different things leave it unknown."""
    words = {re.sub(r"[^a-zäöü]", "", _last_word(word).lower()) for word in _all(stated)}
    if words and all(word.startswith(_INTERN) for word in words):
        notices.append((*_INTERNSHIP, "employmentType"))
        return Kind.OTHER_INTERNSHIP
    kinds = {_KINDS.get(word) for word in words}
    return next(iter(kinds)) if len(kinds) == 1 else None


def _hours(stated: Any) -> str | None:
    text = _text(stated)
    if text is None:
        return None
    named = _HOURS.search(text)
    return named[1] if named else text if re.fullmatch(r"\d{1,2}([.,]\d{1,2})?", text) else None


def _pay(stated: Any, notices: Notices) -> dict[str, Any]:
    """Pay by hour or month; of a range the lower end. Yearly pay and other currencies stay unknown."""
    salary = next((part for part in _all(stated) if isinstance(part, dict)), {})
    value = next((part for part in _all(salary.get("value")) if isinstance(part, dict)), salary)
    unit = _last_word(_text(value.get("unitText")) or _text(salary.get("unitText")) or "")
    currency = (_text(salary.get("currency")) or _text(value.get("currency")) or "EUR").upper()
    amount = next((text for text in (_text(value.get(key)) for key in ("value", "minValue")) if text), None)
    if amount is None or currency not in {"EUR", "€"}:
        return {}
    if unit in {"hour", "stunde", "h"}:
        return {"pay_hourly": asked(pay(0, 500), amount, "baseSalary", notices)}
    if unit in {"month", "monat"}:
        return {"pay_monthly": asked(pay(0, 50_000), amount, "baseSalary", notices)}
    return {}
