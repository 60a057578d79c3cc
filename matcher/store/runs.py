"""Runs: published whole in one transaction, read page by page, pruned to the newest."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.model import Reason
from matcher.pipeline import Ranked, VacancyResult
from matcher.store import tables
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


def publish(session: Session, held: Claim, result: VacancyResult, ids: Mapping[str, int], made: Made) -> bool:
    """Make the result the vacancy's current run; False where somebody overtook this claim.

    Args:
        session: a writing session; the caller commits.
        held: the lease under which the result was computed.
        result: everybody, ranked or excluded.
        ids: row id by participant code.
        made: criteria, pack and times.

    """
    vacancy = session.get(tables.Vacancy, held.vacancy_id, with_for_update=True, populate_existing=True)
    if vacancy is None or vacancy.lease_token != held.token or vacancy.wanted_generation != held.generation:
        return False
    vacancy.lease_token = None
    vacancy.lease_until = None
    vacancy.attempts = 0
    vacancy.last_error = None
    if vacancy.state is not VacancyState.OPEN:
        return False
    content = _Content(result, ids)
    current = current_run(session, held.vacancy_id)
    if current is None or current.digest != content.digest or current.criteria_id != made.criteria_id:
        _insert(session, held, content, made)
        _prune(session, held.vacancy_id)
    vacancy.covered_generation = held.generation
    vacancy.covered_change = max(vacancy.covered_change, held.change_number)
    vacancy.covered_on = held.on
    return True


class _Content:
    """A result as rows and blobs, and its digest."""

    def __init__(self, result: VacancyResult, ids: Mapping[str, int]) -> None:
        self.result = result
        self.ids = ids
        self.rest = [[ids[code], score] for code, score in result.rest]
        self.groups: dict[Reason, list[list[Any]]] = defaultdict(list)
        for excluded in result.excluded:
            lifts_on = excluded.lifts_on.isoformat() if excluded.lifts_on else None
            self.groups[excluded.reason].append([ids[excluded.participant], list(excluded.all_reasons), lifts_on])
        self.digest = hashlib.sha256(
            _json([[self.row(ranked) for ranked in result.ranked], self.rest, sorted(self.groups.items())])
        ).hexdigest()

    def row(self, ranked: Ranked) -> dict[str, Any]:
        question = {"de": ranked.question_german, "en": ranked.question_english} if ranked.question_german else None
        return {
            "participant_id": self.ids[ranked.participant],
            "rank": ranked.rank,
            "score": ranked.score,
            "score_low": ranked.low,
            "score_high": ranked.high,
            "contributions": ranked.contributions,
            "words": {
                "de": list(ranked.words_german),
                "en": list(ranked.words_english),
                "question": question,
                "next": {"de": ranked.next_german, "en": ranked.next_english},
            },
            "mode": str(ranked.mode),
            "blocked_by": ranked.blocked_by,
        }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _insert(session: Session, held: Claim, content: _Content, made: Made) -> None:
    result = content.result
    run = tables.Run(
        vacancy_id=held.vacancy_id,
        generation=held.generation,
        change_number=held.change_number,
        criteria_id=made.criteria_id,
        pack=made.pack,
        on_date=held.on,
        pool=result.pool,
        ranked=result.total_ranked,
        excluded=len(result.excluded),
        digest=content.digest,
        rest=zlib.compress(_json(content.rest)),
        started_at=made.started_at,
        finished_at=made.finished_at,
    )
    session.add(run)
    session.flush()
    rows = [{"run_id": run.id, **content.row(ranked)} for ranked in result.ranked]
    if rows:
        session.execute(tables.RankingRow.__table__.insert(), rows)  # type: ignore[attr-defined]  # a mapped table
    for reason, members in content.groups.items():
        session.add(
            tables.ExclusionGroup(
                run_id=run.id, reason=reason, count=len(members), members=zlib.compress(_json(members))
            )
        )
    session.flush()


def _prune(session: Session, vacancy_id: int) -> None:
    """Old runs go; what a shortlist rests on stays."""
    newest = session.scalars(
        select(tables.Run.id).where(tables.Run.vacancy_id == vacancy_id).order_by(tables.Run.id.desc()).limit(KEPT)
    ).all()
    pinned = select(tables.Shortlist.run_id).where(tables.Shortlist.vacancy_id == vacancy_id)
    old = session.scalars(
        select(tables.Run.id).where(
            tables.Run.vacancy_id == vacancy_id, tables.Run.id.not_in(newest), tables.Run.id.not_in(pinned)
        )
    ).all()
    if not old:
        return
    session.execute(delete(tables.RankingRow).where(tables.RankingRow.run_id.in_(old)))
    session.execute(delete(tables.ExclusionGroup).where(tables.ExclusionGroup.run_id.in_(old)))
    session.execute(delete(tables.Run).where(tables.Run.id.in_(old)))


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
    return tuple((int(who), float(score)) for who, score in json.loads(zlib.decompress(run.rest))) if run.rest else ()


def exclusions_of(session: Session, run_id: int) -> dict[Reason, tuple[Excluded, ...]]:
    """Who was kept back, by first reason in the order of `Reason`."""
    query = select(tables.ExclusionGroup).where(tables.ExclusionGroup.run_id == run_id)
    groups = {group.reason: group.members for group in session.scalars(query)}
    return {
        reason: tuple(
            Excluded(
                participant_id=int(who),
                reasons=tuple(Reason(code) for code in reasons),
                lifts_on=date.fromisoformat(lifts_on) if lifts_on else None,
            )
            for who, reasons, lifts_on in json.loads(zlib.decompress(groups[reason]))
        )
        for reason in Reason
        if reason in groups
    }
