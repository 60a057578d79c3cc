"""Criteria as TOML and as the content of a version."""

from __future__ import annotations

import pytest

from matcher.errors import InvalidCriteriaError
from matcher.ranking import DEFAULT_WEIGHTS, Criteria, Feature

CHANGED = Criteria(
    weights={**DEFAULT_WEIGHTS, Feature.GERMAN: 40.0},
    german_hard=True,
    german_tolerance=1,
    reach_hard=False,
    licences_hard=True,
    near_minutes=30.0,
    far_minutes=100.0,
    hours_beside=10.0,
    start_days=30.0,
    recent_years=1.0,
    forgotten_years=20.0,
)


@pytest.mark.parametrize("criteria", [Criteria.default(), CHANGED], ids=["default", "changed"])
def test_criteria_survive_toml_and_dict(criteria: Criteria) -> None:
    """What is written is read back unchanged."""
    assert Criteria.from_toml(criteria.to_toml()) == criteria
    assert Criteria.from_dict(criteria.to_dict()) == criteria


def test_criteria_default_where_nothing_is_said() -> None:
    """An empty file is the default, and one key changes one thing."""
    assert Criteria.from_toml("") == Criteria.default()
    assert Criteria.from_toml("[weights]\ngerman = 50").weights[Feature.GERMAN] == 50.0


def test_criteria_read_shape_among_filters_too() -> None:
    """Versions stored before the section `shape` existed keep their meaning."""
    assert Criteria.from_dict({"filters": {"near_minutes": 15}}).near_minutes == 15.0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[weights]\ncolour = 1", "weights.colour"),
        ("[weigths]\ngerman = 1", "weigths"),
        ("[weights]\ngerman = -1", "weights.german"),
        ("[weights]\ngerman = nan", "weights.german"),
        ("[weights]\ngerman = true", "weights.german"),
        ("[weights]\ngerman = '5'", "weights.german"),
        ("[filters]\ngerman_hard = 1", "filters.german_hard"),
        ("[filters]\ngerman_tolerance = 3", "filters.german_tolerance"),
        ("[shape]\ngerman_hard = true", "shape.german_hard"),
        ("[shape]\nnear_minutes = 90", "near_minutes"),
        ("[shape]\nfar_minutes = 10", "near_minutes"),
        ("[shape]\nrecent_years = 13", "recent_years"),
        ("weights = 3", "weights"),
        ("[weights", "TOML"),
        ("[weights]\n" + "\n".join(f"{feature} = 0" for feature in Feature), "0"),
    ],
)
def test_criteria_name_what_is_wrong(text: str, named: str) -> None:
    """The message names the key, in both languages."""
    with pytest.raises(InvalidCriteriaError) as caught:
        Criteria.from_toml(text)

    assert named in caught.value.german
    assert named in caught.value.english
