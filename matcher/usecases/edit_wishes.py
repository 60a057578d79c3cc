"""Record when, where and as what a person can and wants to work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matcher.access import Actor
from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.portraits import Wishes
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.check_identity import require_length
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

_MOST_HOURS = 60
_FARTHEST = 300


def edit_wishes(
    work: Work, actor: Actor, participant_id: int, wishes: Wishes, *, revision: Revision | None = None
) -> None:
    """Availability, mobility and wishes stand as given; what is None stays unknown."""
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        checked = check_wishes(wishes)
        row = unit.session.get(tables.WorkWish, participant_id)
        if row is None:
            row = tables.WorkWish(participant_id=participant_id)
            unit.session.add(row)
        write_wishes(row, checked)
        unit.record("edit_wishes", "participant", participant_id)
        redecide_person(unit, participant_id, "wishes")


def check_wishes(wishes: Wishes) -> Wishes:
    """The wishes with clean text.

    Raises:
        InvalidInputError: at the field that cannot be.

    """
    _require_hours(wishes)
    if wishes.reach_km is not None and not 0 <= wishes.reach_km <= _FARTHEST:
        raise InvalidInputError("reach_km", "Bitte 0 bis 300 km eintragen.", "Please enter 0 to 300 km.")
    if wishes.postcode is not None and not (
        wishes.postcode.isascii() and wishes.postcode.isdigit() and len(wishes.postcode) == 5
    ):
        raise InvalidInputError(
            "postcode",
            "Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.",
            "A postcode has 5 digits, for example 15711.",
        )
    return replace(
        wishes,
        wishes=_texts("wishes", wishes.wishes),
        licences=None if wishes.licences is None else _texts("licences", (item.upper() for item in wishes.licences)),
        skills=None if wishes.skills is None else _texts("skills", wishes.skills),
    )


def write_wishes(row: tables.WorkWish, wishes: Wishes) -> None:
    """The row says what was checked."""
    row.wishes = list(wishes.wishes)
    row.kinds = _values(wishes.kinds)
    row.licences = _values(wishes.licences)
    row.skills = _values(wishes.skills)
    row.shifts = _values(wishes.shifts)
    row.postcode = wishes.postcode
    row.reach_km = wishes.reach_km
    row.mobility = wishes.mobility
    row.available_from = wishes.available_from
    row.hours_min = wishes.hours_min
    row.hours_max = wishes.hours_max


def _require_hours(wishes: Wishes) -> None:
    for field in ("hours_min", "hours_max"):
        value = getattr(wishes, field)
        if value is not None and not 0 <= value <= _MOST_HOURS:
            raise InvalidInputError(field, "Bitte 0 bis 60 Stunden eintragen.", "Please enter 0 to 60 hours.")
    if wishes.hours_min is not None and wishes.hours_max is not None and wishes.hours_min > wishes.hours_max:
        raise InvalidInputError(
            "hours_max",
            "„Stunden bis“ ist kleiner als „Stunden von“. Bitte beide prüfen.",
            "“Hours up to” is less than “hours from”. Please check both.",
        )


def _texts(field: str, texts: Iterable[str]) -> tuple[str, ...]:
    cleaned = tuple(dict.fromkeys(filter(None, (clean(text) for text in texts))))
    for text in cleaned:
        require_length(field, text, 200)
    return cleaned


def _values(items: Iterable[str] | None) -> list[str] | None:
    return None if items is None else [str(item) for item in items]
