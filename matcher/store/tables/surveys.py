"""What is computed over all people and all open vacancies, and what the coordinator makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded
from matcher.store.tables.drafts import TrialState


class SurveyKind(Labelled):
    POOL_STEPS = "pool_steps", "Nächste Schritte", "next steps"
    SHARING = "sharing", "Verteilung", "sharing out"


class Survey(Base):
    """One computation over the whole pool; a worker that holds the lease makes it."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result"),
        CheckConstraint("done <= total", name="progress"),
        Index(
            "uq_survey_waiting",
            "kind",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SurveyKind] = mapped_column(coded(SurveyKind, "kind"))
    state: Mapped[TrialState] = mapped_column(coded(TrialState, "state"))
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: the worker's daily one."""
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(200))
    """Class of the last failure, never its message."""
    result: Mapped[dict[str, Any] | None]


class SharingVerdict(Labelled):
    ACCEPTED = "accepted", "übernommen", "accepted"
    DISMISSED = "dismissed", "verworfen", "dismissed"


class SharingReason(Labelled):
    """Why a suggestion is not followed; a word of this list, never free text."""

    PERSON = "person", "Die Person möchte etwas anderes", "the person wants something else"
    FIRM = "firm", "Der Betrieb sucht etwas anderes", "the firm looks for something else"
    BETTER = "better", "Die Liste nennt eine bessere Person", "the list names somebody better"
    OTHER_PLACE = "other_place", "Für die Person gibt es eine bessere Stelle", "there is a better job for the person"
    OUTDATED = "outdated", "Die Angaben stimmen nicht mehr", "the data are out of date"
    OTHER = "other", "anderer Grund", "another reason"


class SharingDecision(Base):
    """What the coordinator said to a suggestion; rows are appended, the newest one of a pair counts.

    It releases nobody: release and request are steps of their own.
    """

    __tablename__ = "sharing_decision"
    __table_args__ = (
        CheckConstraint("(verdict = 'dismissed') = (reason IS NOT NULL)", name="reasoned"),
        Index("ix_sharing_decision_pair", "vacancy_id", "participant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    verdict: Mapped[SharingVerdict] = mapped_column(coded(SharingVerdict, "verdict"))
    reason: Mapped[SharingReason | None] = mapped_column(coded(SharingReason, "reason"))
    decided_at: Mapped[datetime]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
