"""Whether a vacancy can be meant as it is written: pay against the legal floor, kind against the law.

Sources: Mindestlohngesetz and its regulations, section 17 BBiG, section 22 MiLoG, sections 1 and 11 AGG.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.model import Kind

_MINIMUM_WAGE: Final[tuple[tuple[date, float], ...]] = (
    (date(2015, 1, 1), 8.50),
    (date(2017, 1, 1), 8.84),
    (date(2019, 1, 1), 9.19),
    (date(2020, 1, 1), 9.35),
    (date(2021, 1, 1), 9.50),
    (date(2021, 7, 1), 9.60),
    (date(2022, 1, 1), 9.82),
    (date(2022, 7, 1), 10.45),
    (date(2022, 10, 1), 12.00),
    (date(2024, 1, 1), 12.41),
    (date(2025, 1, 1), 12.82),
    (date(2026, 1, 1), 13.90),
    (date(2027, 1, 1), 14.60),
)
_TRAINING_FIRST_YEAR: Final[dict[int, float]] = {
    2020: 515,
    2021: 550,
    2022: 585,
    2023: 620,
    2024: 649,
    2025: 682,
    2026: 724,
}
"""Monthly pay in the first year by the year in which training starts; 2027 was not published yet."""
_EXEMPT: Final = frozenset(
    {
        Kind.TRAINING,
        Kind.ENTRY_QUALIFICATION,
        Kind.INTERNSHIP,
        Kind.VOLUNTARY_SERVICE,
        Kind.SELF_EMPLOYMENT,
        Kind.EMPLOYER_MEASURE,
        Kind.WORK_SHADOWING,
        Kind.WORK_OPPORTUNITY,
        Kind.REFUGEE_MEASURE,
        Kind.SCHOOL,
        Kind.COURSE,
        Kind.HONORARY,
    }
)
_WEEKS_PER_MONTH: Final = 4.33
_TRAITS: Final = re.compile(
    r"\b(jung(?:e[rns]?)?\s+(?:team|mann|männer|frau|frauen|mitarbeiter)|nur\s+(?:männer|frauen|deutsche)|muttersprachler"
    r"|deutsche[rns]?\s+(?:staatsang|herkunft)|ohne\s+kopftuch|akzentfrei|bis\s+\d\d\s+jahre)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again; `stops` says that the vacancy cannot be sent like this."""

    field: str
    german: str
    english: str
    stops: bool


def minimum_wage(on: date) -> tuple[float, date] | None:
    """Legal minimum wage in euros an hour on that day, and since when; None before 2015."""
    known = [(pay, since) for since, pay in _MINIMUM_WAGE if since <= on]
    return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class PayFloor:
    """The least that the law lets a firm pay, in euros."""

    amount: float
    since: date
    monthly: bool
    """True: a month of training; False: an hour of work."""


def pay_floor(kind: Kind | None, start: date) -> PayFloor | None:
    """What applies to a start on that day; None where no floor applies or none was published yet."""
    if kind is Kind.TRAINING:
        training = _TRAINING_FIRST_YEAR.get(start.year)
        return None if training is None else PayFloor(training, date(start.year, 1, 1), monthly=True)
    wage = minimum_wage(start)
    return None if wage is None or kind in _EXEMPT else PayFloor(wage[0], wage[1], monthly=False)


def doubts(
    *,
    kind: Kind | None,
    start: date,
    until: date | None,
    hours: float | None,
    pay_hourly: float | None,
    pay_monthly: float | None,
    text: str = "",
) -> tuple[Doubt, ...]:
    """What does not add up; empty where nothing does."""
    found = [_pay(kind, start, hours, pay_hourly, pay_monthly), _long_internship(kind, start, until), _traits(text)]
    return tuple(doubt for doubt in found if doubt is not None)


def _pay(
    kind: Kind | None, start: date, hours: float | None, pay_hourly: float | None, pay_monthly: float | None
) -> Doubt | None:
    if kind is Kind.TRAINING:
        return _training_pay(start, pay_monthly)
    floor = minimum_wage(start)
    if kind is None or kind in _EXEMPT or floor is None:
        return None
    field, hourly = "pay_hourly", pay_hourly
    if hourly is None and pay_monthly is not None and hours:
        field, hourly = "pay_monthly", pay_monthly / (hours * _WEEKS_PER_MONTH)
    if hourly is None or round(hourly, 2) >= floor[0]:
        return None
    wage, paid = (f"{amount:.2f}".replace(".", ",") for amount in (floor[0], hourly))
    return Doubt(
        field,
        f"Das sind {paid} € pro Stunde. Der Mindestlohn beträgt {wage} € (seit {floor[1]:%d.%m.%Y}). "
        "Bitte mit dem Betrieb klären.",
        f"That is €{hourly:.2f} an hour. The minimum wage is €{floor[0]:.2f} (since {floor[1].isoformat()}). "
        "Please settle it with the firm.",
        stops=True,
    )


def _training_pay(start: date, pay_monthly: float | None) -> Doubt | None:
    floor = _TRAINING_FIRST_YEAR.get(start.year)
    if floor is None or pay_monthly is None or pay_monthly >= floor:
        return None
    return Doubt(
        "pay_monthly",
        f"Die Mindestvergütung bei Beginn {start.year} beträgt {floor:.0f} € im ersten Jahr. Weniger geht nur mit "
        "Tarifvertrag. Bitte mit dem Betrieb klären.",
        f"Training that starts in {start.year} pays at least €{floor:.0f} in the first year. Less needs a collective "
        "agreement. Please settle it with the firm.",
        stops=True,
    )


def _long_internship(kind: Kind | None, start: date, until: date | None) -> Doubt | None:
    if kind is not Kind.INTERNSHIP or until is None or (until - start).days <= 92:
        return None
    return Doubt(
        "until",
        "Ein Orientierungspraktikum dauert höchstens drei Monate. Länger ist es ein anderes Praktikum mit Mindestlohn.",
        "An orientation internship lasts three months at most. Beyond that it is another internship with minimum wage.",
        stops=True,
    )


def _traits(text: str) -> Doubt | None:
    found = _TRAITS.search(text)
    if found is None:
        return None
    return Doubt(
        "description",
        f"„{found[0]}“ kann Menschen benachteiligen (§ 11 AGG). Bitte nur beschreiben, was die Arbeit braucht.",
        f"“{found[0]}” may discriminate (section 11 AGG). Please describe only what the work needs.",
        stops=False,
    )
