"""Lists that were released or decided, with when they had been opened: what the trace tells of attention."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.attention import Taken, follows, takes_the_first
from matcher.clock import BERLIN
from matcher.store import tables
from matcher.store.tables.shortlists import EntryState, Verdict

_LOOKS: Final = ("view_ranking", "view_shortlist")
_CHUNK: Final = 500
Looks = dict[tuple[int, int], list[datetime]]
"""When an account opened a vacancy's list, ascending."""


def releases(session: Session, since: datetime) -> tuple[Taken, ...]:
    """Each release of people to the employer service."""
    shortlist = tables.Shortlist
    rows = session.execute(
        select(shortlist.id, shortlist.vacancy_id, shortlist.run_id, shortlist.released_at, shortlist.released_by)
        .where(shortlist.released_at >= since)
        .order_by(shortlist.id)
    ).all()
    entries = _entries(session, {row.vacancy_id for row in rows})
    looks = _looks(session, {row.vacancy_id for row in rows})
    offers = _offers(session, {row.run_id for row in rows})
    return tuple(_release(row, entries[row.vacancy_id], offers[row.run_id], looks) for row in rows)


def decisions(session: Session, since: datetime) -> tuple[Taken, ...]:
    """Each list with two people or more that the employer service began to decide on since."""
    entry, review = tables.ShortlistEntry, tables.Review
    recent = select(entry.vacancy_id).join(review, review.entry_id == entry.id).where(review.reviewed_at >= since)
    vacancies = set(session.scalars(recent.distinct()))
    looks, entries = _looks(session, vacancies), _entries(session, vacancies)
    made = _reviews(session, vacancies)
    found = (_decided(entries[vacancy], made[vacancy], vacancy, looks) for vacancy in sorted(vacancies))
    return tuple(item for item in found if item is not None and item.on >= since.astimezone(BERLIN).date())


def _release(row: Any, entries: Sequence[Any], offered: Sequence[int], looks: Looks) -> Taken:
    """Whoever stood before the employer service already was not offered again."""
    chosen = {entry.participant_id for entry in entries if entry.shortlist_id == row.id}
    before = {entry.participant_id for entry in entries if _stood(entry, row)}
    followed = takes_the_first(chosen, [who for who in offered if who not in before])
    opened = _last_look(looks, row.released_by, row.vacancy_id, row.released_at)
    seconds = None if opened is None else (row.released_at - opened).total_seconds() / max(1, len(chosen))
    return Taken(on=_day(row.released_at), unchanged=followed, in_order=followed, seconds=seconds)


def _stood(entry: Any, row: Any) -> bool:
    earlier = entry.shortlist_id < row.id
    return earlier and (entry.withdrawn_at is None or entry.withdrawn_at > row.released_at)


def _decided(entries: Sequence[Any], made: Sequence[Any], vacancy: int, looks: Looks) -> Taken | None:
    standing = {
        review.entry_id: review.verdict is not Verdict.NOT_SUITABLE for review in made if not review.superseded_at
    }
    seen = [entry for entry in entries if entry.id in standing or entry.state is EntryState.RELEASED]
    if len(seen) < 2 or not standing:
        return None
    unchanged, in_order = follows([standing.get(entry.id) for entry in seen])
    return Taken(
        on=_day(min(review.reviewed_at for review in made)),
        unchanged=unchanged,
        in_order=in_order,
        seconds=_seconds(made, vacancy, looks),
    )


def _seconds(made: Sequence[Any], vacancy: int, looks: Looks) -> float | None:
    """Time from each opening to the last decision before the next one, for each decision."""
    taken: dict[tuple[int, datetime], timedelta] = {}
    timed = 0
    for review in made:
        opened = _last_look(looks, review.reviewed_by, vacancy, review.reviewed_at)
        if opened is not None:
            key = review.reviewed_by, opened
            taken[key] = max(taken.get(key, timedelta()), review.reviewed_at - opened)
            timed += 1
    return sum(taken.values(), timedelta()).total_seconds() / timed if timed else None


def _last_look(looks: Looks, account: int, vacancy: int, at: datetime) -> datetime | None:
    times = looks.get((account, vacancy), [])
    place = bisect_right(times, at)
    return times[place - 1] if place else None


def _entries(session: Session, vacancies: Collection[int]) -> defaultdict[int, list[Any]]:
    """By vacancy, as the employer service sees them."""
    entry = tables.ShortlistEntry
    columns = (
        entry.id,
        entry.vacancy_id,
        entry.shortlist_id,
        entry.participant_id,
        entry.state,
        entry.withdrawn_at,
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for chunk in _chunks(vacancies):
        query = select(*columns).where(entry.vacancy_id.in_(chunk))
        for row in session.execute(query.order_by(entry.score.desc(), entry.rank, entry.id)):
            found[row.vacancy_id].append(row)
    return found


def _reviews(session: Session, vacancies: Collection[int]) -> defaultdict[int, list[Any]]:
    entry, review = tables.ShortlistEntry, tables.Review
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for chunk in _chunks(vacancies):
        query = (
            select(
                entry.vacancy_id,
                review.entry_id,
                review.verdict,
                review.reviewed_at,
                review.reviewed_by,
                review.superseded_at,
            )
            .join(entry, entry.id == review.entry_id)
            .where(entry.vacancy_id.in_(chunk))
        )
        for row in session.execute(query.order_by(review.id)):
            found[row.vacancy_id].append(row)
    return found


def _offers(session: Session, runs: Collection[int]) -> defaultdict[int, list[int]]:
    """Whom the ranking offered for release, the best first."""
    place = tables.RankingRow
    found: defaultdict[int, list[int]] = defaultdict(list)
    for chunk in _chunks(runs):
        query = select(place.run_id, place.participant_id).where(place.run_id.in_(chunk), place.blocked_by.is_(None))
        rows = session.execute(query.order_by(place.run_id, place.rank))
        for run, group in groupby(rows, key=lambda row: row.run_id):
            found[run] = [row.participant_id for row in group]
    return found


def _looks(session: Session, vacancies: Collection[int]) -> Looks:
    row = tables.AuditRow
    found: defaultdict[tuple[int, int], list[datetime]] = defaultdict(list)
    for chunk in _chunks(vacancies):
        query = select(row.actor_id, row.subject_id, row.at).where(
            row.subject_kind == "vacancy", row.subject_id.in_(chunk), row.action.in_(_LOOKS)
        )
        for look in session.execute(query.order_by(row.at)):
            found[look.actor_id, look.subject_id].append(look.at)
    return dict(found)


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))


def _day(at: datetime) -> date:
    return at.astimezone(BERLIN).date()
