"""The synthetic data: the same for the same seed, plausible for the county, and nobody real."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pytest

from fixtures.dataset import Dataset, Size
from fixtures.draw import items, shares, table
from fixtures.generator import generate
from matcher.clearance import clearance_for, precheck_question
from matcher.model import Job, Kind, Mode
from matcher.plausibility import doubts
from matcher.ranking.distance import is_known
from matcher.usecases.add_participant import ALPHABET

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def county() -> Dataset:
    return generate("county", on=ON)


def test_generate_gives_same_data_when_seed_is_same() -> None:
    """Size, seed and day decide everything; another seed gives other people."""
    first, again, other = (generate("small", seed=seed, on=ON) for seed in (7, 7, 8))

    assert first == again
    assert first.participants != other.participants


@pytest.mark.parametrize(("size", "people", "vacancies"), [("small", 120, 80), ("county", 2000, 1500)])
def test_generate_gives_promised_counts(size: Size, people: int, vacancies: int) -> None:
    """Both sizes hold what the command line promises, with 60 mentors each."""
    data = generate(size, on=ON)

    assert (len(data.participants), len(data.vacancies), len(data.mentors)) == (people, vacancies, 60)


def test_postcodes_are_known_to_commute(county: Dataset) -> None:
    """Every postcode has a centroid, so that no way to work is unknown by mistake."""
    postcodes = {row["postcode"] for row in table("municipalities")}
    postcodes |= {person.participant.profile.postcode for person in county.participants} - {None}
    postcodes |= {item.vacancy.postcode for item in county.vacancies}

    assert [postcode for postcode in sorted(postcodes) if not is_known(postcode)] == []


def test_places_and_branches_are_those_of_the_county(county: Dataset) -> None:
    """Towns of Dahme-Spreewald, and each branch of its economy, occur."""
    towns = {"Königs Wusterhausen", "Lübben (Spreewald)", "Schönefeld", "Wildau", "Luckau", "Zeuthen", "Mittenwalde"}
    branches = {row["branch"] for row in table("branches")}

    assert towns | {"Golßen"} <= {person.city for person in county.participants}
    assert branches == {row["branch"] for row in table("vacancy_titles")}
    assert branches >= {"logistics", "care", "construction", "gastronomy", "food", "crafts", "agriculture", "cleaning"}


def test_codes_use_alphabet_of_the_real_ones(county: Dataset) -> None:
    """Codes look like those that taking in a person gives out, and none occurs twice."""
    codes = [person.participant.code for person in county.participants]

    assert len(set(codes)) == len(codes)
    assert {sign for code in codes for sign in code.removeprefix("LDS-")} <= set(ALPHABET)


def test_names_are_made_of_invented_syllables_only(county: Dataset) -> None:
    """No name stands in the tables: all are syllables put together."""
    parts = {row["part"]: items(row["syllables"]) for row in table("name_syllables")}
    given = {"".join(name) for name in product(parts["given_start"], parts["given_middle"], parts["given_end"])}
    family = {"".join(name) for name in product(parts["family_start"], parts["family_middle"], parts["family_end"])}

    assert {person.given_name for person in county.participants} <= given
    assert {person.family_name for person in county.participants} <= family


def test_statuses_occur_in_the_shares_of_their_table(county: Dataset) -> None:
    """Every status of the table occurs, none beside them, and the most frequent ones lead."""
    weights = {row["status"]: float(row["weight"]) for row in table("statuses")}
    found = Counter(person.participant.facts.status for person in county.participants)

    assert set(found) == set(weights)
    for status, weight in weights.items():
        assert found[status] / 2000 == pytest.approx(weight / sum(weights.values()), abs=0.025), status


def test_every_mode_occurs_when_authority_is_asked(county: Dataset) -> None:
    """Whatever the law may answer, the demo has people for it."""
    modes = {
        precheck_question(person.participant.facts, Job(kind=kind), ON).mode
        for person in county.participants
        for kind in person.participant.profile.kinds or {Kind.JOB}
    }

    assert modes == set(Mode)


def test_gate_seldom_holds_for_a_missing_fact(county: Dataset) -> None:
    """Facts are missing as in life, yet for most pairs of person and wished job the gate can decide."""
    modes: Counter[Mode] = Counter()
    for item in county.vacancies[:40]:
        for person in county.participants[:200]:
            kinds = person.participant.profile.kinds
            if kinds is None or item.vacancy.kind in kinds:
                modes[clearance_for(person.participant, item.vacancy, ON).decision.mode] += 1

    assert 0.02 < modes[Mode.HOLD] / modes.total() < 0.30


def test_facts_of_a_person_follow_one_another(county: Dataset) -> None:
    """Arrival, registration, application, status, request and answer come in this order, none after the day."""
    for person in county.participants:
        facts = person.participant.facts
        chains = (
            (facts.stay_since, facts.registered_on, facts.applied_on, ON),
            (facts.stay_since, facts.status_since, person.precheck_sent_on, person.precheck_answered_on, ON),
        )
        for chain in chains:
            known = [day for day in chain if day is not None]
            assert known == sorted(known), person


def test_nobody_is_asked_about_without_consent(county: Dataset) -> None:
    """A request to the authority needs the person's consent (4 and 9 of the agreement)."""
    asked = [person for person in county.participants if person.precheck != "none"]

    assert asked
    assert all("abh" in person.consents for person in asked)


def test_vacancies_can_be_meant_as_written(county: Dataset) -> None:
    """Pay, length and words of every vacancy pass the check that a volunteer's entry passes."""
    found = [
        doubt
        for vacancy in (item.vacancy for item in county.vacancies)
        for doubt in doubts(
            kind=vacancy.kind,
            start=max(vacancy.start or ON, ON),
            until=vacancy.until,
            hours=vacancy.hours,
            pay_hourly=vacancy.pay_hourly,
            pay_monthly=vacancy.pay_monthly,
            text=f"{vacancy.title} {vacancy.description}",
        )
    ]

    assert found == []


def test_shares_name_only_values_that_tables_know() -> None:
    """The settings of the demo's mentor can be met by the small size already."""
    data = generate("small", on=ON)
    wanted = shares()["mentors"]["vacancies_of_the_demo_mentor"]
    states = Counter(item.state for item in data.vacancies if item.vacancy.kind is Kind.JOB)

    assert all(states[state] >= count for state, count in wanted.items())
