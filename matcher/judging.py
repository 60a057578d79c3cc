"""Which pairs of a vacancy and a person are graded by hand, in which order, and what a judge may know. Pure.

A judge sees what the ranking sees and nothing else: neither rank nor score, and of the person a code and a `Profile`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.model import Labelled, Mobility, Profile, Vacancy
from matcher.ranking.distance import ASSUMED, is_known, kilometres, minutes

FROM_THE_TOP: Final = 8
"""Places of a list whose people are graded."""
FROM_BELOW: Final = 4
"""People drawn by chance from further down: a list that keeps good ones back must not look right."""


class Grade(Labelled):
    """Whether the person should be proposed here; the best first."""

    SURE = "3", "Unbedingt vorschlagen", "Propose by all means"
    GOOD = "2", "Vorschlagen, eine kleine Lücke", "Propose, with a small gap"
    WEAK = "1", "Nur wenn sonst niemand passt", "Only where nobody else fits"
    NO = "0", "Nicht vorschlagen", "Do not propose"

    @property
    def points(self) -> int:
        return int(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a judge sees."""

    code: str
    vacancy: Vacancy
    profile: Profile

    @property
    def way(self) -> tuple[float, float, Mobility, bool] | None:
        """Kilometres, minutes, the means, and whether the person named it; None where a place is not known."""
        origin, home = self.vacancy.postcode, self.profile.postcode
        if origin is None or not is_known(origin) or not is_known(home):
            return None
        km = kilometres(origin, [home])
        means = self.profile.mobility or ASSUMED
        return float(km[0]), float(minutes(km, [means])[0]), means, self.profile.mobility is not None


def pool_of(vacancy: str, ranked: Sequence[int], *, kept: Collection[int] = ()) -> tuple[int, ...]:
    """Who is graded for a vacancy: the first of its list, and a few from below, the same for every judge.

    Args:
        vacancy: its reference.
        ranked: everybody on its list, the best first.
        kept: who was graded before and is still there, though the list may have changed since.

    """
    top, rest = ranked[:FROM_THE_TOP], ranked[FROM_THE_TOP:]
    below = sorted(rest, key=lambda who: _draw("below", vacancy, who))[:FROM_BELOW]
    return tuple(dict.fromkeys((*top, *below, *sorted(kept))))


def size_of_pool(ranked: int) -> int:
    """How many are graded of a list of so many."""
    return min(ranked, FROM_THE_TOP + FROM_BELOW)


def shuffled(judge: int, vacancy: str, pool: Sequence[int]) -> tuple[int, ...]:
    """The pool in an order that tells nothing of the list: by chance, but always the same for one judge."""
    return tuple(sorted(pool, key=lambda who: _draw(str(judge), vacancy, who)))


def place_of_vacancy(judge: int, vacancy: str) -> bytes:
    """In which order a judge is given the vacancies."""
    return _draw(str(judge), vacancy, 0)


def _draw(key: str, vacancy: str, who: int) -> bytes:
    return hashlib.blake2b(f"{key}\0{vacancy}\0{who}".encode(), digest_size=8).digest()
