"""Why people stand elsewhere than in the run before: the last two runs of a vacancy, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Reason
from matcher.ranking import Criteria, Feature, Standing, why_moved
from matcher.ranking.filters import FILTERS
from matcher.store import tables
from matcher.store.ranked_runs import codes_of
from matcher.store.runs import exclusions_of, rest_of, rows_of

FIRST: Final = 20
"""Places that a run keeps with their reasons; beyond them a move is told without the data's share."""


class Cause(StrEnum):
    """What moved somebody, the strongest first."""

    CLEARANCE = "clearance"
    CRITERIA = "criteria"
    DATA = "data"
    RIVALS = "rivals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One person whose place changed."""

    code: str
    before: int | None
    after: int | None
    """None where kept back."""
    cause: Cause
    german: tuple[str, ...]
    english: tuple[str, ...]

    def sentences(self, language: str) -> tuple[str, ...]:
        return self.english if language == "en" else self.german


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What happened between the last two runs."""

    before_at: datetime
    after_at: datetime
    criteria_before: int
    criteria_after: int
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run, by participant id."""

    weights: dict[Feature, float]
    number: int
    order: tuple[int, ...]
    pool: frozenset[str]
    contributions: dict[int, dict[Feature, float]]
    kept_back: dict[int, Reason]


def moves_of(session: Session, vacancy_id: int) -> Moves | None:
    """Whoever entered, left or changed places among the first; None before the second run."""
    runs = session.scalars(
        select(tables.Run).where(tables.Run.vacancy_id == vacancy_id).order_by(tables.Run.id.desc()).limit(2)
    ).all()
    if len(runs) < 2:
        return None
    after, before = (_read(session, run) for run in runs)
    shown = dict.fromkeys((*after.order[:FIRST], *before.order[:FIRST]))
    codes = codes_of(session, shown)
    moved = [_movement(who, before, after, codes) for who in shown]
    return Moves(
        before_at=runs[1].finished_at,
        after_at=runs[0].finished_at,
        criteria_before=before.number,
        criteria_after=after.number,
        movements=tuple(item for item in moved if item is not None),
    )


def _read(session: Session, run: tables.Run) -> _Run:
    rows = rows_of(session, run.id)
    order = (*(row.participant_id for row in rows), *(who for who, _score in rest_of(run)))
    version = session.get_one(tables.CriteriaVersion, run.criteria_id)
    return _Run(
        weights=dict(Criteria.from_dict(version.content).weights),
        number=version.number,
        order=order,
        pool=frozenset(map(str, order)),
        contributions={
            row.participant_id: {feature: float(row.contributions.get(feature, 0.0)) for feature in Feature}
            for row in rows
        },
        kept_back={item.participant_id: reason for reason, group in exclusions_of(run).items() for item in group},
    )


def _movement(who: int, before: _Run, after: _Run, codes: dict[int, str]) -> Movement | None:
    was, now = (run.order.index(who) + 1 if who in run.order else None for run in (before, after))
    if was == now:
        return None
    both = who in before.contributions and who in after.contributions
    standings = [_standing(who, run, rank, told=both) for run, rank in ((before, was), (after, now))]
    sentences = why_moved(*standings)
    return Movement(
        code=codes[who],
        before=was,
        after=now,
        cause=_cause(who, before, after, both=both),
        german=tuple(german for german, _english in sentences),
        english=tuple(english for _german, english in sentences),
    )


def _standing(who: int, run: _Run, rank: int | None, *, told: bool) -> Standing:
    """Rivals are only counted, so that they may go by their row ids."""
    reason = run.kept_back.get(who)
    return Standing(
        rank=rank,
        contributions=run.contributions.get(who, {}) if told else {},
        weights=run.weights,
        above=frozenset(map(str, run.order[: rank - 1] if rank else ())),
        pool=run.pool,
        kept_back_by=reason.german if reason else None,
    )


def _cause(who: int, before: _Run, after: _Run, *, both: bool) -> Cause:
    """The first of the causes that applies; a filter is the criteria's where the version changed, else the data's."""
    reason = before.kept_back.get(who) or after.kept_back.get(who)
    if reason is not None and reason not in FILTERS:
        return Cause.CLEARANCE
    if before.number != after.number:
        return Cause.CRITERIA
    if reason is not None or (both and before.contributions[who] != after.contributions[who]):
        return Cause.DATA
    return Cause.RIVALS
