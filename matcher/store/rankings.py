"""One vacancy's ranking, whole: first places with reasons, the order behind them, everybody kept back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Cefr, Kind, Mode, Reason
from matcher.store import tables
from matcher.store.runs import current_run, exclusions_of, rest_of, rows_of
from matcher.store.staleness import MOST_ATTEMPTS, is_stale
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState

_CHUNK: Final = 500


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
class RankedRun:
    """One run: `len(places) + len(rest) + kept back = pool` (I6)."""

    pool: int
    ranked: int
    excluded: int
    finished_at: datetime
    criteria: int
    places: tuple[Place, ...]
    rest: tuple[Following, ...]
    kept_back: dict[Reason, tuple[KeptBack, ...]]

    def find(self, code: str) -> Place | Following | KeptBack | None:
        """Where the person under this code stands in the run."""
        kept_back = (item for group in self.kept_back.values() for item in group)
        everybody: chain[Place | Following | KeptBack] = chain(self.places, self.rest, kept_back)
        return next((item for item in everybody if item.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """Whether the list is about to be made anew, or whether the workers have stopped trying."""

    renewing: bool
    given_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A vacancy with its current run, if it has one."""

    vacancy_id: int
    reference: str
    title: str
    employer: str
    city: str | None
    kind: Kind | None
    places: int
    starts_on: date | None
    hours: float | None
    german_min: Cefr | None
    open: bool
    l2_before_release: bool
    renewal: Renewal
    run: RankedRun | None


def ranking_of(session: Session, reference: str, on: date) -> Ranking | None:
    """The vacancy under this reference, with everybody of its current run by code."""
    found = session.execute(
        select(tables.Vacancy, tables.Employer.name)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(tables.Vacancy.reference == reference)
    ).one_or_none()
    if found is None:
        return None
    row, employer = found
    return Ranking(
        vacancy_id=row.id,
        reference=row.reference,
        title=row.title,
        employer=employer,
        city=row.city,
        kind=row.kind,
        places=row.places,
        starts_on=row.starts_on,
        hours=row.hours,
        german_min=row.german_min,
        open=row.state is VacancyState.OPEN,
        l2_before_release=row.l2_before_release,
        renewal=Renewal(renewing=is_stale(session, row.id, on), given_up=row.attempts >= MOST_ATTEMPTS),
        run=_run(session, row.id),
    )


def renewal_of(session: Session, reference: str, on: date) -> Renewal | None:
    """How the vacancy's list is coming along; small enough to be asked every two seconds."""
    row = session.execute(
        select(tables.Vacancy.id, tables.Vacancy.attempts).where(tables.Vacancy.reference == reference)
    ).one_or_none()
    if row is None:
        return None
    return Renewal(renewing=is_stale(session, row.id, on), given_up=row.attempts >= MOST_ATTEMPTS)


def vacancy_under(session: Session, reference: str) -> int | None:
    """Row id of the vacancy under this reference."""
    return session.scalar(select(tables.Vacancy.id).where(tables.Vacancy.reference == reference))


def people_under(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Row ids by code; a code that nobody has is left out."""
    wanted = sorted(set(codes))
    query = select(tables.Participant.code, tables.Participant.id).where(tables.Participant.code.in_(wanted))
    return {row.code: row.id for row in session.execute(query)} if wanted else {}


def codes_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Codes by row id, asked for in few queries however many they are."""
    wanted = sorted(set(ids))
    codes: dict[int, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(tables.Participant.id, tables.Participant.code).where(
            tables.Participant.id.in_(wanted[start : start + _CHUNK])
        )
        codes.update((row.id, row.code) for row in session.execute(query))
    return codes


def _run(session: Session, vacancy_id: int) -> RankedRun | None:
    run = current_run(session, vacancy_id)
    if run is None:
        return None
    rows = rows_of(session, run.id)
    rest = rest_of(run)
    groups = exclusions_of(session, run.id)
    everybody = [row.participant_id for row in rows] + [who for who, _ in rest]
    codes = codes_of(session, everybody + [item.participant_id for group in groups.values() for item in group])
    entry = tables.ShortlistEntry
    released = set(
        session.scalars(
            select(entry.participant_id).where(entry.vacancy_id == vacancy_id, entry.state == EntryState.RELEASED)
        )
    )
    criteria = session.scalar(select(tables.CriteriaVersion.number).where(tables.CriteriaVersion.id == run.criteria_id))
    return RankedRun(
        pool=run.pool,
        ranked=run.ranked,
        excluded=run.excluded,
        finished_at=run.finished_at,
        criteria=criteria or 0,
        places=tuple(_place(row, codes[row.participant_id], row.participant_id in released) for row in rows),
        rest=tuple(
            Following(code=codes[who], rank=rank, score=score) for rank, (who, score) in enumerate(rest, len(rows) + 1)
        ),
        kept_back={
            reason: tuple(
                KeptBack(code=codes[item.participant_id], reasons=item.reasons, lifts_on=item.lifts_on)
                for item in group
            )
            for reason, group in groups.items()
        },
    )


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
