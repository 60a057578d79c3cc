"""I6 over the whole pipeline: everybody is ranked or excluded, once, with a first reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Answer, Clearance, Facts, Level, Mode, Participant, ParticipantCode, Reason, Vacancy, WorkNote
from matcher.pipeline import Pool, rank
from matcher.ranking import Criteria
from tests.property.ranking_strategies import ON, criteria, profiles, vacancies

FREE = Facts(
    status="ae_25_2",
    work_note=WorkNote.ERWERBSTAETIGKEIT_GESTATTET,
    document_expiry_known=True,
    document_valid_until=date(2029, 1, 1),
)
CHECKED = Clearance(
    level=Level.PLACEMENT,
    mode=Mode.NONE,
    answer=Answer.TITLE_CHECKED,
    answered_on=date(2026, 11, 1),
    valid_from=date(2026, 11, 1),
    valid_until=date(2028, 1, 1),
)


@st.composite
def people(draw: st.DrawFn) -> list[Participant]:
    """Some who may be placed, some whom the gate keeps back, some who are stopped."""
    kinds: Any = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans())
    drawn = draw(st.lists(st.tuples(profiles(), kinds, st.sampled_from([1980, 2008, 2012, None])), max_size=10))
    return [
        Participant(
            code=ParticipantCode(f"LDS-{place}"),
            profile=profile,
            facts=FREE if known else Facts(),
            clearances=(CHECKED,) if known else (),
            consent_ags=consents,
            participates=not leaves,
            stopped=stopped and leaves,
            birth_year=born,
        )
        for place, (profile, (known, consents, leaves, stopped), born) in enumerate(drawn)
    ]


@settings(max_examples=80, deadline=None)
@given(people(), vacancies, criteria, st.none() | st.integers(0, 5))
def test_pool_accounts_for_everybody_once(
    pool: list[Participant], vacancy: Vacancy, rules: Criteria, top: int | None
) -> None:
    """Ranked, rest and excluded are disjoint and are the pool."""
    result = Pool(pool, rules, ON).rank(vacancy, top=top)

    places = [one.participant for one in result.ranked] + [code for code, _ in result.rest]
    kept_back = [one.participant for one in result.excluded]
    assert sorted(places + kept_back) == sorted(person.code for person in pool)
    assert result.total_ranked + len(result.excluded) == result.pool == len(pool)
    assert [one.rank for one in result.ranked] == list(range(1, len(result.ranked) + 1))
    assert len(result.ranked) == (len(places) if top is None else min(top, len(places)))


@settings(max_examples=60, deadline=None)
@given(people(), vacancies, criteria)
def test_exclusion_names_first_reason_in_order(pool: list[Participant], vacancy: Vacancy, rules: Criteria) -> None:
    """The reason that is shown is the first that blocks, and a date is promised only where time alone lifts all."""
    order = list(Reason)

    for excluded in Pool(pool, rules, ON).rank(vacancy).excluded:
        places = [order.index(reason) for reason in excluded.all_reasons]

        assert excluded.reason is excluded.all_reasons[0]
        assert places == sorted(set(places))


@settings(max_examples=40, deadline=None)
@given(people(), vacancies, criteria, st.integers(0, 6))
def test_places_with_and_without_reasons_are_one_order(
    pool: list[Participant], vacancy: Vacancy, rules: Criteria, top: int
) -> None:
    """Cutting the list changes what is told, not where anybody stands."""
    whole = rank(pool, [vacancy], on=ON, criteria=rules)[0]
    cut = Pool(pool, rules, ON).rank(vacancy, top=top)

    scores = [(one.participant, one.score) for one in whole.ranked]
    assert [(one.participant, one.score) for one in cut.ranked] + list(cut.rest) == scores
    assert scores == sorted(scores, key=lambda pair: -pair[1])
