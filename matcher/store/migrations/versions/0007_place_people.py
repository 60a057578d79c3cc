"""From a released entry to a person in work: agreement, proposal, interview, placement and follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KINDS = (
    "vacancy_submitted",
    "vacancy_returned",
    "vacancy_accepted",
    "shortlist_released",
    "entry_withdrawn",
    "clearance_asked",
    "clearance_answered",
    "deadline_near",
    "deadline_passed",
    "consent_withdrawn",
    "vacancies_imported",
    "vacancy_still_free",
    "vacancy_expired",
    "vacancy_closed",
    "vacancy_paused",
)
_OUTCOMES = (
    "hired",
    "declined",
    "person_declined",
    "no_answer",
    "filled",
    "found_work",
    "taken_back",
    "withdrawn",
)
_NEW = ("firm_silent", "firm_answered", "proposal_closed", "person_agreed")


def upgrade() -> None:
    _allow_kinds((*_KINDS, *_NEW))
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("agreed = (consent_id IS NOT NULL)", name=op.f("ck_agreement_consented")),
        sa.ForeignKeyConstraint(["consent_id"], ["data_consent.id"], name=op.f("fk_agreement_consent_id_data_consent")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["shortlist_entry.id"], name=op.f("fk_agreement_entry_id_shortlist_entry")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_agreement_recorded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_entry_id"), "agreement", ["entry_id"], unique=False)
    op.create_index(
        "uq_agreement_standing",
        "agreement",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "state", _coded("waiting", "interested", "interview", "hiring", "closed", name="state"), nullable=False
        ),
        sa.Column(
            "outcome",
            _coded(*_OUTCOMES, name="outcome"),
            nullable=True,
        ),
        sa.Column(
            "reason",
            _coded(
                "language", "skills", "recognition", "hours", "commute", "licence", "employer", "other", name="reason"
            ),
            nullable=True,
        ),
        sa.Column("waiting_since", sa.Date(), nullable=False),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_proposal_closed_when")),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_proposal_closed_outcome")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'declined' OR reason IS NOT NULL", name=op.f("ck_proposal_reasoned")
        ),
        sa.CheckConstraint("reminded BETWEEN 0 AND 2", name=op.f("ck_proposal_reminded")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["shortlist_entry.id"], name=op.f("fk_proposal_entry_id_shortlist_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_proposal_entry_id")),
    )
    op.create_index("ix_proposal_waiting", "proposal", ["state", "waiting_since"], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("accompanied_by", sa.Integer(), nullable=True),
        sa.Column("state", _coded("planned", "held", "cancelled", name="state"), nullable=False),
        sa.Column("outcome", _coded("hire", "open", "declined", "person_declined", name="outcome"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'held') = (outcome IS NOT NULL)", name=op.f("ck_interview_held_outcome")),
        sa.CheckConstraint("minutes BETWEEN 10 AND 480", name=op.f("ck_interview_minutes")),
        sa.ForeignKeyConstraint(["accompanied_by"], ["account.id"], name=op.f("fk_interview_accompanied_by_account")),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_interview_changed_by_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_interview_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("uid", name=op.f("uq_interview_uid")),
    )
    op.create_index(op.f("ix_interview_proposal_id"), "interview", ["proposal_id"], unique=False)
    op.create_index(
        "uq_interview_planned",
        "interview",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", _coded("planned", "started", "ended", "cancelled", name="state"), nullable=False),
        sa.Column("courses", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("housing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("culture", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("funding", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "mode",
            _coded("none", "informative", "consult", "consent", "prohibited", "hold", name="mode"),
            nullable=True,
        ),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("stop_id", sa.Integer(), nullable=True),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            _coded(
                "probation",
                "firm",
                "person",
                "language",
                "commute",
                "permit",
                "not_begun",
                "term",
                "other",
                name="end_reason",
            ),
            nullable=True,
        ),
        sa.Column("learned", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(state = 'ended') = (end_reason IS NOT NULL)", name=op.f("ck_placement_ended_why")),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_placement_ended_on")),
        sa.CheckConstraint("mode NOT IN ('prohibited', 'hold')", name=op.f("ck_placement_lawful")),
        sa.CheckConstraint(
            "state NOT IN ('started', 'ended') OR "
            "(mode IS NOT NULL AND decision_id IS NOT NULL AND started_at IS NOT NULL)",
            name=op.f("ck_placement_rests_on"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["clearance_decision.id"], name=op.f("fk_placement_decision_id_clearance_decision")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_placement_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["account.id"], name=op.f("fk_placement_planned_by_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_placement_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"], name=op.f("fk_placement_started_by_account")),
        sa.ForeignKeyConstraint(["stop_id"], ["placement_stop.id"], name=op.f("fk_placement_stop_id_placement_stop")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_placement_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_placement_proposal_id")),
    )
    op.create_index(op.f("ix_placement_participant_id"), "placement", ["participant_id"], unique=False)
    op.create_index(op.f("ix_placement_vacancy_id"), "placement", ["vacancy_id"], unique=False)
    op.create_table(
        "proposal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "state", _coded("waiting", "interested", "interview", "hiring", "closed", name="state"), nullable=False
        ),
        sa.Column(
            "outcome",
            _coded(*_OUTCOMES, name="outcome"),
            nullable=True,
        ),
        sa.Column(
            "reason",
            _coded(
                "language", "skills", "recognition", "hours", "commute", "licence", "employer", "other", name="reason"
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_proposal_step_by_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_step_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_step")),
    )
    op.create_index(op.f("ix_proposal_step_proposal_id"), "proposal_step", ["proposal_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("step", _coded("weeks_2", "month_1", "months_3", "months_6", name="step"), nullable=False),
        sa.Column("side", _coded("person", "firm", name="side"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("still_there", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (still_there IS NULL)", name=op.f("ck_follow_up_answered")),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name=op.f("fk_follow_up_done_by_account")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_follow_up_placement_id_placement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("placement_id", "step", "side", name=op.f("uq_follow_up_placement_id_step_side")),
    )
    op.create_index("ix_follow_up_due", "follow_up", ["due_on"], unique=False)
    op.create_index(op.f("ix_follow_up_placement_id"), "follow_up", ["placement_id"], unique=False)


def downgrade() -> None:
    for table in ("follow_up", "proposal_step", "placement", "interview", "proposal", "agreement"):
        op.drop_table(table)
    notification = sa.table("notification", sa.column("kind", sa.String))
    op.execute(notification.delete().where(notification.c.kind.in_(_NEW)))
    _allow_kinds(_KINDS)


def _coded(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
