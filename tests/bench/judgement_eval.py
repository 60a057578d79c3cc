"""Quality of the ranking on the judged pairs: `python -m tests.bench.judgement_eval`.

nDCG@5 over the vacancies of `fixtures/judgements`, gains 2^grade - 1, of the default criteria beside: random order
(mean of 200), language only, TF-IDF of titles only, bm25 on the text of the profile.
"""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from fixtures.judgements.rules import Row, read
from matcher.model import Cefr, Experience, Mobility, Profile, Qualification, QualificationLevel, Vacancy, VacancyRef
from matcher.ranking import Criteria, Index

ON = date(2026, 11, 24)
Scores = Mapping[str, float]


def profile_of(row: Row) -> Profile:
    level = QualificationLevel.VOCATIONAL if row["trained"] == "yes" else QualificationLevel.NONE
    return Profile(
        german=Cefr(row["german"]),
        experiences=(Experience(title=row["words"], years=float(row["years"]), last_year=int(row["last_year"])),),
        qualifications=(Qualification(title="", level=level),),
        licences=frozenset(row["licences"].split()),
        postcode=row["postcode"],
        mobility=Mobility(row["mobility"]),
        hours_max=float(row["hours_max"]),
    )


def vacancy_of(row: Row) -> Vacancy:
    return Vacancy(
        id=VacancyRef(row["vacancy"]),
        title=row["title"],
        german_min=Cefr(row["german"]),
        licences_needed=frozenset({row["licence"]}) if row["licence"] else None,
        qualification_needed=QualificationLevel.VOCATIONAL if row["training"] == "yes" else None,
        hours=float(row["hours"]),
        postcode=row["postcode"],
    )


def text_of(row: Row) -> str:
    car = " mit Auto" if row["mobility"] == "car" else ""
    return f"{row['words']} Deutsch {row['german']} Führerschein {row['licences']} {row['postcode']}{car}"


def ndcg(scores: Scores, grades: Mapping[str, int], k: int = 5) -> float:
    """Equal scores stand by person, descending."""
    ordered = sorted(grades, key=lambda person: (scores.get(person, -1.0), person), reverse=True)
    gain = [2 ** grades[person] - 1 for person in ordered[:k]]
    ideal = [2**grade - 1 for grade in sorted(grades.values(), reverse=True)[:k]]
    discount = [1 / np.log2(place + 2) for place in range(k)]
    best = float(np.dot(ideal, discount[: len(ideal)]))
    return float(np.dot(gain, discount[: len(gain)])) / best if best else 1.0


def ours(people: list[dict[str, str]], criteria: Criteria) -> Callable[[Row], Scores]:
    """Whoever a filter keeps back stands behind everybody else."""
    keys = [row["person"] for row in people]
    profiles = [profile_of(row) for row in people]
    index = Index(profiles, keys, [1990] * len(people), criteria=criteria, on=ON)

    def score(row: Row) -> Scores:
        answer = index.ask(vacancy_of(row))
        values = np.where(answer.masks() == 0, answer.scores(), -1.0)
        return dict(zip(keys, values.tolist(), strict=True))

    return score


def rivals(people: list[dict[str, str]]) -> dict[str, Callable[[Row], Scores]]:
    keys = [row["person"] for row in people]
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    titles = vectorizer.fit_transform([row["words"] for row in people])
    corpus = bm25s.BM25()
    corpus.index(bm25s.tokenize([text_of(row) for row in people], show_progress=False), show_progress=False)

    def bm25(row: Row) -> Scores:
        asked = bm25s.tokenize(
            [f"{row['title']} Deutsch {row['german']} {row['licence']} {row['postcode']}"],
            show_progress=False,
            return_ids=False,
        )
        return dict(zip(keys, corpus.get_scores(asked[0]).tolist(), strict=True))

    return {
        "language only": lambda _row: {row["person"]: float(Cefr(row["german"]).steps) for row in people},
        "TF-IDF of titles only": lambda row: dict(
            zip(keys, (titles @ vectorizer.transform([row["title"]]).T).toarray().ravel().tolist(), strict=True)
        ),
        "bm25 on profile text": bm25,
    }


def figures() -> dict[str, list[float]]:
    """nDCG@5 per way of ranking, one number per vacancy."""
    people, vacancies = read("people.tsv"), read("vacancies.tsv")
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for row in read("grades.tsv"):
        grades[row["vacancy"]][row["person"]] = int(row["grade"])
    ways = {"default criteria": ours(people, Criteria.default()), **rivals(people)}
    found = {name: [ndcg(way(row), grades[row["vacancy"]]) for row in vacancies] for name, way in ways.items()}
    draw = random.Random(1)
    found["random"] = [
        statistics.mean(ndcg({person: draw.random() for person in judged}, judged) for _ in range(200))
        for judged in (grades[row["vacancy"]] for row in vacancies)
    ]
    return found


def main() -> None:
    for name, values in figures().items():
        error = statistics.stdev(values) / len(values) ** 0.5
        print(f"{name:<24} nDCG@5 {statistics.mean(values):.3f} ± {1.96 * error:.3f} over {len(values)} vacancies")


if __name__ == "__main__":
    main()
