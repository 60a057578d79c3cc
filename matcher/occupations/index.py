"""Finds occupation codes for titles: character n-grams weighted by rarity, refined by fuzzy words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.occupations.importers import read_titles
from matcher.occupations.kldb import table
from matcher.occupations.titles import normalise

SURE: Final = 0.6
"""Score from which a code counts as known; below it the answer is "unsure"."""
_FUZZY_SHARE: Final = 0.3
_CANDIDATES: Final = 40


@dataclass(frozen=True, slots=True)
class Hit:
    code: str
    title: str
    score: float
    """In [0, 1]: share of agreement between the titles, not a probability."""


class TitleIndex:
    """Titles with their codes, searchable by similar titles.

    Attributes:
        titles_: titles as fitted.
        codes_: their codes, in the same order.

    """

    def __init__(self) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)

    def fit(self, titles: Sequence[str], codes: Sequence[str]) -> Self:
        """Learn the titles; `titles` and `codes` have equal length and at least one title has letters."""
        if len(titles) != len(codes):
            raise ValueError(f"{len(titles)} titles but {len(codes)} codes")
        self.titles_ = list(titles)
        self.codes_ = list(codes)
        self._plain = [normalise(title) or title.casefold() for title in self.titles_]
        self._matrix: Any = self._vectorizer.fit_transform(self._plain)
        return self

    def vectors(self, titles: Sequence[str]) -> Any:
        """Rows of weighted n-grams (sparse, unit length), one per title."""
        return self._vectorizer.transform([normalise(title) for title in titles])

    def search(self, queries: Sequence[str], k: int = 5) -> list[list[Hit]]:
        """For each query the `k` best hits, best first; ties go by code, then title."""
        if not queries:
            return []
        plain = [normalise(query) for query in queries]
        found: list[list[Hit]] = []
        for start in range(0, len(plain), 256):
            chunk = plain[start : start + 256]
            similar = (self._vectorizer.transform(chunk) @ self._matrix.T).toarray()
            found.extend(self._best(query, row, k) for query, row in zip(chunk, similar, strict=True))
        return found

    def _best(self, query: str, similar: np.ndarray[Any, np.dtype[np.float32]], k: int) -> list[Hit]:
        count = min(len(similar), max(_CANDIDATES, 2 * k))
        places = np.argpartition(-similar, count - 1)[:count]
        hits = []
        for place in places:
            cosine = float(similar[place])
            if cosine <= 0:
                continue
            fuzzy = fuzz.token_set_ratio(query, self._plain[place]) / 100
            score = min(1.0, (1 - _FUZZY_SHARE) * cosine + _FUZZY_SHARE * fuzzy)
            hits.append(Hit(self.codes_[place], self.titles_[place], round(score, 6)))
        hits.sort(key=lambda hit: (-hit.score, -len(hit.code), hit.code, hit.title))
        return hits[:k]

    def sure_codes(self, titles: Sequence[str]) -> list[tuple[str, float] | None]:
        """For each title its code and confidence, or None where nothing is near enough."""
        answers: list[tuple[str, float] | None] = []
        for hits in self.search(titles, 3):
            best = hits[0] if hits else None
            answers.append((best.code, best.score) if best is not None and best.score >= SURE else None)
        return answers


@cache
def default_index(imported: Path | None = None) -> TitleIndex:
    """The shipped titles, with those of an imported list where one is given."""
    titles: list[str] = []
    codes: list[str] = []
    for code, _, names in table():
        for name in names:
            titles.append(name)
            codes.append(code)
    if imported is not None and imported.exists():
        for title, code in read_titles(imported):
            titles.append(title)
            codes.append(code)
    return TitleIndex().fit(titles, codes)
