"""One person before all vacancies: reasons and scores as in each vacancy's own ranking, and what opens most."""

from __future__ import annotations

from datetime import date

import pytest

from fixtures.generator import generate
from matcher.chances import Chance, Key, chances, keys
from matcher.model import Participant, Reason, Vacancy, VacancyRef
from matcher.pipeline import rank
from matcher.ranking import Criteria

ON = date(2026, 11, 24)
CRITERIA = Criteria(german_hard=True)


@pytest.fixture(scope="module")
def people() -> list[Participant]:
    return [item.participant for item in generate("small", on=ON).participants][:30]


@pytest.fixture(scope="module")
def vacancies() -> list[Vacancy]:
    return [item.vacancy for item in generate("small", on=ON).vacancies if item.state == "open"][:20]


def test_chances_are_what_every_ranking_says_of_the_person(people: list[Participant], vacancies: list[Vacancy]) -> None:
    """Whoever is ranked stands on the list with that score; whoever is excluded has those reasons and that date."""
    results = rank(people, vacancies, on=ON, criteria=CRITERIA)
    expected = {
        (row.participant, result.vacancy.id): (row.score, (), None) for result in results for row in result.ranked
    } | {
        (item.participant, result.vacancy.id): (None, item.all_reasons, item.lifts_on)
        for result in results
        for item in result.excluded
    }

    for person in people:
        for chance in chances(person, vacancies, CRITERIA, ON):
            score, reasons, lifts_on = expected[person.code, chance.vacancy.id]
            assert (chance.reasons, chance.lifts_on) == (reasons, lifts_on)
            assert score is None or chance.score == score


def test_chances_begin_with_the_best_fit_that_is_open(people: list[Participant], vacancies: list[Vacancy]) -> None:
    for person in people:
        found = chances(person, vacancies, CRITERIA, ON)
        open_ = [chance.score for chance in found if not chance.reasons]
        assert [bool(chance.reasons) for chance in found] == sorted(bool(chance.reasons) for chance in found)
        assert open_ == sorted(open_, reverse=True)


def test_key_is_the_reason_that_alone_closes_most_lists() -> None:
    """A reason beside others opens nothing by itself."""
    vacancy = Vacancy(id=VacancyRef("V"), title="Koch")
    german, licence, stop = Reason.GERMAN_BELOW_MINIMUM, Reason.LICENCE_REQUIRED, Reason.STOPPED
    reasons = [(german,), (german,), (licence,), (stop, licence), (stop, german), ()]

    found = keys([Chance(vacancy, 0.5, each, None) for each in reasons])

    assert found == (Key(german, 2), Key(licence, 1))
