"""What a job counsellor may see of a person who consented: the profile, and nothing about papers or contact."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.model import Experience, Qualification
from matcher.store.portraits import German, Portrait, Stop, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Counselled:
    """A portrait without document, permits, consents, birth date and contact: it has no field for them."""

    id: int
    code: str
    name: str
    german: German | None
    qualifications: tuple[Qualification, ...]
    experiences: tuple[Experience, ...]
    wishes: Wishes | None
    stop: Stop | None
    mentor: str | None


def counselled_of(portrait: Portrait) -> Counselled:
    """The part of a portrait that consent to a counsellor's organisation covers."""
    return Counselled(
        id=portrait.id,
        code=portrait.code,
        name=portrait.name,
        german=portrait.german,
        qualifications=portrait.qualifications,
        experiences=portrait.experiences,
        wishes=portrait.wishes,
        stop=portrait.stop,
        mentor=portrait.mentorship.mentor if portrait.mentorship else None,
    )
