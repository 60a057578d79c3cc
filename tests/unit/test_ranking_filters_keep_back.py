"""Each filter keeps back whom it has to, and the boundary stands where the docstring says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.model import (
    Cefr,
    Kind,
    Profile,
    Qualification,
    QualificationLevel,
    Reason,
    Recognition,
    Shift,
    Vacancy,
    VacancyRef,
)
from matcher.ranking import Criteria
from matcher.ranking.filters import FILTERS, reasons_of
from tests.property.ranking_strategies import index_of

JOB = Vacancy(id=VacancyRef("V"), title="Lagerhelfer")
DRIVING = replace(JOB, title="Berufskraftfahrer", licences_needed=frozenset({"C"}))
STORE = replace(JOB, licences_needed=frozenset({"B"}))
NURSING = replace(JOB, title="Pflegefachmann", occupation="81302")
NURSE = Qualification(title="Pflegefachfrau", level=QualificationLevel.VOCATIONAL, occupation="81302")
FULL = replace(NURSE, recognition=Recognition.FULL)
HARD = Criteria(german_hard=True)
HERE, FAR = "15711", "15907"

CASES = [
    ("kind wanted", Profile(kinds=frozenset({Kind.JOB})), replace(JOB, kind=Kind.JOB), None, None),
    (
        "other kind",
        Profile(kinds=frozenset({Kind.TRAINING})),
        replace(JOB, kind=Kind.JOB),
        None,
        Reason.KIND_NOT_WANTED,
    ),
    ("no kind named", Profile(kinds=frozenset()), replace(JOB, kind=Kind.JOB), None, None),
    ("recognised", Profile(qualifications=(FULL,)), NURSING, None, None),
    ("recognised by title", Profile(qualifications=(replace(FULL, occupation=None),)), NURSING, None, None),
    (
        "partly recognised",
        Profile(qualifications=(replace(NURSE, recognition=Recognition.PARTIAL),)),
        NURSING,
        None,
        Reason.RECOGNITION_REQUIRED,
    ),
    ("recognition unknown", Profile(qualifications=(NURSE,)), NURSING, None, Reason.RECOGNITION_REQUIRED),
    (
        "recognised elsewhere",
        Profile(qualifications=(replace(FULL, title="Koch", occupation="29302"),)),
        NURSING,
        None,
        Reason.RECOGNITION_REQUIRED,
    ),
    ("helper in nursing", Profile(), replace(NURSING, title="Pflegehelfer", occupation="81301"), None, None),
    ("holds licence", Profile(licences=frozenset({"B", "C"})), DRIVING, None, None),
    ("lacks licence for driving", Profile(licences=frozenset({"B"})), DRIVING, None, Reason.LICENCE_REQUIRED),
    ("licence unknown", Profile(), DRIVING, None, None),
    ("lacks licence elsewhere", Profile(licences=frozenset()), STORE, None, None),
    ("hard licences", Profile(licences=frozenset()), STORE, Criteria(licences_hard=True), Reason.LICENCE_REQUIRED),
    ("soft German", Profile(german=Cefr.A1), replace(JOB, german_min=Cefr.B1), None, None),
    ("hard German", Profile(german=Cefr.A2), replace(JOB, german_min=Cefr.B1), HARD, Reason.GERMAN_BELOW_MINIMUM),
    ("hard German met", Profile(german=Cefr.B1), replace(JOB, german_min=Cefr.B1), HARD, None),
    ("tolerated", Profile(german=Cefr.A2), replace(JOB, german_min=Cefr.B1), replace(HARD, german_tolerance=1), None),
    ("hard German unknown", Profile(), replace(JOB, german_min=Cefr.B1), HARD, None),
    ("hours fit", Profile(hours_min=20.0, hours_max=30.0), replace(JOB, hours=30.0), None, None),
    ("too many hours", Profile(hours_max=29.0), replace(JOB, hours=30.0), None, Reason.HOURS_IMPOSSIBLE),
    ("too few hours", Profile(hours_min=31.0), replace(JOB, hours=30.0), None, Reason.HOURS_IMPOSSIBLE),
    ("within reach", Profile(postcode=HERE, reach_km=5.0), replace(JOB, postcode=HERE), None, None),
    ("beyond reach", Profile(postcode=FAR, reach_km=5.0), replace(JOB, postcode=HERE), None, Reason.OUT_OF_REACH),
    ("reach unknown", Profile(postcode=FAR), replace(JOB, postcode=HERE), None, None),
    (
        "reach soft",
        Profile(postcode=FAR, reach_km=5.0),
        replace(JOB, postcode=HERE),
        Criteria(reach_hard=False),
        None,
    ),
]
BORN = [
    ("adult at night", 2007, replace(JOB, shift=Shift.NIGHT), None),
    ("perhaps still 17 at night", 2008, replace(JOB, shift=Shift.NIGHT), Reason.TOO_YOUNG),
    ("unknown age at night", None, replace(JOB, shift=Shift.NIGHT), Reason.TOO_YOUNG),
    ("unknown age by day", None, replace(JOB, shift=Shift.DAY), None),
    ("14 by day", 2012, replace(JOB, kind=Kind.JOB), Reason.TOO_YOUNG),
    ("15 by day", 2011, replace(JOB, kind=Kind.TRAINING), None),
    ("14 in an internship", 2012, replace(JOB, kind=Kind.INTERNSHIP), None),
    ("old enough when it starts", 2008, replace(JOB, shift=Shift.NIGHT, start=date(2027, 1, 4)), None),
]


@pytest.mark.parametrize(
    ("profile", "vacancy", "criteria", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_filter_keeps_back_exactly_when_stated(
    profile: Profile, vacancy: Vacancy, criteria: Criteria | None, expected: Reason | None
) -> None:
    """One row, one boundary."""
    masks = index_of([profile], criteria).ask(vacancy).masks()

    assert reasons_of(int(masks[0])) == ((expected,) if expected else ())


@pytest.mark.parametrize(("born", "vacancy", "expected"), [case[1:] for case in BORN], ids=[case[0] for case in BORN])
def test_youth_is_protected_by_year_of_birth(born: int | None, vacancy: Vacancy, expected: Reason | None) -> None:
    """Only the year is known, so a year that leaves doubt protects (sections 5, 7, 14 JArbSchG)."""
    masks = index_of([Profile()], birth_years=[born]).ask(vacancy).masks()

    assert reasons_of(int(masks[0])) == ((expected,) if expected else ())


def test_filters_stand_in_the_order_of_reasons() -> None:
    """The first bit of a mask is the first reason that the design names."""
    order = [reason for reason in Reason if reason in FILTERS]

    assert list(FILTERS) == order
    assert reasons_of(0b101) == (order[0], order[2])
