"""Say in which languages a mentor can talk, and where they are."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.mentor_room import lock_mentor
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_CODE: Final = re.compile(r"[a-z]{2,3}")
_POSTCODE: Final = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorEntry:
    """A mentor's entry in the register, as somebody typed it."""

    languages: Collection[str] = ()
    postcode: str | None = None
    area: str | None = None


def describe_mentor(work: Work, actor: Actor, mentor_id: int, entry: MentorEntry) -> None:
    """The entry stands as given; what is left out is not known.

    Raises:
        InvalidInputError: names the field.
        NotFoundError: there is no such mentor.

    """
    require(actor, Action.ARRANGE_MENTORING, owners=frozenset({mentor_id}))
    area = clean(entry.area or "") or None
    require_length("area", area, 200)
    if entry.postcode is not None and not _POSTCODE.fullmatch(entry.postcode):
        raise InvalidInputError(
            "postcode",
            "Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.",
            "A postcode has 5 digits, for example 15711.",
        )
    languages = sorted(language_codes(entry.languages))
    with work.unit(actor) as unit:
        lock_mentor(unit, mentor_id)
        row = _row(unit, mentor_id)
        row.languages, row.postcode, row.area = languages, entry.postcode, area
        row.set_at, row.set_by = unit.at, actor.id
        unit.session.flush()
        unit.record("describe_mentor", "account", mentor_id)


def language_codes(typed: Collection[str]) -> frozenset[str]:
    """Codes of languages other than German.

    Raises:
        InvalidInputError: at `languages`: something is no code.

    """
    wrong = [code for code in typed if not _CODE.fullmatch(code)]
    if wrong:
        raise InvalidInputError(
            "languages", "Bitte Sprachen aus der Liste wählen.", "Please choose languages from the list."
        )
    return frozenset(typed) - {"de"}


def _row(unit: Unit, mentor_id: int) -> tables.MentorProfile:
    row = unit.session.get(tables.MentorProfile, mentor_id)
    if row is None:
        row = tables.MentorProfile(account_id=mentor_id, languages=[], set_at=unit.at, set_by=mentor_id)
        unit.session.add(row)
    return row
