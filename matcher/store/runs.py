"""Runs: published whole in one transaction, read page by page, pruned to the newest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

import numpy as np
from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from matcher.model import Reason
from matcher.pipeline import Ranked, VacancyResult
from matcher.store import tables
from matcher.store.blobs import Group, Ids, pack_group, pack_ids, pack_order, unpack_group, unpack_order
from matcher.store.staleness import Claim
from matcher.store.tables.vacancies import VacancyState

SHOWN: Final = 20
"""Places that a run keeps with their reasons."""
KEPT: Final = 3
"""Runs that a vacancy keeps beside those that a shortlist pins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a result came about."""

    criteria_id: int
    pack: str
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Excluded:
    participant_id: int
    reasons: tuple[Reason, ...]
    lifts_on: date | None


class Finished:
    """A result as rows and bytes, ready to be published; all that takes time is done before the transaction.

    Args:
        held: the lease under which the result was computed.
        result: everybody, ranked or excluded.
        ids: row ids of the whole pool, in its order.
        made: criteria, pack and times.

    """

    def __init__(self, held: Claim, result: VacancyResult, ids: Sequence[int] | Ids, made: Made) -> None:
        known = np.asarray(ids, np.uint32)
        self.held = held
        self.made = made
        self.pool = result.pool
        self.ranked = result.total_ranked
        self.excluded = len(result.excluded)
        self.rest = pack_order(known[result.rest.rows], result.rest.scores)
        kept_back = result.excluded
        self.kept_back = pack_group(known[kept_back.rows], kept_back.numbers, kept_back.grounds)
        self.reason_counts = _counts(result)
        shown = known[result.rows].tolist()
        self.rows = [_row(ranked, who) for ranked, who in zip(result.ranked, shown, strict=True)]
        self.free = sum(row["blocked_by"] is None for row in self.rows)
        self.waits = _waits(result, known)
        self.digest = self._digest()

    def _digest(self) -> str:
        whole = hashlib.sha256(json.dumps(self.rows, ensure_ascii=False, sort_keys=True).encode())
        whole.update(b"\0rest\0" + self.rest + b"\0waits\0" + self.waits + b"\0kept back\0" + self.kept_back)
        return whole.hexdigest()

    def run(self) -> dict[str, Any]:
        """The run's own row."""
        return {
            "vacancy_id": self.held.vacancy_id,
            "generation": self.held.generation,
            "change_number": self.held.change_number,
            "criteria_id": self.made.criteria_id,
            "pack": self.made.pack,
            "on_date": self.held.on,
            "pool": self.pool,
            "ranked": self.ranked,
            "excluded": self.excluded,
            "digest": self.digest,
            "rest": self.rest,
            "kept_back": self.kept_back,
            "reason_counts": self.reason_counts,
            "free": self.free,
            "waits": self.waits,
            "started_at": self.made.started_at,
            "finished_at": self.made.finished_at,
        }


def _row(ranked: Ranked, participant_id: int) -> dict[str, Any]:
    return {
        "participant_id": participant_id,
        "rank": ranked.rank,
        "score": ranked.score,
        "score_low": ranked.low,
        "score_high": ranked.high,
        "contributions": ranked.contributions,
        "words": {
            "de": list(ranked.words_german),
            "en": list(ranked.words_english),
            "question": _both(ranked.question_german, ranked.question_english),
            "next": {"de": ranked.next_german, "en": ranked.next_english},
            "change": _both(ranked.change_german, ranked.change_english),
        },
        "mode": str(ranked.mode),
        "blocked_by": ranked.blocked_by,
    }


def _both(german: str | None, english: str | None) -> dict[str, str | None] | None:
    return {"de": german, "en": english} if german else None


def _counts(result: VacancyResult) -> dict[str, int]:
    """How many each first reason keeps back, in the order of `Reason`."""
    kept_back = result.excluded
    many: Counter[Reason] = Counter()
    for ground, members in zip(kept_back.grounds, np.bincount(kept_back.numbers, minlength=1).tolist(), strict=False):
        many[ground.reasons[0]] += members
    return {str(reason): many[reason] for reason in Reason if many[reason]}


def _waits(result: VacancyResult, ids: Ids) -> bytes:
    """For whom the authority's answer is all that is missing."""
    kept_back = result.excluded
    lifted = np.array([ground.waits_for_authority for ground in kept_back.grounds], np.bool_)
    return pack_ids(ids[kept_back.rows[lifted[kept_back.numbers]]]) if len(kept_back) else b""


def publish_all(session: Session, finished: Sequence[Finished]) -> frozenset[int]:
    """Make each result its vacancy's current run unless somebody overtook its claim; ids of those published.

    Each is fenced by itself: lease, generation, and that the vacancy is still open.

    Args:
        session: a writing session; the caller commits.
        finished: what was computed under which lease.

    """
    standing = _locked(session, [one.held.vacancy_id for one in finished])
    kept = [one for one in finished if _still_held(standing.get(one.held.vacancy_id), one.held)]
    published = [one for one in kept if standing[one.held.vacancy_id].state is VacancyState.OPEN]
    _free(session, kept)
    if published:
        newest = _newest(session, [one.held.vacancy_id for one in published])
        _insert(session, [one for one in published if _differs(newest.get(one.held.vacancy_id), one)])
        _cover(session, published)
    return frozenset(one.held.vacancy_id for one in published)


def _locked(session: Session, vacancy_ids: Sequence[int]) -> dict[int, Any]:
    """What fences a claim, the rows locked in the order of their ids so that no two workers wait for each other."""
    vacancy = tables.Vacancy
    query = select(vacancy.id, vacancy.lease_token, vacancy.wanted_generation, vacancy.state)
    rows = session.execute(query.where(vacancy.id.in_(vacancy_ids)).order_by(vacancy.id).with_for_update())
    return {row.id: row for row in rows}


def _still_held(row: Any, held: Claim) -> bool:
    return row is not None and row.lease_token == held.token and row.wanted_generation == held.generation


def _free(session: Session, kept: Sequence[Finished]) -> None:
    vacancy = tables.Vacancy
    session.execute(
        update(vacancy)
        .where(vacancy.id.in_([one.held.vacancy_id for one in kept]))
        .values(lease_token=None, lease_until=None, attempts=0, last_error=None)
        .execution_options(synchronize_session=False)
    )


def _cover(session: Session, published: Sequence[Finished]) -> None:
    """Say how far each ranking has come; never less far than before."""
    vacancy = tables.Vacancy.__table__
    covered = vacancy.c.covered_change
    change = bindparam("number", type_=covered.type)
    session.connection().execute(
        update(vacancy)  # type: ignore[arg-type]  # a mapped table
        .where(vacancy.c.id == bindparam("vacancy"))
        .values(
            covered_generation=bindparam("generation"),
            covered_change=case((covered < change, change), else_=covered),
            covered_on=bindparam("day"),
        ),
        [
            {
                "vacancy": one.held.vacancy_id,
                "generation": one.held.generation,
                "number": one.held.change_number,
                "day": one.held.on,
            }
            for one in published
        ],
    )


def _newest(session: Session, vacancy_ids: Sequence[int]) -> dict[int, Any]:
    """Digest and criteria of each vacancy's current run, without its bytes."""
    run = tables.Run
    last = select(func.max(run.id)).where(run.vacancy_id.in_(vacancy_ids)).group_by(run.vacancy_id)
    rows = session.execute(select(run.vacancy_id, run.digest, run.criteria_id).where(run.id.in_(last)))
    return {row.vacancy_id: row for row in rows}


def _differs(newest: Any, one: Finished) -> bool:
    return newest is None or (newest.digest, newest.criteria_id) != (one.digest, one.made.criteria_id)


def _insert(session: Session, finished: Sequence[Finished]) -> None:
    if not finished:
        return
    added = insert(tables.Run).returning(tables.Run.id, sort_by_parameter_order=True)
    runs = session.scalars(added, [one.run() for one in finished]).all()
    made = list(zip(runs, finished, strict=True))
    rows = [{"run_id": run, **row} for run, one in made for row in one.rows]
    if rows:
        session.connection().execute(insert(tables.RankingRow.__table__), rows)  # type: ignore[arg-type]  # a mapped table
    _prune(session, [one.held.vacancy_id for one in finished])


def _prune(session: Session, vacancy_ids: Sequence[int]) -> None:
    """Old runs go; what a shortlist rests on stays."""
    run = tables.Run
    rows = session.execute(
        select(run.vacancy_id, run.id).where(run.vacancy_id.in_(vacancy_ids)).order_by(run.vacancy_id, run.id.desc())
    )
    behind = [row.id for _, own in groupby(rows, key=lambda row: row.vacancy_id) for row in list(own)[KEPT:]]
    if not behind:
        return
    pinned = session.scalars(select(tables.Shortlist.run_id).where(tables.Shortlist.run_id.in_(behind)))
    old = sorted(set(behind).difference(pinned))
    for column in (tables.RankingRow.run_id, tables.Run.id):
        session.execute(delete(column.class_).where(column.in_(old)).execution_options(synchronize_session=False))


def current_run(session: Session, vacancy_id: int) -> tables.Run | None:
    """The newest run of a vacancy."""
    query = select(tables.Run).where(tables.Run.vacancy_id == vacancy_id).order_by(tables.Run.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def rows_of(session: Session, run_id: int) -> tuple[tables.RankingRow, ...]:
    """The places with reasons, best first."""
    query = select(tables.RankingRow).where(tables.RankingRow.run_id == run_id).order_by(tables.RankingRow.rank)
    return tuple(session.scalars(query))


def rest_of(run: tables.Run) -> tuple[tuple[int, float], ...]:
    """Whoever comes after the places with reasons: participant id and score, in order."""
    return unpack_order(run.rest)


def exclusions_of(run: tables.Run) -> dict[Reason, tuple[Excluded, ...]]:
    """Who was kept back, by first reason in the order of `Reason`."""
    return {
        reason: tuple(
            Excluded(participant_id=who, reasons=ground.reasons, lifts_on=ground.lifts_on)
            for who, ground in group.members(slice(None))
        )
        for reason, group in groups_of(run).items()
    }


def groups_of(run: tables.Run) -> dict[Reason, Group]:
    """The same as arrays, for whoever wants only some of them."""
    whole = unpack_group(run.kept_back)
    first = {ground.reasons[0] for ground in whole.grounds}
    return {reason: whole.led_by(reason) for reason in Reason if reason in first}
