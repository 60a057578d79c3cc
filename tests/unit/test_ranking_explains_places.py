"""Explanations: the smallest step up is verified, the question narrows most, a move names its causes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import (
    Cefr,
    Experience,
    Kind,
    Mobility,
    Participant,
    ParticipantCode,
    Profile,
    Qualification,
    QualificationLevel,
    Recognition,
    Vacancy,
    VacancyRef,
)
from matcher.ranking import Criteria, Feature, Standing, question_for, smallest_change, why_moved
from matcher.ranking.explain import steps_of
from tests.property.ranking_strategies import index_of, profiles, twin_tie, vacancies

WORK = (Experience(title="Lagerhelfer", years=5.0, last_year=2026),)
JOB = Vacancy(id=VacancyRef("V"), title="Lagerhelfer", german_min=Cefr.B1)
TRAINED = Qualification(title="Koch", level=QualificationLevel.VOCATIONAL)
CHANGEABLE = {"german", "qualifications", "licences", "mobility", "hours_min", "hours_max"}


def change_of(people: list[Profile], vacancy: Vacancy, row: int) -> str | None:
    """The sentence for a person whom the tie rule favours, so that drawing level is enough."""
    keys = [f"P{place}" for place in range(len(people))]
    lucky = (replace(vacancy, id=VacancyRef(f"V{number}")) for number in range(200))
    favoured = next(one for one in lucky if min(keys, key=lambda key: twin_tie(one, key)) == keys[row])
    answer = index_of(people).ask(favoured)
    scores = answer.scores()
    order = answer.order(np.arange(len(people)), scores)
    rank = order.tolist().index(row) + 1
    found = smallest_change(answer, row, people[row], order, scores[order], rank)
    return found.german if found else None


def test_smallest_change_says_level_and_places() -> None:
    """The sentence that the design gives as its example."""
    people = [Profile(german=level, experiences=WORK) for level in (Cefr.B1, Cefr.A2, Cefr.A2, Cefr.A1)]

    assert change_of(people, JOB, 3) == "mit A2 statt A1: Rang 4 → 2"


def test_smallest_change_is_none_for_the_first() -> None:
    """Whoever leads has nowhere to go."""
    people = [Profile(german=level, experiences=WORK) for level in (Cefr.B1, Cefr.A2)]

    assert change_of(people, JOB, 0) is None


def test_smallest_change_prefers_least_effort() -> None:
    """Five hours more are less to ask than a language level."""
    vacancy = replace(JOB, hours=30.0)
    people = [
        Profile(german=Cefr.A2, experiences=WORK, hours_max=30.0),
        Profile(german=Cefr.A2, experiences=WORK, hours_max=25.0),
    ]

    assert change_of(people, vacancy, 1) == "mit 30 statt höchstens 25 Stunden: Rang 2 → 1"


@pytest.mark.parametrize(
    ("better", "worse", "vacancy", "expected"),
    [
        (
            Profile(licences=frozenset({"B"})),
            Profile(licences=frozenset()),
            replace(JOB, licences_needed=frozenset({"B"})),
            "mit Führerschein B: Rang 2 → 1",
        ),
        (
            Profile(postcode="15907", mobility=Mobility.CAR),
            Profile(postcode="15907", mobility=Mobility.TRANSIT),
            replace(JOB, postcode="15926"),
            "mit dem Auto: Rang 2 → 1",
        ),
        (
            Profile(qualifications=(replace(TRAINED, recognition=Recognition.PARTIAL),)),
            Profile(qualifications=(replace(TRAINED, recognition=Recognition.NONE),)),
            replace(JOB, qualification_needed=QualificationLevel.VOCATIONAL),
            "mit voller Anerkennung (Koch): Rang 2 → 1",
        ),
    ],
    ids=["licence", "mobility", "recognition"],
)
def test_smallest_change_covers_what_can_be_changed(
    better: Profile, worse: Profile, vacancy: Vacancy, expected: str
) -> None:
    """Licence, way of travel and recognition."""
    assert change_of([better, worse], vacancy, 1) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(profiles(), min_size=2, max_size=8), vacancies)
def test_smallest_change_holds_when_made(people: list[Profile], vacancy: Vacancy) -> None:
    """Change the profile for real, rank everybody again, and the person stands where they were told."""
    answer = index_of(people).ask(vacancy)
    scores = answer.scores()
    order = answer.order(np.arange(len(people)), scores)
    for rank, row in enumerate(order.tolist(), 1):
        found = smallest_change(answer, row, people[row], order, scores[order], rank)
        if found is None:
            continue
        step = next(one for one in steps_of(people[row], answer) if found.german.startswith(f"{one.german}: "))
        changed = [step.profile if place == row else other for place, other in enumerate(people)]
        again = index_of(changed).ask(vacancy)
        placed = again.order(np.arange(len(people)), again.scores()).tolist()
        assert abs(again.scores()[row] - found.score) < 1e-12
        assert placed.index(row) + 1 == found.to_rank < rank


@settings(max_examples=60, deadline=None)
@given(profiles(), vacancies)
def test_steps_change_only_what_a_person_can_change(profile: Profile, vacancy: Vacancy) -> None:
    """No step touches experience, home, wishes or availability."""
    for step in steps_of(profile, index_of([profile]).ask(vacancy)):
        different = {
            name for name in Profile.__dataclass_fields__ if getattr(step.profile, name) != getattr(profile, name)
        }
        assert different <= CHANGEABLE


def test_question_asks_what_narrows_most_not_what_weighs_most() -> None:
    """German weighs more than the way, but only half of its interval is open."""
    widths = {Feature.GERMAN: 0.05, Feature.COMMUTE: 0.12, Feature.OCCUPATION: 0.0}

    assert question_for(Profile(), widths) == (
        "Wohnort unbekannt: nachfragen",
        "place of residence unknown: please ask",
    )
    assert question_for(Profile(), {Feature.GERMAN: 0.0}) is None


@pytest.mark.parametrize(
    ("profile", "feature", "expected"),
    [
        (Profile(), Feature.OCCUPATION, "Berufserfahrung unbekannt: nachfragen"),
        (Profile(experiences=(Experience(title="Koch"),)), Feature.OCCUPATION, "Berufsjahre unbekannt: nachfragen"),
        (Profile(experiences=WORK), Feature.OCCUPATION, "Ausbildung unbekannt: nachfragen"),
        (Profile(postcode="15711"), Feature.COMMUTE, "Auto oder Fahrrad unbekannt: nachfragen"),
        (
            Profile(qualifications=(Qualification(title="Koch", level=QualificationLevel.VOCATIONAL),)),
            Feature.QUALIFICATION,
            "Anerkennung unbekannt: nachfragen",
        ),
    ],
)
def test_question_names_the_part_that_is_missing(profile: Profile, feature: Feature, expected: str) -> None:
    """Asking for what is known already would look careless."""
    found = question_for(profile, {feature: 0.2})

    assert found is not None
    assert found[0] == expected


HERE = Standing(
    rank=3,
    contributions={Feature.GERMAN: 0.10, Feature.COMMUTE: 0.20},
    weights={Feature.GERMAN: 1.0, Feature.COMMUTE: 2.0},
    above=frozenset({"A", "B"}),
    pool=frozenset({"A", "B", "C", "D"}),
)


def test_move_says_nothing_when_nothing_moved() -> None:
    """No noise."""
    assert why_moved(HERE, HERE) == ()


def test_move_names_own_data_with_points() -> None:
    """More German, hence further up; who was overtaken stays nameless."""
    after = replace(HERE, rank=2, contributions={Feature.GERMAN: 0.15, Feature.COMMUTE: 0.20}, above=frozenset({"A"}))

    german = [sentence for sentence, _ in why_moved(HERE, after)]

    assert german == ["Deutsch passt jetzt besser (5 Punkte).", "1 Person überholt."]


def test_move_names_criteria_instead_of_data_when_weights_changed() -> None:
    """Contributions that changed because the weights did are no change of the person."""
    after = replace(HERE, weights={Feature.GERMAN: 5.0, Feature.COMMUTE: 2.0}, contributions={Feature.GERMAN: 0.4})

    assert [english for _, english in why_moved(HERE, after)] == ["The criteria were changed: German."]


def test_move_names_rivals_by_number_only() -> None:
    """New people ahead, people who passed, people who left."""
    after = replace(HERE, rank=4, above=frozenset({"B", "C", "E"}), pool=frozenset({"B", "C", "D", "E"}))

    german = [sentence for sentence, _ in why_moved(HERE, after)]

    assert german == ["1 Person neu davor.", "1 Person vorbeigezogen.", "1 Person davor nicht mehr dabei."]


def test_move_names_the_gate_first() -> None:
    """Whoever was kept back and is in the list now reads why."""
    kept_back = replace(HERE, rank=None, kept_back_by="Vorprüfung fehlt")

    assert why_moved(kept_back, HERE)[0][0] == "Vorher zurückgehalten (Vorprüfung fehlt), jetzt dabei."
    assert why_moved(HERE, kept_back)[0][1] == "Kept back now: Vorprüfung fehlt."


def test_pipeline_tells_the_step_up() -> None:
    """The list carries the sentence in both languages."""
    from matcher.pipeline import rank  # noqa: PLC0415 - its one use
    from tests.property.test_ranking_pool_is_complete import CHECKED, FREE, ON  # noqa: PLC0415 - its one use

    people = [
        Participant(
            code=ParticipantCode(f"LDS-{place}"),
            profile=Profile(german=level, experiences=WORK),
            facts=FREE,
            clearances=(CHECKED,),
            birth_year=1990,
        )
        for place, level in enumerate((Cefr.B1, Cefr.A2))
    ]

    result = rank(people, [replace(JOB, kind=Kind.JOB)], on=ON, criteria=Criteria.default())[0]

    assert [one.change_german for one in result.ranked] == [None, "mit B1 statt A2: Rang 2 → 1"]
    assert result.ranked[1].change_english == "with B1 instead of A2: rank 2 → 1"
