"""A run says by itself how many may be released and whom only the authority keeps back.

Both could be told from its rows and groups, but pages ask a thousand runs at once. Runs that stand
already are made anew by the workers: until then they count nobody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    blob = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    empty = "x''" if op.get_bind().dialect.name == "sqlite" else "'\\x'"
    op.execute("ALTER TABLE run ADD COLUMN free INTEGER NOT NULL DEFAULT 0")
    op.execute(f"ALTER TABLE run ADD COLUMN waits {blob} NOT NULL DEFAULT {empty}")
    op.execute("UPDATE vacancy SET wanted_generation = wanted_generation + 1 WHERE state = 'open'")


def downgrade() -> None:
    op.drop_column("run", "waits")
    op.drop_column("run", "free")
