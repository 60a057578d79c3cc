"""A vacancy's current run as a page shows it: the places with reasons, and of every long list one page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Mode, Reason
from matcher.store import tables
from matcher.store.blobs import Group
from matcher.store.runs import current_run, groups_of, rest_of, rows_of
from matcher.store.tables.shortlists import EntryState

Item = TypeVar("Item")
REST: Final = "rest"
"""Name of the list of those behind the places with reasons."""
FIRST: Final = 30
"""People shown of a list before it is opened."""
PAGE_SIZE: Final = 100
"""People on one page of an opened list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of the first places, with its reasons."""

    participant_id: int
    code: str
    rank: int
    score: float
    low: float
    high: float
    contributions: dict[str, float]
    words: dict[str, Any]
    mode: Mode
    blocked_by: str | None
    released: bool

    @property
    def releasable(self) -> bool:
        """The gate let the person through when the list was made, and nobody has released them."""
        return self.blocked_by is None and not self.released


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    code: str
    reasons: tuple[Reason, ...]
    lifts_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A place behind those with reasons."""

    code: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Item]):
    """One page of a list, and how long the whole is."""

    items: tuple[Item, ...]
    total: int
    page: int
    pages: int
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which list is opened (a reason, or `REST`) on which page, and whose place is looked up."""

    opened: str = ""
    page: int = 1
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedRun:
    """One run: places, rest and kept back are the whole pool (I6)."""

    pool: int
    ranked: int
    excluded: int
    finished_at: datetime
    criteria: int
    places: tuple[Place, ...]
    rest: Part[Following]
    kept_back: dict[Reason, Part[KeptBack]]
    found: Place | Following | KeptBack | None
    """Where the person stands who was looked up."""


def ranked_run(session: Session, vacancy_id: int, asked: Asked) -> RankedRun | None:
    """The current run, if there is one; in a fixed number of queries, however many people it tells of."""
    run = current_run(session, vacancy_id)
    if run is None:
        return None
    whole = _Whole(rows_of(session, run.id), rest_of(run), groups_of(run))
    named = people_under(session, [asked.code]) if asked.code else {}
    rest = _span(REST, len(whole.rest), asked)
    spans = {reason: _span(reason, len(group), asked) for reason, group in whole.groups.items()}
    shown = [row.participant_id for row in whole.rows] + [who for who, _ in whole.rest[rest.slice]]
    shown += [who for reason, span in spans.items() for who in whole.groups[reason].ids[span.slice].tolist()]
    codes = codes_of(session, shown) | {who: code for code, who in named.items()}
    released = _released(session, vacancy_id)
    places = tuple(_place(row, codes[row.participant_id], row.participant_id in released) for row in whole.rows)
    return RankedRun(
        pool=run.pool,
        ranked=run.ranked,
        excluded=run.excluded,
        finished_at=run.finished_at,
        criteria=session.get_one(tables.CriteriaVersion, run.criteria_id).number,
        places=places,
        rest=rest.part(whole.following(rest.slice, codes)),
        kept_back={reason: span.part(whole.kept_back(reason, span.slice, codes)) for reason, span in spans.items()},
        found=_found(whole, places, named.get(asked.code), codes),
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """Which stretch of a list is shown."""

    slice: slice
    total: int
    page: int
    pages: int
    opened: bool

    def part(self, items: Sequence[Item]) -> Part[Item]:
        return Part(items=tuple(items), total=self.total, page=self.page, pages=self.pages, opened=self.opened)


def _span(name: str, total: int, asked: Asked) -> _Span:
    if name != asked.opened:
        return _Span(slice(0, FIRST), total, 1, 1, opened=False)
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, asked.page), pages)
    return _Span(slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), total, page, pages, opened=True)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everybody of a run, by row id."""

    rows: Sequence[tables.RankingRow]
    rest: Sequence[tuple[int, float]]
    groups: Mapping[Reason, Group]

    def following(self, stretch: slice, codes: Mapping[int, str]) -> list[Following]:
        first = len(self.rows) + 1 + stretch.start
        return [
            Following(code=codes[who], rank=rank, score=score)
            for rank, (who, score) in enumerate(self.rest[stretch], first)
        ]

    def kept_back(self, reason: Reason, stretch: slice, codes: Mapping[int, str]) -> list[KeptBack]:
        return [
            KeptBack(code=codes[who], reasons=ground.reasons, lifts_on=ground.lifts_on)
            for who, ground in self.groups[reason].members(stretch)
        ]


def _found(
    whole: _Whole, places: Sequence[Place], who: int | None, codes: Mapping[int, str]
) -> Place | Following | KeptBack | None:
    for place in places:
        if place.participant_id == who:
            return place
    for number, (other, _) in enumerate(whole.rest):
        if other == who:
            return whole.following(slice(number, number + 1), codes)[0]
    for reason, group in whole.groups.items():
        at = int(group.ids.searchsorted(who)) if who is not None else len(group)
        if at < len(group) and group.ids[at] == who:
            return whole.kept_back(reason, slice(at, at + 1), codes)[0]
    return None


def people_under(session: Session, codes: Collection[str]) -> dict[str, int]:
    """Row ids by code; a code that nobody has is left out."""
    query = select(tables.Participant.code, tables.Participant.id).where(tables.Participant.code.in_(set(codes)))
    return {row.code: row.id for row in session.execute(query)} if codes else {}


def codes_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Codes by row id."""
    query = select(tables.Participant.id, tables.Participant.code).where(tables.Participant.id.in_(set(ids)))
    return {row.id: row.code for row in session.execute(query)} if ids else {}


def _released(session: Session, vacancy_id: int) -> frozenset[int]:
    entry = tables.ShortlistEntry
    query = select(entry.participant_id).where(entry.vacancy_id == vacancy_id, entry.state == EntryState.RELEASED)
    return frozenset(session.scalars(query))


def _place(row: tables.RankingRow, code: str, released: bool) -> Place:
    return Place(
        participant_id=row.participant_id,
        code=code,
        rank=row.rank,
        score=row.score,
        low=row.score_low,
        high=row.score_high,
        contributions=row.contributions,
        words=row.words,
        mode=row.mode,
        blocked_by=row.blocked_by,
        released=released,
    )
