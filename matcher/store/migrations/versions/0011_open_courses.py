"""Courses with places and waiting lists, measures, and computations over the whole pool.

No course takes more people than it has places: a trigger counts under the course's lock.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_CEFR = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
_ENROLMENT = ("waiting", "enrolled", "ended")
_OUTCOMES = ("completed", "dropped", "not_started", "found_work", "mistake", "cancelled", "left")
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
)
_NEW = ("criteria_proposed", "course_place")

_TAKEN = "(SELECT count(*) FROM enrolment e WHERE e.course_id = {course} AND e.state = 'enrolled' AND e.id <> {own})"
_FULL = "no place is free in this course"
_TOO_FEW = "a course cannot have fewer places than people in it"
_APPENDED = "rows are appended here, never changed"
_HISTORIES = ("enrolment_step", "sharing_decision")


def upgrade() -> None:
    _allow_kinds((*_KINDS, *_NEW))
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind", _coded("integration", "job_german", "licence", "recognition", "other", name="kind"), nullable=False
        ),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("level_from", _coded(*_CEFR, name="level_from"), nullable=True),
        sa.Column("level_to", _coded(*_CEFR, name="level_to"), nullable=True),
        sa.Column("licence", sa.String(length=40), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'licence') = (licence IS NOT NULL)", name=op.f("ck_course_licence_named")),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name=op.f("ck_course_cancelling")),
        sa.CheckConstraint("places BETWEEN 1 AND 500", name=op.f("ck_course_places")),
        sa.CheckConstraint("until IS NULL OR starts_on < until", name=op.f("ck_course_period")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["account.id"], name=op.f("fk_course_cancelled_by_account")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_course_created_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index("ix_course_period", "course", ["starts_on", "until"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _coded("pool_steps", "sharing", name="kind"), nullable=False),
        sa.Column("state", _coded("waiting", "done", "failed", name="state"), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("result", _JSON, nullable=True),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name=op.f("ck_survey_result")),
        sa.CheckConstraint("done <= total", name=op.f("ck_survey_progress")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_survey_asked_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index(
        "uq_survey_waiting",
        "survey",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "course_lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("begins < ends", name=op.f("ck_course_lesson_times")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_course_lesson_weekday")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_lesson_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_lesson")),
        sa.UniqueConstraint("course_id", "weekday", "begins", name=op.f("uq_course_lesson_course_id_weekday_begins")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("state", _coded(*_ENROLMENT, name="state"), nullable=False),
        sa.Column("outcome", _coded(*_OUTCOMES, name="outcome"), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_enrolment_ended")),
        sa.CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name=op.f("ck_enrolment_ended_outcome")),
        sa.CheckConstraint("state <> 'enrolled' OR begins_on IS NOT NULL", name=op.f("ck_enrolment_enrolled_begins")),
        sa.CheckConstraint("state <> 'waiting' OR begins_on IS NULL", name=op.f("ck_enrolment_waiting_begins")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_enrolment_asked_by_account")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_enrolment_course_id_course")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_enrolment_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    op.create_index("ix_enrolment_course", "enrolment", ["course_id", "state"], unique=False)
    op.create_index(op.f("ix_enrolment_participant_id"), "enrolment", ["participant_id"], unique=False)
    op.create_index(
        "uq_enrolment_standing",
        "enrolment",
        ["course_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _coded(
                "wage_subsidy",
                "employer_trial",
                "entry_qualification",
                "assisted_training",
                "retraining",
                "recognition_grant",
                "work_opportunity",
                "other",
                name="kind",
            ),
            nullable=False,
        ),
        sa.Column("body", _coded("jobcenter", "agency", "bamf", "county", "other", name="body"), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_measure_withdrawal")),
        sa.CheckConstraint("until IS NULL OR begins_on < until", name=op.f("ck_measure_period")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_measure_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_measure_recorded_by_account")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_measure_withdrawn_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(op.f("ix_measure_participant_id"), "measure", ["participant_id"], unique=False)
    op.create_table(
        "sharing_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _coded("accepted", "dismissed", name="verdict"), nullable=False),
        sa.Column(
            "reason",
            _coded("person", "firm", "better", "other_place", "outdated", "other", name="reason"),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(verdict = 'dismissed') = (reason IS NOT NULL)", name=op.f("ck_sharing_decision_reasoned")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_sharing_decision_decided_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_sharing_decision_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_sharing_decision_survey_id_survey")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_sharing_decision_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_decision")),
    )
    op.create_index("ix_sharing_decision_pair", "sharing_decision", ["vacancy_id", "participant_id"], unique=False)
    op.create_index(op.f("ix_sharing_decision_participant_id"), "sharing_decision", ["participant_id"], unique=False)
    op.create_table(
        "enrolment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("state", _coded(*_ENROLMENT, name="state"), nullable=False),
        sa.Column("outcome", _coded(*_OUTCOMES, name="outcome"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_enrolment_step_by_account")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_step_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_step")),
    )
    op.create_index(op.f("ix_enrolment_step_enrolment_id"), "enrolment_step", ["enrolment_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name, table in (("course_seats", "enrolment"), ("course_keeps_seats", "course")):
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
        for table in _HISTORIES:
            op.execute(f"DROP TRIGGER {table}_is_appended ON {table}")
        op.execute("DROP FUNCTION history_is_appended()")
    for table in (
        "enrolment_step",
        "sharing_decision",
        "measure",
        "enrolment",
        "course_lesson",
        "survey",
        "course",
    ):
        op.drop_table(table)
    notification = sa.table("notification", sa.column("kind", sa.String))
    op.execute(notification.delete().where(notification.c.kind.in_(_NEW)))
    _allow_kinds(_KINDS)


def _guard_sqlite() -> None:
    for event, name in (("INSERT", "insert"), ("UPDATE", "update")):
        taken = _TAKEN.format(course="NEW.course_id", own="NEW.id" if event == "UPDATE" else "-1")
        op.execute(
            f"CREATE TRIGGER course_seats_{name} BEFORE {event} ON enrolment WHEN NEW.state = 'enrolled' "
            f"AND {taken} >= (SELECT places FROM course c WHERE c.id = NEW.course_id) "
            f"BEGIN SELECT RAISE(ABORT, '{_FULL}'); END"
        )
    taken = _TAKEN.format(course="NEW.id", own="-1")
    op.execute(
        f"CREATE TRIGGER course_keeps_seats BEFORE UPDATE OF places ON course WHEN NEW.places < {taken} "
        f"BEGIN SELECT RAISE(ABORT, '{_TOO_FEW}'); END"
    )
    for table in _HISTORIES:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_APPENDED}'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION course_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE seats integer;
        BEGIN
            IF NEW.state = 'enrolled' THEN
                SELECT places INTO seats FROM course WHERE id = NEW.course_id FOR NO KEY UPDATE;
                IF {_TAKEN.format(course="NEW.course_id", own="NEW.id")} >= seats THEN
                    RAISE EXCEPTION '{_FULL}' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER course_seats BEFORE INSERT OR UPDATE ON enrolment FOR EACH ROW EXECUTE FUNCTION course_seats()"
    )
    op.execute(
        f"""
        CREATE FUNCTION course_keeps_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.places < {_TAKEN.format(course="NEW.id", own="-1")} THEN
                RAISE EXCEPTION '{_TOO_FEW}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER course_keeps_seats BEFORE UPDATE OF places ON course "
        "FOR EACH ROW EXECUTE FUNCTION course_keeps_seats()"
    )
    op.execute(
        "CREATE FUNCTION history_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_APPENDED}' USING ERRCODE = 'check_violation'; END $$"
    )
    for table in _HISTORIES:
        op.execute(
            f"CREATE TRIGGER {table}_is_appended BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION history_is_appended()"
        )


def _coded(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint(op.f("ck_notification_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_notification_kind"), f"kind IN ({listed})")
