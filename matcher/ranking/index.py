"""A pool of people ready to be ranked: utilities per distinct value, looked up per person.

Nothing in here knows residence, nationality, age, name or any other forbidden input (I8): people
arrive as `Profile`, and the year of birth serves youth protection only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Profile, Reason, Vacancy
from matcher.occupations import TitleIndex
from matcher.ranking.answer import Answer
from matcher.ranking.criteria import Criteria, Feature
from matcher.ranking.features import NEEDS, UTILITIES, Question
from matcher.ranking.filters import FILTER_NEEDS, FILTERS, Bools
from matcher.ranking.traits import Block, Column, Trait, Work, blocks_of, column_of, columns_of, values_of
from matcher.ranking.utilities import Utilities
from matcher.ranking.work import WorkBook

_LANES_BYTES: Final = 128_000_000
"""What remembered scores per person may take; a large pool is looked up through blocks instead."""
_LEAST_LANES: Final = 512
KEPT_BACK: Final = -1e6
"""Added to the quick score for whoever a filter keeps back: below any sum of weights."""


class Index:
    """A pool ready to be ranked, for many vacancies.

    Args:
        profiles: what ranking may know of each person.
        keys: each person's code, for ties.
        birth_years: for youth protection, None where unknown.
        criteria: weights and filters.
        on: the day of the ranking.
        titles: occupation titles, by default those that ship.

    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        keys: Sequence[str],
        birth_years: Sequence[int | None],
        *,
        criteria: Criteria,
        on: date,
        titles: TitleIndex | None = None,
    ) -> None:
        self.keys = tuple(keys)
        self.criteria = criteria
        self.on = on
        self.columns = columns_of(profiles, birth_years)
        self.work = WorkBook(self.columns[Trait.WORK].values, titles)
        self._remembered: dict[tuple[Feature, Hashable], Utilities | None] = {}
        self._kept_back: dict[tuple[Reason, Hashable], Bools | None] = {}
        self._lanes: dict[tuple[Trait, Hashable], NDArray[np.float32] | None] = {}
        self._blocks: tuple[Block, ...] | None = None
        self._places: dict[Trait, dict[Hashable, int]] = {}
        self.generation = 0
        """Counts the rows that were overwritten."""

    def __len__(self) -> int:
        return len(self.keys)

    def overwrite(self, row: int, profile: Profile, birth_year: int | None) -> None:
        """Put a changed person into their row; what others share stays remembered."""
        changed: dict[Trait, Hashable] = {**values_of(profile), Trait.BIRTH_YEAR: birth_year}
        for trait, value in changed.items():
            column = self.columns[trait]
            places = self._places.setdefault(trait, {one: place for place, one in enumerate(column.values)})
            if places.get(value) == int(column.numbers[row]):
                continue
            if value not in places:
                places[value] = len(places)
                column = Column((*column.values, value), column.numbers)
                if isinstance(value, Work):
                    self.work.add(value)
                self._forget(trait)
            numbers = column.numbers.copy()
            numbers[row] = places[value]
            self.columns[trait] = Column(column.values, numbers)
            self._lanes = {key: lane for key, lane in self._lanes.items() if key[0] is not trait}
            self._blocks = None
        self.generation += 1

    def _forget(self, trait: Trait) -> None:
        """Drop what was computed for the values of a trait before one came to them."""
        self._remembered = {key: one for key, one in self._remembered.items() if UTILITIES[key[0]][0] is not trait}
        self._kept_back = {key: one for key, one in self._kept_back.items() if FILTERS[key[0]][0] is not trait}

    def under(self, criteria: Criteria) -> Index:
        """The same people under other criteria, for as long as nobody is overwritten."""
        other = copy(self)
        other.adopt(criteria)
        return other

    def varied(self, rows: NDArray[np.int64], profiles: Sequence[Profile], traits: frozenset[Trait]) -> Index:
        """People of these rows, one maybe several times, as they would be with other profiles.

        Args:
            rows: who, by their rows here.
            profiles: theirs then, one for each of `rows`.
            traits: all that the profiles may differ in from those here; not what somebody did or wishes.

        """
        other = copy(self)
        other.become(
            tuple(self.keys[row] for row in rows.tolist()),
            {
                trait: column_of(trait, profiles) if trait in traits else Column(column.values, column.numbers[rows])
                for trait, column in self.columns.items()
            },
        )
        return other

    def become(self, keys: tuple[str, ...], columns: dict[Trait, Column]) -> None:
        """Hold these people from now on; nothing is remembered of others."""
        self.keys, self.columns = keys, columns
        self._remembered, self._kept_back, self._lanes = {}, {}, {}
        self._blocks, self._places = None, {}

    def adopt(self, criteria: Criteria) -> None:
        """Rank by these criteria from now on; where only weights differ, utilities and filters stay remembered."""
        if replace(criteria, weights=self.criteria.weights) != self.criteria:
            self._remembered, self._kept_back = {}, {}
        else:
            weighs = {one: criteria.weights[one] > 0 for one in Feature}
            alike = {one for one in Feature if weighs[one] == (self.criteria.weights[one] > 0)}
            self._remembered = {key: found for key, found in self._remembered.items() if key[0] in alike}
            self._kept_back = dict(self._kept_back)
        self._lanes = {}
        self.criteria = criteria

    def prepare(self, vacancies: Sequence[Vacancy]) -> None:
        """Compare the occupations of many vacancies at once, before they are asked one by one."""
        self.work.prepare(vacancies)

    def ask(self, vacancy: Vacancy) -> Answer:
        """The vacancy against the pool; what it shares with earlier ones is not computed again."""
        return Answer(self, Question(vacancy, self.criteria, self.on, self.work))

    def utilities(self, feature: Feature, question: Question) -> Utilities | None:
        """Utilities of a feature for the vacancy's need, None where the need is unknown or weighs nothing."""
        key = (feature, NEEDS[feature](question))
        if key not in self._remembered:
            trait, utility = UTILITIES[feature]
            weighs = self.criteria.weights[feature] > 0
            self._remembered[key] = utility(question, self.columns[trait].values) if weighs else None
        return self._remembered[key]

    def kept_back(self, reason: Reason, question: Question) -> Bools | None:
        """Which values a filter keeps back, None where none."""
        key = (reason, FILTER_NEEDS[reason](question))
        if key not in self._kept_back:
            trait, keeps_back = FILTERS[reason]
            found = keeps_back(question, self.columns[trait].values)
            self._kept_back[key] = found if found is not None and found.any() else None
        return self._kept_back[key]

    def quick(self, question: Question) -> NDArray[np.float32]:
        """Weighted utilities of everybody to float32, far below zero for whoever a filter keeps back."""
        if _LANES_BYTES // (4 * max(1, len(self))) >= _LEAST_LANES:
            lanes = (self._lane(trait, question) for trait in Trait)
            parts = [lane for lane in lanes if lane is not None]
        else:
            parts = self._by_blocks(question)
        if not parts:
            return np.zeros(len(self), np.float32)
        total = parts[0].copy()
        for part in parts[1:]:
            total += part
        return total

    def _lane(self, trait: Trait, question: Question) -> NDArray[np.float32] | None:
        """Share of one trait per person, remembered by what its features and filters look at."""
        key = (trait, tuple(need(question) for need in _LOOKS_AT[trait]))
        if key not in self._lanes:
            if len(self._lanes) * 4 * len(self) > _LANES_BYTES:
                self._lanes.clear()
            table = self._table(trait, question)
            self._lanes[key] = None if table is None else np.take(table, self.columns[trait].numbers, mode="clip")
        return self._lanes[key]

    def _table(self, trait: Trait, question: Question) -> NDArray[np.float32] | None:
        """Weighted utilities of a trait's values, far below zero where a filter keeps back."""
        table: NDArray[np.float32] | None = None
        for feature in _FEATURES[trait]:
            utilities = self.utilities(feature, question)
            if utilities is not None:
                share = utilities.quick() * np.float32(self.criteria.weights[feature])
                table = share if table is None else table + share
        for reason in _REASONS[trait]:
            found = self.kept_back(reason, question)
            if found is not None:
                below = np.where(found, np.float32(KEPT_BACK), np.float32(0.0))
                table = below if table is None else table + below
        return table

    def _by_blocks(self, question: Question) -> list[NDArray[np.float32]]:
        """The same through joint values, so that few lookups per person serve all traits."""
        if self._blocks is None:
            self._blocks = blocks_of(self.columns)
        parts = []
        for block in self._blocks:
            table = np.zeros(block.size, np.float32)
            used = False
            for trait, members in block.members.items():
                values = self._table(trait, question)
                if values is not None:
                    used = True
                    table = values if len(block.members) == 1 else table + np.take(values, members, mode="clip")
            if used:
                parts.append(table if block.is_everybody else np.take(table, block.numbers, mode="clip"))
        return parts


_FEATURES: Final = {trait: [one for one, (own, _) in UTILITIES.items() if own is trait] for trait in Trait}
_REASONS: Final = {trait: [one for one, (own, _) in FILTERS.items() if own is trait] for trait in Trait}
_LOOKS_AT: Final[dict[Trait, list[Callable[[Question], Hashable]]]] = {
    trait: [NEEDS[one] for one in _FEATURES[trait]] + [FILTER_NEEDS[one] for one in _REASONS[trait]] for trait in Trait
}
