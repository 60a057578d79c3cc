"""Vacancies as their pages show them: who may see which, lists with counts, one page of one vacancy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Scope, reach
from matcher.clearance.workdays import workday_after
from matcher.clock import BERLIN
from matcher.model import Cefr, Kind, QualificationLevel, Shift
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.staleness import stale
from matcher.store.tables.vacancies import ReturnReason, VacancyOutcome, VacancyState

PAGE_SIZE = 20
ANSWER_WITHIN = 3
"""Working days in which the employer service answers a vacancy."""
ASK_AFTER = timedelta(weeks=4)
"""Without news of a vacancy, until its mentor is asked whether it is still free."""
CLOSE_AFTER = timedelta(weeks=2)
"""Since that question, until the vacancy closes: nobody loses one unasked, however long no worker ran."""


class Show(StrEnum):
    """Which vacancies a list shows."""

    ALL = "all"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    OPEN = "open"
    CLOSED = "closed"
    UNDECIDED = "undecided"
    """Open ones with proposals on which nobody has decided."""
    ASKED = "asked"
    """Running ones of which nobody has said for weeks whether they are still free."""


_STATES = {
    Show.SUBMITTED: (VacancyState.SUBMITTED,),
    Show.RETURNED: (VacancyState.RETURNED,),
    Show.OPEN: (VacancyState.OPEN, VacancyState.PAUSED),
    Show.CLOSED: (VacancyState.CLOSED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyLine:
    """One vacancy in a list; the numbers count only what the employer service can see now."""

    id: int
    reference: str
    title: str
    employer: str
    city: str | None
    kind: Kind | None
    starts_on: date | None
    places: int
    filled: int
    state: VacancyState
    outcome: VacancyOutcome | None
    return_reason: ReturnReason | None
    mentor: str | None
    changed_at: datetime
    asked_at: datetime | None
    proposals: int
    undecided: int

    @property
    def answer_by(self) -> date:
        return answer_by(self.changed_at)

    @property
    def closes_on(self) -> date | None:
        """The day on which it closes by itself if nobody answers."""
        return None if self.asked_at is None else self.asked_at.astimezone(BERLIN).date() + CLOSE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyListing:
    items: tuple[VacancyLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyPage:
    """Everything that stands of one vacancy."""

    id: int
    reference: str
    version: int
    employer: str
    title: str
    kind: Kind | None
    description: str | None
    occupation: str | None
    postcode: str | None
    city: str | None
    starts_on: date | None
    ends_on: date | None
    hours: float | None
    shift: Shift | None
    german_min: Cefr | None
    qualification_needed: QualificationLevel | None
    licences_needed: tuple[str, ...] | None
    skills_needed: tuple[str, ...] | None
    pay_hourly: float | None
    pay_monthly: float | None
    places: int
    filled: int
    state: VacancyState
    outcome: VacancyOutcome | None
    return_reason: ReturnReason | None
    return_note: str | None
    acquired_by: int | None
    mentor: str | None
    changed_at: datetime
    asked_at: datetime | None
    """Since when the question waits whether it still stands."""
    renewing: bool
    """Its ranking is being, or about to be, renewed."""

    @property
    def answer_by(self) -> date:
        return answer_by(self.changed_at)

    @property
    def closes_on(self) -> date | None:
        """The day on which it closes by itself if nobody answers."""
        return None if self.asked_at is None else self.asked_at.astimezone(BERLIN).date() + CLOSE_AFTER


def answer_by(handed_in_at: datetime) -> date:
    """The day by which the mentor may expect the employer service's answer."""
    return workday_after(handed_in_at.astimezone(BERLIN).date(), ANSWER_WITHIN)


def visible_vacancies(actor: Actor) -> ColumnElement[bool]:
    """Condition on `vacancy`: which ones this actor may see, as the access table says it."""
    if Scope.ALL in {reach(actor, Action.EDIT_VACANCY), reach(actor, Action.JUDGE_VACANCY)}:
        return true()
    if reach(actor, Action.EDIT_VACANCY) is Scope.OWN:
        return tables.Vacancy.acquired_by == actor.id
    return false()


def find_vacancy(session: Session, actor: Actor, reference: str, on: date) -> VacancyPage | None:
    """The vacancy under this reference, if the actor may see it."""
    row = session.execute(
        select(tables.Vacancy, tables.Employer.name, tables.Account.name, stale(on))
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .outerjoin(tables.Account, tables.Account.id == tables.Vacancy.acquired_by)
        .where(tables.Vacancy.reference == clean(reference), visible_vacancies(actor))
    ).one_or_none()
    return None if row is None else _page(row[0], employer=row[1], mentor=row[2], renewing=bool(row[3]))


def list_vacancies(
    session: Session, actor: Actor, *, show: Show = Show.ALL, search: str = "", page: int = 1
) -> VacancyListing:
    """One page of the vacancies that the actor may see, the newest change first."""
    condition = visible_vacancies(actor) & _shown(show) & _matches(search)
    total = session.scalar(_joined(select(func.count(tables.Vacancy.id)), condition)) or 0
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(1, page), pages)
    ids = session.scalars(
        _joined(select(tables.Vacancy.id), condition)
        .order_by(tables.Vacancy.changed_at.desc(), tables.Vacancy.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return VacancyListing(items=lines_of(session, ids), total=total, page=page, pages=pages)


def count_vacancies(session: Session, actor: Actor, *, search: str = "") -> dict[Show, int]:
    """How many vacancies each filter would show."""
    query = (
        select(tables.Vacancy.state, func.count(tables.Vacancy.id))
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(visible_vacancies(actor), _matches(search))
        .group_by(tables.Vacancy.state)
    )
    by_state: dict[VacancyState, int] = dict(session.execute(query).all())
    undecided = _joined(
        select(func.count(tables.Vacancy.id)), visible_vacancies(actor) & _matches(search) & _shown(Show.UNDECIDED)
    )
    counts = {show: sum(by_state.get(state, 0) for state in states) for show, states in _STATES.items()}
    return {Show.ALL: sum(by_state.values()), **counts, Show.UNDECIDED: session.scalar(undecided) or 0}


def lines_of(session: Session, ids: Sequence[int]) -> tuple[VacancyLine, ...]:
    """These vacancies as lines, in the order given."""
    entry, undecided = AGS_ENTRY.c, ~_decided(AGS_ENTRY.c.id)
    of_vacancy = entry.vacancy_id == tables.Vacancy.id
    rows = session.execute(
        select(
            tables.Vacancy,
            tables.Employer.name,
            tables.Account.name,
            select(func.count()).select_from(AGS_ENTRY).where(of_vacancy).scalar_subquery(),
            select(func.count()).select_from(AGS_ENTRY).where(of_vacancy, undecided).scalar_subquery(),
        )
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .outerjoin(tables.Account, tables.Account.id == tables.Vacancy.acquired_by)
        .where(tables.Vacancy.id.in_(ids))
    )
    lines = {row[0].id: _line(row[0], row[1], row[2], row[3], row[4]) for row in rows}
    return tuple(lines[vacancy_id] for vacancy_id in ids)


def _decided(entry_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(tables.Review.entry_id == entry_id, tables.Review.superseded_at.is_(None))


def _shown(show: Show) -> ColumnElement[bool]:
    if show is Show.UNDECIDED:
        return tables.Vacancy.id.in_(select(AGS_ENTRY.c.vacancy_id).where(~_decided(AGS_ENTRY.c.id)))
    if show is Show.ASKED:
        return tables.Vacancy.asked_at.is_not(None) & tables.Vacancy.state.in_(_STATES[Show.OPEN])
    return true() if show is Show.ALL else tables.Vacancy.state.in_(_STATES[show])


def _matches(search: str) -> ColumnElement[bool]:
    wanted = clean(search).lower()
    if not wanted:
        return true()
    columns = (tables.Vacancy.title, tables.Employer.name, tables.Vacancy.city, tables.Vacancy.reference)
    return or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))


def _joined(query: Select[int], condition: ColumnElement[bool]) -> Select[int]:
    return query.join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id).where(condition)


def _line(row: tables.Vacancy, employer: str, mentor: str | None, proposals: int, undecided: int) -> VacancyLine:
    return VacancyLine(
        id=row.id,
        reference=row.reference,
        title=row.title,
        employer=employer,
        city=row.city,
        kind=row.kind,
        starts_on=row.starts_on,
        places=row.places,
        filled=row.filled,
        state=row.state,
        outcome=row.outcome,
        return_reason=row.return_reason,
        mentor=mentor,
        changed_at=row.changed_at,
        asked_at=row.asked_at,
        proposals=proposals,
        undecided=undecided,
    )


def _page(row: tables.Vacancy, *, employer: str, mentor: str | None, renewing: bool) -> VacancyPage:
    return VacancyPage(
        id=row.id,
        reference=row.reference,
        version=row.version,
        employer=employer,
        title=row.title,
        kind=row.kind,
        description=row.description,
        occupation=row.occupation,
        postcode=row.postcode,
        city=row.city,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        hours=row.hours,
        shift=row.shift,
        german_min=row.german_min,
        qualification_needed=row.qualification_needed,
        licences_needed=_listed(row.licences_needed),
        skills_needed=_listed(row.skills_needed),
        pay_hourly=row.pay_hourly,
        pay_monthly=row.pay_monthly,
        places=row.places,
        filled=row.filled,
        state=row.state,
        outcome=row.outcome,
        return_reason=row.return_reason,
        return_note=row.return_note,
        acquired_by=row.acquired_by,
        mentor=mentor,
        changed_at=row.changed_at,
        asked_at=row.asked_at,
        renewing=renewing,
    )


def _listed(values: Sequence[object] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(str(value) for value in values)
