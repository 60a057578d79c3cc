"""How near each occupation that people name is to a vacancy's: by code where one is sure, else by words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matcher.model import Vacancy
from matcher.occupations import TitleIndex, closeness, default_index
from matcher.occupations.titles import normalise
from matcher.ranking.traits import Work

_WORDS_FROM: Final = 0.35
"""Likeness of words below which two titles have nothing in common; above it rises linearly to 1."""
_FUZZY_SHARE: Final = 0.4
_REMEMBERED: Final = 4096


class WorkBook:
    """Distinct occupations of a pool, ready to be compared with vacancies.

    Args:
        groups: for each distinct person's work, its labels; without any it is unknown work.
        titles: index that knows codes for titles.

    """

    def __init__(self, groups: Sequence[Work], titles: TitleIndex | None = None) -> None:
        self._titles = titles or default_index()
        self._subjects = tuple(sorted({(label.title, label.code or "") for group in groups for label in group.labels}))
        numbers = {subject: number for number, subject in enumerate(self._subjects)}
        self.known = np.array([bool(group.labels) for group in groups], bool)
        self._open_to = np.array([group.open_to for group in groups], np.float64)
        labels = [label for group in groups for label in group.labels]
        self._ends = np.cumsum([len(group.labels) for group in groups], dtype=np.int64)
        self._members = np.array([numbers[label.title, label.code or ""] for label in labels], np.int32)
        weights = np.array([(label.least, label.weight, label.most) for label in labels], np.float64).reshape(-1, 3)
        self._least, self._weight, self._most = np.ascontiguousarray(weights.T)
        self._remembered: dict[tuple[str, str | None], NDArray[np.float64]] = {}
        self._coded()

    def _coded(self) -> None:
        """Codes and confidence of every subject; recorded codes are certain."""
        unsure = sorted({title for title, code in self._subjects if not code})
        found = dict(zip(unsure, self._titles.sure_codes(unsure), strict=True))
        pairs = [(code, 1.0) if code else found[title] for title, code in self._subjects]
        self._codes = [pair[0] if pair else None for pair in pairs]
        self._confidence = np.array([pair[1] if pair else 0.0 for pair in pairs], np.float64)
        self._plain = [normalise(title) for title, _ in self._subjects]
        self._vectors: Any = self._titles.vectors([title for title, _ in self._subjects]) if self._subjects else None

    def code_of(self, vacancy: Vacancy) -> tuple[str, float] | None:
        """The vacancy's code with its confidence; None where its title is no known occupation."""
        return (vacancy.occupation, 1.0) if vacancy.occupation else _sure_code(self._titles, vacancy.title)

    def code_of_title(self, title: str) -> str | None:
        """The code that a title surely means."""
        found = _sure_code(self._titles, title)
        return found[0] if found else None

    def best(self, vacancy: Vacancy) -> NDArray[np.float64]:
        """For each group the likeness of its nearest occupation, weighted; 0 for an empty one; shape (groups,)."""
        return self._most_of(self._likeness(vacancy)[self._members] * self._weight, self._ends, self.known)

    def between(self, vacancy: Vacancy, numbers: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Least and most that these groups' likeness could turn out to be, shape (len(numbers),) each."""
        ends, known = self._ends[numbers], self.known[numbers]
        counts = ends - np.where(numbers > 0, self._ends[numbers - 1], 0)
        own_ends = np.cumsum(counts)
        places = np.arange(counts.sum()) + np.repeat(ends - own_ends, counts)
        likeness = self._likeness(vacancy)[self._members[places]]
        low = self._most_of(likeness * self._least[places], own_ends, known)
        high = self._most_of(likeness * self._most[places], own_ends, known)
        return low, np.where(known, np.maximum(high, self._open_to[numbers]), 1.0)

    @staticmethod
    def _most_of(values: NDArray[np.float64], ends: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The largest value of each group whose values end before `ends`, 0 where a group has none."""
        most = np.zeros(len(ends))
        if len(values):
            starts = np.concatenate(([0], ends[:-1]))[known]
            most[known] = np.maximum.reduceat(values, starts)
        return most

    def _likeness(self, vacancy: Vacancy) -> NDArray[np.float64]:
        """Likeness of each subject to the vacancy, remembered by title and code; shape (subjects,)."""
        key = (vacancy.title, vacancy.occupation)
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = np.maximum(self._by_code(vacancy), self._by_words(vacancy))
        return self._remembered[key]

    def _by_code(self, vacancy: Vacancy) -> NDArray[np.float64]:
        wanted = self.code_of(vacancy)
        if wanted is None:
            return np.zeros(len(self._subjects))
        code, sure = wanted
        near = np.array([closeness(known, code) if known else 0.0 for known in self._codes], np.float64)
        return near * np.minimum(self._confidence, sure)

    def _by_words(self, vacancy: Vacancy) -> NDArray[np.float64]:
        if not self._subjects:
            return np.zeros(0)
        cosine = np.asarray((self._vectors @ self._titles.vectors([vacancy.title]).T).todense(), np.float64).ravel()
        plain = normalise(vacancy.title)
        fuzzy = process.cdist([plain], self._plain, scorer=fuzz.token_set_ratio, dtype=np.float32)[0] / 100.0
        alike = (1 - _FUZZY_SHARE) * cosine + _FUZZY_SHARE * fuzzy.astype(np.float64)
        return np.asarray(np.clip((alike - _WORDS_FROM) / (1 - _WORDS_FROM), 0.0, 1.0), np.float64)


@lru_cache(maxsize=16384)
def _sure_code(titles: TitleIndex, title: str) -> tuple[str, float] | None:
    return titles.sure_codes([title])[0]
