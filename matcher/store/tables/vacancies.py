"""Employers and their vacancies; a vacancy also carries how far its ranking has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.model import Cefr, Kind, Labelled, QualificationLevel, Shift
from matcher.store.base import Base, coded


class VacancyState(Labelled):
    SUBMITTED = "submitted", "beim Arbeitgeberservice", "with the employer service"
    RETURNED = "returned", "zurückgegeben", "returned"
    OPEN = "open", "offen", "open"
    PAUSED = "paused", "ruht", "paused"
    CLOSED = "closed", "geschlossen", "closed"


class VacancyOutcome(Labelled):
    FILLED = "filled", "Stelle besetzt", "filled"
    WITHDRAWN = "withdrawn", "Stelle zurückgezogen", "withdrawn"
    EXPIRED = "expired", "abgelaufen", "expired"


class ReturnReason(Labelled):
    """Why the employer service gives a vacancy back to its mentor."""

    UNCLEAR = "unclear", "Angaben unklar", "details unclear"
    PAY = "pay", "Bezahlung zu niedrig oder offen", "pay too low or open"
    DUPLICATE = "duplicate", "schon bekannt", "already known"
    KIND = "kind", "Art der Stelle passt nicht", "kind of job does not fit"
    EMPLOYER = "employer", "Betrieb bitte zuerst ansprechen", "talk to the employer first"


class Employer(Base):
    __tablename__ = "employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None] = mapped_column(String(100))
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]


class Vacancy(Base):
    """A vacancy and, beside it, the doorbell's numbers.

    Stale while `wanted_generation` is ahead of `covered_generation`, a change of a person is ahead
    of `covered_change`, or the day is past `covered_on`. A worker that holds the lease renews it.
    """

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("places >= 1", name="places"),
        CheckConstraint("filled BETWEEN 0 AND places", name="filled"),
        CheckConstraint("hours IS NULL OR hours BETWEEN 1 AND 60", name="hours"),
        CheckConstraint("pay_hourly IS NULL OR pay_hourly > 0", name="pay_hourly"),
        CheckConstraint("pay_monthly IS NULL OR pay_monthly >= 0", name="pay_monthly"),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on < ends_on", name="period"),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_outcome"),
        CheckConstraint("state <> 'returned' OR return_reason IS NOT NULL", name="returned"),
        CheckConstraint("covered_generation <= wanted_generation", name="generation"),
        Index("ix_vacancy_open", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind | None] = mapped_column(coded(Kind, "kind"))
    description: Mapped[str | None] = mapped_column(Text)
    occupation: Mapped[str | None] = mapped_column(String(5))
    postcode: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None] = mapped_column(String(100))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    hours: Mapped[float | None]
    shift: Mapped[Shift | None] = mapped_column(coded(Shift, "shift"))
    german_min: Mapped[Cefr | None] = mapped_column(coded(Cefr, "german_min"))
    qualification_needed: Mapped[QualificationLevel | None] = mapped_column(
        coded(QualificationLevel, "qualification_needed")
    )
    licences_needed: Mapped[list[Any] | None]
    skills_needed: Mapped[list[Any] | None]
    pay_hourly: Mapped[float | None]
    pay_monthly: Mapped[float | None]
    places: Mapped[int] = mapped_column(default=1, server_default="1")
    filled: Mapped[int] = mapped_column(default=0, server_default="0")
    """Places that somebody has taken already."""
    acquired_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[VacancyState] = mapped_column(coded(VacancyState, "state"))
    outcome: Mapped[VacancyOutcome | None] = mapped_column(coded(VacancyOutcome, "outcome"))
    return_reason: Mapped[ReturnReason | None] = mapped_column(coded(ReturnReason, "return_reason"))
    return_note: Mapped[str | None] = mapped_column(String(500))
    l2_before_release: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When somebody last said that the vacancy stands as it is."""
    asked_at: Mapped[datetime | None]
    """Since when the question waits whether it still stands; any news takes it back."""

    wanted_generation: Mapped[int] = mapped_column(default=1, server_default="1")
    covered_generation: Mapped[int] = mapped_column(default=0, server_default="0")
    covered_change: Mapped[int] = mapped_column(default=0, server_default="0")
    covered_on: Mapped[date | None]
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(200))
    """Class of the last failure, never its message: messages may carry data."""

    employer: Mapped[Employer] = relationship()


class VacancyVerdict(Labelled):
    ACCEPTED = "accepted", "angenommen", "accepted"
    RETURNED = "returned", "zurückgegeben", "returned"


class VacancyReview(Base):
    """One decision of the employer service on a vacancy; the newest that is not undone counts, all stay."""

    __tablename__ = "vacancy_review"
    __table_args__ = (
        CheckConstraint("(verdict = 'returned') = (reason IS NOT NULL)", name="reasoned"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    verdict: Mapped[VacancyVerdict] = mapped_column(coded(VacancyVerdict, "verdict"))
    reason: Mapped[ReturnReason | None] = mapped_column(coded(ReturnReason, "reason"))
    note: Mapped[str | None] = mapped_column(String(500))
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
