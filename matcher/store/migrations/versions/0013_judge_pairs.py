"""Pairs are graded by hand, drafts say what they were learned from, and shares at the top are kept day by day.

The column is added in place on both databases: a table that is copied on SQLite would lose its triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_APPENDED = "rows are appended here, never changed"
_HISTORIES = ("judgement", "exposure_snapshot")


def upgrade() -> None:
    kind = "JSON" if op.get_bind().dialect.name == "sqlite" else "JSONB"
    op.execute(f"ALTER TABLE criteria_draft ADD COLUMN learned {kind}")
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 3", name=op.f("ck_judgement_grade")),
        sa.ForeignKeyConstraint(["judged_by"], ["account.id"], name=op.f("fk_judgement_judged_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_judgement_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_judgement_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index("ix_judgement_judge", "judgement", ["judged_by", "vacancy_id"], unique=False)
    op.create_index(op.f("ix_judgement_participant_id"), "judgement", ["participant_id"], unique=False)
    op.create_table(
        "exposure_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("result", _JSON, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposure_snapshot")),
        sa.UniqueConstraint("on_date", name=op.f("uq_exposure_snapshot_on_date")),
    )
    for table in _HISTORIES:
        _append_only(table)


def downgrade() -> None:
    for table in _HISTORIES:
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"DROP TRIGGER {table}_is_appended ON {table}")
        op.drop_table(table)
    op.execute("ALTER TABLE criteria_draft DROP COLUMN learned")


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_APPENDED}'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_is_appended BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION history_is_appended()"
    )
