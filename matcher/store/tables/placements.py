"""From a released entry to a person in work: agreement, the firm's answer, interview, placement, follow-ups.

State, outcome and reason are separate columns; steps are appended, never edited. Triggers of the
migration close a proposal whose entry is taken back, leave ended ones alone, and refuse a start that
rests on no valid decision.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled, Mode
from matcher.store.base import Base, coded
from matcher.store.tables.shortlists import VerdictReason


class Agreement(Base):
    """What the person said to this one proposal (6: voluntary); a yes pins the consent to give name and contact."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("agreed = (consent_id IS NOT NULL)", name="consented"),
        Index(
            "uq_agreement_standing",
            "entry_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("shortlist_entry.id"), index=True)
    agreed: Mapped[bool]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("data_consent.id"))
    said_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]


class ProposalState(Labelled):
    WAITING = "waiting", "Betrieb hat noch nicht geantwortet", "the employer has not answered yet"
    INTERESTED = "interested", "Betrieb hat Interesse", "the employer is interested"
    INTERVIEW = "interview", "Gespräch vereinbart", "interview arranged"
    HIRING = "hiring", "Betrieb will einstellen", "the employer wants to hire"
    CLOSED = "closed", "abgeschlossen", "closed"


class ProposalOutcome(Labelled):
    HIRED = "hired", "eingestellt", "hired"
    DECLINED = "declined", "Betrieb hat abgesagt", "the employer declined"
    PERSON_DECLINED = "person_declined", "Person möchte nicht", "the person does not want to"
    NO_ANSWER = "no_answer", "keine Antwort vom Betrieb", "no answer from the employer"
    FILLED = "filled", "Stelle besetzt", "vacancy filled"
    FOUND_WORK = "found_work", "hat Arbeit gefunden", "found work"
    TAKEN_BACK = "taken_back", "vor einer Antwort zurückgenommen", "taken back before an answer"
    WITHDRAWN = "withdrawn", "Vorschlag zurückgezogen", "proposal withdrawn"


class Proposal(Base):
    """One entry on its way through a firm, as it stands now; `proposal_step` holds how it came there."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_outcome"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        CheckConstraint("outcome IS NULL OR outcome <> 'declined' OR reason IS NOT NULL", name="reasoned"),
        CheckConstraint("reminded BETWEEN 0 AND 2", name="reminded"),
        Index("ix_proposal_waiting", "state", "waiting_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("shortlist_entry.id"), unique=True)
    state: Mapped[ProposalState] = mapped_column(coded(ProposalState, "state"))
    outcome: Mapped[ProposalOutcome | None] = mapped_column(coded(ProposalOutcome, "outcome"))
    reason: Mapped[VerdictReason | None] = mapped_column(coded(VerdictReason, "reason"))
    waiting_since: Mapped[date]
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many reminders about the firm's silence went out: after 7 days, after 14."""
    closed_at: Mapped[datetime | None]


class ProposalStep(Base):
    """One step of a proposal; the newest that is not undone is where it stands."""

    __tablename__ = "proposal_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    state: Mapped[ProposalState] = mapped_column(coded(ProposalState, "state"))
    outcome: Mapped[ProposalOutcome | None] = mapped_column(coded(ProposalOutcome, "outcome"))
    reason: Mapped[VerdictReason | None] = mapped_column(coded(VerdictReason, "reason"))
    note: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: a stated rule, not a person."""
    undone_at: Mapped[datetime | None]


class InterviewState(Labelled):
    PLANNED = "planned", "geplant", "planned"
    HELD = "held", "fand statt", "took place"
    CANCELLED = "cancelled", "abgesagt", "cancelled"


class InterviewOutcome(Labelled):
    HIRE = "hire", "Betrieb will einstellen", "the employer wants to hire"
    OPEN = "open", "Betrieb überlegt noch", "the employer is still thinking"
    DECLINED = "declined", "Betrieb sagt ab", "the employer declines"
    PERSON_DECLINED = "person_declined", "Person möchte nicht", "the person does not want to"


class Interview(Base):
    """A meeting with a firm; `uid` and `sequence` let calendars follow changes."""

    __tablename__ = "interview"
    __table_args__ = (
        CheckConstraint("(state = 'held') = (outcome IS NOT NULL)", name="held_outcome"),
        CheckConstraint("minutes BETWEEN 10 AND 480", name="minutes"),
        Index(
            "uq_interview_planned",
            "proposal_id",
            unique=True,
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    uid: Mapped[str] = mapped_column(String(60), unique=True)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    accompanied_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[InterviewState] = mapped_column(coded(InterviewState, "state"))
    outcome: Mapped[InterviewOutcome | None] = mapped_column(coded(InterviewOutcome, "outcome"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class PlacementState(Labelled):
    PLANNED = "planned", "Beginn geplant", "start planned"
    STARTED = "started", "in Arbeit", "at work"
    ENDED = "ended", "beendet", "ended"
    CANCELLED = "cancelled", "nicht zustande gekommen", "did not come about"


class EndReason(Labelled):
    """Why a placement ended: circumstances, no judgement of the person."""

    PROBATION = "probation", "in der Probezeit beendet", "ended in probation"
    FIRM = "firm", "Betrieb hat gekündigt", "the employer gave notice"
    PERSON = "person", "Person hat gekündigt", "the person gave notice"
    LANGUAGE = "language", "Deutsch reichte noch nicht", "German was not yet enough"
    COMMUTE = "commute", "Weg oder Zeiten passten nicht", "commute or hours did not fit"
    PERMIT = "permit", "Erlaubnis endete", "the permit ended"
    NOT_BEGUN = "not_begun", "nicht angetreten", "never begun"
    TERM = "term", "Befristung zu Ende", "fixed term over"
    OTHER = "other", "anderer Grund", "another reason"


class Placement(Base):
    """A planned, running or ended employment; what the start rests on is pinned."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('started', 'ended') OR "
            "(mode IS NOT NULL AND decision_id IS NOT NULL AND started_at IS NOT NULL)",
            name="rests_on",
        ),
        CheckConstraint("mode NOT IN ('prohibited', 'hold')", name="lawful"),
        CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended_on"),
        CheckConstraint("(state = 'ended') = (end_reason IS NOT NULL)", name="ended_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    starts_on: Mapped[date]
    state: Mapped[PlacementState] = mapped_column(coded(PlacementState, "state"))
    courses: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Clause 2, talked over with the employer: running integration course."""
    housing: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    culture: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    funding: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    mode: Mapped[Mode | None] = mapped_column(coded(Mode, "mode"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("clearance_decision.id"))
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("placement_stop.id"))
    """The stop "found work" that the start has set; it is lifted if the work ends."""
    planned_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime | None]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None] = mapped_column(coded(EndReason, "end_reason"))
    learned: Mapped[str | None] = mapped_column(String(500))
    took_place: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The start counted one of the vacancy's places as taken; whoever undoes it frees that place."""
    corrections: Mapped[int] = mapped_column(default=0, server_default="0")


class CorrectionKind(Labelled):
    START_UNDONE = "start_undone", "Beginn rückgängig gemacht", "start undone"
    START_CHANGED = "start_changed", "Beginn berichtigt", "start corrected"
    END_UNDONE = "end_undone", "Ende rückgängig gemacht", "end undone"
    END_CHANGED = "end_changed", "Ende berichtigt", "end corrected"


class PlacementCorrection(Base):
    """What was recorded wrongly, and why; a trigger lets nobody change a start or an end without such a row."""

    __tablename__ = "placement_correction"
    __table_args__ = (UniqueConstraint("placement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    number: Mapped[int]
    """Counts a placement's corrections from 1."""
    kind: Mapped[CorrectionKind] = mapped_column(coded(CorrectionKind, "kind"))
    why: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]]
    """What stood until then: days and codes."""
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class FollowUpStep(Labelled):
    WEEKS_2 = "weeks_2", "nach 2 Wochen", "after 2 weeks"
    MONTH_1 = "month_1", "nach 1 Monat", "after 1 month"
    MONTHS_3 = "months_3", "nach 3 Monaten", "after 3 months"
    MONTHS_6 = "months_6", "nach 6 Monaten", "after 6 months"


class FollowUpSide(Labelled):
    PERSON = "person", "bei der Person", "with the person"
    FIRM = "firm", "beim Betrieb", "with the employer"


class FollowUp(Base):
    """Ask how it goes: each side at each step; `still_there` is what retention is counted from.

    A correction is a new row; the one that it replaces stays, superseded.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index(
            "uq_follow_up_standing",
            "placement_id",
            "step",
            "side",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("(done_at IS NULL) = (still_there IS NULL)", name="answered"),
        Index("ix_follow_up_due", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    step: Mapped[FollowUpStep] = mapped_column(coded(FollowUpStep, "step"))
    side: Mapped[FollowUpSide] = mapped_column(coded(FollowUpSide, "side"))
    due_on: Mapped[date]
    still_there: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(String(500))
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]
