"""Lists of participants: who may be seen by whom, found by code or name, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from matcher.access import TABLE, Action, Actor, Scope
from matcher.model import Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.accompaniment import accompanied_by
from matcher.store.disclosures import Told, is_among_disclosed, is_disclosed, may_know, organisation_of
from matcher.store.merges import earlier_codes, final_id
from matcher.store.name_search import find_alike
from matcher.store.tables.consents import DataCategory
from matcher.store.tables.people import ParticipantState

PAGE_SIZE = 25
_MOST_NAMED = 1000
"""Hits that are asked for by id; of more, everybody is asked."""


class Show(StrEnum):
    """Which people a list shows."""

    ACTIVE = "active"
    STOPPED = "stopped"
    UNACCOMPANIED = "unaccompanied"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list, for who may see the person; the name is empty where they may not know it."""

    id: int
    code: str
    name: str
    active: bool
    stopped: bool
    mentor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of people, and how many there are in all."""

    items: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    counts: dict[Show, int]
    """How many each filter shows of what is searched for, if anything is."""


def visible_to(actor: Actor, *, is_told: Told = is_disclosed) -> ColumnElement[bool]:
    """Condition on `participant`: whom this actor may see, as the access table says it."""
    scopes = TABLE[Action.SEE_PARTICIPANT]
    if any(scopes.get(role) is Scope.ALL for role in actor.roles):
        return true()
    own: list[ColumnElement[bool]] = [false()]
    if Role.MENTOR in actor.roles:
        own.append(accompanied_by(actor.id, tables.Participant.id))
    organisation = organisation_of(actor)
    if Role.COUNSELLOR in actor.roles and organisation is not None:
        own.append(is_told(tables.Participant.id, organisation, DataCategory.PROFILE))
    return or_(*own)


def find_visible(session: Session, actor: Actor, code: str) -> int | None:
    """Row id of the person to whom this code leads, if the actor may see them."""
    person = tables.Participant.id
    return session.scalar(select(person).where(person == final_id(session, code), visible_to(actor)))


def list_people(
    session: Session, actor: Actor, *, search: str = "", show: Show = Show.ACTIVE, page: int = 1
) -> Listing:
    """One page of those whom the actor may see, by code; a search takes a code or a name in any script."""
    wanted = clean(search)
    if wanted:
        return _search(session, actor, wanted, show, page)
    counts = count_shown(session, actor)
    total = counts[show]
    page = _within(page, total)
    ids = session.scalars(
        select(tables.Participant.id)
        .where(_listed_for(actor), _shown(show))
        .order_by(tables.Participant.code)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Listing(items=_lines(session, actor, ids), total=total, page=page, pages=_pages(total), counts=counts)


def count_shown(session: Session, actor: Actor) -> dict[Show, int]:
    """How many people each filter would show."""
    counts = (func.count(case((_shown(show), 1))) for show in Show)
    row = session.execute(select(*counts).select_from(tables.Participant).where(_listed_for(actor))).one()
    return dict(zip(Show, (int(value) for value in row), strict=True))


def accompanied(session: Session, mentor_id: int) -> tuple[int, ...]:
    """Ids of those whom the mentor accompanies now, as their own or standing in."""
    mine = accompanied_by(mentor_id, tables.Participant.id)
    query = select(tables.Participant.id).where(mine).order_by(tables.Participant.code)
    return tuple(session.scalars(query))


def _is_stopped() -> ColumnElement[bool]:
    return exists().where(
        tables.PlacementStop.participant_id == tables.Participant.id, tables.PlacementStop.lifted_at.is_(None)
    )


def _shown(show: Show) -> ColumnElement[bool]:
    if show is Show.LEFT:
        return and_(
            tables.Participant.state == ParticipantState.LEFT,
            tables.Participant.merged_into.is_(None),
            tables.Participant.removed_at.is_(None),
        )
    active = tables.Participant.state == ParticipantState.ACTIVE
    if show is Show.STOPPED:
        return and_(active, _is_stopped())
    if show is Show.UNACCOMPANIED:
        accompanied_now = exists().where(
            tables.Mentorship.participant_id == tables.Participant.id, tables.Mentorship.ended_on.is_(None)
        )
        return and_(active, ~accompanied_now)
    return active


def _within(page: int, total: int) -> int:
    return min(max(1, page), _pages(total))


def _pages(total: int) -> int:
    return max(1, ceil(total / PAGE_SIZE))


def _search(session: Session, actor: Actor, wanted: str, show: Show, page: int) -> Listing:
    """The likeliest first; a typed code wins over every name. A name finds only whom the actor may be told of."""
    named = _named_for(actor, is_told=is_among_disclosed)
    hits = find_alike(session, wanted, _listed_for(actor), named, earlier_codes(session))
    shown = _shown_of(session, hits)
    found = {item: [hit for hit in hits if item in shown[hit]] for item in Show}
    total = len(found[show])
    page = _within(page, total)
    ids = found[show][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    counts = {item: len(of_filter) for item, of_filter in found.items()}
    return Listing(items=_lines(session, actor, ids), total=total, page=page, pages=_pages(total), counts=counts)


def _shown_of(session: Session, hits: Sequence[int]) -> dict[int, frozenset[Show]]:
    """Which filters show each of these."""
    person = tables.Participant
    these = person.id.in_(hits) if len(hits) <= _MOST_NAMED else true()
    rows = session.execute(select(person.id, *(_shown(show) for show in Show)).where(these))
    return {row[0]: frozenset(show for show, is_shown in zip(Show, row[1:], strict=True) if is_shown) for row in rows}


def _listed_for(actor: Actor) -> ColumnElement[bool]:
    return visible_to(actor, is_told=is_among_disclosed)


def _named_for(actor: Actor, *, is_told: Told = is_disclosed) -> ColumnElement[bool]:
    """Joins the identity of those whose name the actor may know: nobody else is found or listed by name."""
    person = tables.Participant.id
    known = may_know(person, actor, DataCategory.IDENTITY, is_told=is_told)
    return and_(tables.Identity.participant_id == person, known)


def _lines(session: Session, actor: Actor, ids: Sequence[int]) -> tuple[Listed, ...]:
    rows = session.execute(
        select(tables.Participant, tables.Identity, tables.Account.name, _is_stopped())
        .select_from(tables.Participant)
        .outerjoin(tables.Identity, _named_for(actor))
        .outerjoin(
            tables.Mentorship,
            and_(tables.Mentorship.participant_id == tables.Participant.id, tables.Mentorship.ended_on.is_(None)),
        )
        .outerjoin(tables.Account, tables.Account.id == tables.Mentorship.mentor_id)
        .where(tables.Participant.id.in_(ids))
    )
    lines = {
        person.id: Listed(
            id=person.id,
            code=person.code,
            name=f"{identity.given_name} {identity.family_name}" if identity else "",
            active=person.state is ParticipantState.ACTIVE,
            stopped=bool(stopped),
            mentor=mentor,
        )
        for person, identity, mentor, stopped in rows
    }
    return tuple(lines[participant_id] for participant_id in ids)
