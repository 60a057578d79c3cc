"""Whoever asked the authority is reminded before a deadline, once per request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    "deadline_passed",
    "consent_withdrawn",
)
_NEW = "deadline_near"


def upgrade() -> None:
    op.add_column("clearance_request", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    _allow_kinds((*_KINDS, _NEW))


def downgrade() -> None:
    op.execute(f"DELETE FROM notification WHERE kind = '{_NEW}'")
    _allow_kinds(_KINDS)
    op.execute("ALTER TABLE clearance_request DROP COLUMN reminded_at")


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
