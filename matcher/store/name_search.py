"""Who is meant by a typed code or name, in whatever script and spelling; whom the reader may see is asked elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matcher.spelling import fold, skeleton
from matcher.store import tables

_ALIKE: Final = 78.0
"""How alike a typed name must be, of 100, to count as a hit."""
_BY_CODE: Final = 200.0
_BONES: Final = 0.97
"""What likeness of consonants alone counts."""
_LEAST_BONES: Final = 3


def find_alike(
    session: Session,
    wanted: str,
    among: ColumnElement[bool],
    named: ColumnElement[bool],
    earlier: Mapping[int, Collection[str]],
) -> list[int]:
    """Ids of those whose code holds the typed text or whose name is like it, the likeliest first.

    Args:
        session: a reading session.
        wanted: what was typed.
        among: condition on `participant`.
        named: joins `identity` to those who may be found by name.
        earlier: codes that led to somebody before records were merged, by row id.

    """
    person, identity = tables.Participant, tables.Identity
    query = select(person.id, person.code, identity.given_name, identity.family_name)
    rows = session.execute(query.outerjoin(identity, named).where(among)).all()
    likeness = _likeness(wanted, [f"{given or ''} {family or ''}" for _, _, given, family in rows])
    code = wanted.upper()
    by_code = [code in row[1] or any(code in one for one in earlier.get(row[0], ())) for row in rows]
    likeness[np.array(by_code, np.bool_)] = _BY_CODE
    found = [(-float(likeness[place]), rows[place][1], rows[place][0]) for place in np.flatnonzero(likeness).tolist()]
    return [participant_id for _, _, participant_id in sorted(found)]


def _likeness(wanted: str, names: Sequence[str]) -> NDArray[np.float64]:
    """Likeness of the typed words to the best part of each name, 0 below a hit; beginnings of names count in full."""
    typed, bones = fold(wanted), skeleton(wanted)
    if not typed:
        return np.zeros(len(names))
    spelled = [fold(name) for name in names]
    found = _ratios(typed, spelled)
    if len(bones.replace(" ", "")) >= _LEAST_BONES:
        found = np.maximum(found, _BONES * _ratios(bones, [skeleton(name) for name in names]))
    begun = [f" {word}" for word in typed.split()]
    found[np.array([all(part in f" {name}" for part in begun) for name in spelled], np.bool_)] = 100.0
    found[found < _ALIKE] = 0.0
    return found


def _ratios(typed: str, names: Sequence[str]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = process.cdist(
        [typed], names, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, dtype=np.float64
    )
    of_typed: NDArray[np.float64] = found[0]
    return of_typed
