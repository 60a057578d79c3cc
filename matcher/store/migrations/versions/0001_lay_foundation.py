"""People, consents, vacancies, clearances, runs, releases and their traces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), server_default="de", nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_account_language")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_counter_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "mentor",
                "ags",
                "coordinator",
                "abh",
                "counsellor",
                "county",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(sequence IS NULL) = (hash IS NULL)", name=op.f("ck_audit_row_sealed")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_audit_row_actor_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_row_sequence")),
    )
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.create_index("ix_audit_row_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "criteria_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "active", "superseded", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activated_by"], ["account.id"], name=op.f("fk_criteria_version_activated_by_account")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_criteria_version_created_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_version")),
        sa.UniqueConstraint("number", name=op.f("uq_criteria_version_number")),
    )
    with op.batch_alter_table("criteria_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_criteria_version_active",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "mentor",
                "ags",
                "coordinator",
                "abh",
                "counsellor",
                "county",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "vacancy_submitted",
                "vacancy_returned",
                "vacancy_accepted",
                "shortlist_released",
                "entry_withdrawn",
                "clearance_asked",
                "clearance_answered",
                "deadline_passed",
                "consent_withdrawn",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notification_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_unread", ["role", "account_id", "read_at"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "left", name="state", native_enum=False, create_constraint=True, length=32),
            server_default="active",
            nullable=False,
        ),
        sa.Column(
            "intake_source",
            sa.Enum(
                "own_initiative",
                "approach",
                "jobcenter",
                "agency",
                "provider",
                "accommodation",
                name="intake_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(code) >= 5", name=op.f("ck_participant_code_length")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_participant_created_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("code", name=op.f("uq_participant_code")),
    )
    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_submission_account_id_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "K01",
                "K02",
                "K03",
                "K04",
                "K05",
                "K06",
                "K07",
                "K08",
                "K09",
                "K10",
                "K11",
                "K12",
                "K13",
                "K14",
                "K15",
                "K16",
                "K17",
                "K18",
                "K19",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("occupation", sa.String(length=5), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column(
            "shift",
            sa.Enum(
                "day",
                "early_late",
                "night",
                "weekend",
                name="shift",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "german_min",
            sa.Enum(
                "A0",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="german_min",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "qualification_needed",
            sa.Enum(
                "none",
                "school",
                "vocational",
                "academic",
                name="qualification_needed",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("licences_needed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("skills_needed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("pay_hourly", sa.Double(), nullable=True),
        sa.Column("pay_monthly", sa.Double(), nullable=True),
        sa.Column("places", sa.Integer(), server_default="1", nullable=False),
        sa.Column("acquired_by", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "returned",
                "open",
                "paused",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "filled", "withdrawn", "expired", name="outcome", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "return_reason",
            sa.Enum(
                "unclear",
                "pay",
                "duplicate",
                "kind",
                "employer",
                name="return_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("return_note", sa.String(length=500), nullable=True),
        sa.Column("l2_before_release", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_generation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("covered_generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("covered_change", sa.Integer(), server_default="0", nullable=False),
        sa.Column("covered_on", sa.Date(), nullable=True),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_vacancy_closed_outcome")),
        sa.CheckConstraint("state <> 'returned' OR return_reason IS NOT NULL", name=op.f("ck_vacancy_returned")),
        sa.CheckConstraint("covered_generation <= wanted_generation", name=op.f("ck_vacancy_generation")),
        sa.CheckConstraint("hours IS NULL OR hours BETWEEN 1 AND 60", name=op.f("ck_vacancy_hours")),
        sa.CheckConstraint("pay_hourly IS NULL OR pay_hourly > 0", name=op.f("ck_vacancy_pay_hourly")),
        sa.CheckConstraint("pay_monthly IS NULL OR pay_monthly >= 0", name=op.f("ck_vacancy_pay_monthly")),
        sa.CheckConstraint("places >= 1", name=op.f("ck_vacancy_places")),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR starts_on < ends_on", name=op.f("ck_vacancy_period")
        ),
        sa.ForeignKeyConstraint(["acquired_by"], ["account.id"], name=op.f("fk_vacancy_acquired_by_account")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id_employer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("reference", name=op.f("uq_vacancy_reference")),
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_acquired_by"), ["acquired_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_vacancy_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_vacancy_open", ["state", "lease_until"], unique=False)

    op.create_table(
        "authority_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "procedure",
            sa.Enum(
                "ordinary",
                "accelerated",
                "take_charge",
                "take_back",
                "protection_elsewhere",
                "unknown",
                name="procedure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("bars", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_authority_statement_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_authority_statement_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_statement")),
    )
    with op.batch_alter_table("authority_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authority_statement_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_authority_statement_current",
            ["participant_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_change_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "clearance_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("L1", "L2", name="level", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "K01",
                "K02",
                "K03",
                "K04",
                "K05",
                "K06",
                "K07",
                "K08",
                "K09",
                "K10",
                "K11",
                "K12",
                "K13",
                "K14",
                "K15",
                "K16",
                "K17",
                "K18",
                "K19",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "none",
                "informative",
                "consult",
                "consent",
                "prohibited",
                "hold",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "answered",
                "lapsed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(level = 'L1') = (vacancy_id IS NULL)", name=op.f("ck_clearance_request_about")),
        sa.CheckConstraint("mode IN ('informative', 'consult', 'consent')", name=op.f("ck_clearance_request_asks")),
        sa.CheckConstraint("agreed", name=op.f("ck_clearance_request_agreed")),
        sa.CheckConstraint("deadline IS NULL OR deadline >= sent_on", name=op.f("ck_clearance_request_deadline")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_clearance_request_asked_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_clearance_request_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_clearance_request_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_request")),
    )
    with op.batch_alter_table("clearance_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_request_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_request_vacancy_id"), ["vacancy_id"], unique=False)
        batch_op.create_index(
            "uq_clearance_request_pending_l1",
            ["participant_id", "kind"],
            unique=True,
            sqlite_where=sa.text("level = 'L1' AND state = 'pending'"),
            postgresql_where=sa.text("level = 'L1' AND state = 'pending'"),
        )
        batch_op.create_index(
            "uq_clearance_request_pending_l2",
            ["participant_id", "vacancy_id"],
            unique=True,
            sqlite_where=sa.text("level = 'L2' AND state = 'pending'"),
            postgresql_where=sa.text("level = 'L2' AND state = 'pending'"),
        )

    op.create_table(
        "data_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum(
                "awo",
                "mentor",
                "abh",
                "ags",
                "jobcenter",
                "agency",
                "employer",
                name="recipient",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "profile",
                "identity",
                "residence",
                "documents",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="profile",
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_data_consent_withdrawal")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_data_consent_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_data_consent_recorded_by_account")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_data_consent_withdrawn_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_consent")),
    )
    with op.batch_alter_table("data_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_consent_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_data_consent_standing",
            ["participant_id", "recipient", "category"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "experience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("years", sa.Double(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.String(length=5), nullable=True),
        sa.CheckConstraint("years IS NULL OR years BETWEEN 0 AND 60", name=op.f("ck_experience_years")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_experience_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
    )
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "identity",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_identity_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_identity")),
    )
    op.create_table(
        "language_skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column(
            "speaking",
            sa.Enum(
                "A0",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="speaking",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "writing",
            sa.Enum(
                "A0",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="writing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("certificate", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_language_skill_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_skill")),
        sa.UniqueConstraint("participant_id", "language", name=op.f("uq_language_skill_participant_id_language")),
    )
    op.create_table(
        "mentorship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("begins_on < planned_end", name=op.f("ck_mentorship_period")),
        sa.ForeignKeyConstraint(["mentor_id"], ["account.id"], name=op.f("fk_mentorship_mentor_id_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_mentorship_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_mentorship_standing",
            ["participant_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "placement_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_wish",
                "found_work",
                "course_first",
                "authority",
                "unreachable",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_placement_stop_lifting")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_placement_stop_lifted_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_placement_stop_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_placement_stop_set_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_stop")),
    )
    with op.batch_alter_table("placement_stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_stop_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_placement_stop_standing",
            ["participant_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "none",
                "school",
                "vocational",
                "academic",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "recognition",
            sa.Enum(
                "none",
                "applied",
                "partial",
                "full",
                "not_equivalent",
                "zab_statement",
                name="recognition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("occupation", sa.String(length=5), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_qualification_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qualification_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "residence_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column(
            "note",
            sa.Enum(
                "erwerbstaetigkeit_gestattet",
                "beschaeftigung_gestattet",
                "nur_mit_erlaubnis",
                "nicht_gestattet",
                "none",
                name="note",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("file_number", sa.String(length=60), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("expiry_known", sa.Boolean(), nullable=False),
        sa.Column("nationality", sa.String(length=3), nullable=True),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("stay_since", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column(
            "application",
            sa.Enum(
                "pending",
                "rejected",
                "withdrawn",
                "withdrawn_after_advice",
                "never_filed",
                "recognised",
                name="application",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("in_reception_centre", sa.Boolean(), nullable=True),
        sa.Column("identity_by_passport", sa.Boolean(), nullable=True),
        sa.Column("further", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expiry_known OR valid_until IS NULL", name=op.f("ck_residence_document_expiry_known")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_residence_document_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_residence_document_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_document")),
    )
    with op.batch_alter_table("residence_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residence_document_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_residence_document_current",
            ["participant_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.Column("criteria_id", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("pool", sa.Integer(), nullable=False),
        sa.Column("ranked", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rest", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ranked + excluded = pool", name=op.f("ck_run_complete")),
        sa.ForeignKeyConstraint(
            ["criteria_id"], ["criteria_version.id"], name=op.f("fk_run_criteria_id_criteria_version")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_run_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index("ix_run_vacancy_id_id", ["vacancy_id", "id"], unique=False)

    op.create_table(
        "work_permit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "K01",
                "K02",
                "K03",
                "K04",
                "K05",
                "K06",
                "K07",
                "K08",
                "K09",
                "K10",
                "K11",
                "K12",
                "K13",
                "K14",
                "K15",
                "K16",
                "K17",
                "K18",
                "K19",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("weekly_hours", sa.Double(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_work_permit_period")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_work_permit_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_work_permit_recorded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_permit")),
    )
    with op.batch_alter_table("work_permit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_permit_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "work_wish",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("wishes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("licences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("skills", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("shifts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("reach_km", sa.Double(), nullable=True),
        sa.Column(
            "mobility",
            sa.Enum("car", "bicycle", "transit", name="mobility", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("hours_min", sa.Double(), nullable=True),
        sa.Column("hours_max", sa.Double(), nullable=True),
        sa.CheckConstraint("hours_max IS NULL OR hours_max BETWEEN 0 AND 60", name=op.f("ck_work_wish_hours_max")),
        sa.CheckConstraint(
            "hours_min IS NULL OR hours_max IS NULL OR hours_min <= hours_max", name=op.f("ck_work_wish_hours")
        ),
        sa.CheckConstraint("hours_min IS NULL OR hours_min BETWEEN 0 AND 60", name=op.f("ck_work_wish_hours_min")),
        sa.CheckConstraint("reach_km IS NULL OR reach_km BETWEEN 0 AND 300", name=op.f("ck_work_wish_reach")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_work_wish_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_work_wish")),
    )
    op.create_table(
        "clearance_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("L1", "L2", name="level", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "K01",
                "K02",
                "K03",
                "K04",
                "K05",
                "K06",
                "K07",
                "K08",
                "K09",
                "K10",
                "K11",
                "K12",
                "K13",
                "K14",
                "K15",
                "K16",
                "K17",
                "K18",
                "K19",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "none",
                "informative",
                "consult",
                "consent",
                "prohibited",
                "hold",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "no_concerns",
                "objection",
                "consent",
                "refused",
                "notice_sent",
                "deadline_passed",
                "title_checked",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("hours_max", sa.Double(), nullable=True),
        sa.Column("employer_only", sa.String(length=200), nullable=True),
        sa.Column("ba_sent_on", sa.Date(), nullable=True),
        sa.Column(
            "ba_answer",
            sa.Enum(
                "no_concerns",
                "objection",
                "consent",
                "refused",
                "notice_sent",
                "deadline_passed",
                "title_checked",
                name="ba_answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("open_from", sa.Date(), nullable=True),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(level = 'L1') = (vacancy_id IS NULL)", name=op.f("ck_clearance_decision_about")),
        sa.CheckConstraint(
            "answer NOT IN ('objection', 'refused') OR open_from IS NULL", name=op.f("ck_clearance_decision_closed")
        ),
        sa.CheckConstraint(
            "mode NOT IN ('prohibited', 'hold') OR open_from IS NULL", name=op.f("ck_clearance_decision_lawful")
        ),
        sa.CheckConstraint("open_until IS NULL OR open_from < open_until", name=op.f("ck_clearance_decision_window")),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until",
            name=op.f("ck_clearance_decision_period"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_clearance_decision_decided_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_clearance_decision_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["clearance_request.id"], name=op.f("fk_clearance_decision_request_id_clearance_request")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_clearance_decision_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_decision")),
    )
    with op.batch_alter_table("clearance_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_decision_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_decision_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_decision_vacancy_id"), ["vacancy_id"], unique=False)
        batch_op.create_index(
            "uq_clearance_decision_standing_l1",
            ["participant_id", "kind"],
            unique=True,
            sqlite_where=sa.text("level = 'L1' AND superseded_at IS NULL"),
            postgresql_where=sa.text("level = 'L1' AND superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_clearance_decision_standing_l2",
            ["participant_id", "vacancy_id"],
            unique=True,
            sqlite_where=sa.text("level = 'L2' AND superseded_at IS NULL"),
            postgresql_where=sa.text("level = 'L2' AND superseded_at IS NULL"),
        )

    op.create_table(
        "exclusion_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_participating",
                "stopped",
                "precheck_objection",
                "prohibited",
                "hold",
                "precheck_missing",
                "precheck_expired",
                "too_young",
                "kind_not_wanted",
                "recognition_required",
                "licence_required",
                "german_below_minimum",
                "hours_impossible",
                "out_of_reach",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_exclusion_group_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_group")),
        sa.UniqueConstraint("run_id", "reason", name=op.f("uq_exclusion_group_run_id_reason")),
    )
    op.create_table(
        "ranking_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("score_low", sa.Double(), nullable=False),
        sa.Column("score_high", sa.Double(), nullable=False),
        sa.Column("contributions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "none",
                "informative",
                "consult",
                "consent",
                "prohibited",
                "hold",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("blocked_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint("score_low <= score AND score <= score_high", name=op.f("ck_ranking_row_interval")),
        sa.CheckConstraint("score_low >= 0 AND score_high <= 1", name=op.f("ck_ranking_row_scale")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_ranking_row_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_ranking_row_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_row")),
        sa.UniqueConstraint("run_id", "participant_id", name=op.f("uq_ranking_row_run_id_participant_id")),
        sa.UniqueConstraint("run_id", "rank", name=op.f("uq_ranking_row_run_id_rank")),
    )
    with op.batch_alter_table("ranking_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_row_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "shortlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("criteria_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criteria_id"], ["criteria_version.id"], name=op.f("fk_shortlist_criteria_id_criteria_version")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_shortlist_released_by_account")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_shortlist_run_id_run")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_shortlist_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
    )
    with op.batch_alter_table("shortlist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortlist_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("open_from", sa.Date(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("open_until IS NULL OR open_from < open_until", name=op.f("ck_opening_window")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["clearance_decision.id"], name=op.f("fk_opening_decision_id_clearance_decision")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_opening_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_opening_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opening_vacancy_id"), ["vacancy_id"], unique=False)
        batch_op.create_index(
            "uq_opening_standing",
            ["participant_id", "vacancy_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "shortlist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shortlist_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("score_low", sa.Double(), nullable=False),
        sa.Column("score_high", sa.Double(), nullable=False),
        sa.Column("contributions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("released", "withdrawn", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_shortlist_entry_withdrawal")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["data_consent.id"], name=op.f("fk_shortlist_entry_consent_id_data_consent")
        ),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_shortlist_entry_opening_id_opening")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_shortlist_entry_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_shortlist_entry_released_by_account")),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_shortlist_entry_shortlist_id_shortlist")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_shortlist_entry_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entry")),
        sa.UniqueConstraint(
            "shortlist_id", "participant_id", name=op.f("uq_shortlist_entry_shortlist_id_participant_id")
        ),
    )
    with op.batch_alter_table("shortlist_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortlist_entry_consent_id"), ["consent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shortlist_entry_opening_id"), ["opening_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shortlist_entry_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_shortlist_entry_standing",
            ["vacancy_id", "participant_id"],
            unique=True,
            sqlite_where=sa.text("state = 'released'"),
            postgresql_where=sa.text("state = 'released'"),
        )

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "suitable",
                "not_suitable",
                "proposed",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "language",
                "skills",
                "recognition",
                "hours",
                "commute",
                "licence",
                "employer",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("verdict <> 'not_suitable' OR reason IS NOT NULL", name=op.f("ck_review_reasoned")),
        sa.ForeignKeyConstraint(["entry_id"], ["shortlist_entry.id"], name=op.f("fk_review_entry_id_shortlist_entry")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_review_reviewed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            "uq_review_standing",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.execute("INSERT INTO change_counter (id, last) VALUES (1, 0)")


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_standing",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_review_entry_id"))

    op.drop_table("review")
    with op.batch_alter_table("shortlist_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shortlist_entry_standing",
            sqlite_where=sa.text("state = 'released'"),
            postgresql_where=sa.text("state = 'released'"),
        )
        batch_op.drop_index(batch_op.f("ix_shortlist_entry_participant_id"))
        batch_op.drop_index(batch_op.f("ix_shortlist_entry_opening_id"))
        batch_op.drop_index(batch_op.f("ix_shortlist_entry_consent_id"))

    op.drop_table("shortlist_entry")
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_opening_standing",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_opening_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_opening_decision_id"))

    op.drop_table("opening")
    with op.batch_alter_table("shortlist", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shortlist_vacancy_id"))

    op.drop_table("shortlist")
    with op.batch_alter_table("ranking_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_row_participant_id"))

    op.drop_table("ranking_row")
    op.drop_table("exclusion_group")
    with op.batch_alter_table("clearance_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clearance_decision_standing_l2",
            sqlite_where=sa.text("level = 'L2' AND superseded_at IS NULL"),
            postgresql_where=sa.text("level = 'L2' AND superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_clearance_decision_standing_l1",
            sqlite_where=sa.text("level = 'L1' AND superseded_at IS NULL"),
            postgresql_where=sa.text("level = 'L1' AND superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_clearance_decision_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_clearance_decision_request_id"))
        batch_op.drop_index(batch_op.f("ix_clearance_decision_participant_id"))

    op.drop_table("clearance_decision")
    op.drop_table("work_wish")
    with op.batch_alter_table("work_permit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_permit_participant_id"))

    op.drop_table("work_permit")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index("ix_run_vacancy_id_id")

    op.drop_table("run")
    with op.batch_alter_table("residence_document", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_residence_document_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_residence_document_participant_id"))

    op.drop_table("residence_document")
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qualification_participant_id"))

    op.drop_table("qualification")
    with op.batch_alter_table("placement_stop", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_stop_standing",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_placement_stop_participant_id"))

    op.drop_table("placement_stop")
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentorship_standing",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_mentorship_participant_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_mentor_id"))

    op.drop_table("mentorship")
    op.drop_table("language_skill")
    op.drop_table("identity")
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_participant_id"))

    op.drop_table("experience")
    with op.batch_alter_table("data_consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_data_consent_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_data_consent_participant_id"))

    op.drop_table("data_consent")
    with op.batch_alter_table("clearance_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clearance_request_pending_l2",
            sqlite_where=sa.text("level = 'L2' AND state = 'pending'"),
            postgresql_where=sa.text("level = 'L2' AND state = 'pending'"),
        )
        batch_op.drop_index(
            "uq_clearance_request_pending_l1",
            sqlite_where=sa.text("level = 'L1' AND state = 'pending'"),
            postgresql_where=sa.text("level = 'L1' AND state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_clearance_request_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_clearance_request_participant_id"))

    op.drop_table("clearance_request")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_participant_id"))

    op.drop_table("change")
    with op.batch_alter_table("authority_statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_authority_statement_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_authority_statement_participant_id"))

    op.drop_table("authority_statement")
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.drop_index("ix_vacancy_open")
        batch_op.drop_index(batch_op.f("ix_vacancy_employer_id"))
        batch_op.drop_index(batch_op.f("ix_vacancy_acquired_by"))

    op.drop_table("vacancy")
    op.drop_table("submission")
    op.drop_table("participant")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index("ix_notification_unread")

    op.drop_table("notification")
    with op.batch_alter_table("criteria_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_criteria_version_active",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.drop_table("criteria_version")
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_row_subject")

    op.drop_table("audit_row")
    op.drop_table("account_role")
    op.drop_table("employer")
    op.drop_table("change_counter")
    op.drop_table("account")
