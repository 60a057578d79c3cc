"""Checks names, contact and birth date of a person, and brings them into storable form."""

from __future__ import annotations

from datetime import date

from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store.portraits import Identity

OLDEST = 100
_LENGTHS = {"given_name": 200, "family_name": 200, "phone": 40, "email": 254, "street": 200, "city": 100}


def check_identity(identity: Identity, today: date) -> Identity:
    """The identity with clean text.

    Raises:
        InvalidInputError: a name is missing or too long, or the birth date cannot be.

    """
    cleaned = Identity(
        given_name=clean(identity.given_name),
        family_name=clean(identity.family_name),
        birth_date=identity.birth_date,
        phone=clean(identity.phone) or None,
        email=clean(identity.email) or None,
        street=clean(identity.street) or None,
        city=clean(identity.city) or None,
    )
    for field in ("given_name", "family_name"):
        if not getattr(cleaned, field):
            raise InvalidInputError(field, "Bitte einen Namen eintragen.", "Please enter a name.")
    for field, longest in _LENGTHS.items():
        require_length(field, getattr(cleaned, field), longest)
    _require_possible_birth(cleaned.birth_date, today)
    return cleaned


def require_length(field: str, value: str | None, longest: int) -> None:
    """Pass a text that fits, or say how long it may be."""
    if value is not None and len(value) > longest:
        raise InvalidInputError(
            field,
            f"Das sind {len(value)} Zeichen, höchstens {longest} sind möglich. Bitte kürzen.",
            f"These are {len(value)} characters, at most {longest} are possible. Please shorten.",
        )


def _require_possible_birth(birth: date | None, today: date) -> None:
    if birth is None:
        return
    if birth > today:
        raise InvalidInputError(
            "birth_date",
            "Dieses Datum liegt in der Zukunft. Bitte das Geburtsdatum prüfen.",
            "This date is in the future. Please check the birth date.",
        )
    if birth.year < today.year - OLDEST:
        raise InvalidInputError(
            "birth_date",
            "Dieses Datum liegt über 100 Jahre zurück. Bitte das Geburtsdatum prüfen.",
            "This date is more than 100 years ago. Please check the birth date.",
        )
