"""What the authority's answer would open: lists on which nothing but its word keeps a person back.

For mentors and the coordinator, who ask; never for the authority, whom it is not to sway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.model import Kind, Reason
from matcher.results import Ground
from matcher.store import tables
from matcher.store.blobs import unpack_group
from matcher.store.tables.vacancies import VacancyState

_GROUPS: Final = (Reason.HOLD, Reason.PRECHECK_MISSING, Reason.PRECHECK_EXPIRED)
"""`hold` beside a missing pre-check: the authority alone can state what is not known."""
_ASKABLE: Final = frozenset({Reason.PRECHECK_MISSING, Reason.PRECHECK_EXPIRED})
_CHUNK: Final = 500


def unlocks(session: Session, people: Collection[int] | None = None) -> Counter[tuple[int, Kind]]:
    """Current lists that an answer about this person and kind would open; None counts for everybody."""
    found: Counter[tuple[int, Kind]] = Counter()
    runs = _current_runs(session)
    groups = _groups(session, [run for run, _ in runs])
    for run, kind in runs:
        for members in groups.get(run, ()):
            for who in _kept_back_by_precheck(members):
                if people is None or who in people:
                    found[who, kind] += 1
    return found


def _current_runs(session: Session) -> list[tuple[int, Kind]]:
    run, vacancy = tables.Run, tables.Vacancy
    newest = select(func.max(run.id)).where(run.vacancy_id == vacancy.id).correlate(vacancy).scalar_subquery()
    rows = session.execute(
        select(run.id, vacancy.kind)
        .join(vacancy, run.vacancy_id == vacancy.id)
        .where(vacancy.state == VacancyState.OPEN, vacancy.kind.is_not(None), run.id == newest)
    )
    return [(row.id, row.kind) for row in rows]


def _groups(session: Session, runs: list[int]) -> dict[int, list[bytes]]:
    group = tables.ExclusionGroup
    found: dict[int, list[bytes]] = {}
    for start in range(0, len(runs), _CHUNK):
        rows = session.execute(
            select(group.run_id, group.members).where(
                group.run_id.in_(runs[start : start + _CHUNK]), group.reason.in_(_GROUPS)
            )
        )
        for run_id, members in rows:
            found.setdefault(run_id, []).append(members)
    return found


def _kept_back_by_precheck(members: bytes) -> Iterator[int]:
    """Those of the group for whom the authority's answer is all that is missing."""
    group = unpack_group(members)
    lifted = np.array([_is_lifted(ground) for ground in group.grounds], np.bool_)
    yield from group.ids[lifted[group.numbers]].tolist()


def _is_lifted(ground: Ground) -> bool:
    return set(ground.reasons).issubset(_GROUPS) and not _ASKABLE.isdisjoint(ground.reasons)
