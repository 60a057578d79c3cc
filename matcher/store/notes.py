"""Notes as their readers may see them.

The employer service reads `ags_note` alone, and in it no code of a person who is not shown to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, String, column, select, table
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Allowed, may, reach
from matcher.identifying import Named, hide_codes
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.base import Instant
from matcher.store.shortlists import AGS_ENTRY

AGS_NOTE: Final = table(
    "ags_note",
    column("id", Integer),
    column("entry_id", Integer),
    column("vacancy_id", Integer),
    column("text", String),
    column("written_at", Instant),
    column("written_by", Integer),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    id: int
    text: str | None
    """None: taken away."""
    by: str
    at: datetime
    for_ags: bool
    removable: bool
    """The reader may take the text away."""


def accompanies(session: Session, actor: Actor, participant_id: int) -> bool:
    """Whether the actor reads what is noted inside the project: the person's mentor, a cover, the coordinator."""
    return isinstance(may(actor, Action.ACCOMPANY, owner_ids=mentors_of(session, participant_id)), Allowed)


def keeps(actor: Actor, acquired_by: int | None) -> bool:
    """The same of a vacancy: its mentor, and the coordinator."""
    owners = frozenset() if acquired_by is None else frozenset({acquired_by})
    return isinstance(may(actor, Action.EDIT_VACANCY, owner_ids=owners), Allowed)


def notes_of_entry(session: Session, actor: Actor, entry_id: int, participant_id: int) -> tuple[NoteView, ...]:
    """For whoever may follow the proposal; the newest first."""
    if accompanies(session, actor, participant_id):
        return _inside(session, actor, tables.Note.entry_id == entry_id)
    return notes_for_ags(session, actor, [entry_id])[entry_id]


def notes_of_placement(session: Session, actor: Actor, entry_id: int) -> tuple[NoteView, ...]:
    """What was noted about the placement that came of the entry; for those who accompany the person."""
    placements = (
        select(tables.Placement.id)
        .join(tables.Proposal, tables.Proposal.id == tables.Placement.proposal_id)
        .where(tables.Proposal.entry_id == entry_id)
    )
    return _inside(session, actor, tables.Note.placement_id.in_(placements))


def notes_of_vacancy(session: Session, actor: Actor, vacancy_id: int, acquired_by: int | None) -> tuple[NoteView, ...]:
    """For whoever may see the vacancy; the newest first."""
    if keeps(actor, acquired_by):
        return _inside(session, actor, tables.Note.vacancy_id == vacancy_id)
    rows = session.execute(_ags_query(AGS_NOTE.c.vacancy_id == vacancy_id)).all()
    shown = _shown_codes(session, {vacancy_id})
    return tuple(_for_ags(row, actor, shown[vacancy_id]) for row in rows)


def notes_for_ags(session: Session, actor: Actor, entry_ids: Collection[int]) -> defaultdict[int, tuple[NoteView, ...]]:
    """By entry, what the employer service may read of it at this moment."""
    found: defaultdict[int, tuple[NoteView, ...]] = defaultdict(tuple)
    query = _ags_query(AGS_NOTE.c.entry_id.in_(entry_ids)).add_columns(AGS_ENTRY.c.vacancy_id.label("list_of"))
    rows = session.execute(query.join(AGS_ENTRY, AGS_ENTRY.c.id == AGS_NOTE.c.entry_id)).all()
    shown = _shown_codes(session, {row.list_of for row in rows})
    for row in rows:
        found[row.entry_id] += (_for_ags(row, actor, shown[row.list_of]),)
    return found


def named_on(session: Session, *, entry_id: int | None = None, vacancy_id: int | None = None) -> tuple[Named, ...]:
    """What the people of one entry, or of all entries of a vacancy, are called: no note may say so."""
    identity, entry = tables.Identity, tables.ShortlistEntry
    query = select(identity).join(entry, entry.participant_id == identity.participant_id)
    query = query.where(entry.id == entry_id if entry_id is not None else entry.vacancy_id == vacancy_id)
    return tuple(_named(row) for row in session.scalars(query.distinct()))


def named_people(session: Session) -> Iterator[Named]:
    """What everybody in the project is called, to look for in a text, never to show."""
    for given, family in session.execute(select(tables.Identity.given_name, tables.Identity.family_name)):
        yield Named(given_name=given, family_name=family)


def _named(row: tables.Identity) -> Named:
    return Named(given_name=row.given_name, family_name=row.family_name, phone=row.phone, email=row.email)


def _inside(session: Session, actor: Actor, which: ColumnElement[bool]) -> tuple[NoteView, ...]:
    rows = session.execute(
        select(tables.Note, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.Note.written_by)
        .where(which)
        .order_by(tables.Note.id.desc())
    )
    removes_all = reach(actor, Action.ASSIGN_MENTOR) is not None
    return tuple(
        NoteView(
            id=row.id,
            text=row.text,
            by=name,
            at=row.written_at,
            for_ags=row.for_ags,
            removable=row.text is not None and (removes_all or row.written_by == actor.id),
        )
        for row, name in rows
    )


def _ags_query(which: ColumnElement[bool]) -> Any:
    author = tables.Account
    return (
        select(AGS_NOTE, author.name)
        .join(author, author.id == AGS_NOTE.c.written_by)
        .where(which)
        .order_by(AGS_NOTE.c.id.desc())
    )


def _for_ags(row: Any, actor: Actor, shown: Collection[str]) -> NoteView:
    note = NoteView(
        id=row.id,
        text=row.text,
        by=row.name,
        at=row.written_at,
        for_ags=True,
        removable=row.text is not None and row.written_by == actor.id,
    )
    return note if note.text is None else replace(note, text=hide_codes(note.text, shown))


def _shown_codes(session: Session, vacancy_ids: Collection[int]) -> defaultdict[int, set[str]]:
    """By vacancy, the codes that the employer service sees for it now."""
    shown: defaultdict[int, set[str]] = defaultdict(set)
    if not vacancy_ids:
        return shown
    query = select(AGS_ENTRY.c.vacancy_id, AGS_ENTRY.c.code).where(AGS_ENTRY.c.vacancy_id.in_(vacancy_ids))
    for vacancy_id, code in session.execute(query):
        shown[vacancy_id].add(code)
    return shown
