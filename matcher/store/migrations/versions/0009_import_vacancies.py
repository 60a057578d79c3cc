"""Vacancies come in by the file, as one import that can be undone; a half-typed one waits for its mentor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_STATES = ("previewed", "done", "undone", "discarded")


def upgrade() -> None:
    op.create_table(
        "vacancy_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'previewed') = (content IS NOT NULL)", name="content"),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_vacancy_import_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_import")),
    )
    op.create_index("ix_vacancy_import_account_id", "vacancy_import", ["account_id"])
    op.create_table(
        "imported_vacancy",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_imported_vacancy_vacancy_id_vacancy")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["vacancy_import.id"], name=op.f("fk_imported_vacancy_import_id_vacancy_import")
        ),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_imported_vacancy")),
    )
    op.create_index("ix_imported_vacancy_import_id", "imported_vacancy", ["import_id"])
    op.create_table(
        "vacancy_draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_vacancy_draft_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_vacancy_draft")),
    )


def downgrade() -> None:
    op.drop_table("vacancy_draft")
    op.drop_index("ix_imported_vacancy_import_id", table_name="imported_vacancy")
    op.drop_table("imported_vacancy")
    op.drop_index("ix_vacancy_import_account_id", table_name="vacancy_import")
    op.drop_table("vacancy_import")
