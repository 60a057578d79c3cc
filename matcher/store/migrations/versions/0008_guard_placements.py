"""Name and contact need the person's agreement; a start needs a valid decision; what is over stays as it is.

The employer service reads names through `ags_contact` alone, which asks everything that `ags_entry`
asks and the agreement to this one proposal besides.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CONTACT = """
CREATE VIEW ags_contact AS
SELECT e.id, e.vacancy_id, e.participant_id, i.given_name, i.family_name, i.phone, i.email
FROM ags_entry e
JOIN agreement a ON a.entry_id = e.id
JOIN data_consent c ON c.id = a.consent_id
JOIN identity i ON i.participant_id = e.participant_id
WHERE a.agreed AND a.superseded_at IS NULL AND a.said_on <= app_today()
  AND c.participant_id = e.participant_id
  AND c.recipient = 'ags' AND c.category = 'identity' AND c.withdrawn_at IS NULL
"""

# Stages in which the firm knows the person's code or more but nobody has promised work yet.
_ON_THE_WAY = "state IN ('waiting', 'interested', 'interview')"

# Why an entry that was taken back is over: circumstances only.
_OUTCOME = """
    CASE
        WHEN EXISTS (SELECT 1 FROM vacancy v WHERE v.id = NEW.vacancy_id AND v.outcome = 'filled') THEN 'filled'
        WHEN EXISTS (
            SELECT 1 FROM placement_stop s
            WHERE s.participant_id = NEW.participant_id AND s.lifted_at IS NULL AND s.reason = 'found_work'
        ) THEN 'found_work'
        ELSE 'withdrawn'
    END
"""

_FOLLOW = """
    INSERT INTO proposal_step (proposal_id, state, outcome, at)
        SELECT id, 'closed', {outcome}, {now} FROM proposal WHERE entry_id = NEW.id AND {on_the_way};
    UPDATE interview SET state = 'cancelled', sequence = sequence + 1, changed_at = {now}
        WHERE state = 'planned'
        AND proposal_id IN (SELECT id FROM proposal WHERE entry_id = NEW.id AND {on_the_way});
    UPDATE proposal SET state = 'closed', outcome = {outcome}, closed_at = {now}
        WHERE entry_id = NEW.id AND {on_the_way};
"""

# What a start of NEW rests on, as of today (I1, start gate).
_RESTS = """
    SELECT 1
    FROM clearance_decision d
    JOIN participant p ON p.id = NEW.participant_id
    WHERE d.id = NEW.decision_id
      AND d.participant_id = NEW.participant_id
      AND d.superseded_at IS NULL
      AND d.answer NOT IN ('objection', 'refused')
      AND (d.valid_from IS NULL OR d.valid_from <= app_today())
      AND (d.valid_until IS NULL OR app_today() < d.valid_until)
      AND (
          (NEW.mode = 'none' AND d.level = 'L1' AND d.mode = 'none'
              AND d.open_from <= app_today() AND (d.open_until IS NULL OR app_today() < d.open_until))
          OR (NEW.mode IN ('informative', 'consult') AND d.level = 'L2' AND d.vacancy_id = NEW.vacancy_id)
          OR (NEW.mode = 'consent' AND d.level = 'L2' AND d.vacancy_id = NEW.vacancy_id AND d.answer = 'consent')
      )
      AND NEW.starts_on <= app_today()
      AND p.state = 'active'
      AND NOT EXISTS (
          SELECT 1 FROM placement_stop s WHERE s.participant_id = NEW.participant_id AND s.lifted_at IS NULL
      )
      AND NOT EXISTS (
          SELECT 1 FROM clearance_decision objection
          WHERE objection.participant_id = NEW.participant_id
            AND objection.answer = 'objection' AND objection.superseded_at IS NULL
      )
"""

_NO_START = "a start needs a valid decision"
_OVER = "a proposal that is over is not touched again"
_FINAL = "('hired', 'withdrawn', 'filled', 'found_work')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()
    op.execute(_CONTACT)


def downgrade() -> None:
    op.execute("DROP VIEW ags_contact")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("start_guard_insert", "start_guard_update", "proposal_is_over", "proposal_follows_entry"):
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, table in (
        ("start_guard", "placement"),
        ("proposal_is_over", "proposal"),
        ("proposal_follows_entry", "shortlist_entry"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")


def _upgrade_sqlite() -> None:
    for name, event, when in (
        ("insert", "BEFORE INSERT", "NEW.state = 'started'"),
        ("update", "BEFORE UPDATE", "NEW.state = 'started' AND OLD.state <> 'started'"),
    ):
        op.execute(
            f"CREATE TRIGGER start_guard_{name} {event} ON placement WHEN {when} AND NOT EXISTS ({_RESTS}) "
            f"BEGIN SELECT RAISE(ABORT, '{_NO_START}'); END"
        )
    op.execute(
        f"CREATE TRIGGER proposal_is_over BEFORE UPDATE ON proposal WHEN OLD.outcome IN {_FINAL} "
        f"BEGIN SELECT RAISE(ABORT, '{_OVER}'); END"
    )
    follow = _FOLLOW.format(now="strftime('%Y-%m-%d %H:%M:%f000', 'now')", on_the_way=_ON_THE_WAY, outcome=_OUTCOME)
    op.execute(
        "CREATE TRIGGER proposal_follows_entry AFTER UPDATE OF state ON shortlist_entry "
        f"WHEN NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' BEGIN {follow} END"
    )


def _upgrade_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION start_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.state = 'started' AND (TG_OP = 'INSERT' OR OLD.state <> 'started') THEN
                PERFORM 1 FROM participant WHERE id = NEW.participant_id FOR SHARE;
                PERFORM 1 FROM clearance_decision WHERE id = NEW.decision_id FOR SHARE;
                IF NOT EXISTS ({_RESTS}) THEN
                    RAISE EXCEPTION '{_NO_START}' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER start_guard BEFORE INSERT OR UPDATE ON placement FOR EACH ROW EXECUTE FUNCTION start_guard()"
    )
    op.execute(
        f"""
        CREATE FUNCTION proposal_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.outcome IN {_FINAL} THEN
                RAISE EXCEPTION '{_OVER}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER proposal_is_over BEFORE UPDATE ON proposal FOR EACH ROW EXECUTE FUNCTION proposal_is_over()"
    )
    follow = _FOLLOW.format(now="clock_timestamp()", on_the_way=_ON_THE_WAY, outcome=_OUTCOME)
    op.execute(
        "CREATE FUNCTION proposal_follows_entry() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' THEN "
        f"{follow} END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER proposal_follows_entry AFTER UPDATE OF state ON shortlist_entry "
        "FOR EACH ROW EXECUTE FUNCTION proposal_follows_entry()"
    )
