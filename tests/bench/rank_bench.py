"""Speed of the ranking against its peers, in one run: `python tests/bench/rank_bench.py [--quick]`.

Peers: a plain rapidfuzz loop over participants' texts, bm25s over the same texts, and the bound that
no scorer beats: a float32 matrix of 64 columns times a vector. Each figure is the median of several
runs; only the ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import bm25s
import numpy as np
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from matcher.model import (
    Cefr,
    Experience,
    Kind,
    Mobility,
    Profile,
    Qualification,
    QualificationLevel,
    Recognition,
    Shift,
    Vacancy,
    VacancyRef,
)
from matcher.occupations.kldb import table
from matcher.ranking import Criteria, Index

ON = date(2026, 11, 24)
POSTCODES = ("15711", "15745", "15738", "12529", "15749", "15907", "15926", "15938", "15732", "15741", "15806", "03222")
TITLES = [title for code, _, titles in table() for title in titles if len(code) == 5]


def profiles(count: int, seed: int) -> list[Profile]:
    draw = random.Random(seed)
    return [
        Profile(
            german=draw.choice([None, *Cefr]),
            experiences=tuple(
                Experience(
                    title=draw.choice(TITLES), years=float(draw.randint(0, 12)), last_year=draw.randint(2012, 2026)
                )
                for _ in range(draw.randint(0, 3))
            ),
            qualifications=(
                (
                    Qualification(
                        title=draw.choice(TITLES),
                        level=draw.choice(list(QualificationLevel)),
                        recognition=draw.choice([None, *Recognition]),
                    ),
                )
                if draw.random() < 0.4
                else ()
            ),
            wishes=(draw.choice(TITLES),) if draw.random() < 0.5 else (),
            licences=draw.choice([None, frozenset(), frozenset({"B"}), frozenset({"B", "C1"}), frozenset({"STAPLER"})]),
            postcode=draw.choice(POSTCODES),
            reach_km=draw.choice([None, 20.0, 40.0, 60.0]),
            mobility=draw.choice([None, *Mobility]),
            available_from=draw.choice([None, ON, ON + timedelta(days=30)]),
            hours_min=draw.choice([None, 10.0, 20.0]),
            hours_max=draw.choice([None, 30.0, 40.0]),
            shifts=draw.choice([None, frozenset({Shift.DAY}), frozenset(Shift)]),
            kinds=draw.choice([None, frozenset({Kind.JOB}), frozenset({Kind.JOB, Kind.TRAINING})]),
        )
        for _ in range(count)
    ]


def vacancies(count: int, seed: int) -> list[Vacancy]:
    draw = random.Random(seed)
    return [
        Vacancy(
            id=VacancyRef(f"V{number}"),
            title=draw.choice(TITLES),
            kind=draw.choice([Kind.JOB, Kind.TRAINING]),
            postcode=draw.choice(POSTCODES),
            hours=draw.choice([20.0, 30.0, 38.5]),
            german_min=draw.choice([None, Cefr.A2, Cefr.B1]),
            licences_needed=draw.choice([None, None, frozenset({"B"})]),
            shift=draw.choice([None, Shift.DAY, Shift.EARLY_LATE]),
            qualification_needed=draw.choice([None, QualificationLevel.VOCATIONAL]),
            start=ON + timedelta(days=14),
        )
        for number in range(count)
    ]


def text_of(profile: Profile) -> str:
    parts = [item.title for item in profile.experiences] + [item.title for item in profile.qualifications]
    parts += [*profile.wishes, *(f"Führerschein {held}" for held in sorted(profile.licences or ()))]
    parts += [f"Deutsch {profile.german or 'unbekannt'}", f"wohnt in {profile.postcode}"]
    return " ".join(parts)


def median_ms(work: Callable[[], object], runs: int) -> float:
    work()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def one_against(count: int, runs: int) -> None:
    people = profiles(count, seed=count)
    index = Index(people, [f"P{n}" for n in range(count)], [None] * count, criteria=Criteria.default(), on=ON)
    asked = vacancies(runs + 1, seed=1)
    turn = iter(asked * 3)
    ours = median_ms(lambda: index.ask(next(turn)).top(50), runs)

    texts = [text_of(profile) for profile in people]
    loop = median_ms(
        lambda: sorted((fuzz.token_set_ratio(asked[0].title, text) for text in texts), reverse=True)[:50], 3
    )

    corpus = bm25s.BM25()
    corpus.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    query = bm25s.tokenize([asked[0].title], show_progress=False)
    bm25 = median_ms(lambda: corpus.retrieve(query, k=50, show_progress=False), runs)

    matrix = np.random.default_rng(0).random((count, 64), np.float32)
    weights = np.random.default_rng(1).random(64, np.float32)
    bound = median_ms(lambda: matrix @ weights, max(runs, 9))
    print(
        f"1 x {count:>7,}: ours {ours:8.2f} ms | rapidfuzz loop {loop:9.1f} ms = {loop / ours:6.1f}x slower"
        f" | bm25s {bm25:7.2f} ms = {bm25 / ours:5.2f}x | bound X@w {bound:6.3f} ms, ours = {ours / bound:6.1f}x bound"
    )


def many_against(vacancy_count: int, count: int) -> None:
    people = profiles(count, seed=3)
    index = Index(people, [f"P{n}" for n in range(count)], [None] * count, criteria=Criteria.default(), on=ON)
    asked = vacancies(vacancy_count, seed=4)
    begun = time.perf_counter()
    for vacancy in asked:
        index.ask(vacancy).top(50)
    ours = (time.perf_counter() - begun) * 1000
    matrix = np.random.default_rng(0).random((count, 64), np.float32)
    weights = np.random.default_rng(1).random((64, vacancy_count), np.float32)
    bound = median_ms(lambda: matrix @ weights, 3)
    texts = [text_of(profile) for profile in people]
    begun = time.perf_counter()
    for vacancy in asked[:20]:
        sorted((fuzz.token_set_ratio(vacancy.title, text) for text in texts), reverse=True)
    loop = (time.perf_counter() - begun) * 1000 / 20 * vacancy_count
    print(
        f"{vacancy_count:,} x {count:,}: ours {ours:8.0f} ms | rapidfuzz loop {loop:9.0f} ms (from 20 vacancies)"
        f" = {loop / ours:5.1f}x slower | bound matmul {bound:6.1f} ms, ours = {ours / bound:6.1f}x bound"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and 150 instead of 1,500 vacancies")
    quick = parser.parse_args().quick
    for count in (10_000, 100_000):
        one_against(count, runs=5 if quick else 15)
    many_against(150 if quick else 1500, 10_000)


if __name__ == "__main__":
    main()
