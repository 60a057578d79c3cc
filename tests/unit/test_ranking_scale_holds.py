"""Published numbers stay within the scale that the store insists on."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from matcher.model import Cefr, Experience, Kind, Profile, Vacancy, VacancyRef
from matcher.ranking import Criteria, Feature, Index

ON = date(2026, 11, 24)


@pytest.mark.parametrize("seed", range(20))
def test_score_and_interval_never_leave_the_scale_when_weights_round_up(seed: int) -> None:
    """A perfect person scores at most 1 and bounds lie in [0, 1], whatever the weights."""
    draw = np.random.default_rng(seed)
    weights = {feature: float(draw.uniform(0.01, 9)) for feature in Feature}
    criteria = Criteria.from_dict(Criteria.default().to_dict() | {"weights": {str(k): v for k, v in weights.items()}})
    fitting = Profile(
        german=Cefr.B2,
        experiences=(Experience(title="Maurer", years=9, last_year=2026, occupation="32122"),),
        postcode="15711",
        hours_min=10,
        hours_max=40,
        available_from=ON,
        kinds=frozenset({Kind.JOB}),
    )
    vacancy = Vacancy(
        id=VacancyRef("V"),
        title="Maurer",
        occupation="32122",
        kind=Kind.JOB,
        postcode="15711",
        hours=38,
        start=ON,
        german_min=Cefr.B1,
    )
    index = Index([fitting, Profile()], ["A", "B"], [None, None], criteria=criteria, on=ON)

    detail = index.ask(vacancy).detail(np.array([0, 1]))

    for numbers in (detail.score, detail.low, detail.high):
        assert float(numbers.max()) <= 1.0
        assert float(numbers.min()) >= 0.0
    assert (detail.low <= detail.score).all()
    assert (detail.score <= detail.high).all()
