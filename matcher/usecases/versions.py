"""Criteria versions are appended, never edited: the one step that puts content in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from matcher.errors import ConflictError
from matcher.store import tables
from matcher.store.tables.matching import CriteriaState
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit


def active_version(unit: Unit) -> tables.CriteriaVersion:
    """The version in force, locked until the commit."""
    query = select(tables.CriteriaVersion).where(tables.CriteriaVersion.state == CriteriaState.ACTIVE)
    active = unit.session.scalars(query.with_for_update()).one_or_none()
    if active is None:  # somebody put another one in force while this transaction waited for the lock
        raise ConflictError(
            "Die Kriterien wurden gerade eben geändert. Bitte die Seite neu laden und vergleichen.",
            "The criteria were changed just now. Please reload the page and compare.",
        )
    return active


def put_in_force(
    unit: Unit,
    active: tables.CriteriaVersion,
    content: Mapping[str, Any],
    *,
    author: int | None,
    comment: str,
    alone: bool,
) -> tables.CriteriaVersion:
    """The content is the newest version and every open vacancy is ranked again.

    Args:
        unit: whose actor puts it in force.
        active: what it supersedes, locked.
        content: as `Criteria.to_dict` writes it.
        author: who wrote the content.
        comment: why.
        alone: no second person was there to do this.

    """
    active.state = CriteriaState.SUPERSEDED
    unit.session.flush()
    newest = unit.session.scalar(select(func.max(tables.CriteriaVersion.number))) or 0
    row = tables.CriteriaVersion(
        number=newest + 1,
        content=dict(content),
        state=CriteriaState.ACTIVE,
        comment=comment,
        created_at=unit.at,
        created_by=author,
        activated_at=unit.at,
        activated_by=unit.actor_id,
        alone=alone,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("activate_criteria", "criteria_version", row.id, number=row.number, alone=alone)
    unit.mark_vacancies(
        unit.session.scalars(select(tables.Vacancy.id).where(tables.Vacancy.state == VacancyState.OPEN)).all()
    )
    return row
