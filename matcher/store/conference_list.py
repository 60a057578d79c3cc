"""Meetings with their agenda, for the coordinator and for whoever is asked to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Scope, reach
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.actors import accounts_with, actors
from matcher.store.disclosures import disclosed_to_all, organisation_of
from matcher.store.participants import visible_to
from matcher.store.tables.conferences import AgendaTopic, ConferenceKind, ConferenceState
from matcher.store.task_list import TaskLine, tasks_of_items

PAST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceLine:
    id: int
    kind: ConferenceKind
    starts_at: datetime
    place: str
    state: ConferenceState
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: int
    participant_id: int | None
    code: str | None
    topic: AgendaTopic
    detail: str | None
    due_on: date | None
    minute: str | None
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferencePage:
    id: int
    kind: ConferenceKind
    starts_at: datetime
    place: str
    state: ConferenceState
    guests: dict[int, str]
    items: tuple[Item, ...]
    unseen: int
    """Items about people whom the reader may not see."""


def attended_by(actor: Actor) -> ColumnElement[bool]:
    """Condition on `conference`: those that the actor holds, or is asked to come to."""
    if reach(actor, Action.HOLD_CONFERENCE) is Scope.ALL:
        return true()
    guest = tables.ConferenceGuest
    return exists().where(guest.conference_id == tables.Conference.id, guest.account_id == actor.id)


def list_conferences(session: Session, actor: Actor) -> tuple[tuple[ConferenceLine, ...], tuple[ConferenceLine, ...]]:
    """Those to come, the soonest first, and the latest that are over."""
    row, item = tables.Conference, tables.ConferenceItem
    many = select(func.count(item.id)).where(item.conference_id == row.id, item.removed_at.is_(None)).scalar_subquery()
    query = select(row, many.label("items")).where(attended_by(actor))
    planned = row.state == ConferenceState.PLANNED
    coming = session.execute(query.where(planned).order_by(row.starts_at, row.id))
    past = session.execute(query.where(~planned).order_by(row.starts_at.desc(), row.id.desc()).limit(PAST))
    return tuple(_line(*found) for found in coming), tuple(_line(*found) for found in past)


def conference_of(session: Session, actor: Actor, conference_id: int) -> ConferencePage | None:
    """The meeting with its agenda; None where the actor is not asked to come."""
    row, item, person = tables.Conference, tables.ConferenceItem, tables.Participant
    found = session.scalars(select(row).where(row.id == conference_id, attended_by(actor))).one_or_none()
    if found is None:
        return None
    standing = (item.conference_id == conference_id, item.removed_at.is_(None))
    rows = session.execute(
        select(item, person.code)
        .outerjoin(person, person.id == item.participant_id)
        .where(*standing, or_(item.participant_id.is_(None), visible_to(actor)))
    )
    order = list(AgendaTopic)
    lines = sorted(rows, key=lambda line: (order.index(line[0].topic), line[0].due_on or date.max, line[0].id))
    total = session.scalar(select(func.count(item.id)).where(*standing)) or 0
    tasks = tasks_of_items(session, [line[0].id for line in lines])
    return ConferencePage(
        id=found.id,
        kind=found.kind,
        starts_at=found.starts_at,
        place=found.place,
        state=found.state,
        guests=_guests(session, conference_id),
        items=tuple(_item(one, code, tuple(tasks.get(one.id, ()))) for one, code in lines),
        unseen=total - len(lines),
    )


def possible_owners(session: Session, conference_id: int, participant_id: int | None) -> dict[int, str]:
    """Who can be given a task, by name: guests and coordinators.

    About a person only those of them who may see the person, and the person's mentor.
    """
    found = {**_guests(session, conference_id), **accounts_with(session, [Role.COORDINATOR])}
    if participant_id is not None:
        mentors = mentors_of(session, participant_id)
        found |= _names(session, mentors)
        told = _told(session, participant_id)
        seeing = actors(session, found)
        found = {key: found[key] for key, actor in seeing.items() if key in mentors or _may_see(actor, told)}
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def _told(session: Session, participant_id: int) -> frozenset[Recipient]:
    """Partners that may know of the person now."""
    return frozenset(disclosed_to_all(session, participant_id))


def _may_see(actor: Actor, told: frozenset[Recipient]) -> bool:
    """Whether somebody who does not accompany the person sees them all the same."""
    if reach(actor, Action.SEE_PARTICIPANT) is Scope.ALL:
        return True
    return Role.COUNSELLOR in actor.roles and organisation_of(actor) in told


def _guests(session: Session, conference_id: int) -> dict[int, str]:
    guest = tables.ConferenceGuest
    return _names(session, select(guest.account_id).where(guest.conference_id == conference_id))


def _names(session: Session, ids: Collection[int] | Select[int]) -> dict[int, str]:
    account = tables.Account
    query = select(account.id, account.name).where(account.id.in_(ids), account.active)
    return {row.id: row.name for row in session.execute(query.order_by(account.name, account.id))}


def _line(row: tables.Conference, items: int) -> ConferenceLine:
    return ConferenceLine(
        id=row.id, kind=row.kind, starts_at=row.starts_at, place=row.place, state=row.state, items=items
    )


def _item(row: tables.ConferenceItem, code: str | None, tasks: tuple[TaskLine, ...]) -> Item:
    return Item(
        id=row.id,
        participant_id=row.participant_id,
        code=code,
        topic=row.topic,
        detail=row.detail,
        due_on=row.due_on,
        minute=row.minute,
        tasks=tasks,
    )
