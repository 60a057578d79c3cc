"""Next steps for the pool: what they claim is what ranking everybody again would show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fixtures.generator import generate
from matcher.model import Cefr, Participant, Profile, Qualification, QualificationLevel, Recognition, Vacancy
from matcher.pipeline import Pool
from matcher.pool_steps import FIRST, Goal, StepKind, pool_steps
from matcher.preview import Tryout
from matcher.ranking import Criteria

ON = date(2026, 11, 24)
HARD = replace(Criteria.default(), german_hard=True, licences_hard=True)


def scene(people: int, jobs: int) -> tuple[list[Participant], list[Vacancy]]:
    data = generate("small", on=ON)
    vacancies = [item.vacancy for item in data.vacancies if item.vacancy.german_min or item.vacancy.licences_needed]
    return [item.participant for item in data.participants][:people], vacancies[:jobs]


def places(people: list[Participant], vacancies: list[Vacancy], criteria: Criteria) -> list[dict[str, int]]:
    """For each vacancy, everybody's rank by code."""
    pool = Pool(people, criteria, ON)
    found = []
    for vacancy in vacancies:
        result = pool.rank(vacancy, top=0)
        found.append({str(people[row].code): place for place, row in enumerate(result.rest.rows.tolist(), 1)})
    return found


def plainly(people: list[Participant], vacancies: list[Vacancy], criteria: Criteria) -> dict[Goal, dict[str, Any]]:
    """The same, person by person: change one profile, rank everybody again, compare."""
    before = places(people, vacancies, criteria)
    told: defaultdict[Goal, dict[str, Any]] = defaultdict(lambda: {"codes": set(), "opens": set(), "lifts": set()})
    for row, person in enumerate(people):
        for goal, profile in steps(person.profile, vacancies):
            changed = [*people[:row], replace(person, profile=profile), *people[row + 1 :]]
            for number, (was, will) in enumerate(zip(before, places(changed, vacancies, criteria), strict=True)):
                now, then = was.get(person.code), will.get(person.code)
                if then is not None and now is None:
                    told[goal]["opens"].add(number)
                    told[goal]["codes"].add(person.code)
                if then is not None and then <= FIRST and (now is None or now > FIRST):
                    told[goal]["lifts"].add(number)
                    told[goal]["codes"].add(person.code)
    return told


def steps(profile: Profile, vacancies: list[Vacancy]) -> list[tuple[Goal, Profile]]:
    """German up to two levels ahead, as far as anybody asks, and licences that anybody asks for."""
    found = []
    highest = max((one.german_min.steps for one in vacancies if one.german_min), default=0)
    levels = list(Cefr)
    for ahead in (1, 2):
        if profile.german is not None and profile.german.steps + ahead <= highest:
            level = levels[profile.german.steps + ahead]
            found.append((Goal(StepKind.GERMAN, str(level)), replace(profile, german=level)))
    needed = {licence for one in vacancies for licence in one.licences_needed or ()}
    for licence in needed if profile.licences is not None else ():
        if licence not in profile.licences:
            wider = replace(profile, licences=profile.licences | {licence})
            found.append((Goal(StepKind.LICENCE, licence), wider))
    return found


@pytest.mark.parametrize("criteria", [HARD, Criteria.default()], ids=["hard", "soft"])
def test_pool_steps_count_what_ranking_again_would_show(criteria: Criteria) -> None:
    """Every number equals that of a plain twin that ranks everybody again for each step of each person."""
    people, vacancies = scene(45, 12)

    found = pool_steps(Tryout(people, ON), vacancies, criteria)

    twin = plainly(people, vacancies, criteria)
    ours = {
        Goal(StepKind(one["kind"]), one["what"]): (one["people"], one["opens"], one["lifts"], set(one["codes"]))
        for one in found["goals"]
        if one["kind"] != StepKind.RECOGNITION
    }
    assert ours == {
        goal: (len(one["codes"]), len(one["opens"]), len(one["lifts"]), one["codes"]) for goal, one in twin.items()
    }
    assert ours


def nurse(recognition: Recognition | None) -> Profile:
    return Profile(
        german=Cefr.B2,
        qualifications=(
            Qualification(
                title="Krankenpfleger",
                level=QualificationLevel.VOCATIONAL,
                recognition=recognition,
                occupation="81302",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("recognition", "expected"),
    [(Recognition.NONE, [("recognition", "813", 1)]), (Recognition.FULL, []), (None, [])],
    ids=["not recognised", "recognised", "unknown"],
)
def test_recognition_opens_the_regulated_job_only_where_it_is_known_to_lack(
    recognition: Recognition | None, expected: list[tuple[str, str, int]]
) -> None:
    """A step is never guessed: an unknown recognition is asked about first."""
    data, _vacancies = scene(120, 1)
    cleared = next(one for one in data if Pool([one], HARD, ON).rank(_helper(), top=1).total_ranked)
    person = replace(cleared, profile=nurse(recognition))
    job = Vacancy(id=_helper().id, title="Gesundheits- und Krankenpfleger/in", occupation="81302", kind=_helper().kind)

    found = pool_steps(Tryout([person], ON), [job], HARD)

    assert [(one["kind"], one["what"], one["opens"]) for one in found["goals"]] == expected


def _helper() -> Vacancy:
    return replace(generate("small", on=ON).vacancies[0].vacancy, hours=None, postcode=None, german_min=None)


def test_pool_steps_open_nothing_past_the_gate() -> None:
    """Whoever the law or the agreement keeps back gains nothing by a course, and is not counted."""
    people, vacancies = scene(60, 15)
    closed = [replace(person, clearances=(), stopped=True) for person in people]

    found = pool_steps(Tryout(closed, ON), vacancies, HARD)

    assert found["goals"] == []
    assert found["listed"] == 0


def test_pool_steps_tell_how_far_they_have_come_and_say_the_same_again() -> None:
    people, vacancies = scene(40, 12)
    told: list[int] = []

    first = pool_steps(Tryout(people, ON), vacancies, HARD, told.append)

    assert told == list(range(1, 13))
    assert first == pool_steps(Tryout(people, ON), vacancies, HARD)


def test_pool_steps_of_nobody_are_none() -> None:
    assert pool_steps(Tryout([], ON), scene(1, 3)[1], HARD)["goals"] == []
