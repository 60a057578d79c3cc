"""Criteria are drafted, tried on all open vacancies, and put in force by a second person.

The column is added in place on both databases: a table that is copied on SQLite would lose its triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.execute("ALTER TABLE criteria_version ADD COLUMN alone BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "criteria_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", _coded("draft", "proposed", "activated", "discarded"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'activated') = (version_id IS NOT NULL)", name="version"),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_criteria_draft_created_by_account")),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_criteria_draft_changed_by_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["criteria_version.id"], name=op.f("fk_criteria_draft_version_id_criteria_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_draft")),
    )
    op.create_table(
        "criteria_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("state", _coded("waiting", "done", "failed"), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("result", _JSON, nullable=True),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result"),
        sa.CheckConstraint("done <= total", name="progress"),
        sa.ForeignKeyConstraint(["draft_id"], ["criteria_draft.id"], name=op.f("fk_criteria_trial_draft_id_criteria_draft")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_criteria_trial_asked_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_trial")),
    )
    op.create_index("ix_criteria_trial_draft_id", "criteria_trial", ["draft_id"])


def downgrade() -> None:
    op.drop_index("ix_criteria_trial_draft_id", table_name="criteria_trial")
    op.drop_table("criteria_trial")
    op.drop_table("criteria_draft")
    op.execute("ALTER TABLE criteria_version DROP COLUMN alone")


def _coded(*values: str) -> sa.Enum:
    return sa.Enum(*values, name="state", native_enum=False, create_constraint=True, length=32)
