"""The exposure audit: shares by group, small ones hidden, and no way from a group into a ranking."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher.pipeline
import matcher.ranking
from matcher.exposure import OTHERS, Cell, Exposure, band_of, expose
from matcher.figures import LEAST
from tests.builders import TODAY


def cells(groups: list[str], tops: list[list[int]]) -> dict[str, Cell]:
    return {cell.group: cell for cell in expose({"country": groups}, tops).groupings["country"]}


def test_shares_are_of_people_among_all_and_of_places_at_the_top() -> None:
    """One person may hold many places; each counts."""
    groups = ["A"] * 30 + ["B"] * 10
    tops = [[0, 1, 30], [2, 3, 31], [4, 5, 32], [0, 33, 34]]

    found = cells(groups, tops)

    assert (found["A"].pool, found["A"].places) == (30, 7)
    assert found["A"].pool_share == pytest.approx(0.75)
    assert found["A"].top_share == pytest.approx(7 / 12)
    assert found["B"].top_share == pytest.approx(5 / 12)
    assert found["A"].is_rare
    assert not found["B"].is_rare


def test_groups_of_few_people_are_counted_together() -> None:
    """Neither their name nor their number is anywhere."""
    found = cells(["A"] * 30 + ["B"] * 3 + ["C"] * 4, [list(range(10)), [30, 31, 32, 33, 34]])

    assert set(found) == {"A", OTHERS}
    assert found[OTHERS].pool == 7


def test_few_people_at_the_top_are_hidden_with_company() -> None:
    """Two of B are at the top: hidden, and C with them, else B would be what is missing."""
    groups = ["A"] * 40 + ["B"] * 20 + ["C"] * 15
    found = cells(groups, [list(range(10)), [40, 41], [60, 61, 62, 63, 64, 65]])

    assert found["A"].places == 10
    assert (found["B"].places, found["C"].places) == (None, None)
    assert (found["B"].top_share, found["B"].pool) == (None, 20)


def test_one_person_on_many_lists_is_still_one_person() -> None:
    """Forty places that all belong to one person are hidden: the number of people decides."""
    groups = ["A"] * 30 + ["B"] * 10 + ["C"] * 10
    found = cells(groups, [[number % 10, 30, 40 + number % 6] for number in range(40)])

    assert found["B"].places is None


def test_what_is_kept_holds_only_what_may_be_shown() -> None:
    """A hidden number is in no row of the database either."""
    exposure = expose(
        {"country": ["A"] * 40 + ["B"] * 20 + ["C"] * 15}, [list(range(10)), [40, 41], [60, 61, 62, 63, 64]]
    )

    kept = json.loads(json.dumps(exposure.to_dict()))

    assert Exposure.from_dict(kept) == exposure
    assert {cell["places"] for cell in kept["groupings"]["country"]} == {10, None}


@given(
    st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=80),
    st.lists(st.lists(st.integers(0, 79), max_size=5, unique=True), max_size=12),
)
def test_hidden_cells_cannot_be_worked_out(groups: list[str], tops: list[list[int]]) -> None:
    """What the shown shares leave over is never the places of one hidden group, nor those of fewer than five people."""
    inside = [[row for row in top if row < len(groups)] for top in tops]
    found = expose({"country": groups}, inside).groupings["country"]

    for cell in found:
        assert cell.pool is None or cell.pool == 0 or cell.pool >= LEAST
        assert cell.places is None or cell.places == 0 or cell.places >= LEAST
    shown = [cell for cell in found if cell.places]
    hidden = [cell for cell in found if cell.places is None]
    if shown and hidden:
        assert len(hidden) > 1
        everybody = {row for top in inside for row in top}
        names = {cell.group for cell in shown}
        small = {group for group in groups if groups.count(group) < LEAST}
        left = [row for row in everybody if (OTHERS if groups[row] in small else groups[row]) not in names]
        assert not left or len(left) >= LEAST


@pytest.mark.parametrize(
    ("year", "band"), [(2008, "-24"), (2002, "-24"), (2001, "25-34"), (1985, "35-44"), (1950, "45-"), (None, "?")]
)
def test_age_is_told_in_bands(year: int | None, band: str) -> None:
    assert band_of(year, TODAY) == band


def test_no_ranking_imports_the_audit() -> None:
    """Groups lead out of the lists and never back (I8)."""
    files = [*Path(matcher.ranking.__file__).parent.rglob("*.py"), Path(matcher.pipeline.__file__)]
    imported = {
        node.module
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }

    assert imported & {"matcher.exposure", "matcher.survey", "matcher.figures"} == set()
