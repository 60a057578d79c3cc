"""Criteria: the version in force, those before it, and the drafts beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session, aliased

from matcher.access import TABLE, Action
from matcher.ranking import Criteria, Feature
from matcher.store import tables
from matcher.store.tables.drafts import DraftState
from matcher.store.tables.matching import CriteriaState
from matcher.store.tables.vacancies import VacancyState

SHOWN: Final = 20
"""Versions of the history that a page shows."""
FIRST: Final = 5
"""Places of a list that count as its top."""
LISTS: Final = 300
"""Lists of which shares are taken: of more they move by less than a percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    content: dict[str, Any]
    """Every key written out, as `Criteria.to_dict` does."""
    comment: str | None
    created_at: datetime
    author: str | None
    activated_by: str | None
    alone: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    id: int
    name: str
    note: str | None
    content: dict[str, Any]
    based_on: int
    revision: int
    state: DraftState
    changed_at: datetime
    changed_by: int
    author: str
    learned: dict[str, Any] | None
    """What the draft was learned from, where it began as such a proposal."""


@dataclass(frozen=True, slots=True)
class Steering:
    """Somebody who may put criteria in force."""

    account_id: int
    name: str


def versions(session: Session) -> tuple[Version, ...]:
    """The newest versions first; the one in force is always among them."""
    version, author, activator = tables.CriteriaVersion, aliased(tables.Account), aliased(tables.Account)
    rows = session.execute(
        select(version, author.name, activator.name)
        .outerjoin(author, author.id == version.created_by)
        .outerjoin(activator, activator.id == version.activated_by)
        .order_by((version.state == CriteriaState.ACTIVE).desc(), version.number.desc())
        .limit(SHOWN)
    )
    return tuple(
        Version(
            number=row.number,
            content=_whole(row.content),
            comment=row.comment,
            created_at=row.created_at,
            author=written,
            activated_by=activated,
            alone=row.alone,
            active=row.state is CriteriaState.ACTIVE,
        )
        for row, written, activated in rows
    )


def criteria_in_force(session: Session) -> tuple[int, Criteria]:
    """Number and content of the active version."""
    version = tables.CriteriaVersion
    row = session.scalars(select(version).where(version.state == CriteriaState.ACTIVE)).one()
    return row.number, Criteria.from_dict(row.content)


def drafts(session: Session) -> tuple[Draft, ...]:
    """Drafts that are not closed; those that wait for a second person first."""
    draft = tables.CriteriaDraft
    return _drafts(session, draft.state.in_([DraftState.DRAFT, DraftState.PROPOSED]))


def draft_of(session: Session, draft_id: int) -> Draft | None:
    """The draft, also where it is closed."""
    return next(iter(_drafts(session, tables.CriteriaDraft.id == draft_id)), None)


def _drafts(session: Session, condition: Any) -> tuple[Draft, ...]:
    draft, account = tables.CriteriaDraft, tables.Account
    rows = session.execute(
        select(draft, account.name)
        .join(account, account.id == draft.changed_by)
        .where(condition)
        .order_by((draft.state == DraftState.PROPOSED).desc(), draft.changed_at.desc(), draft.id.desc())
    )
    return tuple(
        Draft(
            id=row.id,
            name=row.name,
            note=row.note,
            content=_whole(row.content),
            based_on=row.based_on,
            revision=row.revision,
            state=row.state,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            author=author,
            learned=row.learned,
        )
        for row, author in rows
    )


def steering(session: Session) -> tuple[Steering, ...]:
    """Active accounts whose role lets them put criteria in force, by name."""
    account, held = tables.Account, tables.AccountRole
    rows = session.execute(
        select(account.id, account.name)
        .where(
            account.active.is_(True),
            account.id.in_(select(held.account_id).where(held.role.in_(list(TABLE[Action.STEER_CRITERIA])))),
        )
        .order_by(account.name, account.id)
    )
    return tuple(Steering(row.id, row.name) for row in rows)


def shares_in_top(session: Session) -> dict[Feature, float]:
    """How much of the scores in the top ranks of the lists ranked last each criterion makes up; they add up to 1.

    Empty where no open vacancy has a list.
    """
    run, row = tables.Run, tables.RankingRow
    newest = (
        select(func.max(run.id))
        .join(tables.Vacancy, tables.Vacancy.id == run.vacancy_id)
        .where(tables.Vacancy.state == VacancyState.OPEN)
        .group_by(run.vacancy_id)
        .order_by(func.max(run.id).desc())
        .limit(LISTS)
    )
    written = session.scalars(select(cast(row.contributions, Text)).where(row.run_id.in_(newest), row.rank <= FIRST))
    parts: defaultdict[str, float] = defaultdict(float)
    for contributions in json.loads(f"[{','.join(written)}]"):  # thousands read at once take a tenth of one by one
        for feature, share in contributions.items():
            parts[feature] += share
    whole = sum(parts.values())
    return {feature: parts[feature] / whole for feature in Feature} if whole else {}


def _whole(content: dict[str, Any]) -> dict[str, Any]:
    return Criteria.from_dict(content).to_dict()
