"""Courses with their places, who is in them or waits, and the measures of a person (7(3), 7(6))."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.courses import CourseKind
from matcher.model import Cefr, Labelled
from matcher.store.base import Base, coded


class EnrolmentState(Labelled):
    WAITING = "waiting", "auf der Warteliste", "on the waiting list"
    ENROLLED = "enrolled", "im Kurs", "in the course"
    ENDED = "ended", "beendet", "ended"


class EnrolmentOutcome(Labelled):
    """Why somebody is no longer in a course; a word of this list, never free text."""

    COMPLETED = "completed", "abgeschlossen", "completed"
    DROPPED = "dropped", "abgebrochen", "dropped out"
    NOT_STARTED = "not_started", "nicht angetreten", "never began"
    FOUND_WORK = "found_work", "hat Arbeit gefunden", "found work"
    MISTAKE = "mistake", "versehentlich angemeldet", "enrolled by mistake"
    CANCELLED = "cancelled", "Kurs fällt aus", "course is cancelled"
    LEFT = "left", "nimmt am Projekt nicht mehr teil", "has left the project"


class MeasureKind(Labelled):
    WAGE_SUBSIDY = "wage_subsidy", "Eingliederungszuschuss", "wage subsidy"
    EMPLOYER_TRIAL = "employer_trial", "Maßnahme bei einem Arbeitgeber", "trial at an employer"
    ENTRY_QUALIFICATION = "entry_qualification", "Einstiegsqualifizierung", "entry qualification"
    ASSISTED_TRAINING = "assisted_training", "Assistierte Ausbildung", "assisted training"
    RETRAINING = "retraining", "berufliche Weiterbildung", "further vocational training"
    RECOGNITION_GRANT = "recognition_grant", "Anerkennungszuschuss", "grant for recognition"
    WORK_OPPORTUNITY = "work_opportunity", "Arbeitsgelegenheit", "work opportunity"
    OTHER = "other", "andere Maßnahme", "other measure"


class Body(Labelled):
    """Who is responsible for a measure."""

    JOBCENTER = "jobcenter", "Jobcenter", "Jobcenter"
    AGENCY = "agency", "Agentur für Arbeit", "employment agency"
    BAMF = "bamf", "BAMF", "Federal Office for Migration (BAMF)"
    COUNTY = "county", "Landkreis", "county"
    OTHER = "other", "andere Stelle", "another body"


class Course(Base):
    """A course; `version` counts edits. `until` is the first day after it."""

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 500", name="places"),
        CheckConstraint("until IS NULL OR starts_on < until", name="period"),
        CheckConstraint("(kind = 'licence') = (licence IS NOT NULL)", name="licence_named"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name="cancelling"),
        Index("ix_course_period", "starts_on", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CourseKind] = mapped_column(coded(CourseKind, "kind"))
    provider: Mapped[str] = mapped_column(String(200))
    level_from: Mapped[Cefr | None] = mapped_column(coded(Cefr, "level_from"))
    level_to: Mapped[Cefr | None] = mapped_column(coded(Cefr, "level_to"))
    licence: Mapped[str | None] = mapped_column(String(40))
    places: Mapped[int]
    starts_on: Mapped[date]
    until: Mapped[date | None]
    postcode: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    lessons: Mapped[list[CourseLesson]] = relationship(
        order_by="(CourseLesson.weekday, CourseLesson.begins)", cascade="all, delete-orphan"
    )


class CourseLesson(Base):
    """A weekly time of a course; Monday is 0."""

    __tablename__ = "course_lesson"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("begins < ends", name="times"),
        UniqueConstraint("course_id", "weekday", "begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    weekday: Mapped[int]
    begins: Mapped[time]
    ends: Mapped[time]


class Enrolment(Base):
    """Somebody in a course or on its waiting list; a trigger refuses more than there are places."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended_outcome"),
        CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended"),
        CheckConstraint("state <> 'waiting' OR begins_on IS NULL", name="waiting_begins"),
        CheckConstraint("state <> 'enrolled' OR begins_on IS NOT NULL", name="enrolled_begins"),
        Index(
            "uq_enrolment_standing",
            "course_id",
            "participant_id",
            unique=True,
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
        Index("ix_enrolment_course", "course_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(coded(EnrolmentState, "state"))
    outcome: Mapped[EnrolmentOutcome | None] = mapped_column(coded(EnrolmentOutcome, "outcome"))
    begins_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    asked_at: Mapped[datetime]
    """The order of the waiting list."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class EnrolmentStep(Base):
    """What happened to an enrolment; rows are appended, a trigger refuses anything else."""

    __tablename__ = "enrolment_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(coded(EnrolmentState, "state"))
    outcome: Mapped[EnrolmentOutcome | None] = mapped_column(coded(EnrolmentOutcome, "outcome"))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: moved up from the waiting list by its rule."""


class Measure(Base):
    """A measure of a person with the body that answers for it; one that was entered wrongly is taken back."""

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint("until IS NULL OR begins_on < until", name="period"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    kind: Mapped[MeasureKind] = mapped_column(coded(MeasureKind, "kind"))
    body: Mapped[Body] = mapped_column(coded(Body, "body"))
    employer: Mapped[str | None] = mapped_column(String(200))
    begins_on: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
