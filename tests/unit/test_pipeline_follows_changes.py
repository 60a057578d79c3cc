"""A pool whose people change row by row ranks like a new pool of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fixtures.generator import generate
from matcher.model import Participant, Vacancy
from matcher.pipeline import Pool, VacancyResult
from matcher.ranking import Criteria

ON = date(2026, 11, 23)


def test_pool_ranks_like_a_new_one_after_people_change() -> None:
    """Other facts, papers, profiles and consents in a row, before and after the vacancies were asked: no difference."""
    data = generate("small", on=ON)
    people = [one.participant for one in data.participants]
    vacancies = [one.vacancy for one in data.vacancies]
    others = people[60:]
    pool = Pool(people[:60], Criteria.default(), ON)
    _all(pool, vacancies[::2])

    for row, other in enumerate(others):
        pool.overwrite(row, replace(other, code=people[row].code))
        if row % 15 == 0:
            _all(pool, vacancies[::3])

    now = [replace(other, code=person.code) for person, other in zip(people, others, strict=False)]
    assert _all(pool, vacancies) == _all(Pool(now, Criteria.default(), ON), vacancies)


def test_pool_counts_whom_employer_service_may_see_beyond_the_first_places() -> None:
    """The count is over everybody ranked, however few places come with reasons."""
    data = generate("small", on=ON)
    pool = Pool([one.participant for one in data.participants], Criteria.default(), ON)

    for one in data.vacancies[:20]:
        whole, cut = pool.rank(one.vacancy), pool.rank(one.vacancy, top=2)
        assert cut.releasable == sum(place.releasable for place in whole.ranked) == whole.releasable
        assert [(place.participant, place.score) for place in whole.ranked[2:]] == list(cut.rest)
        assert cut.excluded == whole.excluded


def test_people_kept_back_are_looked_up_by_place_and_slice() -> None:
    """The arrays answer like the tuple that they stand for."""
    data = generate("small", on=ON)
    people: Sequence[Participant] = [one.participant for one in data.participants]
    excluded = Pool(people, Criteria.default(), ON).rank(data.vacancies[0].vacancy).excluded

    assert excluded[-1] == tuple(excluded)[-1]
    assert excluded[1:4] == tuple(excluded)[1:4]
    assert all(one.all_reasons[0] is one.reason for one in excluded)


def _all(pool: Pool, vacancies: Sequence[Vacancy]) -> list[VacancyResult]:
    return [pool.rank(vacancy, top=5) for vacancy in vacancies]
