"""The judged pairs follow their written rules, and the default criteria are better than what one would pick instead."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict

import pytest

from fixtures.judgements.rules import grade, read, relations
from tests.bench.judgement_eval import figures


def test_grades_follow_the_written_rules() -> None:
    """No grade was touched afterwards."""
    people = {row["person"]: row for row in read("people.tsv")}
    vacancies = {row["vacancy"]: row for row in read("vacancies.tsv")}
    related = relations()

    wrong = [
        row
        for row in read("grades.tsv")
        if int(row["grade"]) != grade(people[row["person"]], vacancies[row["vacancy"]], related)
    ]

    assert wrong == []


def test_judgements_are_many_and_of_every_grade() -> None:
    """At least 60 vacancies, 15 people each, all four grades."""
    judged: dict[str, int] = defaultdict(int)
    for row in read("grades.tsv"):
        judged[row["vacancy"]] += 1

    assert len(judged) >= 60
    assert set(judged.values()) == {15}
    assert min(Counter(row["grade"] for row in read("grades.tsv")).values()) > 50


def test_title_pairs_are_graded_once_each() -> None:
    """300 pairs and more, no pair twice, grades 0 to 3."""
    pairs = read("title_pairs.tsv")

    assert len(pairs) >= 300
    assert len({(row["words"], row["title"]) for row in pairs}) == len(pairs)
    assert {row["grade"] for row in pairs} == {"0", "1", "2", "3"}


@pytest.mark.parametrize("rival", ["random", "language only", "TF-IDF of titles only", "bm25 on profile text"])
def test_default_criteria_beat_rival_clearly(rival: str) -> None:
    """nDCG@5 of the list is at least 0.15 above each simple way."""
    found = figures()

    assert statistics.mean(found["default criteria"]) > statistics.mean(found[rival]) + 0.15
