"""Sharing out: one place a person, no more people than places, at least as good as the lists, and nothing dismissed."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.generator import generate
from matcher.model import Participant, Vacancy
from matcher.pipeline import Pool
from matcher.preview import Tryout
from matcher.ranking import Criteria
from matcher.sharing_out import CROWDED, REACH, share_out

ON = date(2026, 11, 24)
DATA = generate("small", on=ON)
PEOPLE: list[Participant] = [item.participant for item in DATA.participants]
JOBS: list[Vacancy] = [item.vacancy for item in DATA.vacancies]
CRITERIA = Criteria.default()


def lists(people: list[Participant], jobs: list[Vacancy]) -> dict[str, list[str]]:
    """Everybody on each list, best first, as a ranking has them."""
    pool = Pool(people, CRITERIA, ON)
    return {str(job.id): [str(people[row].code) for row in pool.rank(job, top=0).rest.rows.tolist()] for job in jobs}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 60), st.integers(0, 25), st.integers(0, 40))
def test_assignment_respects_places_people_and_lists(people: int, jobs: int, start: int) -> None:
    """Each named once at most, no vacancy beyond its places, nobody who is not on the list, ranks as in the ranking."""
    some, vacancies = PEOPLE[start : start + people], JOBS[start : start + jobs]

    found = share_out(Tryout(some, ON), vacancies, CRITERIA)

    ranked = lists(some, vacancies)
    taken = Counter(pair["reference"] for pair in found["pairs"])
    assert max(Counter(pair["code"] for pair in found["pairs"]).values(), default=1) == 1
    assert all(taken[str(job.id)] <= job.places for job in vacancies)
    for pair in found["pairs"]:
        assert ranked[pair["reference"]][pair["rank"] - 1] == pair["code"]
        assert pair["rank"] <= REACH
        assert pair["ranked"] == len(ranked[pair["reference"]])
    firsts = {code for job in vacancies for code in ranked[str(job.id)][: job.places]}
    assert found["greedy"] == len(firsts)
    assert found["assigned"] == len(found["pairs"]) >= len(firsts)
    assert found["listed"] == len({code for codes in ranked.values() for code in codes})


def test_whoever_stands_first_on_many_lists_is_named_with_the_number() -> None:
    found = share_out(Tryout(PEOPLE, ON), JOBS, CRITERIA)

    ranked = lists(PEOPLE, JOBS)
    counts = Counter(code for job in JOBS for code in ranked[str(job.id)][: job.places])
    assert {one["code"]: one["lists"] for one in found["crowded"]} == {
        code: count for code, count in counts.items() if count >= CROWDED
    }
    assert found["crowded"]


def test_dismissed_pair_is_not_suggested_again() -> None:
    """Another person gets the place, or nobody; all others may still be suggested."""
    first = share_out(Tryout(PEOPLE, ON), JOBS, CRITERIA)
    gone = {(pair["reference"], pair["code"]) for pair in first["pairs"][:10]}

    again = share_out(Tryout(PEOPLE, ON), JOBS, CRITERIA, dismissed=[*gone, ("V-9999", "LDS-0000")])

    assert gone & {(pair["reference"], pair["code"]) for pair in again["pairs"]} == set()
    assert again["greedy"] == first["greedy"]


def test_unseen_people_are_told_apart_by_the_lists_they_stand_on() -> None:
    unseen = [str(person.code) for person in PEOPLE[::2]]

    found = share_out(Tryout(PEOPLE, ON), JOBS, CRITERIA, unseen=[*unseen, "LDS-0000"])

    ranked = lists(PEOPLE, JOBS)
    on_lists = Counter(code for codes in ranked.values() for code in codes)
    assert found["unseen"] == len(unseen)
    assert {one["code"]: one["lists"] for one in found["waiting"]} == {
        code: on_lists[code] for code in unseen if on_lists[code]
    }
    assert set(found["nowhere"]) == {code for code in unseen if not on_lists[code]}


def test_sharing_out_tells_how_far_it_has_come_and_says_the_same_again() -> None:
    told: list[int] = []

    first = share_out(Tryout(PEOPLE, ON), JOBS[:9], CRITERIA, progress=told.append)

    assert told == list(range(1, 10))
    assert first == share_out(Tryout(PEOPLE, ON), JOBS[:9], CRITERIA)
