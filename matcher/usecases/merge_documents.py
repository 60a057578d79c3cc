"""The residence document of a merged record: one counts, and answers about another one do not."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.record_document import MERE_RENEWAL, append_document, document_entry

Pair = list[int | None]
"""The document that counts now, and the one that counted before."""
_NOTHING: Final = None


def current_document(unit: Unit, participant_id: int) -> tables.ResidenceDocument | None:
    document = tables.ResidenceDocument
    query = select(document).where(document.participant_id == participant_id, document.superseded_at.is_(None))
    return unit.session.scalars(query).one_or_none()


def document_id(unit: Unit, participant_id: int) -> int | None:
    document = current_document(unit, participant_id)
    return document.id if document is not None else None


def carry_document(unit: Unit, kept: int, absorbed: int, *, take: bool) -> tuple[Pair | None, bool]:
    """The kept record's document, or the other's where it has none or the other is right.

    Returns:
        What changed, and whether the two contradict each other in what the law asks: then no answer stands.

    """
    mine, theirs = current_document(unit, kept), current_document(unit, absorbed)
    if theirs is None:
        return _NOTHING, False
    differs = mine is None or differ(mine, theirs)
    if mine is not None and not take:
        return _NOTHING, differs
    before = mine.id if mine is not None else None
    new = append_document(unit, kept, mine, document_entry(theirs))
    return [new.id, before], differs


def differ(one: tables.ResidenceDocument, other: tables.ResidenceDocument) -> bool:
    """Whether they say anything different but number and end."""
    first, second = document_entry(one), document_entry(other)
    names = set(type(first).__slots__) - MERE_RENEWAL
    return any(getattr(first, name) != getattr(second, name) for name in names)


def put_document_back(unit: Unit, kept: int, pair: Any, stood_on: int | None) -> bool:
    """The document from before the merge counts again, as a new row; False where another one was recorded since."""
    current = current_document(unit, kept)
    if (current.id if current is not None else None) != stood_on:
        return False
    if pair is None or current is None:
        return True
    before = pair[1]
    if before is None:
        current.superseded_at = unit.at
        unit.session.flush()
        return True
    append_document(unit, kept, current, document_entry(unit.session.get_one(tables.ResidenceDocument, before)))
    return True
