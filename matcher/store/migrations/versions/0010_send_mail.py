"""Mails wait in an outbox until they are sent; accounts choose how often and about what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_preference",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", _coded("rhythm", "at_once", "daily", "never"), nullable=False),
        sa.Column("refused", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_preference_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_preference")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_key", sa.String(length=32), nullable=False),
        sa.Column("state", _coded("state", "waiting", "sent", "given_up"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_key", name=op.f("uq_mail_message_key")),
    )
    op.create_index("ix_mail_account_id", "mail", ["account_id"])
    op.create_index("ix_mail_waiting", "mail", ["state", "lease_until"])
    op.create_table(
        "mailed_notification",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mailed_notification_account_id_account")),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name=op.f("fk_mailed_notification_notification_id_notification")
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mailed_notification_mail_id_mail")),
        sa.PrimaryKeyConstraint("account_id", "notification_id", name=op.f("pk_mailed_notification")),
    )
    op.create_index("ix_mailed_notification_mail_id", "mailed_notification", ["mail_id"])


def downgrade() -> None:
    op.drop_index("ix_mailed_notification_mail_id", table_name="mailed_notification")
    op.drop_table("mailed_notification")
    op.drop_index("ix_mail_waiting", table_name="mail")
    op.drop_index("ix_mail_account_id", table_name="mail")
    op.drop_table("mail")
    op.drop_table("mail_preference")


def _coded(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
