"""Speed of the ranking against its peers, in one run: `python -m tests.bench.rank_bench [--million] [--svg FILE]`.

Peers: a plain rapidfuzz loop over participants' texts, rapidfuzz cdist, scikit-learn TF-IDF, bm25s and SQLite FTS5 over
the same texts, PostgreSQL full text where a server answers, and the bound that no scorer beats: a float32 matrix of 64
columns times a vector. Figures are medians; only ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import bm25s
import numpy as np
import psycopg
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

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
from matcher.ranking.assign import assign, assign_greedily
from matcher.ranking.demand import Demand

ON = date(2026, 11, 24)
POSTCODES = ("15711", "15745", "15738", "12529", "15749", "15907", "15926", "15938", "15732", "15741", "15806", "03222")
TITLES = [title for _, _, titles in table() for title in titles][::5]
DRAWN = 50_000
"""Different people; a larger pool repeats them in random order."""


def profiles(count: int, seed: int, passing: float = 0.9) -> list[Profile]:
    """People of whom about this share wants the kind of job that the vacancies offer."""
    draw = random.Random(seed)
    people = [one_profile(draw, wants=draw.random() < passing) for _ in range(min(count, DRAWN))]
    return people if count <= DRAWN else draw.choices(people, k=count)


def one_profile(draw: random.Random, *, wants: bool) -> Profile:
    title = lambda: draw.choice(TITLES)  # noqa: E731 - one word where it is used three times
    jobs = [Experience(title=title(), years=float(draw.randint(0, 12)), last_year=draw.randint(2012, 2026))]
    papers = [
        Qualification(
            title=title(),
            level=draw.choice(list(QualificationLevel)),
            recognition=draw.choice([None, *Recognition]),
        )
    ]
    return Profile(
        german=draw.choice([None, *Cefr]),
        experiences=tuple(jobs * draw.randint(0, 1) + jobs * draw.randint(0, 1)),
        qualifications=tuple(papers * (draw.random() < 0.4)),
        wishes=(title(),) if draw.random() < 0.5 else (),
        licences=draw.choice([None, frozenset(), frozenset({"B"}), frozenset({"B", "C1"}), frozenset({"STAPLER"})]),
        postcode=draw.choice(POSTCODES),
        mobility=draw.choice([None, *Mobility]),
        available_from=draw.choice([None, ON, ON + timedelta(days=30)]),
        hours_max=draw.choice([None, 40.0]),
        shifts=draw.choice([None, frozenset({Shift.DAY}), frozenset(Shift)]),
        kinds=frozenset({Kind.JOB} if wants else {Kind.TRAINING}),
    )


def vacancies(count: int, seed: int) -> list[Vacancy]:
    draw = random.Random(seed)
    return [
        Vacancy(
            id=VacancyRef(f"V{number}"),
            title=draw.choice(TITLES),
            kind=Kind.JOB,
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


def index_of(people: list[Profile]) -> Index:
    keys = [f"P{n}" for n in range(len(people))]
    return Index(people, keys, [1990] * len(people), criteria=Criteria.default(), on=ON)


def bound_ms(count: int, runs: int) -> float:
    matrix = np.random.default_rng(0).random((count, 64), np.float32)
    weights = np.random.default_rng(1).random(64, np.float32)
    return median_ms(lambda: matrix @ weights, runs)


def ours_ms(people: list[Profile], runs: int) -> float:
    index, asked = index_of(people), vacancies(4 * runs, seed=1)
    index.prepare(asked)
    for vacancy in asked[: 2 * runs]:
        index.ask(vacancy).top(50)
    turn = iter(asked[2 * runs :])
    return median_ms(lambda: index.ask(next(turn)).top(50), runs)


def peers_ms(people: list[Profile], runs: int) -> dict[str, float]:
    texts, title = [text_of(profile) for profile in people], vacancies(1, seed=1)[0].title
    found = {
        "rapidfuzz loop": median_ms(
            lambda: sorted((fuzz.token_set_ratio(title, text) for text in texts), reverse=True)[:50], 1
        ),
        "rapidfuzz cdist": median_ms(
            lambda: np.argpartition(-process.cdist([title], texts, scorer=fuzz.token_set_ratio)[0], 50)[:50], 1
        ),
    }
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
    matrix = vectorizer.fit_transform(texts)
    found["TF-IDF"] = median_ms(
        lambda: np.argpartition(-(matrix @ vectorizer.transform([title]).T).toarray().ravel(), 50)[:50], runs
    )
    corpus = bm25s.BM25()
    corpus.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    query = bm25s.tokenize([title], show_progress=False)
    found["bm25s"] = median_ms(lambda: corpus.retrieve(query, k=50, show_progress=False), runs)
    found |= databases_ms(texts, " OR ".join(f'"{word}"' for word in title.split()), title, runs)
    return found


def databases_ms(texts: list[str], words: str, title: str, runs: int) -> dict[str, float]:
    with sqlite3.connect(":memory:") as lite:
        lite.execute("CREATE VIRTUAL TABLE people USING fts5(body)")
        lite.executemany("INSERT INTO people VALUES (?)", ((text,) for text in texts))
        query = "SELECT rowid FROM people WHERE people MATCH ? ORDER BY rank LIMIT 50"
        found = {"SQLite FTS5": median_ms(lambda: lite.execute(query, (words,)).fetchall(), runs)}
    try:
        server = psycopg.connect("host=127.0.0.1 user=postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        return found
    with server, server.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE people (body text, words tsvector)")
        with cursor.copy("COPY people (body) FROM STDIN") as copy:
            for text in texts:
                copy.write_row((text,))
        cursor.execute("UPDATE people SET words = to_tsvector('german', body)")
        cursor.execute("CREATE INDEX ON people USING gin (words)")
        asked = (
            "SELECT ctid FROM people, plainto_tsquery('german', %s) q WHERE words @@ q ORDER BY ts_rank_cd(words, q)"
            " DESC LIMIT 50"
        )
        found["PostgreSQL"] = median_ms(lambda: cursor.execute(asked, (title,)).fetchall(), runs)
    return found


def growth(sizes: list[int], runs: int, *, peers: bool) -> dict[int, dict[str, float]]:
    """One vacancy's top 50 for each size of pool."""
    found: dict[int, dict[str, float]] = {}
    for count in sizes:
        row = {"bound X@w": bound_ms(count, max(runs, 9))}
        for share in (0.12, 0.9):
            row[f"passgenau, {share:.0%} pass"] = ours_ms(profiles(count, seed=count, passing=share), runs)
        if peers and count <= 100_000:
            row |= peers_ms(profiles(count, seed=count), runs)
        found[count] = row
        ours = row["passgenau, 90% pass"]
        print(f"1 x {count:,}, top 50")
        for name, taken in row.items():
            print(
                f"  {name:<22} {taken:10.2f} ms  = {taken / row['bound X@w']:8.1f} x bound = {taken / ours:8.2f} x ours"
            )
    return found


def many_against(vacancy_count: int, count: int) -> None:
    index, asked = index_of(profiles(count, seed=3)), vacancies(vacancy_count, seed=4)
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        index.prepare(asked)
        for vacancy in asked:
            answer = index.ask(vacancy)
            answer.detail(answer.top(50)[0])
        taken.append((time.perf_counter() - begun) * 1000)
    matrix = np.random.default_rng(0).random((count, 64), np.float32)
    weights = np.random.default_rng(1).random((64, vacancy_count), np.float32)
    bound = median_ms(lambda: matrix @ weights, 3)
    print(
        f"{vacancy_count:,} x {count:,}, top 50 with contributions: first time {taken[0]:.0f} ms, then"
        f" {min(taken[1:]):.0f} ms; bound matmul {bound:.1f} ms = {min(taken[1:]) / bound:.1f} x"
    )
    demand = Demand(asked, Criteria.default(), ON, index.work)
    changed = iter(profiles(40, seed=8))
    one = median_ms(lambda: (demand.scores(person := next(changed)), demand.masks(person, 1990)), 30)
    print(f"one changed profile against {vacancy_count:,} vacancies: {one:.2f} ms")


def assignment(vacancy_count: int, count: int) -> None:
    index, asked = index_of(profiles(count, seed=5)), vacancies(vacancy_count, seed=6)
    scores = np.stack([index.ask(vacancy).scores() for vacancy in asked])
    places = [1] * vacancy_count
    begun = time.perf_counter()
    best = assign(scores, places)
    middle = time.perf_counter()
    greedy = assign_greedily(scores, places)
    print(
        f"assignment {vacancy_count:,} x {count:,}: {middle - begun:.2f} s; greedy {time.perf_counter() - middle:.2f} s"
        f" reaches {greedy.total / best.total:.1%} of it"
    )


def memory(count: int) -> None:
    """Peak memory of a process of its own that ranks this many people."""
    script = f"from tests.bench.rank_bench import *; peak({count})"
    print(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout, end="")


def peak(count: int) -> None:
    index = index_of(profiles(count, seed=2))
    index.ask(vacancies(1, seed=2)[0]).top(50)
    # Not ru_maxrss: over fork and exec it keeps what the parent had.
    status = Path("/proc/self/status").read_text()
    taken = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"peak memory with {count:,} people: {taken / 1024:.0f} MB")


COLOURS = ("#1f3864", "#2e75b6", "#9c5700", "#548235", "#7030a0", "#c00000", "#7f7f7f", "#00808a", "#b8860b")


def draw_svg(found: dict[int, dict[str, float]], path: Path) -> None:
    """Milliseconds over size of pool, both logarithmic."""
    names = list(dict.fromkeys(name for row in found.values() for name in row))
    sizes = sorted(found)
    across = lambda count: 70 + 480 * (np.log10(count) - np.log10(sizes[0])) / max(0.1, np.log10(sizes[-1] / sizes[0]))  # noqa: E731
    up = lambda taken: 330 - 50 * (np.log10(max(taken, 0.01)) + 2)  # noqa: E731
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 380" font-family="sans-serif" font-size="11">']
    parts.append(
        '<rect width="760" height="380" fill="#fff"/><text x="70" y="20">One vacancy, top 50: ms over people</text>'
    )
    for power in range(-2, 5):
        height = up(10.0**power)
        parts.append(
            f'<path d="M70 {height}H550" stroke="#ddd"/>'
            f'<text x="62" y="{height + 4}" text-anchor="end">{10.0**power:g}</text>'
        )
    parts += [f'<text x="{across(count):.0f}" y="350" text-anchor="middle">{count:,}</text>' for count in sizes]
    for number, name in enumerate(names):
        points = [(across(count), up(found[count][name])) for count in sizes if name in found[count]]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="570" y="{40 + 18 * number}" fill="{colour}">{name}</text>')
    path.write_text("\n".join([*parts, "</svg>\n"]), "utf-8")
    print(f"picture: {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs, 150 instead of 1,500 vacancies")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 people, and their memory")
    parser.add_argument("--svg", type=Path, default=Path("rank_bench.svg"), help="where to draw how time grows")
    given = parser.parse_args()
    sizes = [10_000, 100_000, *([1_000_000] if given.million else [])]
    draw_svg(growth(sizes, 5 if given.quick else 15, peers=True), given.svg)
    many_against(150 if given.quick else 1500, 10_000)
    assignment(150 if given.quick else 1500, 10_000)
    if given.million:
        memory(1_000_000)


if __name__ == "__main__":
    main()
