"""Where a missing fact could lead: each bound is reached by some completion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.model import (
    Cefr,
    Experience,
    Mobility,
    Profile,
    Qualification,
    QualificationLevel,
    Recognition,
    Vacancy,
    VacancyRef,
)
from matcher.ranking import DEFAULT_WEIGHTS, Criteria, Feature
from tests.property.ranking_strategies import index_of

ONE = Vacancy(id=VacancyRef("V"), title="Lagerhelfer")
TRAINED = Qualification(title="Koch", level=QualificationLevel.VOCATIONAL)
TRADE = Vacancy(id=VacancyRef("V"), title="Koch", qualification_needed=QualificationLevel.VOCATIONAL)
NEAR = Vacancy(id=VacancyRef("V"), title="Koch", postcode="15711")
HOURS = Vacancy(id=VacancyRef("V"), title="Koch", hours=20.0)


def bounds(profile: Profile, vacancy: Vacancy, feature: Feature) -> tuple[float, float, float]:
    only = Criteria(weights={one: float(one is feature) for one in DEFAULT_WEIGHTS})
    detail = index_of([profile], only).ask(vacancy).detail(np.array([0]))
    return round(float(detail.low[0]), 4), round(float(detail.score[0]), 4), round(float(detail.high[0]), 4)


def test_unknown_recognition_could_be_refused_or_full() -> None:
    """From "abgelehnt" (0.4) to "voll" (1)."""
    assert bounds(Profile(qualifications=(TRAINED,)), TRADE, Feature.QUALIFICATION) == (0.4, 0.7, 1.0)


def test_unknown_way_of_travel_lies_between_bicycle_and_car() -> None:
    """The way counts with public transport, and the interval says what a bicycle or a car would make of it."""
    by = {way: bounds(Profile(postcode="15926", mobility=way), NEAR, Feature.COMMUTE)[1] for way in Mobility}

    unknown = bounds(Profile(postcode="15926"), NEAR, Feature.COMMUTE)

    assert unknown == (by[Mobility.BICYCLE], by[Mobility.TRANSIT], by[Mobility.CAR])
    assert unknown[0] < unknown[2]


def test_unknown_lower_limit_of_hours_could_be_as_high_as_the_upper() -> None:
    """At most 30 hours could also mean exactly 30."""
    assert bounds(Profile(hours_max=30.0), HOURS, Feature.HOURS) == (round(1 - 10 / 15, 4), 1.0, 1.0)
    assert bounds(Profile(hours_min=10.0), HOURS, Feature.HOURS) == (round(1 - 10 / 15, 4), 1.0, 1.0)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(wishes=("Friseur",)), 1.0),
        (Profile(experiences=(Experience(title="Friseur", years=1.0),), wishes=("Friseur",)), 0.9),
        (
            Profile(
                experiences=(Experience(title="Friseur", years=1.0),),
                qualifications=(Qualification(title="", level=QualificationLevel.NONE),),
            ),
            0.7,
        ),
    ],
    ids=["experience missing", "training missing", "wish missing"],
)
def test_part_of_work_not_named_could_fit(profile: Profile, expected: float) -> None:
    """Experience could be the very job (1), training count 0.9, a wish 0.7."""
    assert bounds(profile, ONE, Feature.OCCUPATION)[2] == expected


def test_unknown_years_count_from_beginner_to_five() -> None:
    """0.6 to 1, counted as two years."""
    profile = Profile(
        experiences=(Experience(title="Lagerhelfer"),),
        qualifications=(Qualification(title="", level=QualificationLevel.NONE),),
        wishes=("Lagerhelfer",),
    )

    low, counted, high = bounds(profile, ONE, Feature.OCCUPATION)

    assert (low, counted, high) == (0.7, 0.76, 1.0)


def test_recognition_and_level_multiply() -> None:
    """A vocational qualification, partly recognised, where an academic one is needed: 2/3 × 0.8."""
    vacancy = Vacancy(id=VacancyRef("V"), title="Koch", qualification_needed=QualificationLevel.ACADEMIC)
    profile = Profile(qualifications=(replace(TRAINED, recognition=Recognition.PARTIAL),))

    assert bounds(profile, vacancy, Feature.QUALIFICATION)[1] == round(2 / 3 * 0.8, 4)


def test_german_is_capped_at_the_need() -> None:
    """C2 where B1 is needed counts like B1."""
    vacancy = Vacancy(id=VacancyRef("V"), title="Koch", german_min=Cefr.B1)

    assert [bounds(Profile(german=level), vacancy, Feature.GERMAN)[1] for level in (Cefr.A2, Cefr.B1, Cefr.C2)] == [
        0.6667,
        1.0,
        1.0,
    ]
