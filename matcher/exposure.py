"""Who stands at the top of the lists, by group, beside the group's share of all who could: for the audit alone. Pure.

Groups arrive here as labels beside row numbers and leave as counts. No ranking imports this module, and nothing
in here reaches one (I8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from matcher.figures import LEAST, Figures, suppressed

TOP: Final = 5
"""Places of a list that count as its top."""
UNKNOWN: Final = "?"
OTHERS: Final = "*"
"""Groups of so few people that they are counted together."""
FOUR_FIFTHS: Final = 0.8
"""A share at the top below this part of the share of all is worth a look; the usual rule of thumb of such audits."""
_BANDS: Final = ((25, "-24"), (35, "25-34"), (45, "35-44"), (200, "45-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One group on one day; None where a small number is hidden."""

    group: str
    pool: int | None
    """People who could be ranked for at least one open vacancy."""
    places: int | None
    """Places among the first of all lists that its people hold."""
    pool_share: float | None
    top_share: float | None

    @property
    def is_rare(self) -> bool:
        """Clearly rarer at the top than among all."""
        known = self.pool_share is not None and self.top_share is not None
        return known and (self.top_share or 0.0) < FOUR_FIFTHS * (self.pool_share or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """All groupings of one day."""

    lists: int
    groupings: Mapping[str, tuple[Cell, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Only what may be shown."""
        cells = {name: [asdict(cell) for cell in cells] for name, cells in self.groupings.items()}
        return {"lists": self.lists, "groupings": cells}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Exposure:
        groupings = {name: tuple(Cell(**cell) for cell in cells) for name, cells in content["groupings"].items()}
        return cls(lists=content["lists"], groupings=groupings)


def expose(groupings: Mapping[str, Sequence[str]], tops: Sequence[Sequence[int]]) -> Exposure:
    """Shares with small numbers hidden, so that no total and no other share gives them away.

    Args:
        groupings: for each way of grouping, the group of each person who could be ranked somewhere.
        tops: for each list, which of these people stand at its top.

    """
    places = Counter(row for top in tops for row in top)
    return Exposure(lists=len(tops), groupings={name: _cells(groups, places) for name, groups in groupings.items()})


def _cells(groups: Sequence[str], places: Mapping[int, int]) -> tuple[Cell, ...]:
    """One cell a group, the largest first."""
    named = merged(groups)
    sizes = Counter(named)
    names = sorted(sizes, key=lambda name: (name == OTHERS, -sizes[name], name))
    people: Counter[str] = Counter(named[row] for row in places)
    held: Counter[str] = Counter()
    for row, count in places.items():
        held[named[row]] += count
    pool = suppressed([(name, sizes[name]) for name in names])
    top = suppressed([(name, people[name]) for name in names])
    shown = [
        pool_cell.count is not None and cell.count is not None
        for pool_cell, cell in zip(pool.cells, top.cells, strict=True)
    ]
    all_places = sum(held.values()) if top.total is not None else 0
    return tuple(
        Cell(
            group=name,
            pool=cell.count,
            places=held[name] if told else None,
            pool_share=_share(cell.count, pool),
            top_share=held[name] / all_places if told and all_places else None,
        )
        for name, cell, told in zip(names, pool.cells, shown, strict=True)
    )


def _share(count: int | None, figures: Figures) -> float | None:
    return None if count is None or not figures.total else count / figures.total


def merged(groups: Sequence[str]) -> list[str]:
    """Groups that are too small to be shown are one."""
    sizes = Counter(groups)
    return [group if sizes[group] >= LEAST else OTHERS for group in groups]


def band_of(birth_year: int | None, on: date) -> str:
    """Years of age in a few bands."""
    if birth_year is None:
        return UNKNOWN
    return next(name for below, name in _BANDS if on.year - birth_year < below)
