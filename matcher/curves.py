"""What a criterion gives for which fact, computed by the ranking itself: points for a small picture. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from matcher.model import Cefr, Kind, Labelled, QualificationLevel, Recognition, Shift, Vacancy, VacancyRef
from matcher.ranking import Criteria, Feature
from matcher.ranking.features import UTILITIES, Question
from matcher.ranking.traits import Attainment, LastWork, experience_weight
from matcher.ranking.work import WorkBook

_EXAMPLE: Final = Vacancy(
    id=VacancyRef("example"),
    title="",
    kind=Kind.JOB,
    german_min=Cefr.B1,
    hours=30.0,
    shift=Shift.DAY,
    qualification_needed=QualificationLevel.VOCATIONAL,
    licences_needed=frozenset({"B", "C"}),
    skills_needed=frozenset({"a", "b", "c"}),
)
"""The need that the pictures show: B1, 30 hours, by day, a vocational qualification, two licences, three skills."""


@dataclass(frozen=True, slots=True)
class Point:
    label: str | Labelled
    utility: float


@dataclass(frozen=True, slots=True)
class Curve:
    points: tuple[Point, ...]
    stepped: bool
    """The facts are kinds of things, not amounts: nothing lies between two points."""


def curves(criteria: Criteria, on: date) -> Mapping[Feature, Curve]:
    """One curve for each criterion, in their order."""
    question = Question(replace(_EXAMPLE, start=on), criteria, on, WorkBook([]))
    drawn = {feature: draw(question) for feature, draw in _DRAWN.items()}
    return MappingProxyType({feature: drawn[feature] for feature in Feature})


def _asked(
    question: Question, feature: Feature, labels: Sequence[str | Labelled], values: Sequence[Any], *, stepped: bool
) -> Curve:
    found = UTILITIES[feature][1](question, values)
    assert found is not None, "the example states every need"  # noqa: S101 - states why, for the type checker
    points = zip(labels, found.all().tolist(), strict=True)
    return Curve(tuple(Point(label, utility) for label, utility in points), stepped)


def _experience(_question: Question) -> Curve:
    return Curve(tuple(Point(str(years), experience_weight(years)) for years in range(9)), stepped=False)


def _recognition(question: Question) -> Curve:
    states = list(Recognition)
    values = [(Attainment(QualificationLevel.VOCATIONAL, state),) for state in states]
    curve = _asked(question, Feature.QUALIFICATION, states, values, stepped=True)
    return Curve(tuple(sorted(curve.points, key=lambda point: point.utility)), stepped=True)


def _german(question: Question) -> Curve:
    return _asked(question, Feature.GERMAN, list(Cefr), list(Cefr), stepped=True)


def _licences(question: Question) -> Curve:
    held = [frozenset[str](), frozenset({"B"}), frozenset({"B", "C"})]
    return _asked(question, Feature.LICENCES, ["0/2", "1/2", "2/2"], held, stepped=True)


def _skills(question: Question) -> Curve:
    held = [frozenset("abc"[:count]) for count in range(4)]
    return _asked(question, Feature.SKILLS, [f"{count}/3" for count in range(4)], held, stepped=True)


def _commute(question: Question) -> Curve:
    """Minutes stand for themselves: which way gives how many is the distance's matter."""
    near, far = question.criteria.near_minutes, question.criteria.far_minutes
    longest = int(max(120.0, far + 10))
    step = max(10, longest // 12 // 5 * 5)
    return Curve(
        tuple(
            Point(str(taken), min(1.0, max(0.0, (far - taken) / (far - near)))) for taken in range(0, longest + 1, step)
        ),
        stepped=False,
    )


def _hours(question: Question) -> Curve:
    most = range(10, 46, 5)
    return _asked(
        question, Feature.HOURS, [str(each) for each in most], [(0.0, float(each), ()) for each in most], stepped=False
    )


def _shift(question: Question) -> Curve:
    return _asked(question, Feature.SHIFT, list(Shift), [(frozenset({item}), ()) for item in Shift], stepped=True)


def _start(question: Question) -> Curve:
    late = range(0, 121, 15)
    return _asked(
        question,
        Feature.START,
        [str(days) for days in late],
        [question.on + timedelta(days=days) for days in late],
        stepped=False,
    )


def _kind(question: Question) -> Curve:
    kinds = (Kind.JOB, Kind.TRAINING, Kind.MINIJOB)
    return _asked(question, Feature.KIND, kinds, [frozenset({item}) for item in kinds], stepped=True)


def _recency(question: Question) -> Curve:
    ago = range(16)
    last = [LastWork(question.on.year - years, complete=True) for years in ago]
    return _asked(question, Feature.RECENCY, [str(years) for years in ago], last, stepped=False)


_DRAWN: Final[Mapping[Feature, Callable[[Question], Curve]]] = MappingProxyType(
    {
        Feature.OCCUPATION: _experience,
        Feature.QUALIFICATION: _recognition,
        Feature.GERMAN: _german,
        Feature.LICENCES: _licences,
        Feature.SKILLS: _skills,
        Feature.COMMUTE: _commute,
        Feature.HOURS: _hours,
        Feature.SHIFT: _shift,
        Feature.START: _start,
        Feature.KIND: _kind,
        Feature.RECENCY: _recency,
    }
)
