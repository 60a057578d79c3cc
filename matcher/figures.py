"""Anonymous figures: small cells are hidden, and so many others that no total gives them away. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FLOOR: Final = 3
"""Cells of fewer than this many are hidden whatever anybody sets."""
LEAST: Final = 5
"""Smallest cell that is shown by default: 1 to 4 are hidden."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell; `count` is None where it is hidden."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One table whose cells add up to its total, as far as both are shown."""

    cells: tuple[Figure, ...]
    total: int | None

    @property
    def hidden(self) -> bool:
        """Whether anything of the table is not shown."""
        return self.total is None or any(cell.count is None for cell in self.cells)


def suppressed(counts: Sequence[tuple[str, int]], *, least: int = LEAST) -> Figures:
    """The table with its small cells hidden so that total and shown cells do not reveal them.

    What stays hidden is at least two cells that together hold `least` people or more; where the table is
    too small for that, nothing is shown, the total included. Cells of 0 are shown while no small cell
    needs their company.

    Args:
        counts: label and count of each cell; nobody is counted in two cells.
        least: smallest count to show; never below `FLOOR`.

    """
    limit = max(least, FLOOR)
    numbers = [number for _, number in counts]
    hidden = {place for place, number in enumerate(numbers) if 0 < number < limit}
    if hidden:
        hidden |= _company(numbers, hidden, limit)
    total = sum(numbers)
    told = not hidden or _is_covered(numbers, hidden, limit)
    return Figures(
        cells=tuple(
            Figure(label, None if place in hidden or not told else number)
            for place, (label, number) in enumerate(counts)
        ),
        total=total if told else None,
    )


def _company(numbers: Sequence[int], hidden: set[int], limit: int) -> set[int]:
    """Further cells to hide, the smallest first and empty ones last, until the small ones are covered.

    Equal cells go together: which of them was taken would tell that the others are not the small one.
    """
    chosen: set[int] = set()
    others = {number for place, number in enumerate(numbers) if place not in hidden}
    for number in sorted(others, key=lambda number: (number == 0, number)):
        if _is_covered(numbers, hidden | chosen, limit):
            break
        chosen |= {place for place, other in enumerate(numbers) if other == number and place not in hidden}
    return chosen


def _is_covered(numbers: Sequence[int], hidden: set[int], limit: int) -> bool:
    """What total minus shown cells tells is then large enough, so it is a sum over several cells.

    A sum as small, or as large, as so many small cells can have would say what each of them holds.
    """
    kept = [numbers[place] for place in hidden]
    if sum(kept) < limit:
        return False
    each_is_one = sum(kept) == len(kept) and 0 not in kept
    each_is_highest = sum(kept) == len(kept) * (limit - 1) and max(kept) < limit
    return not each_is_one and not each_is_highest
