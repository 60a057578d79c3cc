"""Requests may be urgent; an answer that came on paper names the paper it was read from.

The columns are added in place on both databases: a table that is copied on SQLite would lose its triggers.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAPER = "ck_clearance_decision_paper"


def upgrade() -> None:
    op.execute("ALTER TABLE clearance_request ADD COLUMN urgent BOOLEAN DEFAULT false NOT NULL")
    op.execute(
        "ALTER TABLE clearance_decision ADD COLUMN paper_reference VARCHAR(80) "
        f"CONSTRAINT {_PAPER} CHECK (paper_reference IS NULL OR length(paper_reference) >= 3)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE clearance_decision DROP COLUMN paper_reference")
    op.execute("ALTER TABLE clearance_request DROP COLUMN urgent")
