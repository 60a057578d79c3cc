"""Finds occupation codes for titles by two voices: likeness of letters, and the occupations that a title is near to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.occupations.bridge import Bridge, Lexicon, default_lexicon
from matcher.occupations.neural import likeness_by_meaning
from matcher.occupations.titles import normalise, spell

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float32]
SURE: Final = 0.7
"""Score from which a code counts as known; below it the answer is "unsure"."""
_CANDIDATES: Final = 50
_CHUNK: Final = 256


@dataclass(frozen=True, slots=True)
class Hit:
    code: str
    title: str
    score: float
    """In [0, 1]: share of agreement between the titles, not a probability."""


def _ngrams() -> TfidfVectorizer:
    """Character n-grams weighted by rarity, not yet fitted."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second that a page need not wait

    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)


class TitleIndex:
    """Titles with their codes, searchable by similar titles; any corpus of titles and codes will do.

    Two voices count alike. The first compares character n-grams. The second asks which occupations
    of the lexicon query and title are near to, and counts no more than its weaker end is near
    (decision: equal voices, because neither is known to be better on titles nobody has seen).

    Args:
        lexicon: titles with KldB codes to bridge over, by default those that ship and were imported.
        neural: let a small language model weigh in on the best candidates, where it is installed.

    Attributes:
        titles_: titles as fitted.
        codes_: their codes, in the same order.

    """

    def __init__(self, *, lexicon: Lexicon | None = None, neural: bool = False) -> None:
        self.lexicon = lexicon
        self.neural = neural

    def fit(self, titles: Sequence[str], codes: Sequence[str]) -> Self:
        """Learn the titles; `titles` and `codes` have equal length and at least one title has letters."""
        if len(titles) != len(codes):
            raise ValueError(f"{len(titles)} titles but {len(codes)} codes")
        self.titles_ = list(titles)
        self.codes_ = list(codes)
        lexicon = self.lexicon or default_lexicon()
        spelt = [spell(title) or title.casefold() for title in self.titles_]
        self._vectorizer: TfidfVectorizer = _ngrams()
        self._vectorizer.fit([*spelt, *lexicon.spelt])
        self._matrix: Any = self._vectorizer.transform(spelt)
        self._bridge = Bridge(lexicon, self._vectorizer, self._matrix, self.codes_)
        self._columns: Any = self._matrix.T.tocsr()
        self._same: dict[str, list[int]] = {}
        for place, title in enumerate(self.titles_):
            self._same.setdefault(normalise(title), []).append(place)
        return self

    def vectors(self, titles: Sequence[str]) -> Any:
        """Rows of weighted n-grams (sparse, unit length), one per title."""
        return self._vectorizer.transform([spell(title) for title in titles])

    def search(self, queries: Sequence[str], k: int = 5) -> list[list[Hit]]:
        """For each query the `k` best hits, best first; ties go by longer code, code, then title."""
        found: list[list[Hit]] = []
        for start in range(0, len(queries), _CHUNK):
            chunk = queries[start : start + _CHUNK]
            vectors = self.vectors(chunk)
            letters = np.asarray((vectors @ self._columns).toarray(), np.float32)
            for row, query in zip(letters, chunk, strict=True):
                row[self._same.get(normalise(query), [])] = 1.0
            bridged = self._bridge.between(vectors)
            found.extend(self._best(*one, k) for one in zip(chunk, letters, bridged, strict=True))
        return found

    def _best(self, query: str, letters: Floats, bridged: Floats, k: int) -> list[Hit]:
        scores = (letters + bridged) / 2
        count = min(len(scores), max(_CANDIDATES, k))
        places = np.argpartition(-scores, count - 1)[:count]
        if self.neural:
            meant = likeness_by_meaning(query, [self.titles_[place] for place in places])
            if meant is not None:
                scores[places] = (np.maximum(letters[places], (letters[places] + meant) / 2) + bridged[places]) / 2
        hits = [
            Hit(self.codes_[place], self.titles_[place], round(min(1.0, float(scores[place])), 6))
            for place in places
            if scores[place] > 0
        ]
        hits.sort(key=lambda hit: (-hit.score, -len(hit.code), hit.code, hit.title))
        return hits[:k]

    def sure_codes(self, titles: Sequence[str]) -> list[tuple[str, float] | None]:
        """For each title its code and confidence, or None where nothing is near enough."""
        answers: list[tuple[str, float] | None] = []
        for hits in self.search(titles, 3):
            best = hits[0] if hits else None
            answers.append((best.code, best.score) if best is not None and best.score >= SURE else None)
        return answers


def default_index(imported: Path | None = None) -> TitleIndex:
    """The shipped titles, with those of an imported list where one is given or this process uses one."""
    return _fitted(default_lexicon(imported))


@lru_cache(maxsize=2)
def _fitted(lexicon: Lexicon) -> TitleIndex:
    return TitleIndex(lexicon=lexicon).fit(lexicon.titles, lexicon.codes)
