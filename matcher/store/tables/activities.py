"""What somebody did for or with a person (2): recorded in two clicks, taken back, never edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class ActivityKind(Labelled):
    """What mentors do, in the words of the agreement (2)."""

    VISIT_PREPARED = "visit_prepared", "Behördengang vorbereitet", "Visit to an authority prepared"
    VISIT_ACCOMPANIED = "visit_accompanied", "zur Behörde begleitet", "Accompanied to an authority"
    ADVICE = "advice", "über Beratung informiert", "Informed about advice centres"
    EMPLOYER_TALK = "employer_talk", "mit Betrieb gesprochen", "Talked with an employer"
    SCHOOL_TALK = "school_talk", "mit Kurs oder Schule gesprochen", "Talked with a course or school"
    APPLICATION = "application", "Bewerbung vorbereitet", "Application prepared"
    HOUSING = "housing", "bei der Wohnungssuche geholfen", "Helped to look for housing"
    LANGUAGE = "language", "Deutsch geübt", "Practised German"
    MEETING = "meeting", "getroffen oder telefoniert", "Met or phoned"


class Activity(Base):
    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing"),
        Index("ix_activity_participant", "participant_id", "done_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    kind: Mapped[ActivityKind] = mapped_column(coded(ActivityKind, "kind"))
    done_on: Mapped[date]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str | None] = mapped_column(String(500))
    """For mentor and coordinator alone; no partner reads it."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
