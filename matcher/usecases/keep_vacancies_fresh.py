"""Ask mentors whether vacancies without news still stand, and close those on which nobody answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.store.unit import Unit
from matcher.store.vacancies import ASK_AFTER, CLOSE_AFTER
from matcher.usecases.vacancy_keeping import RUNNING, end_vacancy, tell_others
from matcher.usecases.work import Work


def keep_vacancies_fresh(work: Work) -> int:
    """Vacancies are asked about after four weeks without news and closed after six; how many changed."""
    now = work.clock.now()
    silent, unanswered = _silent(now), _unanswered(now)
    with work.reading() as session:
        to_close = session.scalars(_ids(unanswered)).all()
        to_ask = session.scalars(_ids(silent)).all()
    return _close(work, to_close, unanswered) + _ask(work, to_ask, silent)


def _silent(now: datetime) -> ColumnElement[bool]:
    vacancy, limit = tables.Vacancy, now - ASK_AFTER
    unconfirmed = or_(vacancy.confirmed_at.is_(None), vacancy.confirmed_at <= limit)
    return vacancy.state.in_(RUNNING) & vacancy.asked_at.is_(None) & (vacancy.changed_at <= limit) & unconfirmed


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return tables.Vacancy.state.in_(RUNNING) & (tables.Vacancy.asked_at <= now - CLOSE_AFTER)


def _ids(which: ColumnElement[bool]) -> Select[int]:
    return select(tables.Vacancy.id).where(which).order_by(tables.Vacancy.id)


def _ask(work: Work, vacancy_ids: Sequence[int], still: ColumnElement[bool]) -> int:
    """Each vacancy in a transaction of its own, looked at again under its lock: an answer may just have come."""
    asked = 0
    for vacancy_id in vacancy_ids:
        with work.unit(None) as unit:
            row = _locked(unit, vacancy_id, still)
            if row is None:
                continue
            row.asked_at = unit.at
            unit.notify(
                NotificationKind.VACANCY_STILL_FREE,
                ("vacancy", row.id),
                account=row.acquired_by,
                role=Role.COORDINATOR if row.acquired_by is None else None,
            )
            unit.record("ask_vacancy", "vacancy", row.id)
            asked += 1
    return asked


def _close(work: Work, vacancy_ids: Sequence[int], still: ColumnElement[bool]) -> int:
    closed = 0
    for vacancy_id in vacancy_ids:
        with work.unit(None) as unit:
            row = _locked(unit, vacancy_id, still)
            if row is None:
                continue
            end_vacancy(unit, row, VacancyOutcome.EXPIRED)
            tell_others(unit, row, NotificationKind.VACANCY_EXPIRED, by=None)
            closed += 1
    return closed


def _locked(unit: Unit, vacancy_id: int, still: ColumnElement[bool]) -> tables.Vacancy | None:
    query = select(tables.Vacancy).where(tables.Vacancy.id == vacancy_id, still)
    return unit.session.scalars(query.with_for_update()).one_or_none()
