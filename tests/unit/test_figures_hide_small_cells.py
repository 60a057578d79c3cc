"""Anonymous figures: what is hidden cannot be worked out from what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from matcher.figures import FLOOR, LEAST, Figures, suppressed


def table(*counts: int, least: int = LEAST) -> Figures:
    return suppressed([(f"Gruppe {place}", number) for place, number in enumerate(counts)], least=least)


def shown(figures: Figures) -> tuple[int | None, ...]:
    return tuple(cell.count for cell in figures.cells)


def test_figures_show_everything_when_no_cell_is_small() -> None:
    """Nothing is hidden without need; an empty cell is no small one."""
    figures = table(12, 0, 5)

    assert shown(figures) == (12, 0, 5)
    assert figures.total == 17
    assert not figures.hidden


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_figures_hide_a_second_cell_when_one_is_small(small: int) -> None:
    """One hidden cell alone would be the total minus the rest, so the next smallest is hidden with it."""
    figures = table(small, 40, 9)

    assert shown(figures) == (None, 40, None)
    assert figures.total == small + 49


def test_figures_hide_further_cells_when_the_small_ones_sum_up_to_few() -> None:
    """Two hidden cells that together hold three people would tell as much as one of them."""
    figures = table(1, 2, 30, 8)

    assert shown(figures) == (None, None, 30, None)


def test_figures_show_nothing_when_the_whole_table_is_small() -> None:
    """A total of four is a small cell itself."""
    figures = table(4, 0)

    assert shown(figures) == (None, None)
    assert figures.total is None


def test_figures_show_nothing_when_each_hidden_cell_would_be_one_person() -> None:
    """Five hidden cells that add up to five are five times one."""
    assert table(1, 1, 1, 1, 1).total is None


def test_figures_keep_the_floor_when_less_is_asked_for() -> None:
    """Cells below three stay hidden whatever anybody sets."""
    figures = table(2, 20, 3, 3, least=1)

    assert figures.cells[0].count is None
    assert FLOOR == 3


def splits(cells: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread this many people over so many cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(cells - 1, total - first):
            yield (first, *rest)


@pytest.mark.parametrize(("cells", "most"), [(2, 40), (3, 24), (4, 20), (5, 16)])
def test_figures_leave_every_small_cell_open_when_all_else_is_known(cells: int, most: int) -> None:
    """Who knows the rule and sees the table still finds at least two values possible for each hidden cell."""
    for total in range(most + 1):
        behind: defaultdict[Figures, list[tuple[int, ...]]] = defaultdict(list)
        for counts in splits(cells, total):
            behind[table(*counts)].append(counts)

        for figures, possible in behind.items():
            for place, cell in enumerate(figures.cells):
                if cell.count is not None:
                    assert cell.count == 0 or cell.count >= LEAST
                elif figures.total is not None:
                    assert len({counts[place] for counts in possible}) > 1, (figures, possible)
