"""Notes, kept views, mentors' limits and covers, decisions on vacancies that can be undone, corrections after a start.

A start or an end that was recorded is changed only together with a row that says why; the employer
service reads notes through `ags_note` alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
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
)
_NEW = ("entry_filled", "entry_placed", "note_mention", "vacancy_undecided", "vacancy_reopened", "cover_named")
_REASONS = ("unclear", "pay", "duplicate", "kind", "employer")

_ABOUT_ONE = (
    "CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END + CASE WHEN vacancy_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN placement_id IS NULL THEN 0 ELSE 1 END = 1"
)
_AGS_NOTE = """
CREATE VIEW ags_note AS
SELECT n.id, n.entry_id, n.vacancy_id, n.text, n.written_at, n.written_by
FROM note n
WHERE n.for_ags AND n.placement_id IS NULL
  AND (n.vacancy_id IS NOT NULL OR n.entry_id IN (SELECT e.id FROM ags_entry e))
"""

_KEPT = "a note is not changed"
_HISTORY = "a correction is not changed"
_UNEXPLAINED = "a start or an end is changed only with a reason"
_OVER = "a proposal that is over is not touched again"
_FINAL = "('hired', 'withdrawn', 'filled', 'found_work')"
_PINNED = ("entry_id", "vacancy_id", "placement_id", "for_ags", "written_at", "written_by")

# A start that was taken back puts its proposal back to where it stood; nothing else touches one that is over.
_TAKEN_BACK = """
    OLD.outcome = 'hired' AND NEW.state = 'hiring' AND EXISTS (
        SELECT 1 FROM placement p WHERE p.proposal_id = OLD.id AND p.state = 'planned'
    )
"""
_CHANGED = """
    (OLD.state = 'started' AND (NEW.state NOT IN ('started', 'ended') OR NEW.starts_on <> OLD.starts_on))
    OR (OLD.state = 'ended' AND (
        NEW.state <> 'ended' OR NEW.starts_on <> OLD.starts_on OR NEW.ended_on <> OLD.ended_on
        OR NEW.end_reason <> OLD.end_reason
    ))
"""
_EXPLAINED = """
    NEW.corrections = OLD.corrections + 1
    AND (SELECT count(*) FROM placement_correction c WHERE c.placement_id = NEW.id) = NEW.corrections
"""


def upgrade() -> None:
    _allow_kinds((*_KINDS, *_NEW))
    _create_notes()
    _create_mentoring()
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", _coded("vacancies", "inbox", "proposals", name="page"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", _JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "page", "name", name=op.f("uq_saved_view_account_id_page_name")),
    )
    _create_reviews()
    _create_corrections()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()
    op.execute(_AGS_NOTE)


def downgrade() -> None:
    op.execute("DROP VIEW ags_note")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("note_no_delete", "note_no_update", "correction_no_delete", "correction_no_update"):
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TRIGGER placement_is_explained")
    else:
        for name, table in (
            ("note_is_kept", "note"),
            ("correction_is_kept", "placement_correction"),
            ("placement_is_explained", "placement"),
        ):
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    _guard_proposals("FALSE")
    op.drop_column("placement", "corrections")
    op.drop_column("placement", "took_place")
    op.drop_column("mentorship", "beyond_why")
    op.drop_index("uq_follow_up_standing", table_name="follow_up")
    follow_up = sa.table("follow_up", sa.column("superseded_at"))
    op.execute(follow_up.delete().where(follow_up.c.superseded_at.is_not(None)))
    with op.batch_alter_table("follow_up") as batch:
        batch.drop_column("superseded_at")
        batch.create_unique_constraint(
            op.f("uq_follow_up_placement_id_step_side"), ["placement_id", "step", "side"]
        )
    for table in ("placement_correction", "vacancy_review", "saved_view", "mentor_cover", "mentor_limit", "note"):
        op.drop_table(table)
    notification = sa.table("notification", sa.column("kind", sa.String))
    mailed = sa.table("mailed_notification", sa.column("notification_id", sa.Integer))
    gone = sa.select(sa.table("notification", sa.column("id"), sa.column("kind")).c.id)
    gone = gone.where(sa.column("kind").in_(_NEW))
    op.execute(mailed.delete().where(mailed.c.notification_id.in_(gone)))
    op.execute(notification.delete().where(notification.c.kind.in_(_NEW)))
    _allow_kinds(_KINDS)


def _create_notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("for_ags", sa.Boolean(), nullable=False),
        sa.Column("mentions", _JSON, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(_ABOUT_ONE, name=op.f("ck_note_about_one")),
        sa.CheckConstraint("placement_id IS NULL OR NOT for_ags", name=op.f("ck_note_placement_inside")),
        sa.ForeignKeyConstraint(["entry_id"], ["shortlist_entry.id"], name=op.f("fk_note_entry_id_shortlist_entry")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_note_vacancy_id_vacancy")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_note_placement_id_placement")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_note_written_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for column in ("entry_id", "vacancy_id", "placement_id"):
        op.create_index(op.f(f"ix_note_{column}"), "note", [column], unique=False)


def _create_mentoring() -> None:
    op.create_table(
        "mentor_limit",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("most BETWEEN 0 AND 50", name=op.f("ck_mentor_limit_most")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mentor_limit_account_id_account")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_mentor_limit_set_by_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mentor_limit")),
    )
    op.create_table(
        "mentor_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("begins_on < until", name=op.f("ck_mentor_cover_period")),
        sa.CheckConstraint("mentor_id <> cover_id", name=op.f("ck_mentor_cover_somebody_else")),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name=op.f("ck_mentor_cover_cancelling")),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_mentor_cover_{column}_account"))
            for column in ("mentor_id", "cover_id", "named_by", "cancelled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_cover")),
    )
    op.create_index("ix_mentor_cover_mentor", "mentor_cover", ["mentor_id", "until"], unique=False)
    op.create_index("ix_mentor_cover_cover", "mentor_cover", ["cover_id", "until"], unique=False)
    op.add_column("mentorship", sa.Column("beyond_why", sa.String(length=200), nullable=True))


def _create_reviews() -> None:
    op.create_table(
        "vacancy_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _coded("accepted", "returned", name="verdict"), nullable=False),
        sa.Column("reason", _coded(*_REASONS, name="reason"), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'returned') = (reason IS NOT NULL)", name=op.f("ck_vacancy_review_reasoned")
        ),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_vacancy_review_undoing")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_review_vacancy_id_vacancy")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_vacancy_review_reviewed_by_account")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_vacancy_review_undone_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_review")),
    )
    op.create_index(op.f("ix_vacancy_review_vacancy_id"), "vacancy_review", ["vacancy_id"], unique=False)
    op.create_index(op.f("ix_vacancy_review_reviewed_by"), "vacancy_review", ["reviewed_by"], unique=False)


def _create_corrections() -> None:
    op.create_table(
        "placement_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _coded("start_undone", "start_changed", "end_undone", "end_changed", name="kind"),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_placement_correction_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_placement_correction_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_correction")),
        sa.UniqueConstraint(
            "placement_id", "number", name=op.f("uq_placement_correction_placement_id_number")
        ),
    )
    op.add_column(
        "placement", sa.Column("took_place", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("placement", sa.Column("corrections", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("follow_up") as batch:
        batch.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f("uq_follow_up_placement_id_step_side"), type_="unique")
    op.create_index(
        "uq_follow_up_standing",
        "follow_up",
        ["placement_id", "step", "side"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _guard_sqlite() -> None:
    kept = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _PINNED)
    for name, event, table, when, message in (
        ("note_no_delete", "DELETE", "note", "1", _KEPT),
        ("note_no_update", "UPDATE", "note", f"NEW.text IS NOT NULL OR {kept}", _KEPT),
        ("correction_no_delete", "DELETE", "placement_correction", "1", _HISTORY),
        ("correction_no_update", "UPDATE", "placement_correction", "1", _HISTORY),
        ("placement_is_explained", "UPDATE", "placement", f"({_CHANGED}) AND NOT ({_EXPLAINED})", _UNEXPLAINED),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    _guard_proposals(_TAKEN_BACK)


def _guard_postgresql() -> None:
    kept = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _PINNED)
    for name, event, table, when, message in (
        ("note_is_kept", "UPDATE OR DELETE", "note", f"TG_OP = 'DELETE' OR NEW.text IS NOT NULL OR {kept}", _KEPT),
        ("correction_is_kept", "UPDATE OR DELETE", "placement_correction", "TRUE", _HISTORY),
        ("placement_is_explained", "UPDATE", "placement", f"({_CHANGED}) AND NOT ({_EXPLAINED})", _UNEXPLAINED),
    ):
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    _guard_proposals(_TAKEN_BACK)


def _guard_proposals(unless: str) -> None:
    """What is over stays as it is, unless a start was taken back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER proposal_is_over")
        op.execute(
            f"CREATE TRIGGER proposal_is_over BEFORE UPDATE ON proposal WHEN OLD.outcome IN {_FINAL} "
            f"AND NOT ({unless}) BEGIN SELECT RAISE(ABORT, '{_OVER}'); END"
        )
        return
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION proposal_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.outcome IN {_FINAL} AND NOT ({unless}) THEN
                RAISE EXCEPTION '{_OVER}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )


def _coded(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
