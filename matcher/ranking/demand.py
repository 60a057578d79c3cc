"""One person against many vacancies at once: what a changed profile means for every list."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Profile, Reason, Vacancy
from matcher.ranking.criteria import Criteria, Feature
from matcher.ranking.features import NEEDS, UTILITIES, Question
from matcher.ranking.filters import FILTER_NEEDS, FILTERS
from matcher.ranking.traits import Trait, Work, values_of
from matcher.ranking.work import WorkBook

_REMEMBERED: Final = 200_000


class Demand:
    """Vacancies by what they need: a person is compared once per distinct need.

    Args:
        vacancies: what is open.
        criteria: weights and filters.
        on: the day.
        work: the pool's occupations, which know how near each is to a vacancy.

    """

    def __init__(self, vacancies: Sequence[Vacancy], criteria: Criteria, on: date, work: WorkBook) -> None:
        work.prepare(vacancies)
        self._questions = [Question(vacancy, criteria, on, work) for vacancy in vacancies]
        self._work = work
        self._features = {feature: self._distinct(NEEDS[feature]) for feature in Feature}
        self._filters = {reason: self._distinct(FILTER_NEEDS[reason]) for reason in FILTERS}
        self._values: dict[tuple[Feature | Reason, Hashable], NDArray[Any] | None] = {}
        known = {feature: self._known(feature) for feature in Feature}
        total = np.zeros(len(vacancies))
        for feature, needed in known.items():
            total += np.where(needed, criteria.weights[feature], 0.0)
        self._weights = {
            feature: np.divide(criteria.weights[feature], total, out=np.zeros(len(total)), where=needed & (total > 0))
            for feature, needed in known.items()
        }

    def _distinct(self, need: Any) -> tuple[list[Question], NDArray[np.int64]]:
        """One question for each distinct need, and which of them each vacancy has."""
        numbers: dict[Hashable, int] = {}
        firsts: list[Question] = []
        of_vacancy = np.zeros(len(self._questions), np.int64)
        for place, question in enumerate(self._questions):
            key = need(question)
            if key not in numbers:
                numbers[key] = len(numbers)
                firsts.append(question)
            of_vacancy[place] = numbers[key]
        return firsts, of_vacancy

    def _known(self, feature: Feature) -> NDArray[np.bool_]:
        """Which vacancies state what the feature needs; an empty profile is enough to tell."""
        firsts, of_vacancy = self._features[feature]
        if feature is Feature.OCCUPATION:
            return np.ones(len(of_vacancy), np.bool_)
        trait, utility = UTILITIES[feature]
        value = values_of(Profile())[trait]
        return np.array([utility(question, [value]) is not None for question in firsts], np.bool_)[of_vacancy]

    def scores(self, profile: Profile) -> NDArray[np.float64]:
        """The person's score for each vacancy, as the index has it bit by bit; shape (vacancies,)."""
        values = values_of(profile)
        total = np.zeros(len(self._questions))
        for feature in Feature:
            utilities = self._utilities(feature, values[UTILITIES[feature][0]])
            total += utilities[self._features[feature][1]] * self._weights[feature]
        return np.minimum(total, 1.0)

    def worth(self, profile: Profile, feature: Feature) -> NDArray[np.float64]:
        """What a feature adds to the score of each vacancy; shape (vacancies,)."""
        utilities = self._utilities(feature, values_of(profile)[UTILITIES[feature][0]])
        return utilities[self._features[feature][1]] * self._weights[feature]

    def bounds(self, profile: Profile, feature: Feature) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the most that a feature can add to the score of each vacancy; shape (vacancies,) each."""
        value = values_of(profile)[UTILITIES[feature][0]]
        firsts, of_vacancy = self._features[feature]
        if feature is Feature.OCCUPATION and isinstance(value, Work):
            least = self._work.of_one(value, [question.vacancy for question in firsts], 0.0)
            most = np.maximum(least, value.open_to)
        else:
            own, utility = np.zeros(1, np.int64), UTILITIES[feature][1]
            each = (utility(question, [value]) for question in firsts)
            spans = [(0.0, 0.0) if one is None else one.spread(own)[1:] for one in each]
            least, most = (np.array([float(np.max(span[end])) for span in spans]) for end in (0, 1))
        return least[of_vacancy] * self._weights[feature], most[of_vacancy] * self._weights[feature]

    def masks(self, profile: Profile, birth_year: int | None) -> NDArray[np.uint32]:
        """Filter bits for each vacancy, as `Answer.masks` has them; shape (vacancies,)."""
        values: dict[Trait, Hashable] = {**values_of(profile), Trait.BIRTH_YEAR: birth_year}
        masks = np.zeros(len(self._questions), np.uint32)
        for bit, (reason, (trait, keeps_back)) in enumerate(FILTERS.items()):
            firsts, of_vacancy = self._filters[reason]
            key = (reason, values[trait])
            if key not in self._values:
                found = [keeps_back(question, [values[trait]]) for question in firsts]
                self._remember(key, np.array([one is not None and bool(one[0]) for one in found], np.bool_))
            kept_back = self._values[key]
            if kept_back is not None:
                masks |= kept_back[of_vacancy].astype(np.uint32) << np.uint32(bit)
        return masks

    def _utilities(self, feature: Feature, value: Hashable) -> NDArray[np.float64]:
        """The utility of one value for each distinct need; 0 where the need is unknown."""
        key = (feature, value)
        known = self._values.get(key)
        if known is not None:
            return known
        firsts = self._features[feature][0]
        if feature is Feature.OCCUPATION and isinstance(value, Work):
            found = self._work.of_one(value, [question.vacancy for question in firsts], 0.5)
        else:
            utility = UTILITIES[feature][1]
            each = (utility(question, [value]) for question in firsts)
            found = np.array([0.0 if one is None else one.all()[0] for one in each], np.float64)
        self._remember(key, found)
        return found

    def _remember(self, key: tuple[Feature | Reason, Hashable], found: NDArray[Any]) -> None:
        if len(self._values) > _REMEMBERED:
            self._values.clear()
        self._values[key] = found
