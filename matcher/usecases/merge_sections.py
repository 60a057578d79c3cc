"""What two records of one person say, section by section: filled up, chosen from, and put back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Date, delete, select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.unit import Unit

Said = dict[str, Any] | list[dict[str, Any]] | None
"""A section as JSON: one row, several, or nothing."""
_ONE: Final[MappingProxyType[str, tuple[Any, Any, tuple[str, ...]]]] = MappingProxyType(
    {
        "identity": (
            tables.Identity,
            None,
            ("given_name", "family_name", "birth_date", "phone", "email", "street", "city"),
        ),
        "german": (tables.LanguageSkill, tables.LanguageSkill.language == "de", ("speaking", "writing", "certificate")),
        "wishes": (
            tables.WorkWish,
            None,
            (
                "wishes",
                "kinds",
                "licences",
                "skills",
                "shifts",
                "postcode",
                "reach_km",
                "mobility",
                "available_from",
                "hours_min",
                "hours_max",
            ),
        ),
    }
)
_MANY: Final[MappingProxyType[str, tuple[Any, tuple[str, ...]]]] = MappingProxyType(
    {
        "qualifications": (tables.Qualification, ("title", "level", "recognition", "occupation")),
        "experience": (tables.Experience, ("title", "years", "last_year", "occupation")),
    }
)
SECTIONS: Final = (*_ONE, *_MANY)
"""Sections that can be filled up or chosen; the residence document is chosen apart from them."""


def said(session: Session, participant_id: int, section: str) -> Said:
    """What the record says; None or an empty list where it says nothing."""
    if section in _ONE:
        table, also, names = _ONE[section]
        row = _row(session, table, also, participant_id)
        return None if row is None else {name: _plain(getattr(row, name)) for name in names}
    table, names = _MANY[section]
    rows = session.scalars(select(table).where(table.participant_id == participant_id).order_by(table.id))
    return [{name: _plain(getattr(row, name)) for name in names} for row in rows]


def is_empty(content: Said) -> bool:
    """Whether there is nothing to choose."""
    return not content or (isinstance(content, dict) and not any(value for value in content.values()))


def together(kept: Said, other: Said, *, take: bool) -> Said:
    """The kept record's section filled up from the other; `take` lets the other one come first."""
    if is_empty(kept) or is_empty(other):
        return other if is_empty(kept) else kept
    first, second = (other, kept) if take else (kept, other)
    if not isinstance(first, dict) or not isinstance(second, dict):
        return first
    return {name: second[name] if value in (None, []) else value for name, value in first.items()}


def fill_sections(unit: Unit, kept: int, absorbed: int, taken: Collection[str]) -> dict[str, Any]:
    """The kept record holds the best of both; what it said before and after, for the way back."""
    changed: dict[str, Any] = {}
    for section in SECTIONS:
        before, other = said(unit.session, kept, section), said(unit.session, absorbed, section)
        after = together(before, other, take=section in taken)
        if after != before:
            _WRITERS[section](unit, kept, section, after)
            changed[section] = {"before": before, "after": after}
    return changed


def put_back(unit: Unit, kept: int, changed: dict[str, Any]) -> list[str]:
    """Each section as it was, unless somebody has changed it since; names of those that stay as they are."""
    left = []
    for section, content in changed.items():
        if said(unit.session, kept, section) == content["after"]:
            _WRITERS[section](unit, kept, section, content["before"])
        else:
            left.append(section)
    return left


def _write_one(unit: Unit, participant_id: int, section: str, content: Said) -> None:
    table, also, _ = _ONE[section]
    row = _row(unit.session, table, also, participant_id)
    if not isinstance(content, dict):
        if row is not None:
            unit.session.delete(row)
    else:
        if row is None:
            row = table(participant_id=participant_id, **({"language": "de"} if section == "german" else {}))
            unit.session.add(row)
        _set(row, content)
    unit.session.flush()


def _write_many(unit: Unit, participant_id: int, section: str, content: Said) -> None:
    table, _ = _MANY[section]
    unit.session.execute(delete(table).where(table.participant_id == participant_id))
    for item in content if isinstance(content, list) else ():
        row = table(participant_id=participant_id)
        _set(row, item)
        unit.session.add(row)
    unit.session.flush()


_WRITERS: Final[MappingProxyType[str, Callable[[Unit, int, str, Said], None]]] = MappingProxyType(
    {**dict.fromkeys(_ONE, _write_one), **dict.fromkeys(_MANY, _write_many)}
)


def _row(session: Session, table: Any, also: Any, participant_id: int) -> Any:
    query = select(table).where(table.participant_id == participant_id)
    return session.scalars(query if also is None else query.where(also)).one_or_none()


def _set(row: Any, content: dict[str, Any]) -> None:
    columns = row.__table__.columns
    for name, value in content.items():
        is_day = isinstance(columns[name].type, Date) and isinstance(value, str)
        setattr(row, name, date.fromisoformat(value) if is_day else value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
