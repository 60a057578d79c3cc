"""Consent by recipient and category rests on signed sheets; records of one person are merged; people come by the file.

Columns are added in place on both databases: a table that is copied on SQLite would lose its triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_STATES = ("previewed", "done", "undone", "discarded")

# What each recipient may know of each person at this moment; every partner's read asks here.
# Whatever else a recipient may know rests on the profile: without it they know nothing.
_DISCLOSED = """
CREATE VIEW disclosed AS
SELECT c.participant_id, c.recipient, c.category, c.id AS consent_id
FROM data_consent c
JOIN participant p ON p.id = c.participant_id
WHERE c.withdrawn_at IS NULL AND c.given_on <= app_today() AND p.state = 'active'
  AND EXISTS (
      SELECT 1 FROM data_consent base
      WHERE base.participant_id = c.participant_id AND base.recipient = c.recipient
        AND base.category = 'profile' AND base.withdrawn_at IS NULL AND base.given_on <= app_today()
  )
"""

# Consents that stood for all that their recipient needs, before categories could be chosen.
_WHOLE = (
    ("awo", "identity"),
    ("awo", "residence"),
    ("awo", "documents"),
    ("mentor", "identity"),
    ("mentor", "residence"),
    ("mentor", "documents"),
    ("abh", "identity"),
    ("abh", "residence"),
)
_KEPT = "a consent is given and withdrawn, nothing else"
_SIGNED = "a signed sheet is not changed"
_FIXED = ("participant_id", "recipient", "category", "text_version", "language", "given_on", "recorded_at", "recorded_by")


def upgrade() -> None:
    op.create_table(
        "consent_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("means", _coded("paper", "scan", "screen", name="means"), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_type", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(means = 'paper') = (content IS NULL)", name=op.f("ck_consent_sheet_signature")),
        sa.CheckConstraint("(content IS NULL) = (content_type IS NULL)", name=op.f("ck_consent_sheet_content")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_consent_sheet_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_consent_sheet_recorded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_sheet")),
    )
    op.create_index(op.f("ix_consent_sheet_participant_id"), "consent_sheet", ["participant_id"], unique=False)
    op.execute(
        "ALTER TABLE data_consent ADD COLUMN sheet_id INTEGER "
        "CONSTRAINT fk_data_consent_sheet_id_consent_sheet REFERENCES consent_sheet (id)"
    )
    op.execute(
        "ALTER TABLE participant ADD COLUMN merged_into INTEGER "
        "CONSTRAINT fk_participant_merged_into_participant REFERENCES participant (id) "
        "CONSTRAINT ck_participant_merged CHECK (merged_into IS NULL OR (state = 'left' AND merged_into <> id))"
    )
    op.create_index(op.f("ix_participant_merged_into"), "participant", ["merged_into"], unique=False)
    instant = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name != "sqlite" else "DATETIME"
    op.execute(
        f"ALTER TABLE participant ADD COLUMN removed_at {instant} "
        "CONSTRAINT ck_participant_removed CHECK (removed_at IS NULL OR state = 'left')"
    )
    op.create_table(
        "participant_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("absorbed_id", sa.Integer(), nullable=False),
        sa.Column("moved", _JSON, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> absorbed_id", name=op.f("ck_participant_merge_two")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_participant_merge_undoing")),
        sa.ForeignKeyConstraint(["kept_id"], ["participant.id"], name=op.f("fk_participant_merge_kept_id_participant")),
        sa.ForeignKeyConstraint(
            ["absorbed_id"], ["participant.id"], name=op.f("fk_participant_merge_absorbed_id_participant")
        ),
        sa.ForeignKeyConstraint(["merged_by"], ["account.id"], name=op.f("fk_participant_merge_merged_by_account")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_participant_merge_undone_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_merge")),
    )
    op.create_index(op.f("ix_participant_merge_kept_id"), "participant_merge", ["kept_id"], unique=False)
    op.create_index(
        "uq_participant_merge_standing",
        "participant_merge",
        ["absorbed_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", _coded(*_STATES, name="state"), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'previewed') = (content IS NOT NULL)", name=op.f("ck_people_import_content")),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_people_import_undone")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_people_import_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_index(op.f("ix_people_import_account_id"), "people_import", ["account_id"], unique=False)
    op.create_table(
        "imported_person",
        sa.Column("participant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_imported_person_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name=op.f("fk_imported_person_import_id_people_import")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_imported_person")),
    )
    op.create_index(op.f("ix_imported_person_import_id"), "imported_person", ["import_id"], unique=False)
    for recipient, category in _WHOLE:
        op.execute(
            "INSERT INTO data_consent (participant_id, recipient, category, text_version, language, given_on, "
            "recorded_at, recorded_by) "
            f"SELECT participant_id, recipient, '{category}', text_version, language, given_on, recorded_at, "
            "recorded_by FROM data_consent c "
            f"WHERE recipient = '{recipient}' AND category = 'profile' AND withdrawn_at IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM data_consent other WHERE other.participant_id = c.participant_id "
            f"AND other.recipient = c.recipient AND other.category = '{category}' AND other.withdrawn_at IS NULL)"
        )
    op.execute(_DISCLOSED)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    op.execute("DROP VIEW disclosed")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("consent_is_kept", "sheet_is_kept"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name, table in (("consent_is_kept", "data_consent"), ("sheet_is_kept", "consent_sheet")):
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DELETE FROM data_consent WHERE category <> 'profile' AND NOT (recipient = 'ags' AND category = 'identity')")
    for table in ("imported_person", "people_import", "participant_merge"):
        op.drop_table(table)
    op.drop_index(op.f("ix_participant_merged_into"), table_name="participant")
    if op.get_bind().dialect.name == "sqlite":
        _forget_sqlite()
    else:
        op.execute("ALTER TABLE participant DROP COLUMN merged_into")
        op.execute("ALTER TABLE participant DROP COLUMN removed_at")
        op.execute("ALTER TABLE data_consent DROP COLUMN sheet_id")
    op.drop_table("consent_sheet")


def _changed() -> str:
    """Whether an update touches more than the withdrawal, or a withdrawal that stands."""
    differs = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _FIXED)
    return f"OLD.withdrawn_at IS NOT NULL OR {differs} OR (OLD.sheet_id IS NOT NULL AND NEW.sheet_id <> OLD.sheet_id)"


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER consent_is_kept BEFORE UPDATE ON data_consent WHEN {_changed()} "
        f"BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END"
    )
    op.execute(
        f"CREATE TRIGGER sheet_is_kept BEFORE UPDATE ON consent_sheet BEGIN SELECT RAISE(ABORT, '{_SIGNED}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION consent_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_changed()} THEN RAISE EXCEPTION '{_KEPT}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER consent_is_kept BEFORE UPDATE ON data_consent FOR EACH ROW EXECUTE FUNCTION consent_is_kept()"
    )
    op.execute(
        "CREATE FUNCTION sheet_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_SIGNED}' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER sheet_is_kept BEFORE UPDATE ON consent_sheet FOR EACH ROW EXECUTE FUNCTION sheet_is_kept()"
    )


def _forget_sqlite() -> None:
    """SQLite drops no column that a foreign key names while enforcing them; emptied, the columns go one by one."""
    op.execute("UPDATE participant SET merged_into = NULL, removed_at = NULL")
    op.execute("UPDATE data_consent SET sheet_id = NULL")
    op.execute("ALTER TABLE participant DROP COLUMN merged_into")
    op.execute("ALTER TABLE participant DROP COLUMN removed_at")
    op.execute("ALTER TABLE data_consent DROP COLUMN sheet_id")


def _coded(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
