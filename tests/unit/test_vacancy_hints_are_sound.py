"""Hints around a typed vacancy: like firms, occupations for titles, working days, pay floors."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.clearance.workdays import workday_after
from matcher.firms import find_alike
from matcher.model import Kind
from matcher.occupations.proposals import propose
from matcher.plausibility import pay_floor


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Bäckerei Sommer", "Bäckerei Sommer GmbH"),
        ("Spreewaldlogistik", "Spreewald-Logistik GmbH & Co. KG"),
        ("Baeckerei Sommer", "Bäckerei Sommer e. K."),
        ("Bäckerei Somer", "Bäckerei Sommer"),
    ],
)
def test_firm_is_found_under_another_spelling(typed: str, known: str) -> None:
    """Legal form, hyphens, umlauts and a slip of the finger do not make another firm."""
    assert find_alike(typed, [known]) == (known,)


@pytest.mark.parametrize("known", ["bäckerei  sommer", "Bäckerei Winter", "Gasthof Sommer", "Sommer Bau GmbH"])
def test_firm_is_not_asked_about_when_same_or_different(known: str) -> None:
    """Neither the very name nor another firm raises a question."""
    assert find_alike("Bäckerei Sommer", [known]) == ()


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 26), 3, date(2026, 12, 1)),
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
    ],
)
def test_working_day_passes_over_weekends_and_holidays(day: date, count: int, expected: date) -> None:
    """Christmas, Good Friday and Easter Monday are no working days in Brandenburg."""
    assert workday_after(day, count) == expected


@pytest.mark.parametrize(
    ("title", "group", "kind"),
    [
        ("Ausbildung zum Koch (m/w/d)", "293", Kind.TRAINING),
        ("Azubi Verkäufer", "621", Kind.TRAINING),
        ("Minijob Reinigungskraft", "541", Kind.MINIJOB),
        ("Lagerhelfer", "513", None),
    ],
)
def test_title_proposes_occupation_and_kind(title: str, group: str, kind: Kind | None) -> None:
    """The occupation is found beside the words for the kind; a kind that is not named is not guessed."""
    proposal = propose(title)

    assert proposal.occupations[0].code.startswith(group)
    assert proposal.kind is kind


def test_title_without_sense_proposes_nothing() -> None:
    """Where nothing is near, nothing is offered."""
    assert propose("qqqq").occupations == ()
    assert propose("  ").occupations == ()


def test_pay_floor_knows_its_figure_and_its_day() -> None:
    """An hour of work, a month of training, and nothing where no floor applies or is known."""
    wage, training = pay_floor(Kind.JOB, date(2026, 12, 1)), pay_floor(Kind.TRAINING, date(2026, 9, 1))

    assert wage is not None
    assert training is not None
    assert (wage.amount, wage.since, wage.monthly) == (13.90, date(2026, 1, 1), False)
    assert (training.amount, training.monthly) == (724, True)
    assert pay_floor(Kind.INTERNSHIP, date(2026, 12, 1)) is None
    assert pay_floor(Kind.TRAINING, date(2027, 9, 1)) is None
