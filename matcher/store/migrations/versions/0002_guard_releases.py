"""Releases without valid clearance and consent cannot exist; the employer service reads through a view.

The triggers hold whatever the application does. On PostgreSQL they lock what a release rests on, so
that a withdrawal in another session waits for the release and then takes it back.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What a release of NEW needs, as of today. {entry} is NEW in triggers and a table alias in the view.
_RESTS = """
    SELECT 1
    FROM opening o
    JOIN clearance_decision d ON d.id = o.decision_id
    JOIN data_consent c ON c.id = {entry}.consent_id
    JOIN participant p ON p.id = {entry}.participant_id
    JOIN vacancy v ON v.id = {entry}.vacancy_id
    WHERE o.id = {entry}.opening_id
      AND o.participant_id = {entry}.participant_id
      AND o.vacancy_id = {entry}.vacancy_id
      AND o.closed_at IS NULL
      AND o.open_from <= {today} AND (o.open_until IS NULL OR {today} < o.open_until)
      AND d.participant_id = {entry}.participant_id
      AND d.superseded_at IS NULL
      AND d.open_from <= {today} AND (d.open_until IS NULL OR {today} < d.open_until)
      AND c.participant_id = {entry}.participant_id
      AND c.recipient = 'ags' AND c.category = 'profile'
      AND c.withdrawn_at IS NULL
      AND p.state = 'active'
      AND v.state IN ('open', 'paused')
      AND NOT EXISTS (
          SELECT 1 FROM placement_stop s
          WHERE s.participant_id = {entry}.participant_id AND s.lifted_at IS NULL
      )
      AND NOT EXISTS (
          SELECT 1 FROM clearance_decision objection
          WHERE objection.participant_id = {entry}.participant_id
            AND objection.answer = 'objection' AND objection.superseded_at IS NULL
      )
"""

_VIEW = f"""
CREATE VIEW ags_entry AS
SELECT e.id, e.shortlist_id, e.vacancy_id, e.participant_id, person.code, e.rank, e.score, e.score_low,
       e.score_high, e.contributions, e.words, e.released_at, l.run_id, l.criteria_id,
       decision.hours_max, decision.employer_only, decision.valid_until
FROM shortlist_entry e
JOIN shortlist l ON l.id = e.shortlist_id
JOIN participant person ON person.id = e.participant_id
JOIN opening opening_of ON opening_of.id = e.opening_id
JOIN clearance_decision decision ON decision.id = opening_of.decision_id
WHERE e.state = 'released'
  AND EXISTS ({_RESTS.format(entry="e", today="app_today()")})
"""

_TAKE_BACK = """
    UPDATE shortlist_entry SET state = 'withdrawn', withdrawn_at = {now}
    WHERE state = 'released' AND {which};
"""

_OBJECTS = "NEW.answer = 'objection' AND NEW.superseded_at IS NULL"

# (name, table, event, condition on the row, entries that fall)
_FALLS = (
    ("consent", "data_consent", "AFTER UPDATE OF withdrawn_at", "NEW.withdrawn_at IS NOT NULL", "consent_id = NEW.id"),
    (
        "decision",
        "clearance_decision",
        "AFTER UPDATE",
        "NEW.superseded_at IS NOT NULL OR NEW.open_from IS NULL",
        "opening_id IN (SELECT id FROM opening WHERE decision_id = NEW.id)",
    ),
    ("opening", "opening", "AFTER UPDATE", "NEW.closed_at IS NOT NULL", "opening_id = NEW.id"),
    ("participant", "participant", "AFTER UPDATE OF state", "NEW.state <> 'active'", "participant_id = NEW.id"),
    ("stop", "placement_stop", "AFTER INSERT", "NEW.lifted_at IS NULL", "participant_id = NEW.participant_id"),
    ("objection", "clearance_decision", "AFTER INSERT", _OBJECTS, "participant_id = NEW.participant_id"),
    ("objection_again", "clearance_decision", "AFTER UPDATE", _OBJECTS, "participant_id = NEW.participant_id"),
    ("vacancy", "vacancy", "AFTER UPDATE OF state", "NEW.state NOT IN ('open', 'paused')", "vacancy_id = NEW.id"),
)

_REFUSAL = "a release needs valid clearance and consent"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()
    op.execute(_VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW ags_entry")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "update"):
            op.execute(f"DROP TRIGGER release_guard_{name}")
        for name, *_ in _FALLS:
            op.execute(f"DROP TRIGGER release_falls_with_{name}")
        return
    op.execute("DROP TRIGGER release_guard ON shortlist_entry")
    op.execute("DROP FUNCTION release_guard()")
    for name, table, *_ in _FALLS:
        op.execute(f"DROP TRIGGER release_falls_with_{name} ON {table}")
        op.execute(f"DROP FUNCTION release_falls_with_{name}()")
    op.execute("DROP FUNCTION app_today()")


def _upgrade_sqlite() -> None:
    rests = _RESTS.format(entry="NEW", today="app_today()")
    for name, event in (("insert", "BEFORE INSERT"), ("update", "BEFORE UPDATE")):
        op.execute(
            f"CREATE TRIGGER release_guard_{name} {event} ON shortlist_entry "
            f"WHEN NEW.state = 'released' AND NOT EXISTS ({rests}) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    for name, table, event, when, which in _FALLS:
        take_back = _TAKE_BACK.format(now="strftime('%Y-%m-%d %H:%M:%f000', 'now')", which=which)
        op.execute(
            f"CREATE TRIGGER release_falls_with_{name} {event} ON {table} WHEN {when} BEGIN {take_back} END"
        )


def _upgrade_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE AS $$
            SELECT coalesce(
                nullif(current_setting('passgenau.today', true), '')::date,
                (now() AT TIME ZONE 'Europe/Berlin')::date
            )
        $$
        """
    )
    rests = _RESTS.format(entry="NEW", today="app_today()")
    op.execute(
        f"""
        CREATE FUNCTION release_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.state = 'released' THEN
                PERFORM 1 FROM participant WHERE id = NEW.participant_id FOR SHARE;
                PERFORM 1 FROM vacancy WHERE id = NEW.vacancy_id FOR SHARE;
                PERFORM 1 FROM data_consent WHERE id = NEW.consent_id FOR SHARE;
                PERFORM 1 FROM opening WHERE id = NEW.opening_id FOR SHARE;
                PERFORM 1 FROM clearance_decision d JOIN opening o ON o.decision_id = d.id
                    WHERE o.id = NEW.opening_id FOR SHARE OF d;
                IF NOT EXISTS ({rests}) THEN
                    RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER release_guard BEFORE INSERT OR UPDATE ON shortlist_entry "
        "FOR EACH ROW EXECUTE FUNCTION release_guard()"
    )
    for name, table, event, when, which in _FALLS:
        inserted = name in {"stop", "objection", "objection_again"}
        lock = "PERFORM 1 FROM participant WHERE id = NEW.participant_id FOR UPDATE;" if inserted else ""
        take_back = _TAKE_BACK.format(now="clock_timestamp()", which=which)
        op.execute(
            f"CREATE FUNCTION release_falls_with_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {when} THEN {lock} {take_back} END IF; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER release_falls_with_{name} {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION release_falls_with_{name}()"
        )
