"""Entries of a structured file, one by one: a bad entry is told and left out, the others go on."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from matcher.interchange.reading import CellError, Problem, Reading, Unclear
from matcher.interchange.tables import MOST_ROWS, too_many_rows
from matcher.interchange.values import postcode, text_of
from matcher.model import Vacancy

E = TypeVar("E")
Notices = list[tuple[str, str, str]]
"""German, English and the field of what to look at again."""
_TAG: Final = re.compile(r"<[^<>]{1,200}>")


def read_entries(
    entries: Iterable[E],
    name: str,
    values_of: Callable[[E, Notices], dict[str, Any]],
    build: Callable[[dict[str, Any]], Vacancy],
) -> Reading[Vacancy]:
    """Every entry as a vacancy; entries count from 1, and one without a reference is called by its number."""
    rows, places, seen = [], [], dict[str, int]()
    problems: list[Problem] = []
    for number, entry in enumerate(entries, 1):
        if number > MOST_ROWS:
            raise too_many_rows(name)
        notices: Notices = []
        try:
            values = values_of(entry, notices)
            values["id"] = _reference(values.get("id"), number, seen)
            rows.append(build(values))
        except CellError as error:
            problems.append(_problem(name, number, error, refused=True))
            continue
        problems += [_problem(name, number, CellError(*notice), refused=False) for notice in notices]
        places.append(number)
    return Reading(file=name, rows=tuple(rows), places=tuple(places), problems=tuple(problems))


def asked(read: Callable[[Any], Any], value: Any, field: str, notices: Notices) -> Any:
    """A value that is of use only where it can be read; otherwise unknown, with a notice."""
    try:
        found = read(value)
    except CellError as error:
        notices.append((error.german, error.english, field))
        return None
    if isinstance(found, Unclear):
        notices.append((found.german, found.english, field))
        return found.value
    return found


def needed(text: str | None, field: str) -> str:
    """The text; an entry without it is no vacancy.

    Raises:
        CellError: it is missing.

    """
    if text is None:
        raise CellError("Diese Angabe fehlt.", "This is missing.", field)
    return text


def plain(text: str | None) -> str | None:
    """The text without mark-up; list items and paragraphs stay apart."""
    return None if text is None else text_of(html.unescape(_TAG.sub(" ", html.unescape(text))))


def padded_postcode(text: str | None) -> str | None:
    """Five digits; what programs take for a number has lost its leading zero."""
    return postcode(text.zfill(5) if text is not None and text.isdigit() and len(text) == 4 else text)


def _reference(given: str | None, number: int, seen: dict[str, int]) -> str:
    reference = given or f"#{number}"
    first = seen.setdefault(reference, number)
    if first != number:
        raise CellError(
            f"„{reference}“ steht schon in Eintrag {first}. Der spätere Eintrag zählt nicht.",
            f"“{reference}” is already in entry {first}. The later entry does not count.",
        )
    return reference


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
