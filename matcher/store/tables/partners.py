"""Partner organisations and the people to talk to there, with everything that changed (5, 7(7))."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class OrganisationKind(Labelled):
    COUNTY = "county", "Landkreis", "County"
    ABH = "abh", "Ausländerbehörde", "Foreigners authority"
    JOBCENTER = "jobcenter", "Jobcenter", "Jobcenter"
    AGENCY = "agency", "Agentur für Arbeit", "Employment agency"
    AGS = "ags", "Arbeitgeberservice", "Employer service"
    PROJECT = "project", "Projektträger", "Project organisation"
    MIGRATION_ADVICE = "migration_advice", "Migrationsdienst", "Migration advice service"
    COURSE_PROVIDER = "course_provider", "Kurs- oder Bildungsträger", "Course or training provider"
    UNIVERSITY = "university", "Hochschule", "University"
    RECOGNITION = "recognition", "Anerkennungsberatung", "Recognition advice"
    CHAMBER = "chamber", "Kammer (IHK, HWK)", "Chamber of industry or crafts"
    WELFARE = "welfare", "Wohlfahrtsverband", "Welfare association"
    MUNICIPALITY = "municipality", "Stadt oder Gemeinde", "Town or municipality"
    ACCOMMODATION = "accommodation", "Unterkunft", "Accommodation"
    OTHER = "other", "anderes", "Other"


class PartnerEvent(Labelled):
    ADDED = "added", "eingetragen", "added"
    CHANGED = "changed", "geändert", "changed"
    LEFT = "left", "nicht mehr zuständig", "no longer responsible"


class ContactTopic(Labelled):
    """For what somebody is responsible about one person."""

    JOBCENTER = "jobcenter", "Jobcenter", "Jobcenter"
    AGENCY = "agency", "Agentur für Arbeit", "Employment agency"
    ABH = "abh", "Aufenthalt", "Residence"
    COURSE = "course", "Sprachkurs", "Language course"
    RECOGNITION = "recognition", "Anerkennung", "Recognition"
    HOUSING = "housing", "Wohnen", "Housing"
    ADVICE = "advice", "Migrationsberatung", "Migration advice"
    OTHER = "other", "anderes", "Other"


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganisationKind] = mapped_column(coded(OrganisationKind, "kind"))
    street: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    hours: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Contact(Base):
    """Somebody to talk to; who is no longer responsible keeps their row, and names who is."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("successor_id IS NULL OR (left_on IS NOT NULL AND successor_id <> id)", name="successor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    duty: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    hours: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    left_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))


class PartnerChange(Base):
    """One change of an organisation or contact: what stood there, and what stands now. Appended, never edited."""

    __tablename__ = "partner_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    event: Mapped[PartnerEvent] = mapped_column(coded(PartnerEvent, "event"))
    fields: Mapped[dict[str, Any]]
    """Field → [before, after]."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class PersonContact(Base):
    """Who is responsible for what about one person; one at a time for each topic."""

    __tablename__ = "person_contact"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ending"),
        Index(
            "uq_person_contact_standing",
            "participant_id",
            "topic",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    topic: Mapped[ContactTopic] = mapped_column(coded(ContactTopic, "topic"))
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
