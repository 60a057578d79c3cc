"""One person's page: everything its sections show or edit, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import (
    Cefr,
    Experience,
    Kind,
    Mobility,
    Qualification,
    Recipient,
    Shift,
)
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.papers import Document, StandingPermit, document_of, permits_of
from matcher.store.tables.consents import DataCategory, StopReason
from matcher.store.tables.people import IntakeSource, ParticipantState

EVERYTHING: Final = frozenset(DataCategory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Name and contact of a person."""

    given_name: str
    family_name: str
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    street: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class German:
    speaking: Cefr | None = None
    writing: Cefr | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Availability, mobility and wishes; None is unknown, an empty tuple is none."""

    wishes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] | None = None
    licences: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    shifts: tuple[Shift, ...] | None = None
    postcode: str | None = None
    reach_km: float | None = None
    mobility: Mobility | None = None
    available_from: date | None = None
    hours_min: float | None = None
    hours_max: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    recipient: Recipient
    language: str
    given_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    reason: StopReason
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accompaniment:
    """Who accompanies the person, and until when it is planned."""

    mentor_id: int
    mentor: str
    begins_on: date
    planned_end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    id: int
    code: str
    version: int
    active: bool
    intake_source: IntakeSource | None
    identity: Identity
    german: German | None
    qualifications: tuple[Qualification, ...]
    experiences: tuple[Experience, ...]
    wishes: Wishes | None
    document: Document | None
    permits: tuple[StandingPermit, ...]
    consents: dict[Recipient, GivenConsent]
    stop: Stop | None
    mentorship: Accompaniment | None
    mentors: frozenset[int] = frozenset()
    """Accounts that may act as the person's mentor now: their own, and who stands in."""
    known: frozenset[DataCategory] = EVERYTHING
    """What of the person the reader may know; the project's own may know everything."""

    @property
    def name(self) -> str:
        return f"{self.identity.given_name} {self.identity.family_name}".strip()


def portrait_of(
    session: Session, participant_id: int, *, known: frozenset[DataCategory] = EVERYTHING
) -> Portrait | None:
    """What stands of a person now; what the reader may not know is not read, and looks as if nothing stood there."""
    row = session.get(tables.Participant, participant_id)
    if row is None or DataCategory.PROFILE not in known:
        return None
    named, papers = DataCategory.IDENTITY in known, DataCategory.RESIDENCE in known
    return Portrait(
        id=row.id,
        code=row.code,
        version=row.version,
        active=row.state is ParticipantState.ACTIVE,
        intake_source=row.intake_source,
        identity=_identity(row.identity if named else None),
        german=_german(row.languages),
        qualifications=tuple(
            Qualification(title=item.title, level=item.level, recognition=item.recognition, occupation=item.occupation)
            for item in row.qualifications
        ),
        experiences=tuple(
            Experience(title=item.title, years=item.years, last_year=item.last_year, occupation=item.occupation)
            for item in row.experiences
        ),
        wishes=_wishes(row.wish),
        document=document_of(session, participant_id) if papers else None,
        permits=permits_of(session, participant_id) if papers else (),
        consents=_consents(session, participant_id),
        stop=_stop(session, participant_id),
        mentorship=_mentorship(session, participant_id),
        mentors=mentors_of(session, participant_id),
        known=known,
    )


def _identity(row: tables.Identity | None) -> Identity:
    if row is None:
        return Identity(given_name="", family_name="")
    return Identity(
        given_name=row.given_name,
        family_name=row.family_name,
        birth_date=row.birth_date,
        phone=row.phone,
        email=row.email,
        street=row.street,
        city=row.city,
    )


def _german(rows: Sequence[tables.LanguageSkill]) -> German | None:
    for row in rows:
        if row.language == "de":
            return German(speaking=row.speaking, writing=row.writing, certificate=row.certificate)
    return None


def _wishes(row: tables.WorkWish | None) -> Wishes | None:
    if row is None:
        return None
    return Wishes(
        wishes=tuple(row.wishes),
        kinds=None if row.kinds is None else tuple(Kind(value) for value in row.kinds),
        licences=None if row.licences is None else tuple(row.licences),
        skills=None if row.skills is None else tuple(row.skills),
        shifts=None if row.shifts is None else tuple(Shift(value) for value in row.shifts),
        postcode=row.postcode,
        reach_km=row.reach_km,
        mobility=row.mobility,
        available_from=row.available_from,
        hours_min=row.hours_min,
        hours_max=row.hours_max,
    )


def _consents(session: Session, participant_id: int) -> dict[Recipient, GivenConsent]:
    rows = session.execute(
        select(tables.DataConsent, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.DataConsent.recorded_by)
        .where(
            tables.DataConsent.participant_id == participant_id,
            tables.DataConsent.category == DataCategory.PROFILE,
            tables.DataConsent.withdrawn_at.is_(None),
        )
    )
    return {
        row.recipient: GivenConsent(
            recipient=row.recipient, language=row.language, given_on=row.given_on, recorded_by=name
        )
        for row, name in rows
    }


def _stop(session: Session, participant_id: int) -> Stop | None:
    found = session.execute(
        select(tables.PlacementStop, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.PlacementStop.set_by)
        .where(tables.PlacementStop.participant_id == participant_id, tables.PlacementStop.lifted_at.is_(None))
    ).one_or_none()
    return Stop(reason=found[0].reason, set_at=found[0].set_at, set_by=found[1]) if found else None


def _mentorship(session: Session, participant_id: int) -> Accompaniment | None:
    found = session.execute(
        select(tables.Mentorship, tables.Account.name)
        .join(tables.Account, tables.Account.id == tables.Mentorship.mentor_id)
        .where(tables.Mentorship.participant_id == participant_id, tables.Mentorship.ended_on.is_(None))
    ).one_or_none()
    if found is None:
        return None
    row, name = found
    return Accompaniment(mentor_id=row.mentor_id, mentor=name, begins_on=row.begins_on, planned_end=row.planned_end)
