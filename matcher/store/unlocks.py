"""What the authority's answer would open: lists on which nothing but its word keeps a person back.

For mentors and the coordinator, who ask; never for the authority, whom it is not to sway.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.model import Kind
from matcher.store import tables
from matcher.store.blobs import Ids, unpack_ids
from matcher.store.tables.vacancies import VacancyState


def unlocks(session: Session, people: Collection[int] | None = None) -> Counter[tuple[int, Kind]]:
    """Current lists that an answer about this person and kind would open; None counts for everybody."""
    lists: defaultdict[Kind, list[Ids]] = defaultdict(list)
    for kind, ids in _waiting(session):
        lists[kind].append(ids)
    found: Counter[tuple[int, Kind]] = Counter()
    for kind, waiting in lists.items():
        counts = np.bincount(np.concatenate(waiting))
        for who in _asked_for(counts, people):
            found[who, kind] = int(counts[who])
    return found


def _asked_for(counts: NDArray[np.int64], people: Collection[int] | None) -> list[int]:
    if people is None:
        return np.flatnonzero(counts).tolist()
    return [who for who in people if who < len(counts) and counts[who]]


def _waiting(session: Session) -> Iterator[tuple[Kind, Ids]]:
    """Whom each open vacancy's current list waits for."""
    run, vacancy = tables.Run, tables.Vacancy
    newest = select(func.max(run.id)).where(run.vacancy_id == vacancy.id).correlate(vacancy).scalar_subquery()
    rows = session.execute(
        select(vacancy.kind, run.waits)
        .join(run, run.id == newest)
        .where(vacancy.state == VacancyState.OPEN, run.waits != b"")
    )
    for kind, waits in rows:
        if kind is not None:
            yield kind, unpack_ids(waits)
