"""What a job counsellor may see of a person: the profile, and name or papers only where consent covers them too."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.consents import DataCategory
from matcher.model import Experience, Qualification
from matcher.store.papers import Document, StandingPermit
from matcher.store.portraits import German, Identity, Portrait, Stop, Wishes


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
