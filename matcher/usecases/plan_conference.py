"""Plan a meeting: who comes, where and when; the agenda of a case conference is built from what is due (3, 10(1))."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from matcher.access import Action, Actor
from matcher.clock import BERLIN
from matcher.errors import InvalidInputError
from matcher.model import Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.actors import accounts_with
from matcher.store.tables.conferences import ConferenceKind
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.fill_agenda import add_due_items
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work

FURTHEST: Final = timedelta(days=366)
INVITED: Final = tuple(role for role in Role if role is not Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceEntry:
    """A meeting as somebody plans it."""

    kind: ConferenceKind
    starts_at: datetime
    place: str
    guests: Collection[int] = ()


def plan_conference(work: Work, actor: Actor, entry: ConferenceEntry, *, submission: str) -> int:
    """The meeting's id; guests are told, once.

    Raises:
        InvalidInputError: names the field.

    """
    require(actor, Action.HOLD_CONFERENCE)
    place = clean(entry.place)
    if not place:
        raise InvalidInputError("place", "Bitte einen Ort eintragen.", "Please enter a place.")
    require_length("place", place, 200)
    with work.unit(actor) as unit:
        _check(unit, entry)
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["conference"])
        row = tables.Conference(
            kind=entry.kind, starts_at=entry.starts_at, place=place, created_at=unit.at, created_by=actor.id
        )
        unit.session.add(row)
        unit.session.flush()
        for account_id in sorted(set(entry.guests)):
            unit.session.add(tables.ConferenceGuest(conference_id=row.id, account_id=account_id))
            if account_id != actor.id:
                unit.notify(NotificationKind.CONFERENCE_PLANNED, ("conference", row.id), account=account_id)
        if entry.kind is ConferenceKind.CASES:
            add_due_items(unit, row.id, entry.starts_at.astimezone(BERLIN).date(), actor.id)
        remember(unit, submission, actor.id, conference=row.id)
        unit.record("plan_conference", "conference", row.id)
        return row.id


def _check(unit: Unit, entry: ConferenceEntry) -> None:
    if not unit.at <= entry.starts_at <= unit.at + FURTHEST:
        raise InvalidInputError(
            "day",
            "Bitte einen Zeitpunkt in der Zukunft eintragen, höchstens in einem Jahr.",
            "Please enter a moment in the future, within a year.",
        )
    if not set(entry.guests) <= accounts_with(unit.session, INVITED).keys():
        raise InvalidInputError("guests", "Bitte Gäste aus der Liste wählen.", "Please choose guests from the list.")
