"""The case folder as PDF: always German, as the offices read it that it is shown to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale

from matcher.clock import BERLIN
from matcher.folder import Matter
from matcher.printed import Changes
from matcher.store.folders import Folder
from webapp.folder_words import Section, breakable, section_title, sections_of
from webapp.typesetting import FONTS, typeset
from webapp.words import day

_SENDER = "Projekt „LDS integriert – in Ausbildung und Arbeit“ · Patenmappe"
_WHOLE = "Diese Mappe gehört der Person. Sie entscheidet, wem sie sie zeigt."
_EXTRACT = "Diese Fassung enthält nur, wozu die Person ihr Einverständnis gegeben hat."


def german_sections(folder: Folder) -> list[Section]:
    """The sections as they stand on paper, whatever language the visitor reads."""
    with force_locale("de"):
        return sections_of(folder)


def folder_pdf(folder: Folder, on: date) -> bytes:
    """The whole folder for its recipient, tagged for screen readers (PDF/UA-1)."""
    with force_locale("de"):
        hint = _WHOLE if folder.recipient is None else _EXTRACT
        parts = [_part(section) for section in sections_of(folder)]
        return _set(folder, on, heading=_who(folder), title="Patenmappe", hint=hint, parts=parts)


def slip_pdf(folder: Folder, changes: Changes, printed_at: datetime, on: date) -> bytes:
    """A slip to be laid into the folder: what is new since the print of that day."""
    with force_locale("de"):
        since = day(printed_at.astimezone(BERLIN).date())
        found = {section.id: section for section in sections_of(folder)}
        parts = [_changed(name, found.get(name), changes) for name in sorted(changes.sections, key=_order(found))]
        hint = "" if parts else "Seit diesem Druck hat sich nichts geändert."
        return _set(folder, on, heading=f"Neu seit {since}", title="Einlage zur Patenmappe", hint=hint, parts=parts)


def _order(found: dict[str, Section]) -> Any:
    places = {name: place for place, name in enumerate(found)}
    return lambda name: places.get(name, len(places))


def _part(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "left": section.left,
        "right": section.right,
        "note": "" if section.lines else section.empty,
        "lines": [[breakable(part) for part in line] for line in section.lines],
    }


def _changed(name: str, section: Section | None, changes: Changes) -> dict[str, Any]:
    """New lines of a section, and a word about those that no longer hold."""
    new = set(changes.new.get(name, ()))
    gone = changes.gone.get(name, 0)
    lines = [line for line in section.lines if " | ".join(line) in new] if section else []
    note = f"Nicht mehr gültig auf dem alten Blatt: {gone} {'Zeile' if gone == 1 else 'Zeilen'}." if gone else ""
    return {
        "title": section.title if section else section_title(name),
        "left": section.left if section else "",
        "right": section.right if section else "",
        "note": note,
        "lines": [[breakable(part) for part in line] for line in lines],
    }


def _who(folder: Folder) -> str:
    named = Matter.IDENTITY in folder.matters and folder.portrait.name
    return breakable(folder.portrait.name) if named else folder.code


def _set(folder: Folder, on: date, *, heading: str, title: str, hint: str, parts: Sequence[dict[str, Any]]) -> bytes:
    whom = f" · Fassung für: {folder.recipient.german}" if folder.recipient is not None else ""
    content = {
        "language": "de",
        "fonts": FONTS,
        "title": f"{title} {folder.code}",
        "sender": _SENDER,
        "heading": heading,
        "about": f"Kürzel {folder.code}{whom}",
        "hint": hint,
        "foot": f"{title} {folder.code} · Stand {day(on)}{whom}",
        "page": "Seite",
        "sections": parts,
    }
    return typeset("folder.typ", standards=("ua-1",), folder=content)
