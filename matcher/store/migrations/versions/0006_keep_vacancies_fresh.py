"""Vacancies know when somebody last said that they stand, whether that was asked, and how many places are taken.

The columns are added in place on both databases: a table that is copied on SQLite would lose its triggers.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
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
)
_NEW = ("vacancies_imported", "vacancy_still_free", "vacancy_expired", "vacancy_closed", "vacancy_paused")


def upgrade() -> None:
    instant = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute(f"ALTER TABLE vacancy ADD COLUMN confirmed_at {instant}")
    op.execute(f"ALTER TABLE vacancy ADD COLUMN asked_at {instant}")
    op.execute(
        "ALTER TABLE vacancy ADD COLUMN filled INTEGER DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_vacancy_filled CHECK (filled BETWEEN 0 AND places)"
    )
    _allow_kinds((*_KINDS, *_NEW))


def downgrade() -> None:
    for kind in _NEW:
        op.execute(f"DELETE FROM notification WHERE kind = '{kind}'")
    _allow_kinds(_KINDS)
    for column in ("filled", "asked_at", "confirmed_at"):
        op.execute(f"ALTER TABLE vacancy DROP COLUMN {column}")


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
