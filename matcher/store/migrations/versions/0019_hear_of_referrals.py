"""The coordinator hears of people whom a job counsellor refers (6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KINDS = (
    "vacancy_submitted",
    "vacancy_returned",
    "vacancy_accepted",
    "vacancies_imported",
    "vacancy_still_free",
    "vacancy_expired",
    "vacancy_closed",
    "vacancy_paused",
    "shortlist_released",
    "entry_withdrawn",
    "clearance_asked",
    "clearance_answered",
    "deadline_near",
    "deadline_passed",
    "consent_withdrawn",
    "firm_silent",
    "firm_answered",
    "proposal_closed",
    "person_agreed",
    "criteria_proposed",
    "course_place",
    "entry_filled",
    "entry_placed",
    "note_mention",
    "vacancy_undecided",
    "vacancy_reopened",
    "cover_named",
    "mentorship_ending",
    "mentorship_extended",
    "mentorship_begun",
    "task_assigned",
    "conference_planned",
    "conference_cancelled",
    "partner_changed",
    "news_published",
    "inquiry_asked",
    "inquiry_answered",
)
_NEW = ("person_referred",)


def upgrade() -> None:
    _allow_kinds((*_KINDS, *_NEW))


def downgrade() -> None:
    notification = sa.table("notification", sa.column("id", sa.Integer), sa.column("kind", sa.String))
    mailed = sa.table("mailed_notification", sa.column("notification_id", sa.Integer))
    gone = sa.select(notification.c.id).where(notification.c.kind.in_(_NEW))
    op.execute(mailed.delete().where(mailed.c.notification_id.in_(gone)))
    op.execute(notification.delete().where(notification.c.kind.in_(_NEW)))
    _allow_kinds(_KINDS)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
