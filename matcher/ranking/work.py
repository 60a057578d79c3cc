"""How near each occupation that people name is to a vacancy's: by code where one is sure, else by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Vacancy
from matcher.occupations import TitleIndex, closeness, default_index
from matcher.ranking.traits import Work

_WORDS_FROM: Final = 0.35
"""Likeness of words below which two titles have nothing in common; above it rises linearly to 1."""
_REMEMBERED_BYTES: Final = 64_000_000
_AT_ONCE: Final = 256


Floats = NDArray[np.float64]
_Layers = tuple[NDArray[np.int64], NDArray[np.float64], list[NDArray[np.int32]], NDArray[np.int32]]


class WorkBook:
    """Distinct occupations of a pool, ready to be compared with vacancies.

    Args:
        groups: for each distinct person's work, its labels; without any it is unknown work.
        titles: index that knows codes for titles.

    """

    def __init__(self, groups: Sequence[Work], titles: TitleIndex | None = None) -> None:
        self._titles = titles or default_index()
        self._subjects = sorted({(label.title, label.code or "") for group in groups for label in group.labels})
        self._numbers = {subject: number for number, subject in enumerate(self._subjects)}
        numbers = self._numbers
        self.known = np.array([bool(group.labels) for group in groups], bool)
        self._open_to = np.array([group.open_to for group in groups], np.float64)
        labels = [label for group in groups for label in group.labels]
        self._ends = np.cumsum([len(group.labels) for group in groups], dtype=np.int64)
        self._members = np.array([numbers[label.title, label.code or ""] for label in labels], np.int32)
        weights = np.array([(label.least, label.weight, label.most) for label in labels], np.float64).reshape(-1, 3)
        self._least, self._weight, self._most = np.ascontiguousarray(weights.T)
        self._layers: _Layers | None = None
        self._sure: dict[str, tuple[str, float] | None] = {}
        self._near: dict[str, NDArray[np.float64]] = {}
        self._remembered: dict[tuple[str, str | None], NDArray[np.float64]] = {}
        self._coded()

    def add(self, group: Work) -> None:
        """One more group, numbered after those that there are."""
        members = self._register(group)
        self.known = np.append(self.known, bool(group.labels))
        self._open_to = np.append(self._open_to, group.open_to)
        self._ends = np.append(self._ends, (self._ends[-1] if len(self._ends) else 0) + len(group.labels))
        self._members = np.append(self._members, np.array(members, np.int32))
        self._least = np.append(self._least, [label.least for label in group.labels])
        self._weight = np.append(self._weight, [label.weight for label in group.labels])
        self._most = np.append(self._most, [label.most for label in group.labels])
        self._layers = None

    def _register(self, group: Work) -> list[int]:
        """Numbers of the group's subjects; unseen ones get the next."""
        subjects = [(label.title, label.code or "") for label in group.labels]
        unseen = [subject for subject in dict.fromkeys(subjects) if subject not in self._numbers]
        for subject in unseen:
            self._numbers[subject] = len(self._subjects)
            self._subjects.append(subject)
        if unseen:
            self._remembered.clear()
            self._near.clear()
            self._coded()
        return [self._numbers[subject] for subject in subjects]

    def _coded(self) -> None:
        """Codes and confidence of every subject; recorded codes are certain."""
        self._find_codes([title for title, code in self._subjects if not code])
        pairs = [(code, 1.0) if code else self._sure[title] for title, code in self._subjects]
        codes = [pair[0] if pair else "" for pair in pairs]
        self._distinct = sorted(set(codes))
        places = {code: place for place, code in enumerate(self._distinct)}
        self._of_distinct = np.array([places[code] for code in codes], np.int32)
        self._confidence = np.array([pair[1] if pair else 0.0 for pair in pairs], np.float64)
        self._vectors: Any = self._titles.vectors([title for title, _ in self._subjects]) if self._subjects else None

    def code_of(self, vacancy: Vacancy) -> tuple[str, float] | None:
        """The vacancy's code with its confidence; None where its title is no known occupation."""
        if vacancy.occupation:
            return vacancy.occupation, 1.0
        self._find_codes([vacancy.title])
        return self._sure[vacancy.title]

    def code_of_title(self, title: str) -> str | None:
        """The code that a title surely means."""
        self._find_codes([title])
        found = self._sure[title]
        return found[0] if found else None

    def best(self, vacancy: Vacancy, numbers: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """Likeness of each group's nearest occupation, weighted; 0 for an empty one; of these groups, or of all."""
        if numbers is None:
            return self._most_of(self._likeness(vacancy)[self._members] * self._weight, self._ends, self.known)
        places, ends = self._places(numbers)
        likeness = self._likeness(vacancy)[self._members[places]] * self._weight[places]
        return self._most_of(likeness, ends, self.known[numbers])

    def of_one(self, group: Work, vacancies: Sequence[Vacancy], unknown: float) -> NDArray[np.float64]:
        """Likeness of one group, known to the pool or not, to each vacancy; shape (vacancies,)."""
        if not group.labels:
            return np.full(len(vacancies), unknown)
        members = self._register(group)
        self.prepare(vacancies)
        weights = np.array([label.weight for label in group.labels], np.float64)
        return np.array([(self._likeness(one)[members] * weights).max() for one in vacancies], np.float64)

    def quick(self, vacancy: Vacancy, unknown: float) -> NDArray[np.float32]:
        """`best` of all groups to float32, `unknown` for an empty one: one lookup for each label that a group has."""
        if self._layers is None:
            self._layers = self._layered()
        subjects, weights, layers, order = self._layers
        terms = (self._likeness(vacancy)[subjects] * weights).astype(np.float32)
        best = np.full(len(self.known), unknown, np.float32)
        for depth, members in enumerate(layers):
            found = np.take(terms, members, mode="clip")
            if depth == 0:
                best[: len(members)] = found
            else:
                np.maximum(best[: len(members)], found, out=best[: len(members)])
        return np.take(best, order, mode="clip")

    def _layered(self) -> _Layers:
        """Distinct pairs of subject and weight, and each group's first label, second label and so on, longest first."""
        pairs = self._members.astype(np.int64) * 128 + np.round(self._weight * 100).astype(np.int64)
        distinct, of_label = np.unique(pairs, return_inverse=True)
        counts = np.diff(self._ends, prepend=0)
        longest_first = np.argsort(-counts, kind="stable")
        starts = (self._ends - counts)[longest_first]
        layers = [
            of_label[starts[: int((counts > depth).sum())] + depth].astype(np.int32)
            for depth in range(int(counts.max(initial=0)))
        ]
        order = np.empty(len(counts), np.int32)
        order[longest_first] = np.arange(len(counts), dtype=np.int32)
        return distinct // 128, (distinct % 128) / 100.0, layers, order

    def spread(self, vacancy: Vacancy, numbers: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """`best` of these groups, and the least and most that it could turn out to be; shape (len(numbers),) each."""
        known = self.known[numbers]
        places, ends = self._places(numbers)
        likeness = self._likeness(vacancy)[self._members[places]]
        best = self._most_of(likeness * self._weight[places], ends, known)
        low = self._most_of(likeness * self._least[places], ends, known)
        high = self._most_of(likeness * self._most[places], ends, known)
        return best, low, np.where(known, np.maximum(high, self._open_to[numbers]), 1.0)

    def _places(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the labels of these groups stand, one group after the other, and where each group ends."""
        counts = self._ends[numbers] - np.where(numbers > 0, self._ends[numbers - 1], 0)
        ends = np.cumsum(counts)
        return np.arange(counts.sum()) + np.repeat(self._ends[numbers] - ends, counts), ends

    @staticmethod
    def _most_of(values: NDArray[np.float64], ends: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The largest value of each group whose values end before `ends`, 0 where a group has none."""
        most = np.zeros(len(ends))
        if len(values):
            starts = np.concatenate(([0], ends[:-1]))[known]
            most[known] = np.maximum.reduceat(values, starts)
        return most

    def prepare(self, vacancies: Iterable[Vacancy]) -> None:
        """Compare all these vacancies' occupations at once; each is then remembered by title and code."""
        wanted = dict.fromkeys((one.title, one.occupation) for one in vacancies)
        missing = [key for key in wanted if key not in self._remembered]
        for start in range(0, len(missing), _AT_ONCE):
            if len(self._remembered) * 8 * len(self._subjects) > _REMEMBERED_BYTES:
                self._remembered.clear()
            chunk = missing[start : start + _AT_ONCE]
            self._find_codes([title for title, code in chunk if not code])
            words = self._by_words([title for title, _ in chunk])
            for place, (title, code) in enumerate(chunk):
                sure = (code, 1.0) if code else self._sure[title]
                self._remembered[title, code] = np.maximum(self._by_code(sure), words[:, place])

    def _find_codes(self, titles: Sequence[str]) -> None:
        """Codes and confidence of titles, remembered."""
        new = sorted({title for title in titles if title not in self._sure})
        self._sure.update(zip(new, self._titles.sure_codes(new), strict=True))

    def _likeness(self, vacancy: Vacancy) -> NDArray[np.float64]:
        """Likeness of each subject to the vacancy; shape (subjects,)."""
        key = (vacancy.title, vacancy.occupation)
        if key not in self._remembered:
            self.prepare([vacancy])
        return self._remembered[key]

    def _by_code(self, wanted: tuple[str, float] | None) -> NDArray[np.float64]:
        if wanted is None:
            return np.zeros(len(self._subjects))
        code, sure = wanted
        if code not in self._near:
            near = [closeness(known, code) if known else 0.0 for known in self._distinct]
            self._near[code] = np.array(near, np.float64)[self._of_distinct]
        return self._near[code] * np.minimum(self._confidence, sure)

    def _by_words(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Likeness of letters, for where no code is sure; shape (subjects, titles)."""
        if not self._subjects:
            return np.zeros((0, len(titles)))
        cosine = np.asarray((self._vectors @ self._titles.vectors(titles).T).toarray(), np.float64)
        return np.asarray(np.clip((cosine - _WORDS_FROM) / (1 - _WORDS_FROM), 0.0, 1.0), np.float64)
