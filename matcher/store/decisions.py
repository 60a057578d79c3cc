"""Decisions of the employer service on fit, as learning reads them: utilities as they were when the list was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.ranking import Criteria, Feature
from matcher.ranking.pairwise import SeenList
from matcher.store import tables
from matcher.store.tables.shortlists import Verdict, VerdictReason

ON_FIT: Final = frozenset(
    {
        VerdictReason.LANGUAGE,
        VerdictReason.SKILLS,
        VerdictReason.RECOGNITION,
        VerdictReason.HOURS,
        VerdictReason.COMMUTE,
        VerdictReason.LICENCE,
    }
)
"""Reasons that a criterion of the ranking speaks of; the firm's own wishes and other reasons teach no weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Everything that was decided on fit, one list a vacancy."""

    lists: tuple[SeenList, ...]
    decisions: int
    left_out: int
    """Decisions that stand but do not speak of fit."""
    first: datetime | None
    last: datetime | None


def decisions_on_fit(session: Session) -> Decided:
    """Standing decisions with the utilities that were pinned at the release.

    Only people who were decided on are on a list here: nobody knows whether the others were looked at.
    """
    weights = _weights(session)
    lists, times, left_out = [], [], 0
    for _vacancy, group in groupby(_rows(session), key=lambda row: row.vacancy_id):
        entries = _once_each(group)
        counted = [(place, row) for place, row in enumerate(entries, 1) if _on_fit(row)]
        left_out += sum(row.verdict is not None for row in entries) - len(counted)
        times += [row.reviewed_at for _, row in counted]
        if counted:
            lists.append(_seen(counted, weights))
    return Decided(
        lists=tuple(lists),
        decisions=len(times),
        left_out=left_out,
        first=min(times, default=None),
        last=max(times, default=None),
    )


def stamp_of_decisions(session: Session) -> str:
    """Changes with every decision that is made, replaced or undone."""
    review = tables.Review
    row = session.execute(select(func.max(review.id), func.count()).where(review.superseded_at.is_(None))).one()
    return f"{row[0] or 0}-{row[1]}"


def _rows(session: Session) -> Sequence[Any]:
    """Entries of vacancies with a standing decision, in the order in which the employer service saw them."""
    entry, review = tables.ShortlistEntry, tables.Review
    decided = select(entry.vacancy_id).join(review, review.entry_id == entry.id).where(review.superseded_at.is_(None))
    return session.execute(
        select(
            entry.vacancy_id,
            entry.participant_id,
            entry.contributions,
            tables.Shortlist.criteria_id,
            review.verdict,
            review.reason,
            review.reviewed_at,
        )
        .join(tables.Shortlist, tables.Shortlist.id == entry.shortlist_id)
        .outerjoin(review, (review.entry_id == entry.id) & review.superseded_at.is_(None))
        .where(entry.vacancy_id.in_(decided))
        .order_by(entry.vacancy_id, entry.score.desc(), entry.rank, entry.id)
    ).all()


def _once_each(entries: Iterable[Any]) -> list[Any]:
    """Whoever was released twice counts once, by the newest decision."""
    found: dict[int, Any] = {}
    for row in entries:
        known = found.get(row.participant_id)
        if known is None or (row.reviewed_at or _NEVER) > (known.reviewed_at or _NEVER):
            found[row.participant_id] = row
    return list(found.values())


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _on_fit(row: Any) -> bool:
    if row.verdict is None:
        return False
    return row.verdict is not Verdict.NOT_SUITABLE or row.reason in ON_FIT


def _seen(counted: Sequence[tuple[int, Any]], weights: Mapping[int, Mapping[Feature, float]]) -> SeenList:
    utilities = [_utilities(row.contributions, weights[row.criteria_id]) for _, row in counted]
    return SeenList(
        np.array(utilities, np.float64),
        np.array([row.verdict is not Verdict.NOT_SUITABLE for _, row in counted], np.bool_),
        np.array([place for place, _ in counted], np.int64),
    )


def _utilities(contributions: Mapping[str, float], weights: Mapping[Feature, float]) -> list[float]:
    """Contributions over their normalised weights; NaN where the list did not weigh the feature."""
    whole = sum(weights[feature] for feature in Feature if feature in contributions)
    return [
        contributions[feature] * whole / weights[feature]
        if feature in contributions and weights[feature] > 0
        else float("nan")
        for feature in Feature
    ]


def _weights(session: Session) -> dict[int, Mapping[Feature, float]]:
    """Weights of every version that a shortlist pins."""
    version = tables.CriteriaVersion
    pinned = select(tables.Shortlist.criteria_id).distinct()
    rows = session.execute(select(version.id, version.content).where(version.id.in_(pinned)))
    return {row.id: Criteria.from_dict(row.content).weights for row in rows}
