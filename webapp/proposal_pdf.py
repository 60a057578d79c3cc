"""The sheet about a proposed person as PDF: the job's terms, no papers, no origin, no age, no picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.model import Cefr, Experience, Labelled, Qualification
from matcher.store.proposal_sheets import Sheet
from webapp.typesetting import typeset
from webapp.words import day, number

_GERMAN: Final = MappingProxyType(
    {
        Cefr.A0: _l("noch kein Deutsch; Zeigen und Vormachen hilft"),
        Cefr.A1: _l("versteht einzelne Wörter und kurze Anweisungen"),
        Cefr.A2: _l("versteht einfache Anweisungen bei der Arbeit"),
        Cefr.B1: _l("spricht über Alltag und Arbeit, versteht das Wichtigste"),
        Cefr.B2: _l("spricht sicher, versteht auch schwierige Gespräche"),
        Cefr.C1: _l("spricht fließend, liest und schreibt sicher"),
        Cefr.C2: _l("spricht und schreibt wie jemand, der hier aufgewachsen ist"),
    }
)
_LONG_WORD: Final = re.compile(r"(\S{40})(?=\S)")


def proposal_pdf(sheet: Sheet, on: date, language: str) -> bytes:
    """The sheet, dated `on`; the code stands for the name until the person agreed."""
    return typeset("proposal.typ", sheet=_content(sheet, on, language))


def _content(sheet: Sheet, on: date, language: str) -> dict[str, Any]:
    contact = sheet.contact
    return {
        "language": language,
        "title": _("Vorschlag %(code)s", code=sheet.code),
        "sender": _("Projekt „LDS integriert – in Ausbildung und Arbeit“ · Arbeitgeberservice"),
        "who": _breakable(contact.name if contact else _("Vorschlag %(code)s", code=sheet.code)),
        "about": _breakable(_("für: %(title)s, %(firm)s", title=sheet.title, firm=sheet.employer)),
        "contact": [part for part in (contact.phone, contact.email, sheet.code) if part] if contact else [],
        "sections": [part for part in _sections(sheet, language) if part["items"]],
        "before": {"title": _("Vor dem ersten Arbeitstag"), "text": sheet.before_start.label(language)},
        "funding": {
            "title": _("Mögliche Förderung"),
            "items": [item.label(language) for item in sheet.funding],
            "hint": _("Bitte vor Beginn beim Arbeitgeberservice fragen; danach ist es oft zu spät."),
        },
        "foot": _foot(sheet, on),
    }


def _foot(sheet: Sheet, on: date) -> str:
    stand = _("Stand %(day)s.", day=day(on))
    if sheet.contact:
        return f"{stand} " + _("Die Person hat zugestimmt, dass Ihr Betrieb ihren Namen und Kontakt bekommt.")
    return f"{stand} " + _("Name und Kontakt folgen, wenn die Person zustimmt. Rückfragen bitte mit dem Kürzel.")


def _sections(sheet: Sheet, language: str) -> Iterator[dict[str, Any]]:
    yield _list(_("Erfahrung"), [_experience(item) for item in sheet.experiences])
    yield _list(_("Abschluss"), [_qualification(item, language) for item in sheet.qualifications])
    yield _list(_("Kenntnisse"), [_breakable(item) for item in sheet.skills])
    yield {"title": _("Auf einen Blick"), "kind": "facts", "items": list(_facts(sheet, language))}


def _list(title: str, items: list[str]) -> dict[str, Any]:
    return {"title": title, "kind": "list", "items": items}


def _facts(sheet: Sheet, language: str) -> Iterator[tuple[str, str]]:
    if sheet.german is not None:
        yield _("Deutsch"), f"{sheet.german}: {_GERMAN[sheet.german]}"
    if sheet.licences is not None:
        yield _("Führerscheine"), ", ".join(map(_licence, sheet.licences)) or _("keine")
    if sheet.available_from is not None:
        yield _("Verfügbar ab"), day(sheet.available_from)
    hours = _hours(sheet)
    if hours:
        yield _("Stunden pro Woche"), hours
    if sheet.shifts:
        yield _("Arbeitszeiten"), _labels(sheet.shifts, language)
    if sheet.mobility is not None:
        yield _("Weg zur Arbeit"), sheet.mobility.label(language)


def _hours(sheet: Sheet) -> str:
    if sheet.hours_min is not None and sheet.hours_max is not None:
        return f"{number(sheet.hours_min)}–{number(sheet.hours_max)}"
    if sheet.hours_max is not None:
        return _("bis %(hours)s", hours=number(sheet.hours_max))
    return _("ab %(hours)s", hours=number(sheet.hours_min)) if sheet.hours_min is not None else ""


def _experience(item: Experience) -> str:
    title = _breakable(item.title)
    if item.years is None:
        return title
    if item.years == 1:
        return _("%(title)s, 1 Jahr", title=title)
    return _("%(title)s, %(years)s Jahre", title=title, years=number(item.years))


def _licence(code: str) -> str:
    return {"B": _("B (Auto)"), "STAPLER": _("Staplerschein"), "AM": _("AM (Moped)"), "T": _("T (Traktor)")}.get(
        code, _breakable(code)
    )


def _qualification(item: Qualification, language: str) -> str:
    parts = [_breakable(item.title)]
    if item.level is not None:
        parts.append(item.level.label(language))
    if item.recognition is not None:
        parts.append(_("Anerkennung: %(state)s", state=item.recognition.label(language)))
    return ", ".join(parts)


def _labels(items: tuple[Labelled, ...], language: str) -> str:
    return ", ".join(item.label(language) for item in items)


def _breakable(text: str) -> str:
    """Text that fits its column however long a word was typed."""
    return _LONG_WORD.sub("\\1\u200b", text)
