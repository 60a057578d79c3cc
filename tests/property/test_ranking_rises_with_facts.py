"""A better fact never lowers a score, and a surplus never raises it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Cefr, Experience, Mobility, Profile, QualificationLevel, Recognition, Shift, Vacancy
from tests.property.ranking_strategies import LICENCES, SKILLS, days, index_of, profiles, qualifications, vacancies

RECOGNITION_RISING = (Recognition.NOT_EQUIVALENT, Recognition.NONE, Recognition.PARTIAL, Recognition.FULL)
FASTER = (Mobility.BICYCLE, Mobility.TRANSIT, Mobility.CAR)


def assert_rises(vacancy: Vacancy, ladder: list[Profile]) -> list[float]:
    scores = index_of(ladder).ask(vacancy).scores()
    assert (np.diff(scores) >= -1e-12).all(), scores
    return list(scores)


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies)
def test_score_rises_with_german_up_to_need(profile: Profile, vacancy: Vacancy) -> None:
    """Each CEFR step helps until the level needed is reached; beyond it nothing is gained."""
    scores = assert_rises(vacancy, [replace(profile, german=level) for level in Cefr])

    if vacancy.german_min is not None:
        capped = scores[vacancy.german_min.steps :]
        assert max(capped) - min(capped) < 1e-12


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies, st.sampled_from(["Koch", "Maurer"]))
def test_score_rises_with_years_up_to_five(profile: Profile, vacancy: Vacancy, title: str) -> None:
    """More experience never hurts, and ten years count like five."""
    ladder = [
        replace(profile, experiences=(Experience(title=title, years=count, last_year=2020),))
        for count in (0.0, 1.0, 4.9, 5.0, 10.0)
    ]

    scores = assert_rises(vacancy, ladder)

    assert abs(scores[-1] - scores[-2]) < 1e-12


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies, qualifications)
def test_score_rises_with_recognition(profile: Profile, vacancy: Vacancy, item: Any) -> None:
    """Recognition is never a disadvantage."""
    assert_rises(
        vacancy,
        [replace(profile, qualifications=(replace(item, recognition=state),)) for state in RECOGNITION_RISING],
    )


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies, qualifications)
def test_score_rises_with_level_of_qualification_up_to_need(profile: Profile, vacancy: Vacancy, item: Any) -> None:
    """A degree beyond the need counts like the need."""
    ladder = [
        replace(profile, qualifications=(replace(item, level=level, recognition=Recognition.FULL),))
        for level in QualificationLevel
    ]

    scores = assert_rises(vacancy, ladder)

    if vacancy.qualification_needed is QualificationLevel.VOCATIONAL:
        assert abs(scores[3] - scores[2]) < 1e-12


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies)
def test_score_rises_with_licences_and_skills(profile: Profile, vacancy: Vacancy) -> None:
    """Another licence or skill never hurts."""
    assert_rises(vacancy, [replace(profile, licences=frozenset(LICENCES[:count])) for count in range(4)])
    assert_rises(vacancy, [replace(profile, skills=frozenset(SKILLS[:count])) for count in range(3)])


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies)
def test_score_rises_with_speed_of_travel(profile: Profile, vacancy: Vacancy) -> None:
    """A bus is not worse than a bicycle, a car not worse than a bus."""
    assert_rises(vacancy, [replace(profile, mobility=way) for way in FASTER])


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies, days)
def test_score_rises_with_earlier_availability(profile: Profile, vacancy: Vacancy, day: Any) -> None:
    """Being free earlier never hurts, and long before the start counts like at the start."""
    ladder = [replace(profile, available_from=day - timedelta(days=count)) for count in (0, 10, 100, 400, 800)]

    scores = assert_rises(vacancy, ladder)

    assert abs(scores[-1] - scores[-2]) < 1e-12


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies)
def test_score_rises_with_hours_and_shifts(profile: Profile, vacancy: Vacancy) -> None:
    """Whoever can work more hours or more shifts never falls behind."""
    assert_rises(vacancy, [replace(profile, hours_min=None, hours_max=count) for count in (5.0, 20.0, 30.0, 48.0)])
    assert_rises(vacancy, [replace(profile, shifts=frozenset(list(Shift)[:count])) for count in range(5)])


@settings(max_examples=40, deadline=None)
@given(profiles(), vacancies)
def test_score_rises_with_recency(profile: Profile, vacancy: Vacancy) -> None:
    """Later work never counts less than earlier work."""
    assert_rises(
        vacancy,
        [
            replace(profile, experiences=(Experience(title="Koch", years=2.0, last_year=year),))
            for year in (2000, 2015, 2020, 2024, 2026)
        ],
    )
