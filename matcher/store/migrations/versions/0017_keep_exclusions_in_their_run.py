"""Whoever a run keeps back stands in the run itself, as one blob with its counts; a row per first reason goes.

Runs that stand are carried over, so that old lists still answer "why not"; open vacancies are ranked anew.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from matcher.model import Reason
from matcher.store.blobs import Group, pack_group, unpack_group

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_RUNS = sa.table(
    "run",
    sa.column("id", sa.Integer()),
    sa.column("kept_back", sa.LargeBinary()),
    sa.column("reason_counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
)
_GROUPS = sa.table(
    "exclusion_group",
    sa.column("run_id", sa.Integer()),
    sa.column("reason", sa.String()),
    sa.column("count", sa.Integer()),
    sa.column("members", sa.LargeBinary()),
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    blob, empty = ("BLOB", "x''") if sqlite else ("BYTEA", "'\\x'")
    op.execute(f"ALTER TABLE run ADD COLUMN kept_back {blob} NOT NULL DEFAULT {empty}")
    op.execute(f"ALTER TABLE run ADD COLUMN reason_counts {'JSON' if sqlite else 'JSONB'} NOT NULL DEFAULT '{{}}'")
    _carry_over()
    op.drop_table("exclusion_group")
    op.execute("UPDATE vacancy SET wanted_generation = wanted_generation + 1 WHERE state = 'open'")


def _carry_over() -> None:
    bind = op.get_bind()
    found = defaultdict(list)
    for row in bind.execute(sa.select(_GROUPS).order_by(_GROUPS.c.run_id)):
        found[row.run_id].append((row.reason, row.count, unpack_group(row.members)))
    for run, parts in found.items():
        counts = {reason: count for reason, count, _ in parts}
        bind.execute(
            sa.update(_RUNS)
            .where(_RUNS.c.id == run)
            .values(kept_back=_joined([group for _, _, group in parts]), reason_counts=counts)
        )


def _joined(groups: list[Group]) -> bytes:
    offsets = np.cumsum([0] + [len(group.grounds) for group in groups[:-1]])
    numbers = [group.numbers + offset for group, offset in zip(groups, offsets, strict=True)]
    grounds = [ground for group in groups for ground in group.grounds]
    return pack_group(np.concatenate([group.ids for group in groups]), np.concatenate(numbers), grounds)


def downgrade() -> None:
    op.create_table(
        "exclusion_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*map(str, Reason), name="reason", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_exclusion_group_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_group")),
        sa.UniqueConstraint("run_id", "reason", name=op.f("uq_exclusion_group_run_id_reason")),
    )
    bind = op.get_bind()
    for run in bind.execute(sa.select(_RUNS.c.id, _RUNS.c.kept_back)).all():
        whole = unpack_group(run.kept_back)
        for reason in dict.fromkeys(ground.reasons[0] for ground in whole.grounds):
            own = whole.led_by(reason)
            members = pack_group(own.ids, own.numbers, own.grounds)
            bind.execute(
                sa.insert(_GROUPS).values(run_id=run.id, reason=str(reason), count=len(own), members=members)
            )
    op.drop_column("run", "reason_counts")
    op.drop_column("run", "kept_back")
