"""Requests to the authority as the coordinator steers them: what waits, what it would open, what nobody asked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.model import Kind, Level, Mode
from matcher.store import tables
from matcher.store.clearances import standing_answer
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.people import ParticipantState
from matcher.store.unlocks import unlocks
from matcher.store.worklist import may_be_asked, may_be_told

PAGE_SIZE: Final = 25
_MOST_PROPOSED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    id: int
    code: str
    kind: Kind
    mode: Mode
    level: Level
    sent_on: date
    deadline: date | None
    urgent: bool
    vacancy: str | None
    """Title of the job, where the request is about one."""
    reference: str | None
    opens: int
    """Lists that the answer would open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A question that nobody has asked yet, and how many lists its answer would open."""

    code: str
    kind: Kind
    opens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsedRequest:
    """Its deadline passed in silence, which is what counts until a late letter is entered."""

    id: int
    code: str
    kind: Kind
    deadline: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequests:
    items: tuple[OpenRequest, ...]
    total: int
    page: int
    pages: int
    proposed: tuple[Proposed, ...]
    lapsed: tuple[LapsedRequest, ...]


def open_requests(session: Session, *, page: int = 1) -> OpenRequests:
    """One page of what waits for the authority, as it sees the order; and the questions that would open most."""
    opens = unlocks(session)
    request = tables.ClearanceRequest
    total = session.scalar(select(func.count()).select_from(request).where(may_be_asked())) or 0
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = session.execute(
        select(request, tables.Participant.code, tables.Vacancy.title, tables.Vacancy.reference)
        .join(tables.Participant, tables.Participant.id == request.participant_id)
        .outerjoin(tables.Vacancy, tables.Vacancy.id == request.vacancy_id)
        .where(may_be_asked())
        .order_by(request.urgent.desc(), func.coalesce(request.deadline, date.max), request.sent_on, request.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return OpenRequests(
        items=tuple(
            OpenRequest(
                id=row.id,
                code=code,
                kind=row.kind,
                mode=row.mode,
                level=row.level,
                sent_on=row.sent_on,
                deadline=row.deadline,
                urgent=row.urgent,
                vacancy=title,
                reference=reference,
                opens=opens[row.participant_id, row.kind] if row.level is Level.PLACEMENT else 0,
            )
            for row, code, title, reference in rows
        ),
        total=total,
        page=page,
        pages=pages,
        proposed=_proposed(session, opens),
        lapsed=_lapsed(session),
    )


def _lapsed(session: Session) -> tuple[LapsedRequest, ...]:
    request = tables.ClearanceRequest
    rows = session.execute(
        select(request.id, tables.Participant.code, request.kind, request.deadline)
        .join(tables.Participant, tables.Participant.id == request.participant_id)
        .where(
            request.state == RequestState.LAPSED,
            may_be_told(),
            standing_answer(request.id).correlate(request).exists(),
        )
        .order_by(request.deadline.desc(), request.id.desc())
        .limit(PAGE_SIZE)
    )
    return tuple(LapsedRequest(id=row.id, code=row.code, kind=row.kind, deadline=row.deadline) for row in rows)


def _proposed(session: Session, opens: dict[tuple[int, Kind], int]) -> tuple[Proposed, ...]:
    request = tables.ClearanceRequest
    waiting = {
        (row.participant_id, row.kind)
        for row in session.execute(
            select(request.participant_id, request.kind).where(may_be_asked(), request.level == Level.PLACEMENT)
        )
    }
    first = sorted(
        ((count, who, kind) for (who, kind), count in opens.items() if (who, kind) not in waiting),
        key=lambda item: (-item[0], item[1], item[2]),
    )[:_MOST_PROPOSED]
    codes = _codes(session, [who for _, who, _ in first])
    return tuple(Proposed(code=codes[who], kind=kind, opens=count) for count, who, kind in first if who in codes)


def _codes(session: Session, ids: list[int]) -> dict[int, str]:
    person = tables.Participant
    rows = session.execute(
        select(person.id, person.code).where(person.id.in_(ids), person.state == ParticipantState.ACTIVE)
    )
    return {row.id: row.code for row in rows}
