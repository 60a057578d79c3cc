"""Previews: the same people under two criteria, exactly as the whole ranking would place them, and what moved whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fixtures.generator import generate
from matcher.model import Participant, Profile, Reason, Vacancy, VacancyRef
from matcher.pipeline import rank
from matcher.preview import FIRST, Tryout, kept_back_by
from matcher.ranking import DEFAULT_WEIGHTS, Criteria, Feature

ON = date(2026, 11, 24)
TODAY = Criteria.default()
DRAFTS = {
    "weights": Criteria(weights={**DEFAULT_WEIGHTS, Feature.COMMUTE: 60.0, Feature.GERMAN: 2.0}),
    "weight gone": Criteria(weights={**DEFAULT_WEIGHTS, Feature.OCCUPATION: 0.0}),
    "shape": replace(TODAY, far_minutes=40.0, recent_years=0.0, forgotten_years=3.0),
    "filters": replace(TODAY, german_hard=True, licences_hard=True, reach_hard=False),
}


@pytest.fixture(scope="module")
def people() -> list[Participant]:
    return [item.participant for item in generate("small", on=ON).participants]


@pytest.fixture(scope="module")
def vacancies() -> list[Vacancy]:
    return [item.vacancy for item in generate("small", on=ON).vacancies if item.state == "open"][:12]


@pytest.mark.parametrize("name", DRAFTS)
def test_preview_is_what_a_whole_ranking_would_say(
    people: list[Participant], vacancies: list[Vacancy], name: str
) -> None:
    """A warm index that has seen other criteria before gives the very places that a fresh ranking gives."""
    draft, tryout = DRAFTS[name], Tryout(people, ON)
    for other in DRAFTS.values():
        tryout.compare(vacancies, TODAY, other)

    found = tryout.compare(vacancies, TODAY, draft)

    for side, criteria in (("today", TODAY), ("draft", draft)):
        expected = rank(people, vacancies, on=ON, criteria=criteria, top=FIRST)
        shown = [[(seat.code, seat.rank, seat.score) for seat in getattr(item, side)] for item in found]
        assert shown == [[(row.participant, row.rank, row.score) for row in item.ranked] for item in expected]


def test_preview_moves_nobody_under_the_same_criteria(people: list[Participant], vacancies: list[Vacancy]) -> None:
    found = Tryout(people, ON).compare(vacancies, TODAY, Criteria.default())

    assert {item.moved for item in found} == {0}


def test_preview_moves_nobody_where_all_weights_double(people: list[Participant], vacancies: list[Vacancy]) -> None:
    """Only the ratios of weights count."""
    double = Criteria(weights={feature: 2 * weight for feature, weight in DEFAULT_WEIGHTS.items()})

    found = Tryout(people, ON).compare(vacancies, TODAY, double)

    assert {item.moved for item in found} == {0}


@pytest.mark.parametrize("feature", [Feature.COMMUTE, Feature.OCCUPATION])
def test_preview_names_the_criterion_that_was_turned_as_what_moved(
    people: list[Participant], vacancies: list[Vacancy], feature: Feature
) -> None:
    """Where one weight alone is raised, it moved everybody who moved: up with a gain, down with a loss."""
    draft = Criteria(weights={**DEFAULT_WEIGHTS, feature: 80.0})

    found = Tryout(people, ON).compare(vacancies, TODAY, draft)

    moved = [seat for item in found for seat in item.draft if seat.push is not None]
    assert len(moved) > 20
    assert {seat.push.feature for seat in moved if seat.push} == {feature}
    assert all((seat.push.points > 0) == (seat.rose > 0) for seat in moved if seat.push)


def test_preview_says_why_somebody_was_not_on_the_list(people: list[Participant], vacancies: list[Vacancy]) -> None:
    """A filter that the draft drops lets people in; the preview names the filter."""
    found = Tryout(people, ON).compare(vacancies, TODAY, replace(TODAY, reach_hard=False))

    new = [seat for item in found for seat in item.draft if seat.elsewhere is None]
    assert new
    assert {seat.kept_back_by for seat in new} == {Reason.OUT_OF_REACH}


def test_preview_follows_a_changed_person_without_a_new_index(
    people: list[Participant], vacancies: list[Vacancy]
) -> None:
    """Whoever is overwritten stands where a fresh index puts them."""
    changed = replace(people[3], profile=Profile(), consent_ags=False)
    warm = Tryout(people, ON)
    warm.compare(vacancies, TODAY, DRAFTS["weights"])

    warm.overwrite(3, changed)

    fresh = Tryout([*people[:3], changed, *people[4:]], ON)
    assert warm.compare(vacancies, TODAY, DRAFTS["shape"]) == fresh.compare(vacancies, TODAY, DRAFTS["shape"])


def test_filters_count_people_and_lists_as_the_ranking_excludes_them(
    people: list[Participant], vacancies: list[Vacancy]
) -> None:
    """The count is what a ranking under the hard filter names as reason, for people whom the gate lets pass."""
    hard = replace(TODAY, german_hard=True)
    results = rank(people, vacancies, on=ON, criteria=hard)
    own = set(list(Reason)[list(Reason).index(Reason.TOO_YOUNG) :])
    kept = [
        {
            item.participant
            for item in result.excluded
            if Reason.GERMAN_BELOW_MINIMUM in item.all_reasons and set(item.all_reasons) <= own
        }
        for result in results
    ]

    counts = kept_back_by(Tryout(people, ON), vacancies, {Reason.GERMAN_BELOW_MINIMUM: hard})

    assert counts == {Reason.GERMAN_BELOW_MINIMUM: (len(set().union(*kept)), sum(bool(each) for each in kept))}
    assert counts[Reason.GERMAN_BELOW_MINIMUM][0] > 0


def test_preview_of_nobody_is_empty() -> None:
    (found,) = Tryout([], ON).compare([Vacancy(id=VacancyRef("V"), title="Koch")], TODAY, TODAY)

    assert (found.today, found.draft, found.ranked_draft) == ((), (), 0)
