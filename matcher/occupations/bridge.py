"""Two titles that share no letters meet in an occupation that both are near to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_data_path
from scipy import sparse

from matcher.occupations.importers import read_titles
from matcher.occupations.kldb import table
from matcher.occupations.titles import spell

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float32]
IMPORTED: Final = "occupations.tsv"
"""The imported list's file in the data directory."""
_SHARPNESS: Final = 8
"""Exponent of likeness: an occupation named at 0.9 counts two and a half times one named at 0.8."""
_LEAST: Final = 0.3
"""Likeness below which two titles have only endings in common."""
_CHUNK: Final = 512


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Titles with KldB codes of five digits, in the order of their codes."""

    titles: tuple[str, ...]
    codes: tuple[str, ...]
    spelt: tuple[str, ...]

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> Self:
        """A lexicon of (title, code) pairs; doubles go."""
        ordered = sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
        titles, codes = tuple(title for title, _ in ordered), tuple(code for _, code in ordered)
        return cls(titles, codes, tuple(spell(title) for title in titles))


_imported_at = [user_data_path("passgenau", appauthor=False) / IMPORTED]


def use_imported(path: Path) -> None:
    """From now on this process takes the imported list from here; a door says so once, at its start."""
    _imported_at[0] = path


def default_lexicon(imported: Path | None = None) -> Lexicon:
    """The shipped titles, with an imported list: the given one, else the one that this process uses."""
    return _read(imported or _imported_at[0])


@lru_cache(maxsize=4)
def _read(path: Path) -> Lexicon:
    pairs = [(name, code) for code, _, names in table() for name in names]
    return Lexicon.of(pairs + read_titles(path) if path.exists() else pairs)


class Bridge:
    """Likeness over occupations, for a fitted corpus.

    Args:
        lexicon: what to bridge over.
        vectorizer: fitted; makes rows of unit length.
        matrix: the corpus' rows.
        codes: the corpus' codes; one that the lexicon knows is believed, the others are found by likeness.

    """

    def __init__(self, lexicon: Lexicon, vectorizer: TfidfVectorizer, matrix: Any, codes: list[str]) -> None:
        self._titles = vectorizer.transform(lexicon.spelt).T.tocsr()
        self._codes = sorted(set(lexicon.codes))
        of_title = np.searchsorted(self._codes, lexicon.codes)
        self._starts = np.searchsorted(of_title, np.arange(len(self._codes)))
        self._own: NDArray[np.intp] | None = None
        known = set(self._codes)
        if set(codes) <= known:
            self._own = np.searchsorted(self._codes, codes)
            self._near = np.ones(len(codes), np.float32)
        else:
            self._near, self._corpus = self._by_likeness(matrix)

    def _by_likeness(self, matrix: Any) -> tuple[Floats, Any]:
        near, parts = [], []
        for start in range(0, matrix.shape[0], _CHUNK):
            weights, nearest = self._weights(matrix[start : start + _CHUNK])
            near.append(nearest)
            parts.append(sparse.csr_matrix(weights))
        return np.concatenate(near), sparse.vstack(parts).tocsr()

    def _weights(self, vectors: Any) -> tuple[Floats, Floats]:
        """Per row the share of each occupation (unit length), and how near the nearest is."""
        alike = np.asarray((vectors @ self._titles).toarray(), np.float32)
        of_code = np.maximum.reduceat(alike, self._starts, axis=1)
        of_code[of_code < _LEAST] = 0.0
        nearest = np.clip((of_code.max(axis=1) - _LEAST) / (1 - _LEAST), 0.0, 1.0)
        weights = of_code**_SHARPNESS
        length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
        return np.divide(weights, length, out=np.zeros_like(weights), where=length > 0), nearest

    def between(self, vectors: Any) -> Floats:
        """Likeness of each row to each title of the corpus, at most that of the weaker end; shape (rows, corpus)."""
        weights, nearest = self._weights(vectors)
        shared = np.asarray(
            weights[:, self._own] if self._own is not None else self._corpus.dot(weights.T).T, np.float32
        )
        return np.asarray(shared * np.minimum(nearest[:, None], self._near[None, :]), np.float32)
