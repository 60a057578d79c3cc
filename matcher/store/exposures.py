"""Who stands at the top of today's lists, as rows and groups; and the days that were counted before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.exposure import TOP, UNKNOWN, Exposure, band_of, expose
from matcher.ranking.filters import FILTERS
from matcher.store import tables
from matcher.store.blobs import unpack_group, unpack_order
from matcher.store.staleness import MOST_ATTEMPTS, stale
from matcher.store.tables.vacancies import VacancyState

_CHUNK: Final = 500
MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The last day of a month that was counted."""

    on: date
    exposure: Exposure


def months_of(session: Session) -> tuple[Month, ...]:
    """The newest months, the oldest first."""
    snapshot = tables.ExposureSnapshot
    rows = session.execute(
        select(snapshot.on_date, snapshot.result).order_by(snapshot.on_date.desc()).limit(31 * MONTHS)
    )
    found: dict[tuple[int, int], Month] = {}
    for row in rows:
        found.setdefault(
            (row.on_date.year, row.on_date.month), Month(on=row.on_date, exposure=Exposure.from_dict(row.result))
        )
    return tuple(reversed(list(found.values())[:MONTHS]))


def is_counted(session: Session, on: date) -> bool:
    snapshot = tables.ExposureSnapshot
    return session.scalar(select(snapshot.id).where(snapshot.on_date == on)) is not None


def is_settled(session: Session, on: date) -> bool:
    """Every open vacancy has its list of today, those apart that no worker tries any more; and there is one."""
    vacancy = tables.Vacancy
    waiting = select(func.count()).where(stale(on), vacancy.attempts < MOST_ATTEMPTS)
    return not session.scalar(waiting) and bool(_current_runs(session))


def exposure_of(session: Session, on: date) -> Exposure:
    """The current lists of all open vacancies, counted by group.

    Who could be ranked: whoever stands on a list, or is kept from one by the criteria alone.
    """
    runs = _current_runs(session)
    ranked, tops = _ranked(session, runs)
    people = sorted(ranked | _kept_back_by_criteria(session, runs))
    row_of = {who: row for row, who in enumerate(people)}
    return expose(_groupings(session, people, on), [[row_of[who] for who in top] for top in tops])


def _current_runs(session: Session) -> list[int]:
    run, vacancy = tables.Run, tables.Vacancy
    newest = (
        select(func.max(run.id))
        .join(vacancy, vacancy.id == run.vacancy_id)
        .where(vacancy.state == VacancyState.OPEN)
        .group_by(run.vacancy_id)
    )
    return sorted(session.scalars(newest))


def _ranked(session: Session, runs: list[int]) -> tuple[set[int], list[list[int]]]:
    """Everybody on a list, and who stands at the top of each."""
    people: set[int] = set()
    tops: dict[int, list[int]] = {}
    for chunk in _chunks(runs):
        row = tables.RankingRow
        places = select(row.run_id, row.rank, row.participant_id).where(row.run_id.in_(chunk))
        for place in session.execute(places.order_by(row.run_id, row.rank)):
            people.add(place.participant_id)
            if place.rank <= TOP:
                tops.setdefault(place.run_id, []).append(place.participant_id)
        for rest in session.scalars(select(tables.Run.rest).where(tables.Run.id.in_(chunk))):
            people.update(who for who, _score in unpack_order(rest))
    return people, list(tops.values())


def _kept_back_by_criteria(session: Session, runs: list[int]) -> set[int]:
    """Reasons of the gate come first: whoever has a filter as their first one has passed the gate."""
    people: set[int] = set()
    for chunk in _chunks(runs):
        for blob in session.scalars(select(tables.Run.kept_back).where(tables.Run.id.in_(chunk))):
            people.update(unpack_group(blob).led_by(*FILTERS).ids.tolist())
    return people


def _groupings(session: Session, people: list[int], on: date) -> dict[str, list[str]]:
    document, identity = tables.ResidenceDocument, tables.Identity
    countries: dict[int, Any] = dict(
        session.execute(
            select(document.participant_id, document.nationality).where(document.superseded_at.is_(None))
        ).all()
    )
    births: dict[int, Any] = dict(session.execute(select(identity.participant_id, identity.birth_date)).all())
    years = {who: born.year if born else None for who, born in births.items()}
    return {
        "nationality": [countries.get(who) or UNKNOWN for who in people],
        "age": [band_of(years.get(who), on) for who in people],
    }


def _chunks(runs: list[int]) -> list[list[int]]:
    return [runs[start : start + _CHUNK] for start in range(0, len(runs), _CHUNK)]
