"""One person before all open vacancies: where they stand, why not on the others, and what would open most. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from matcher.clearance import Gatekeeper
from matcher.model import Participant, Profile, Reason, Vacancy, VacancyRef
from matcher.ranking import Criteria
from matcher.ranking.criteria import Feature
from matcher.ranking.demand import Demand
from matcher.ranking.filters import reasons_of
from matcher.ranking.work import WorkBook


@dataclass(frozen=True, slots=True)
class Chance:
    """The person before one vacancy."""

    vacancy: Vacancy
    score: float
    reasons: tuple[Reason, ...]
    """Everything that keeps them from the list, the first blocking one first; empty where they are on it."""
    lifts_on: date | None


@dataclass(frozen=True, slots=True)
class Key:
    """A reason that alone keeps the person from so many lists: taking it away opens them."""

    reason: Reason
    lists: int


class Market:
    """What is open on one day under one criteria; ready for one person after the other.

    Args:
        vacancies: what is open.
        criteria: weights and filters.
        on: the day of gate and ranking.

    """

    def __init__(self, vacancies: Sequence[Vacancy], criteria: Criteria, on: date) -> None:
        self.vacancies = vacancies
        self._gate = Gatekeeper(on)
        self._demand = Demand(vacancies, criteria, on, WorkBook([]))
        self._lock = Lock()

    def chances(self, person: Participant) -> tuple[Chance, ...]:
        """Each vacancy, those first on whose list the person is, the best fit first."""
        with self._lock:
            scores = self._demand.scores(person.profile)
            masks = self._demand.masks(person.profile, person.birth_year)
            passages = [self._gate.passage(person, vacancy) for vacancy in self.vacancies]
        found = []
        for vacancy, score, mask, passage in zip(
            self.vacancies, scores.tolist(), masks.tolist(), passages, strict=True
        ):
            filtered = reasons_of(mask)
            lifts_on = passage.lifts_on if not filtered else None
            found.append(Chance(vacancy, score, passage.reasons + filtered, lifts_on))
        return tuple(sorted(found, key=lambda chance: (bool(chance.reasons), -chance.score, chance.vacancy.id)))

    def worth(self, profile: Profile, feature: Feature) -> dict[VacancyRef, float]:
        """What a feature adds to the person's score now, by vacancy."""
        with self._lock:
            added = self._demand.worth(profile, feature)
        return {vacancy.id: value for vacancy, value in zip(self.vacancies, added.tolist(), strict=True)}

    def bounds(self, profile: Profile, feature: Feature) -> dict[VacancyRef, tuple[float, float]]:
        """The least and the most that a feature can add to the person's score, by vacancy."""
        with self._lock:
            least, most = self._demand.bounds(profile, feature)
        pairs = zip(least.tolist(), most.tolist(), strict=True)
        return {vacancy.id: pair for vacancy, pair in zip(self.vacancies, pairs, strict=True)}


def chances(person: Participant, vacancies: Sequence[Vacancy], criteria: Criteria, on: date) -> tuple[Chance, ...]:
    """The chances of one person alone."""
    return Market(vacancies, criteria, on).chances(person)


def keys(found: Sequence[Chance]) -> tuple[Key, ...]:
    """Reasons by the number of lists that each alone keeps closed, the most first."""
    counts = Counter(chance.reasons[0] for chance in found if len(chance.reasons) == 1)
    return tuple(Key(reason, lists) for reason, lists in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
