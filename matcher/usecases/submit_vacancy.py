"""A mentor hands in a vacancy that they won; the employer service learns of it at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import delete, func, or_, select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.model import Cefr, Kind, QualificationLevel, Role, Shift
from matcher.plausibility import doubts
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work

LONGEST_DESCRIPTION = 8000
"""Longer than any advertisement of the agency's job board; nothing is cut off without a word."""
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyEntry:
    """A vacancy as somebody typed it; None is "not said", never a guess."""

    employer: str
    title: str
    kind: Kind | None
    description: str | None = None
    occupation: str | None = None
    postcode: str | None = None
    city: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    hours: float | None = None
    shift: Shift | None = None
    german_min: Cefr | None = None
    qualification_needed: QualificationLevel | None = None
    licences_needed: tuple[str, ...] | None = None
    pay_hourly: float | None = None
    pay_monthly: float | None = None
    places: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    id: int
    reference: str
    doubled: bool = False
    """True where this very form had been carried out before."""


def submit_vacancy(work: Work, actor: Actor, entry: VacancyEntry, *, submission: str) -> Submitted:
    """The vacancy lies in the employer service's inbox.

    Raises:
        InvalidInputError: names the field, such as pay below the minimum wage.
        DeniedError: the actor may not hand in vacancies.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ENTER_VACANCY)
        checked = check_entry(entry, unit.today)
        if not once(unit, submission, actor.id):
            earlier = earlier_result(unit, submission, actor.id, "id", "reference")
            return Submitted(id=earlier["id"], reference=earlier["reference"], doubled=True)
        row = tables.Vacancy(
            reference=fresh_reference(),
            employer_id=employer_named(unit, checked),
            acquired_by=actor.id,
            state=VacancyState.SUBMITTED,
            created_at=unit.at,
            changed_at=unit.at,
        )
        write_entry(row, checked)
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, id=row.id, reference=row.reference)
        unit.session.execute(delete(tables.VacancyDraft).where(tables.VacancyDraft.account_id == actor.id))
        unit.record("submit_vacancy", "vacancy", row.id)
        unit.notify(NotificationKind.VACANCY_SUBMITTED, ("vacancy", row.id), role=Role.AGS)
        return Submitted(id=row.id, reference=row.reference)


def check_entry(entry: VacancyEntry, today: date) -> VacancyEntry:
    """The entry, if it can be meant as written; otherwise the first wrong field."""
    for field, value, longest in (("employer", entry.employer, 200), ("title", entry.title, 200)):
        if not value.strip():
            raise InvalidInputError(field, "Bitte ausfüllen.", "Please fill in.")
        require_length(field, value, longest)
    require_length("description", entry.description, LONGEST_DESCRIPTION)
    if entry.kind is None:
        raise InvalidInputError("kind", "Bitte die Art der Stelle wählen.", "Please choose the kind of job.")
    _require_numbers(entry)
    _require_dates(entry)
    for doubt in doubts(
        kind=entry.kind,
        start=max(entry.starts_on or today, today),
        until=entry.ends_on,
        hours=entry.hours,
        pay_hourly=entry.pay_hourly,
        pay_monthly=entry.pay_monthly,
    ):
        if doubt.stops:
            raise InvalidInputError(_FORM_FIELD.get(doubt.field, doubt.field), doubt.german, doubt.english)
    return entry


_FORM_FIELD = {"until": "ends_on", "start": "starts_on"}


def _require_numbers(entry: VacancyEntry) -> None:
    if entry.postcode is not None and not (
        entry.postcode.isascii() and entry.postcode.isdigit() and len(entry.postcode) == 5
    ):
        raise InvalidInputError(
            "postcode",
            "Eine Postleitzahl hat 5 Ziffern, zum Beispiel 15711.",
            "A postcode has 5 digits, for example 15711.",
        )
    if entry.hours is not None and not 1 <= entry.hours <= 60:
        raise InvalidInputError("hours", "Bitte 1 bis 60 Stunden eintragen.", "Please enter 1 to 60 hours.")
    if not 1 <= entry.places <= 100:
        raise InvalidInputError("places", "Bitte 1 bis 100 Plätze eintragen.", "Please enter 1 to 100 places.")
    for field, most in (("pay_hourly", 200), ("pay_monthly", 20000)):
        pay = getattr(entry, field)
        if pay is not None and not 0 < pay <= most:
            raise InvalidInputError(
                field, f"Bitte einen Betrag bis {most} € eintragen.", f"Please enter an amount up to €{most}."
            )


def _require_dates(entry: VacancyEntry) -> None:
    if entry.starts_on and entry.ends_on and entry.ends_on <= entry.starts_on:
        raise InvalidInputError(
            "ends_on",
            "Das Ende liegt nicht nach dem Beginn. Bitte beide Daten prüfen.",
            "The end is not after the start. Please check both dates.",
        )


def employer_named(unit: Unit, entry: VacancyEntry) -> int:
    """The employer of that name, found or entered; case and spaces at the ends do not make two firms."""
    name = " ".join(entry.employer.split())
    found = unit.session.scalar(
        select(tables.Employer.id)
        .where(or_(tables.Employer.name == name, func.lower(tables.Employer.name) == name.lower()))
        .order_by(tables.Employer.id)
        .limit(1)
    )
    if found is not None:
        return found
    row = tables.Employer(name=name, postcode=entry.postcode, city=entry.city, created_at=unit.at)
    unit.session.add(row)
    unit.session.flush()
    return row.id


def write_entry(row: tables.Vacancy, entry: VacancyEntry) -> None:
    for item in fields(VacancyEntry):
        if item.name == "employer":
            continue
        value = getattr(entry, item.name)
        setattr(row, item.name, list(value) if isinstance(value, tuple) else value)


def fresh_reference() -> str:
    """A reference that no vacancy has, for all practical purposes."""
    return "S-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
