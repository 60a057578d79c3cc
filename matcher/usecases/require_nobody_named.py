"""Keeps people out of what partners write to each other: a code or a full name is refused before it is kept (I1)."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select

from matcher.access import Actor
from matcher.errors import InvalidInputError
from matcher.spelling import fold
from matcher.store import tables
from matcher.store.participants import visible_to
from matcher.store.unit import Unit

_CODE: Final = re.compile(r"\bLDS-[0-9A-Z]{3,}", re.IGNORECASE)


def require_nobody_named(unit: Unit, actor: Actor, texts: dict[str, str | None]) -> None:
    """Pass texts that name nobody whom the writer may see.

    Args:
        unit: the running transaction.
        actor: who writes; names of people whom they may not see are not looked for, so that nobody can ask whether
            somebody takes part.
        texts: by field of the form.

    Raises:
        InvalidInputError: at the field with a code, or with a given and family name side by side.

    """
    for field, text in texts.items():
        if text and (_CODE.search(text) or _names_somebody(unit, actor, text)):
            raise InvalidInputError(
                field,
                "Hier lesen auch andere Stellen mit. Bitte ohne Namen und Kürzel schreiben, zum Beispiel: „eine Person "
                "mit Duldung und B1“.",
                "Other partners read this too. Please write without names and codes, for example: “a person with a "
                "tolerated stay and B1”.",
            )


def _names_somebody(unit: Unit, actor: Actor, text: str) -> bool:
    flat = f" {fold(text)} "
    identity, person = tables.Identity, tables.Participant
    rows = unit.session.execute(
        select(identity.given_name, identity.family_name)
        .join(person, person.id == identity.participant_id)
        .where(visible_to(actor))
    )
    for given, family in rows:
        first, last = fold(given), fold(family)
        if first and last and (f" {first} {last} " in flat or f" {last} {first} " in flat):
            return True
    return False
