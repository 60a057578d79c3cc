"""Save matching criteria: each save is a new version, the old ones stay and can return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, NotFoundError
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.matching import CriteriaState
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def save_criteria(
    work: Work, actor: Actor, content: Mapping[str, Any], *, based_on: int, comment: str | None = None
) -> int:
    """The new version is active and every open vacancy is ranked again; returns its number.

    Args:
        work: store, clock and doorbell.
        actor: who saves.
        content: criteria as `Criteria.to_dict` writes them.
        based_on: number of the version that the editor saw.
        comment: why, in a few words.

    Raises:
        InvalidCriteriaError: names the key that cannot be.
        ConflictError: somebody else has saved since.

    """
    criteria = Criteria.from_dict(content)
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        require_length("comment", comment, 500)
        active = _active(unit)
        if active is not None and active.number != based_on:
            raise ConflictError(
                f"Inzwischen gilt Version {active.number}. Ihre Eingaben stehen noch im Formular: "
                "bitte vergleichen und noch einmal speichern.",
                f"Version {active.number} is active meanwhile. What you typed is still in the form: "
                "please compare and save again.",
            )
        return _activate(unit, actor, active, criteria.to_dict(), comment)


def restore_criteria(work: Work, actor: Actor, number: int) -> int:
    """An earlier version's content is active again, as a new version; returns its number."""
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        wanted = unit.session.scalars(
            select(tables.CriteriaVersion).where(tables.CriteriaVersion.number == number)
        ).one_or_none()
        if wanted is None:
            raise NotFoundError("Diese Version gibt es nicht.", "There is no such version.")
        active = _active(unit)
        if active is not None and active.id == wanted.id:
            return active.number
        return _activate(unit, actor, active, wanted.content, f"wie Version {number}")


def _active(unit: Unit) -> tables.CriteriaVersion | None:
    query = select(tables.CriteriaVersion).where(tables.CriteriaVersion.state == CriteriaState.ACTIVE)
    return unit.session.scalars(query.with_for_update()).one_or_none()


def _activate(
    unit: Unit, actor: Actor, active: tables.CriteriaVersion | None, content: dict[str, Any], comment: str | None
) -> int:
    if active is not None:
        active.state = CriteriaState.SUPERSEDED
        unit.session.flush()
    newest = unit.session.scalar(select(func.max(tables.CriteriaVersion.number))) or 0
    row = tables.CriteriaVersion(
        number=newest + 1,
        content=content,
        state=CriteriaState.ACTIVE,
        comment=comment,
        created_at=unit.at,
        created_by=actor.id,
        activated_at=unit.at,
        activated_by=actor.id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("activate_criteria", "criteria_version", row.id, number=row.number)
    unit.mark_vacancies(
        unit.session.scalars(select(tables.Vacancy.id).where(tables.Vacancy.state == VacancyState.OPEN)).all()
    )
    return row.number
