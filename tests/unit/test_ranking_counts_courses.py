"""A course takes hours of the week and days of shifts; it lowers the fit, keeps nobody back, and ends."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from matcher.attendance import Attendance, hours_taken
from matcher.courses import Course, CourseKind, Lesson, first_clash, fitting, leads_further
from matcher.model import Cefr, Profile, Qualification, QualificationLevel, Recognition, Shift, Vacancy, VacancyRef
from matcher.ranking import Criteria, Index
from matcher.ranking.criteria import Feature
from matcher.ranking.explain import question_for

ON = date(2026, 11, 24)
START = date(2026, 12, 1)
MORNINGS = Attendance(begins=ON, until=date(2027, 3, 1), hours=20.0, days=frozenset(range(5)))
OVER = Attendance(begins=date(2026, 9, 1), until=START, hours=20.0, days=frozenset(range(5)))
LATER = Attendance(begins=date(2027, 3, 1), until=date(2027, 6, 1), hours=20.0, days=frozenset(range(5)))
SATURDAY = Attendance(begins=ON, hours=5.0, days=frozenset({5}))
NO_TIMES = Attendance(begins=ON)
FULL_TIME = {"hours_min": 20.0, "hours_max": 40.0}


def fit(
    feature: Feature, needs: dict[str, object], courses: tuple[Attendance, ...], **known: object
) -> tuple[float, float, float]:
    """Least, counted and most of one feature alone."""
    weights = {one: 1.0 if one is feature else 0.0 for one in Feature}
    index = Index([Profile(courses=courses, **known)], ["A"], [None], criteria=Criteria(weights=weights), on=ON)
    answer = index.ask(Vacancy(id=VacancyRef("V"), title="Lager", start=START, **needs))
    detail = answer.detail(answer.order(*_everybody(answer)))
    return round(float(detail.low[0]), 3), round(float(detail.score[0]), 3), round(float(detail.high[0]), 3)


def _everybody(answer: object) -> tuple[object, object]:
    scores = answer.scores()
    return scores.argsort()[:1], scores


HOURS = {
    "no course": ((), 38.0, (1.0, 1.0, 1.0)),
    "half the week is taken": ((MORNINGS,), 38.0, (0.0, 0.0, 0.0)),
    "half a week is left": ((MORNINGS,), 20.0, (1.0, 1.0, 1.0)),
    "a little too much": ((MORNINGS,), 23.0, (0.8, 0.8, 0.8)),
    "over on the first day": ((OVER,), 38.0, (1.0, 1.0, 1.0)),
    "begins after it": ((LATER,), 38.0, (0.0, 0.0, 0.0)),
    "one after the other": ((MORNINGS, LATER), 20.0, (1.0, 1.0, 1.0)),
    "two at once": ((MORNINGS, SATURDAY), 20.0, (0.667, 0.667, 0.667)),
    "times not known": ((NO_TIMES,), 38.0, (0.0, 0.433, 0.867)),
}


@pytest.mark.parametrize("case", HOURS)
def test_course_takes_its_hours_off_the_week(case: str) -> None:
    """Work and courses together fill forty hours; whoever can work forty has twenty left beside twenty."""
    courses, needed, expected = HOURS[case]
    known = FULL_TIME | ({"hours_max": 36.0} if case == "times not known" else {})

    assert fit(Feature.HOURS, {"hours": needed}, courses, **known) == expected


SHIFTS = {
    "by day only hours count": (Shift.DAY, (MORNINGS,), (1.0, 1.0, 1.0)),
    "every second week": (Shift.EARLY_LATE, (MORNINGS,), (0.5, 0.5, 0.5)),
    "not on Saturdays": (Shift.WEEKEND, (SATURDAY,), (0.0, 0.0, 0.0)),
    "weekdays leave the weekend": (Shift.WEEKEND, (MORNINGS,), (1.0, 1.0, 1.0)),
    "nights are free": (Shift.NIGHT, (MORNINGS, SATURDAY), (1.0, 1.0, 1.0)),
    "over by then": (Shift.EARLY_LATE, (OVER,), (1.0, 1.0, 1.0)),
    "days not known": (Shift.WEEKEND, (NO_TIMES,), (0.0, 0.5, 1.0)),
}


@pytest.mark.parametrize("case", SHIFTS)
def test_course_takes_its_days_off_shifts(case: str) -> None:
    needed, courses, expected = SHIFTS[case]

    assert fit(Feature.SHIFT, {"shift": needed}, courses, shifts=frozenset(Shift)) == expected


def test_hours_that_nobody_stated_stay_unknown_beside_a_course() -> None:
    """A course says when somebody is busy, not how much they want to work."""
    assert fit(Feature.HOURS, {"hours": 38.0}, (MORNINGS,)) == (0.0, 0.5, 1.0)
    assert fit(Feature.SHIFT, {"shift": Shift.EARLY_LATE}, (MORNINGS,)) == (0.0, 0.5, 1.0)


def test_course_keeps_nobody_back() -> None:
    """Only what a person says of their hours filters."""

    index = Index([Profile(courses=(MORNINGS,), **FULL_TIME)], ["A"], [None], criteria=Criteria.default(), on=ON)

    masks = index.ask(Vacancy(id=VacancyRef("V"), title="Lager", hours=38.0, start=START)).masks()

    assert masks.tolist() == [0]


def test_times_of_the_course_are_asked_for_where_they_alone_are_missing() -> None:
    asked = question_for(Profile(courses=(NO_TIMES,), **FULL_TIME), {Feature.HOURS: 0.4})

    assert asked is not None
    assert asked[0].startswith("Zeiten des Kurses unbekannt")


def test_hours_taken_are_the_most_at_one_time() -> None:
    assert hours_taken((MORNINGS, LATER, SATURDAY), START) == (25.0, True)
    assert hours_taken((MORNINGS, NO_TIMES), START) == (20.0, False)
    assert hours_taken((OVER,), START) == (0, True)


def course(kind: CourseKind, **fields: object) -> Course:
    return Course(**{"id": 1, "title": "K", "kind": kind, "provider": "P", "places": 2, "starts_on": START, **fields})


QUALIFIED = Qualification(title="Koch", level=QualificationLevel.VOCATIONAL, recognition=Recognition.NONE)
GERMAN_B1 = {"level_from": Cefr.A2, "level_to": Cefr.B1}
LEADS = {
    "to the next level": (course(CourseKind.JOB_GERMAN, **GERMAN_B1), Profile(german=Cefr.A2), True),
    "already there": (course(CourseKind.JOB_GERMAN, **GERMAN_B1), Profile(german=Cefr.B1), False),
    "too hard": (course(CourseKind.JOB_GERMAN, **GERMAN_B1), Profile(german=Cefr.A1), False),
    "German unknown": (course(CourseKind.JOB_GERMAN, **GERMAN_B1), Profile(), False),
    "from the beginning": (course(CourseKind.INTEGRATION, level_to=Cefr.B1), Profile(german=Cefr.A0), True),
    "licence lacking": (course(CourseKind.LICENCE, licence="STAPLER"), Profile(licences=frozenset({"B"})), True),
    "licence held": (course(CourseKind.LICENCE, licence="Stapler"), Profile(licences=frozenset({"STAPLER"})), False),
    "licences unknown": (course(CourseKind.LICENCE, licence="B"), Profile(), False),
    "not recognised": (course(CourseKind.RECOGNITION), Profile(qualifications=(QUALIFIED,)), True),
    "nothing to recognise": (course(CourseKind.RECOGNITION), Profile(), False),
    "something else": (course(CourseKind.OTHER), Profile(german=Cefr.A1), False),
}


@pytest.mark.parametrize("case", LEADS)
def test_course_is_offered_only_to_whom_it_is_known_to_lead_further(case: str) -> None:
    offered, profile, expected = LEADS[case]

    assert leads_further(offered, profile) is expected


def test_courses_that_are_full_over_or_cancelled_are_not_offered() -> None:
    """Those that begin next come first, those under way last."""
    kind, profile = CourseKind.JOB_GERMAN, Profile(german=Cefr.A2)
    week = timedelta(days=7)
    known = [
        course(kind, **GERMAN_B1, id=1, starts_on=ON - week),
        course(kind, **GERMAN_B1, id=2, starts_on=START + week),
        course(kind, **GERMAN_B1, id=3),
        course(kind, **GERMAN_B1, id=4, taken=2),
        course(kind, **GERMAN_B1, id=5, starts_on=ON - 9 * week, until=ON),
    ]

    assert [one.id for one in fitting(known, profile, ON)] == [3, 2, 1]


def test_lessons_clash_only_on_one_day() -> None:
    first, overlapping = Lesson(0, time(8), time(10)), Lesson(0, time(9), time(11))

    assert first_clash([overlapping, first]) == overlapping
    assert first_clash([first, Lesson(0, time(10), time(11)), Lesson(1, time(9), time(11))]) is None
