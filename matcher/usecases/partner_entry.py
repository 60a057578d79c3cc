"""What stands of an organisation or a contact, checked; and the trace of what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, Final

from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.partners import OrganisationKind, PartnerEvent
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length

_LENGTHS: Final = {
    "name": 200,
    "duty": 200,
    "street": 200,
    "city": 100,
    "phone": 40,
    "email": 254,
    "hours": 200,
}
_POSTCODE: Final = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEntry:
    name: str
    kind: OrganisationKind
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    name: str
    duty: str | None = None
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


def checked(entry: OrganisationEntry | ContactEntry) -> dict[str, Any]:
    """Columns with clean text; empty is None.

    Raises:
        InvalidInputError: names the field.

    """
    values = {item.name: getattr(entry, item.name) for item in fields(entry)}
    for name, longest in _LENGTHS.items():
        if name in values:
            values[name] = clean(values[name] or "") or None
            require_length(name, values[name], longest)
    if not values["name"]:
        raise InvalidInputError("name", "Bitte einen Namen eintragen.", "Please enter a name.")
    postcode = values.get("postcode")
    if postcode is not None and not _POSTCODE.fullmatch(postcode):
        raise InvalidInputError(
            "postcode",
            "Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.",
            "A postcode has 5 digits, for example 15711.",
        )
    return values


def differences(row: tables.Organisation | tables.Contact | None, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → what stood there and what stands now, where they differ."""
    found = {name: [getattr(row, name, None) if row is not None else None, value] for name, value in values.items()}
    return {name: [_plain(old), _plain(new)] for name, (old, new) in found.items() if old != new}


def keep_change(
    unit: Unit, organisation_id: int, contact_id: int | None, event: PartnerEvent, changed: dict[str, list[Any]]
) -> None:
    """The change as a row of its own, for good."""
    unit.session.add(
        tables.PartnerChange(
            organisation_id=organisation_id,
            contact_id=contact_id,
            event=event,
            fields=changed,
            changed_at=unit.at,
            changed_by=unit.actor_id,
        )
    )
    unit.session.flush()


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
