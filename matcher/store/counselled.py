"""What a job counsellor may see of a person: the profile, and name or papers only where consent covers them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.consents import DataCategory
from matcher.model import Experience, Qualification
from matcher.store import tables
from matcher.store.papers import Document, StandingPermit
from matcher.store.participants import visible_to
from matcher.store.portraits import German, Identity, Portrait, Stop, Wishes
from matcher.store.tables.people import IntakeSource

_MOST_REFERRED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A person whom the counsellor referred; no more than that, unless they consented since."""

    code: str
    at: datetime
    visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counselled:
    """A portrait as it was read for the counsellor's organisation: what it may not know is None or empty."""

    id: int
    code: str
    name: str
    known: frozenset[DataCategory]
    german: German | None
    qualifications: tuple[Qualification, ...]
    experiences: tuple[Experience, ...]
    wishes: Wishes | None
    identity: Identity | None
    document: Document | None
    permits: tuple[StandingPermit, ...]
    stop: Stop | None
    mentor: str | None


def referrals_of(session: Session, actor: Actor) -> tuple[Referral, ...]:
    """Whom the counsellor referred, the latest first."""
    person = tables.Participant
    source = person.intake_source.in_((IntakeSource.JOBCENTER, IntakeSource.AGENCY))
    rows = session.execute(
        select(person.code, person.created_at, visible_to(actor))
        .where(person.created_by == actor.id, source, person.removed_at.is_(None))
        .order_by(person.id.desc())
        .limit(_MOST_REFERRED)
    )
    return tuple(Referral(code=code, at=at, visible=bool(visible)) for code, at, visible in rows)


def counselled_of(portrait: Portrait) -> Counselled:
    """The parts of a portrait that consent to a counsellor's organisation can cover."""
    return Counselled(
        id=portrait.id,
        code=portrait.code,
        name=portrait.name,
        known=portrait.known,
        german=portrait.german,
        qualifications=portrait.qualifications,
        experiences=portrait.experiences,
        wishes=portrait.wishes,
        identity=portrait.identity if DataCategory.IDENTITY in portrait.known else None,
        document=portrait.document,
        permits=portrait.permits,
        stop=portrait.stop,
        mentor=portrait.mentorship.mentor if portrait.mentorship else None,
    )
