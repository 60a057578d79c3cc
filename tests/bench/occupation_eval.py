"""Quality of the title index: `python -m tests.bench.occupation_eval --data DIR [--list FILE] [--neural]`.

`DIR` holds queries, corpus_elements and annotations as TSV (TREC form). `--list` is the agency's list as
`passgenau occupations import` reads it. Figures: MRR and accuracy at 1, 5 and 10 over the queries;
equal scores stand by document id, descending, as trec_eval has it. Without `--data` the project's own
pairs alone are evaluated.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matcher.occupations import TitleIndex
from matcher.occupations.bridge import Lexicon, default_lexicon
from matcher.occupations.importers import read_titles
from matcher.occupations.kldb import table

PAIRS = Path(__file__).resolve().parents[2] / "fixtures" / "judgements" / "title_pairs.tsv"
DEPTH = 1000


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def first_places(runs: Sequence[Sequence[tuple[str, float]]], wanted: Sequence[set[str]]) -> np.ndarray:
    """Place of the first relevant document per query, infinite where none was found."""
    places = []
    for run, relevant in zip(runs, wanted, strict=True):
        ordered = sorted(run, key=lambda pair: (pair[1], pair[0]), reverse=True)
        places.append(next((place for place, (doc, _) in enumerate(ordered, 1) if doc in relevant), np.inf))
    return np.array(places, float)


def report(name: str, places: np.ndarray, seconds: float) -> None:
    share = " / ".join(f"{(places <= k).mean():.3f}" for k in (1, 5, 10))
    print(f"{name:<42} MRR {(1 / places).mean():.4f} | Acc@1/5/10 {share} | {len(places)} queries, {seconds:.0f} s")


def trec(folder: Path, index: TitleIndex) -> np.ndarray:
    corpus, queries = rows(folder / "corpus_elements.tsv"), rows(folder / "queries.tsv")
    relevant: dict[str, set[str]] = defaultdict(set)
    for query, _, document, grade in rows(folder / "annotations.tsv"):
        if int(grade) > 0:
            relevant[query].add(document)
    index.fit([title for _, title in corpus], [document for document, _ in corpus])
    found = index.search([title for _, title in queries], DEPTH)
    runs = [[(hit.code, hit.score) for hit in hits] for hits in found]
    return first_places(runs, [relevant[query] for query, _ in queries])


def own_pairs(lexicon: Lexicon, *, neural: bool) -> None:
    """The vacancy titles of the pairs are the corpus; each person's words have to find theirs, by grade."""
    pairs = [row for row in rows(PAIRS)[1:] if len(row) >= 3]
    titles = sorted({title for _, title, _ in pairs})
    grades = {(words, title): int(grade) for words, title, grade in pairs}
    asked = sorted({words for words, _, grade in pairs if int(grade) >= 2})
    begun = time.perf_counter()
    index = TitleIndex(lexicon=lexicon, neural=neural).fit(titles, titles)
    runs = [[(hit.code, hit.score) for hit in hits] for hits in index.search(asked, len(titles))]
    best = [{title for title in titles if grades.get((words, title), 0) >= 2} for words in asked]
    report("own pairs" + (" + neural" if neural else ""), first_places(runs, best), time.perf_counter() - begun)
    above = below = 0
    for words, run in zip(asked, runs, strict=True):
        scores = dict(run)
        judged = [(grade, scores.get(title, 0.0)) for (one, title), grade in grades.items() if one == words]
        for grade, score in judged:
            for other, other_score in judged:
                if grade > other:
                    above += score > other_score
                    below += score <= other_score
    print(f"{'own pairs: graded order kept':<42} {above / max(1, above + below):.3f} of {above + below} comparisons")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="folder with a set in TREC form")
    parser.add_argument("--list", type=Path, help="the agency's list; without it, what was imported")
    parser.add_argument("--neural", action="store_true", help="also with the model of the extra `neural`")
    given = parser.parse_args()
    shipped = Lexicon.of([(name, code) for code, _, names in table() for name in names])
    lexicon = (
        Lexicon.of([*zip(shipped.titles, shipped.codes, strict=True), *read_titles(given.list)])
        if given.list
        else default_lexicon()
    )
    for folder in given.data:
        for name, words, neural in (
            ("shipped titles only", shipped, False),
            (f"with list ({len(lexicon.titles)} titles)", lexicon, False),
            ("with list + neural", lexicon, True),
        ):
            if neural and not given.neural:
                continue
            begun = time.perf_counter()
            places = trec(folder, TitleIndex(lexicon=words, neural=neural))
            report(f"{folder.name}: {name}", places, time.perf_counter() - begun)
    if PAIRS.exists():
        own_pairs(lexicon, neural=False)
        if given.neural:
            own_pairs(lexicon, neural=True)


if __name__ == "__main__":
    main()
