"""A case folder in words: the same sections and lines for page, paper and the slip of changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.folder import Detail, Event, FiledPaper, Matter, NextDate, Process, Responsible
from matcher.model import Labelled
from matcher.store.folders import Folder
from webapp.summaries import permit_pairs, summary_of
from webapp.words import day, label, number

Line = tuple[str, str]
_LONG_WORD: Final = re.compile(r"(\S{40})(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the folder; `left` and `right` head its two columns."""

    id: str
    title: str
    lines: tuple[Line, ...]
    left: str
    right: str
    empty: str = ""
    """What to say where there is no line; without it an empty section is left out."""


_TITLES: Final = {
    "person": _l("Person"),
    "contacts": _l("Ansprechpartner"),
    "dates": _l("Nächste Termine"),
    "processes": _l("Was gerade läuft"),
    "german": _l("Deutsch"),
    "experience": _l("Berufserfahrung"),
    "qualifications": _l("Schule, Ausbildung, Studium"),
    "wishes": _l("Wünsche und Zeiten"),
    "document": _l("Aufenthaltsdokument"),
    "permits": _l("Arbeitserlaubnisse"),
    "papers": _l("Unterlagen"),
    "consents": _l("Einverständnisse"),
    "events": _l("Verlauf"),
}


def section_title(section_id: str) -> str:
    return str(_TITLES[section_id])


def sections_of(folder: Folder) -> list[Section]:
    """What stands in the folder, in its order, in the language of the moment."""
    return [section for section in _all(folder) if section.lines or section.empty]


def lines_by_section(sections: Iterable[Section]) -> dict[str, list[str]]:
    """Each line as one text, for comparing with a print."""
    return {section.id: [" | ".join(line) for line in section.lines] for section in sections}


def _all(folder: Folder) -> Iterator[Section]:
    if Matter.IDENTITY in folder.matters:
        yield _section("person", summary_of("identity", folder.portrait))
    yield _section("contacts", _contacts(folder), left=_("Wofür"), right=_("Wer"))
    yield _section("dates", map(_date, folder.dates), left=_("Wann"), empty=_("Kein Termin steht fest."))
    yield _section("processes", map(_process, folder.processes), empty=_("Zurzeit läuft nichts."))
    if Matter.PROFILE in folder.matters:
        for part in ("german", "experience", "qualifications", "wishes"):
            yield _section(part, summary_of(part, folder.portrait))
    if Matter.RESIDENCE in folder.matters:
        yield _section("document", summary_of("document", folder.portrait))
        yield _section("permits", permit_pairs(folder.portrait))
    yield _section("papers", map(_paper, folder.papers))
    if Matter.CONSENTS in folder.matters:
        yield _section("consents", _consents(folder), left=_("Für wen"), right=_("Was"))
    yield _section("events", map(_event, folder.events), left=_("Wann"))


def _section(name: str, lines: Iterable[Line], *, left: str = "", right: str = "", empty: str = "") -> Section:
    return Section(
        id=name,
        title=section_title(name),
        lines=tuple(lines),
        left=left or _("Was"),
        right=right or _("Angabe"),
        empty=empty,
    )


def _contacts(folder: Folder) -> Iterator[Line]:
    if folder.mentor is not None:
        yield _word(folder.mentor.place), responsible_line(folder.mentor, with_place=False)
    for one in folder.coordinators:
        yield _word(one.place), responsible_line(one, with_place=False)
    for contact in folder.contacts:
        yield label(contact.topic), responsible_line(contact.responsible)


def responsible_line(who: Responsible, *, with_place: bool = True) -> str:
    """Name, place, and how to reach them."""
    place = _word(who.place) if with_place and who.place is not None else None
    return ", ".join(part for part in (who.name, place, who.phone, who.email, who.hours) if part)


def _date(item: NextDate) -> Line:
    at = ", " + _("%(time)s Uhr", time=format_datetime(item.at, "HH:mm")) if item.at is not None else ""
    return day(item.on) + at, _joined(label(item.kind), item.details)


def _process(process: Process) -> Line:
    since = _("seit %(day)s", day=day(process.since)) if process.since else None
    until = _("bis %(when)s", when=day(process.until)) if process.until else None
    who = responsible_line(process.responsible) if process.responsible else None
    asks = _("zuständig: %(who)s", who=who) if who else None
    rest = " · ".join(part for part in (since, until, asks) if part)
    return label(process.kind), " · ".join(part for part in (_details(process.details), rest) if part)


def _event(event: Event) -> Line:
    return day(event.at), _joined(label(event.kind), event.details)


def _paper(paper: FiledPaper) -> Line:
    return label(paper.kind), f"{paper.title} ({paper_size(paper)})"


def paper_size(paper: FiledPaper) -> str:
    """`PDF, 3 Seiten, 1,2 MB`."""
    pages = _("%(pages)s Seiten", pages=paper.pages) if paper.pages and paper.pages > 1 else None
    size = f"{number(paper.size / 1e6, '0.0')} MB" if paper.size >= 100_000 else f"{max(1, paper.size // 1000)} kB"
    return ", ".join(part for part in (label(paper.media), pages, size) if part)


def _consents(folder: Folder) -> Iterator[Line]:
    for recipient, categories in folder.consents:
        yield label(recipient), ", ".join(label(category) for category in categories)


def _joined(first: str, details: tuple[Detail, ...]) -> str:
    rest = _details(details)
    return f"{first}: {rest}" if rest else first


def _details(details: Iterable[Detail]) -> str:
    return ", ".join(_word(detail) for detail in details)


def _word(detail: Detail | None) -> str:
    if isinstance(detail, Labelled):
        return label(detail)
    return day(detail) if isinstance(detail, date) else detail or ""


def breakable(text: str) -> str:
    """Text that fits its column however long a word was typed."""
    return _LONG_WORD.sub("\\1\u200b", text)
