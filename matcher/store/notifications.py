"""The in-app inbox of an account: what concerns it or a role it holds, with where each message leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables
from matcher.store.participants import visible_to
from matcher.store.proposals import lines_query, visible_entries
from matcher.store.tables.messages import WITHDRAWALS, NotificationKind
from matcher.store.tables.shortlists import Verdict
from matcher.store.vacancies import visible_vacancies

PAGE_SIZE = 25
ENTRY, VACANCY, PERSON, DRAFT = "shortlist_entry", "vacancy", "participant", "criteria_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; a subject that the reader may not see (any more) stays unnamed."""

    id: int
    kind: NotificationKind
    subject_kind: str
    subject_id: int
    at: datetime
    unread: bool
    reference: str | None = None
    """The vacancy it is about."""
    title: str | None = None
    code: str | None = None
    """The person it is about, where the reader may see them."""
    released_at: datetime | None = None
    """Of a withdrawn proposal: since when it had been before the reader."""
    verdict: Verdict | None = None
    """Of a withdrawn proposal: what the reader had decided."""
    entry_id: int | None = None
    """The proposal to open, where the reader may follow it or has it on their list now."""
    draft_id: int | None = None
    """The draft of the criteria that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageListing:
    items: tuple[Message, ...]
    total: int
    unread: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Vacancy:
    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class _Entry:
    vacancy_id: int
    released_at: datetime
    verdict: Verdict | None


def addressed_to(actor: Actor) -> ColumnElement[bool]:
    """Condition on `notification`: meant for the account itself, or for a role that it holds."""
    return or_(tables.Notification.account_id == actor.id, tables.Notification.role.in_(actor.roles))


def count_unread(session: Session, actor: Actor) -> int:
    query = select(func.count(tables.Notification.id)).where(addressed_to(actor), tables.Notification.read_at.is_(None))
    return session.scalar(query) or 0


def list_messages(session: Session, actor: Actor, *, page: int = 1) -> MessageListing:
    """One page of messages, the newest first."""
    total = session.scalar(select(func.count(tables.Notification.id)).where(addressed_to(actor))) or 0
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        select(tables.Notification)
        .where(addressed_to(actor))
        .order_by(tables.Notification.created_at.desc(), tables.Notification.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return MessageListing(
        items=_Subjects(session, actor, rows).messages(),
        total=total,
        unread=count_unread(session, actor),
        page=page,
        pages=pages,
    )


class _Subjects:
    """What a page of messages is about, read once per kind of subject."""

    def __init__(self, session: Session, actor: Actor, rows: Iterable[tables.Notification]) -> None:
        self._session = session
        self._rows = tuple(rows)
        self._entries = self._read_entries(self._ids(ENTRY))
        vacancy_ids = self._ids(VACANCY) | {entry.vacancy_id for entry in self._entries.values()}
        self._vacancies = self._read_vacancies(actor, vacancy_ids)
        self._codes = self._read_codes(actor, self._ids(PERSON))
        self._followed = self._read_followed(actor)

    def messages(self) -> tuple[Message, ...]:
        return tuple(self._message(row) for row in self._rows)

    def _message(self, row: tables.Notification) -> Message:
        entry = self._entries.get(row.subject_id) if row.subject_kind == ENTRY else None
        vacancy_id = entry.vacancy_id if entry else row.subject_id if row.subject_kind == VACANCY else None
        vacancy = self._vacancies.get(vacancy_id) if vacancy_id is not None else None
        return Message(
            id=row.id,
            kind=row.kind,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            at=row.created_at,
            unread=row.read_at is None,
            reference=vacancy.reference if vacancy else None,
            title=vacancy.title if vacancy else None,
            code=self._code(row),
            released_at=entry.released_at if entry and row.kind in WITHDRAWALS else None,
            verdict=entry.verdict if entry and row.kind in WITHDRAWALS else None,
            entry_id=row.subject_id if entry and row.subject_id in self._followed else None,
            draft_id=row.subject_id if row.subject_kind == DRAFT else None,
        )

    def _code(self, row: tables.Notification) -> str | None:
        if row.subject_kind == ENTRY:
            return self._followed.get(row.subject_id)
        return self._codes.get(row.subject_id) if row.subject_kind == PERSON else None

    def _read_followed(self, actor: Actor) -> dict[int, str]:
        """Codes of the entries that are still going on for the reader; asked only where a message speaks of one."""
        ids = {row.subject_id for row in self._rows if row.subject_kind == ENTRY and row.kind not in WITHDRAWALS}
        if not ids:
            return {}
        query = lines_query().where(tables.ShortlistEntry.id.in_(ids), visible_entries(actor, listed=True))
        return {row.entry_id: row.code for row in self._session.execute(query)}

    def _ids(self, kind: str) -> set[int]:
        return {row.subject_id for row in self._rows if row.subject_kind == kind}

    def _read_entries(self, ids: set[int]) -> dict[int, _Entry]:
        """Of a withdrawn entry nothing but its vacancy, its day and the decision: the person is gone (I1)."""
        rows = self._session.execute(
            select(
                tables.ShortlistEntry.id,
                tables.ShortlistEntry.vacancy_id,
                tables.ShortlistEntry.released_at,
                tables.Review.verdict,
            )
            .outerjoin(
                tables.Review,
                (tables.Review.entry_id == tables.ShortlistEntry.id) & tables.Review.superseded_at.is_(None),
            )
            .where(tables.ShortlistEntry.id.in_(ids))
        )
        return {row.id: _Entry(row.vacancy_id, row.released_at, row.verdict) for row in rows}

    def _read_vacancies(self, actor: Actor, ids: set[int]) -> dict[int, _Vacancy]:
        rows = self._session.execute(
            select(tables.Vacancy.id, tables.Vacancy.reference, tables.Vacancy.title).where(
                tables.Vacancy.id.in_(ids), visible_vacancies(actor)
            )
        )
        return {row.id: _Vacancy(row.reference, row.title) for row in rows}

    def _read_codes(self, actor: Actor, ids: set[int]) -> dict[int, str]:
        query = select(tables.Participant.id, tables.Participant.code)
        rows = self._session.execute(query.where(tables.Participant.id.in_(ids), visible_to(actor)))
        return dict(rows.all())
