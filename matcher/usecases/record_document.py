"""Record what a person's residence document says."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from matcher.access import Actor
from matcher.model import Application, Facts, WorkNote
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """The document as somebody read it; None is "not recorded"."""

    status: str | None = None
    note: WorkNote | None = None
    file_number: str | None = None
    valid_until: date | None = None
    expiry_known: bool = False
    nationality: str | None = None
    status_since: date | None = None
    stay_since: date | None = None
    registered_on: date | None = None
    applied_on: date | None = None
    application: Application | None = None
    in_reception_centre: bool | None = None
    identity_by_passport: bool | None = None
    further: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.valid_until is not None:
            object.__setattr__(self, "expiry_known", True)


_FURTHER: Final = (
    "tolerated_on",
    "permit_on",
    "permit_during_procedure",
    "unaccompanied_minor",
    "child_welfare",
    "recognised_status",
    "title_valid_on",
    "applied_for",
    "old_title",
    "card_ordered",
    "identity_measures_met",
)
"""Facts of rare kinds of document; `facts_of` in `matcher.store.mapping` reads them back."""
MERE_RENEWAL = {"file_number", "valid_until", "expiry_known"}
"""Fields in which a new document may differ while the authority's answers still stand."""


def record_document(
    work: Work, actor: Actor, participant_id: int, document: DocumentEntry, *, revision: Revision | None = None
) -> None:
    """The document replaces the one before; a changed status ends every clearance (7(3))."""
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        current = unit.session.scalars(
            select(tables.ResidenceDocument).where(
                tables.ResidenceDocument.participant_id == participant_id,
                tables.ResidenceDocument.superseded_at.is_(None),
            )
        ).one_or_none()
        changed = _changed(current, document)
        if not changed:
            return
        append_document(unit, participant_id, current, document)
        unit.record("record_document", "participant", participant_id, fields=sorted(changed))
        redecide_person(unit, participant_id, "document", voids=current is not None and bool(changed - MERE_RENEWAL))


def _changed(current: tables.ResidenceDocument | None, document: DocumentEntry) -> set[str]:
    names = [item.name for item in fields(DocumentEntry)]
    if current is None:
        return set(names)
    return {name for name in names if getattr(current, name) != getattr(document, name)}


def document_entry(row: tables.ResidenceDocument) -> DocumentEntry:
    """A recorded document as somebody read it."""
    return DocumentEntry(**{item.name: getattr(row, item.name) for item in fields(DocumentEntry)})


def document_told(facts: Facts, file_number: str | None) -> DocumentEntry:
    """What these facts tell of a document; equal to an empty entry where they tell nothing of one."""
    return DocumentEntry(
        status=facts.status,
        note=facts.work_note,
        file_number=clean(file_number) or None,
        valid_until=facts.document_valid_until,
        expiry_known=facts.document_expiry_known,
        nationality=facts.nationality,
        status_since=facts.status_since,
        stay_since=facts.stay_since,
        registered_on=facts.registered_on,
        applied_on=facts.applied_on,
        application=facts.application,
        in_reception_centre=facts.in_reception_centre,
        identity_by_passport=facts.identity_by_passport,
        further={name: _plain(getattr(facts, name)) for name in _FURTHER if getattr(facts, name) is not None},
    )


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value


def append_document(
    unit: Unit, participant_id: int, current: tables.ResidenceDocument | None, document: DocumentEntry
) -> tables.ResidenceDocument:
    """The document counts from now on; the one before stays as it was read."""
    if current is not None:
        current.superseded_at = unit.at
        unit.session.flush()
    row = tables.ResidenceDocument(participant_id=participant_id, recorded_at=unit.at, recorded_by=unit.actor_id)
    for item in fields(DocumentEntry):
        setattr(row, item.name, getattr(document, item.name))
    unit.session.add(row)
    unit.session.flush()
    return row
