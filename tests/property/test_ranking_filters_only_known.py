"""Filters: only what is known keeps back, but for regulated professions and youth protection."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Profile, Reason, Vacancy
from matcher.ranking import Criteria
from matcher.ranking.filters import reasons_of
from tests.property.ranking_strategies import completions, criteria, index_of, profiles, vacancies

EXCEPTIONS = {Reason.RECOGNITION_REQUIRED, Reason.TOO_YOUNG}


def reasons(profile: Profile, vacancy: Vacancy, rules: Criteria, birth_year: int | None = 1990) -> set[Reason]:
    masks = index_of([profile], rules, birth_years=[birth_year]).ask(vacancy).masks()
    return set(reasons_of(int(masks[0])))


@settings(max_examples=60, deadline=None)
@given(vacancies, criteria, st.none() | st.integers(1960, 2015))
def test_unknown_profile_is_kept_back_by_exceptions_only(
    vacancy: Vacancy, rules: Criteria, birth_year: int | None
) -> None:
    """Of whom nothing is known nobody is dropped, however hard the criteria are."""
    found = reasons(Profile(), vacancy, rules, birth_year)

    assert found <= EXCEPTIONS


@settings(max_examples=120, deadline=None)
@given(st.data(), profiles(), vacancies, criteria)
def test_missing_fact_never_adds_a_reason(
    data: st.DataObject, profile: Profile, vacancy: Vacancy, rules: Criteria
) -> None:
    """Each reason that stands without the missing facts stands with every completion of them."""
    complete = data.draw(completions(profile))

    before, after = reasons(profile, vacancy, rules), reasons(complete, vacancy, rules)

    assert before - EXCEPTIONS <= after


@settings(max_examples=60, deadline=None)
@given(st.data(), profiles(), vacancies, criteria)
def test_unknown_need_keeps_nobody_back(
    data: st.DataObject, profile: Profile, vacancy: Vacancy, rules: Criteria
) -> None:
    """A vacancy that states no need beside an unregulated occupation takes everybody of age."""
    complete = data.draw(completions(profile))
    silent = Vacancy(id=vacancy.id, title="Lagerhelfer")

    assert reasons(complete, silent, rules) == set()


@settings(max_examples=60, deadline=None)
@given(profiles(), vacancies, criteria)
def test_soft_criteria_keep_back_no_more_than_hard(profile: Profile, vacancy: Vacancy, rules: Criteria) -> None:
    """Taking a filter off never adds an exclusion."""
    soft = replace(rules, german_hard=False, licences_hard=False, reach_hard=False)

    assert reasons(profile, vacancy, soft) <= reasons(profile, vacancy, rules)
