"""Papers and printed folders, mentors' register and ends of mentorships, activities, conferences and tasks, partners.

What happened is appended: printed folders, changes of partners and extensions are never edited; and no two
mentorships of one person share a day.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
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
    "entry_filled",
    "entry_placed",
    "note_mention",
    "vacancy_undecided",
    "vacancy_reopened",
    "cover_named",
)
_NEW = (
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
_TABLES = (
    "conference",
    "inquiry",
    "mentor_profile",
    "mentor_training",
    "news",
    "organisation",
    "activity",
    "conference_guest",
    "conference_item",
    "contact",
    "folder_print",
    "inquiry_message",
    "news_acknowledgement",
    "paper",
    "mentorship_closing",
    "mentorship_extension",
    "mentorship_warning",
    "partner_change",
    "person_contact",
    "task",
)
_APPENDED = ("folder_print", "partner_change", "mentorship_extension", "mentorship_closing")
_OVERLAPS = """
    EXISTS (
        SELECT 1 FROM mentorship other
        WHERE other.participant_id = NEW.participant_id AND other.id <> NEW.id
          AND (NEW.ended_on IS NULL OR other.begins_on < NEW.ended_on)
          AND (other.ended_on IS NULL OR NEW.begins_on < other.ended_on)
    )
"""
_TWO = "two mentorships of one person do not share a day"


def upgrade() -> None:
    _allow_kinds((*_KINDS, *_NEW))
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER mentorship_overlaps_{event}")
    else:
        op.execute("DROP TRIGGER mentorship_overlaps ON mentorship")
        op.execute("DROP FUNCTION mentorship_overlaps()")
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION what_happened_is_kept()")
    notification = sa.table("notification", sa.column("id", sa.Integer), sa.column("kind", sa.String))
    mailed = sa.table("mailed_notification", sa.column("notification_id", sa.Integer))
    gone = sa.select(notification.c.id).where(notification.c.kind.in_(_NEW))
    op.execute(mailed.delete().where(mailed.c.notification_id.in_(gone)))
    op.execute(notification.delete().where(notification.c.kind.in_(_NEW)))
    _allow_kinds(_KINDS)


def _create_tables() -> None:
    op.create_table(
        "conference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _coded("cases", "mentors", "operative", "strategic", name="kind"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "state", _coded("planned", "held", "cancelled", name="state"), server_default="planned", nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'planned') = (ended_at IS NULL)", name=op.f("ck_conference_ended")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_conference_created_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
    )
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("addressee", _coded("ags", "coordinator", name="addressee"), nullable=False),
        sa.Column(
            "topic",
            _coded("work_permit", "priority", "further_training", "language_support", "funding", "other", name="topic"),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("state", _coded("open", "answered", "closed", name="state"), server_default="open", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_inquiry_closed")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_inquiry_asked_by_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_inquiry_owner_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index("ix_inquiry_addressee", "inquiry", ["addressee", "state"], unique=False)
    op.create_index(op.f("ix_inquiry_asked_by"), "inquiry", ["asked_by"], unique=False)
    op.create_table(
        "mentor_profile",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("languages", _JSON, nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("area", sa.String(length=200), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mentor_profile_account_id_account")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_mentor_profile_set_by_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mentor_profile")),
    )
    op.create_table(
        "mentor_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_mentor_training_removing")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mentor_training_account_id_account")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_mentor_training_recorded_by_account")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_mentor_training_removed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_training")),
    )
    op.create_index(op.f("ix_mentor_training_account_id"), "mentor_training", ["account_id"], unique=False)
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _coded("law", "procedure", "people", "training", name="kind"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_news_withdrawing")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_news_published_by_account")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_news_withdrawn_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            _coded(
                "county",
                "abh",
                "jobcenter",
                "agency",
                "ags",
                "project",
                "migration_advice",
                "course_provider",
                "university",
                "recognition",
                "chamber",
                "welfare",
                "municipality",
                "accommodation",
                "other",
                name="kind",
            ),
            nullable=False,
        ),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("hours", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_organisation_created_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _coded(
                "visit_prepared",
                "visit_accompanied",
                "advice",
                "employer_talk",
                "school_talk",
                "application",
                "housing",
                "language",
                "meeting",
                name="kind",
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_activity_undoing")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_activity_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_activity_recorded_by_account")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_activity_undone_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_participant", "activity", ["participant_id", "done_on"], unique=False)
    op.create_table(
        "conference_guest",
        sa.Column("conference_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_conference_guest_account_id_account")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conference_guest_conference_id_conference")
        ),
        sa.PrimaryKeyConstraint("conference_id", "account_id", name=op.f("pk_conference_guest")),
    )
    op.create_table(
        "conference_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column(
            "topic",
            _coded("document", "precheck", "mentorship", "unaccompanied", "stop", "task", "other", name="topic"),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("minute", sa.String(length=1000), nullable=True),
        sa.Column("minuted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(minute IS NULL) = (minuted_at IS NULL)", name=op.f("ck_conference_item_minuted")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_conference_item_added_by_account")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conference_item_conference_id_conference")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_conference_item_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_item")),
    )
    op.create_index(op.f("ix_conference_item_conference_id"), "conference_item", ["conference_id"], unique=False)
    op.create_index(op.f("ix_conference_item_participant_id"), "conference_item", ["participant_id"], unique=False)
    op.create_index(
        "uq_conference_item_standing",
        "conference_item",
        ["conference_id", "participant_id", "topic"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND topic <> 'other'"),
        postgresql_where=sa.text("removed_at IS NULL AND topic <> 'other'"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("hours", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "successor_id IS NULL OR (left_on IS NOT NULL AND successor_id <> id)", name=op.f("ck_contact_successor")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_contact_created_by_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["successor_id"], ["contact.id"], name=op.f("fk_contact_successor_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_organisation_id"), "contact", ["organisation_id"], unique=False)
    op.create_table(
        "folder_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "recipient",
            _coded("awo", "mentor", "abh", "ags", "jobcenter", "agency", "employer", name="recipient"),
            nullable=True,
        ),
        sa.Column("changes_only", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("lines", _JSON, nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_folder_print_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["printed_by"], ["account.id"], name=op.f("fk_folder_print_printed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder_print")),
    )
    op.create_index(op.f("ix_folder_print_participant_id"), "folder_print", ["participant_id"], unique=False)
    op.create_table(
        "inquiry_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("deliver_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_inquiry_message_inquiry_id_inquiry")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_inquiry_message_written_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_message")),
    )
    op.create_index(op.f("ix_inquiry_message_inquiry_id"), "inquiry_message", ["inquiry_id"], unique=False)
    op.create_index("ix_inquiry_message_waiting", "inquiry_message", ["told_at", "deliver_at"], unique=False)
    op.create_table(
        "news_acknowledgement",
        sa.Column("news_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_news_acknowledgement_account_id_account")
        ),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_news_acknowledgement_news_id_news")),
        sa.PrimaryKeyConstraint("news_id", "account_id", name=op.f("pk_news_acknowledgement")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _coded(
                "residence",
                "permit",
                "letter",
                "cv",
                "certificate",
                "recognition",
                "language",
                "contract",
                "other",
                name="kind",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("media", _coded("pdf", "jpeg", "png", name="media"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_paper_removing")),
        sa.CheckConstraint("size > 0", name=op.f("ck_paper_size")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_paper_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_paper_removed_by_account")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.id"], name=op.f("fk_paper_uploaded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("key", name=op.f("uq_paper_key")),
    )
    op.create_index(op.f("ix_paper_participant_id"), "paper", ["participant_id"], unique=False)
    op.create_table(
        "mentorship_closing",
        sa.Column("mentorship_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "reason", _coded("settled", "time", "person", "mentor", "moved", "other", name="reason"), nullable=False
        ),
        sa.Column("answers", _JSON, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_mentorship_closing_closed_by_account")),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentorship_closing_mentorship_id_mentorship")
        ),
        sa.PrimaryKeyConstraint("mentorship_id", name=op.f("pk_mentorship_closing")),
    )
    op.create_table(
        "mentorship_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("planned_before", sa.Date(), nullable=False),
        sa.Column("planned_after", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(why) >= 1", name=op.f("ck_mentorship_extension_why")),
        sa.CheckConstraint("planned_before < planned_after", name=op.f("ck_mentorship_extension_later")),
        sa.ForeignKeyConstraint(
            ["extended_by"], ["account.id"], name=op.f("fk_mentorship_extension_extended_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentorship_extension_mentorship_id_mentorship")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship_extension")),
    )
    op.create_index(
        op.f("ix_mentorship_extension_mentorship_id"), "mentorship_extension", ["mentorship_id"], unique=False
    )
    op.create_table(
        "mentorship_warning",
        sa.Column("mentorship_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("months_left", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months_left BETWEEN 0 AND 2", name=op.f("ck_mentorship_warning_months_left")),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentorship_warning_mentorship_id_mentorship")
        ),
        sa.PrimaryKeyConstraint("mentorship_id", "planned_end", "months_left", name=op.f("pk_mentorship_warning")),
    )
    op.create_table(
        "partner_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("event", _coded("added", "changed", "left", name="event"), nullable=False),
        sa.Column("fields", _JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_partner_change_changed_by_account")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_partner_change_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partner_change_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_change")),
    )
    op.create_index(op.f("ix_partner_change_organisation_id"), "partner_change", ["organisation_id"], unique=False)
    op.create_table(
        "person_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            _coded("jobcenter", "agency", "abh", "course", "recognition", "housing", "advice", "other", name="topic"),
            nullable=False,
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_person_contact_ending")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_person_contact_contact_id_contact")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_person_contact_ended_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_person_contact_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_person_contact_set_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_contact")),
    )
    op.create_index(op.f("ix_person_contact_contact_id"), "person_contact", ["contact_id"], unique=False)
    op.create_index(op.f("ix_person_contact_participant_id"), "person_contact", ["participant_id"], unique=False)
    op.create_index(
        "uq_person_contact_standing",
        "person_contact",
        ["participant_id", "topic"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _coded("open", "done", "dropped", name="state"), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_task_closed")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_task_closing")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_task_closed_by_account")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_task_created_by_account")),
        sa.ForeignKeyConstraint(["item_id"], ["conference_item.id"], name=op.f("fk_task_item_id_conference_item")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_task_owner_id_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_task_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_item_id"), "task", ["item_id"], unique=False)
    op.create_index("ix_task_owner", "task", ["owner_id", "state", "due_on"], unique=False)
    op.create_index(op.f("ix_task_participant_id"), "task", ["participant_id"], unique=False)


def _guard_sqlite() -> None:
    # A new row has no id yet before it is inserted, so inserting is checked afterwards.
    op.execute(
        f"CREATE TRIGGER mentorship_overlaps_insert AFTER INSERT ON mentorship WHEN {_OVERLAPS} "
        f"BEGIN SELECT RAISE(ABORT, '{_TWO}'); END"
    )
    op.execute(
        f"CREATE TRIGGER mentorship_overlaps_update AFTER UPDATE OF participant_id, begins_on, ended_on ON mentorship "
        f"WHEN {_OVERLAPS} BEGIN SELECT RAISE(ABORT, '{_TWO}'); END"
    )
    for table in _APPENDED:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what happened is kept'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION mentorship_overlaps() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_OVERLAPS} THEN RAISE EXCEPTION '{_TWO}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER mentorship_overlaps AFTER INSERT OR UPDATE OF participant_id, begins_on, ended_on ON mentorship "
        "FOR EACH ROW EXECUTE FUNCTION mentorship_overlaps()"
    )
    op.execute(
        "CREATE FUNCTION what_happened_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'what happened is kept' USING ERRCODE = 'check_violation'; END $$"
    )
    for table in _APPENDED:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION what_happened_is_kept()"
        )


def _coded(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
