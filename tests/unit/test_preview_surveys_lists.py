"""A draft over all open vacancies: changed lists, who comes and goes, past decisions, groups without small cells."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fixtures.generator import generate
from matcher.model import Facts, Participant, ParticipantCode, Vacancy
from matcher.pipeline import rank
from matcher.preview import Tryout
from matcher.ranking import DEFAULT_WEIGHTS, Criteria, Feature
from matcher.survey import TOP, Judged, exposure, ndcg, survey

ON = date(2026, 11, 24)
TODAY = Criteria.default()
DRAFT = Criteria(weights={**DEFAULT_WEIGHTS, Feature.COMMUTE: 60.0})


@pytest.fixture(scope="module")
def people() -> list[Participant]:
    return [item.participant for item in generate("small", on=ON).participants]


@pytest.fixture(scope="module")
def vacancies() -> list[Vacancy]:
    return [item.vacancy for item in generate("small", on=ON).vacancies if item.state == "open"]


def tops(people: list[Participant], vacancies: list[Vacancy], criteria: Criteria) -> list[list[str]]:
    return [
        [row.participant for row in result.ranked]
        for result in rank(people, vacancies, on=ON, criteria=criteria, top=TOP)
    ]


def test_survey_counts_lists_and_people_as_whole_rankings_do(
    people: list[Participant], vacancies: list[Vacancy]
) -> None:
    """Changed lists, and who appears or vanishes anywhere, equal what two complete rankings give."""
    before, after = tops(people, vacancies, TODAY), tops(people, vacancies, DRAFT)
    steps: list[int] = []

    found = survey(Tryout(people, ON), vacancies, [], (TODAY, DRAFT), steps.append)

    was, will = ({code for top in lists for code in top} for lists in (before, after))
    assert found["changed"] == sum(a != b for a, b in zip(before, after, strict=True)) > 0
    assert (found["appear"], found["vanish"]) == (sorted(will - was), sorted(was - will))
    assert steps == list(range(1, len(vacancies) + 1))


def test_survey_names_who_is_new_on_a_list(people: list[Participant], vacancies: list[Vacancy]) -> None:
    before, after = tops(people, vacancies, TODAY), tops(people, vacancies, DRAFT)
    new = {str(one.id): sorted(set(b) - set(a)) for one, a, b in zip(vacancies, before, after, strict=True)}

    found = survey(Tryout(people, ON), vacancies, [], (TODAY, DRAFT))

    assert found["lists"]
    assert {each["reference"]: sorted(each["new"]) for each in found["lists"]} == {
        each["reference"]: new[each["reference"]] for each in found["lists"]
    }


def test_survey_agrees_wholly_where_decisions_follow_the_draft(
    people: list[Participant], vacancies: list[Vacancy]
) -> None:
    """Decisions planted along the draft's order: the draft agrees with all, today's criteria with less."""
    judged = [
        Judged(vacancy=one, gains={code: 2 if place == 0 else int(place < 3) for place, code in enumerate(list_)})
        for one, list_ in zip(vacancies, tops(people, vacancies, DRAFT), strict=True)
        if len(list_) == TOP
    ]

    found = survey(Tryout(people, ON), vacancies, judged, (TODAY, DRAFT))

    assert found["judged"] == len(judged) > 10
    assert found["draft"] == {"lists": len(judged), "ndcg": 1.0, "hits": 1.0}
    assert found["today"]["ndcg"] < 0.99


def test_survey_keeps_grades_by_hand_apart_from_decisions(people: list[Participant], vacancies: list[Vacancy]) -> None:
    """Two sources, each with its own number; a hit is whoever was graded well enough, not whoever got any grade."""
    lists = zip(vacancies, tops(people, vacancies, DRAFT), strict=True)
    first, second = [(one, list_) for one, list_ in lists if len(list_) == TOP][:2]
    graded = [
        Judged(vacancy=one, gains=dict(zip(list_, grades, strict=True)), good=2)
        for (one, list_), grades in ((first, (3, 2, 1.5, 1, 0)), (second, (1.5, 1, 1, 1, 0)))
    ]

    found = survey(Tryout(people, ON), vacancies, [], (TODAY, DRAFT), graded=graded)

    assert found["judged"] == found["draft"]["lists"] == 0
    assert found["graded"]["draft"] == {"lists": 2, "ndcg": 1.0, "hits": 0.5}


def test_survey_leaves_out_lists_whose_decisions_do_not_differ(
    people: list[Participant], vacancies: list[Vacancy]
) -> None:
    """Where everybody was suitable no order is better; whoever is no longer there tells nothing."""
    codes = [person.code for person in people[:3]]
    judged = [
        Judged(vacancy=vacancies[0], gains=dict.fromkeys(codes, 1)),
        Judged(vacancy=vacancies[1], gains={codes[0]: 1, "LDS-GONE": 0}),
    ]

    found = survey(Tryout(people, ON), vacancies[:2], judged, (TODAY, DRAFT))

    assert found["judged"] == 0


def test_gain_is_discounted_by_place() -> None:
    """Two gains, the better one second: (1/1 + 3/log2 3) over the best order."""
    assert ndcg([1, 2, 0]) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg([0, 0]) == 1.0
    assert ndcg([0, 0, 0, 0, 0, 2]) == 0.0


def test_exposure_hides_groups_of_few(people: list[Participant]) -> None:
    """A group with four people at the top is not shown, nor what its neighbour would give away."""
    group = [
        replace(people[0], code=ParticipantCode(f"P{number}"), facts=Facts(nationality="SYR" if number < 30 else "ERI"))
        for number in range(40)
    ]
    top = np.array([number < 12 or number in {30, 31} for number in range(40)])

    found = exposure(group, top, np.zeros(40, np.bool_), ON)

    rows = {row["group"]: row for row in found["nationality"]}
    assert (rows["SYR"]["pool"], rows["ERI"]["pool"]) == (30, 10)
    assert (rows["SYR"]["today"], rows["ERI"]["today"]) == (None, None)
    assert (rows["SYR"]["draft"], rows["ERI"]["draft"]) == (0, 0)
