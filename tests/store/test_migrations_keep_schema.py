"""The migrated schema is the models' schema, up and down, on both databases."""

from __future__ import annotations

from datetime import date

import numpy as np
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, select, text

from matcher.model import Reason
from matcher.results import Ground
from matcher.store import tables
from matcher.store.base import Base
from matcher.store.blobs import pack_group, unpack_group
from matcher.store.migrate import downgrade, newest_revision, revision_of, upgrade
from matcher.store.session import Database
from tests import builders


def test_migrations_give_the_models_schema(database: Database) -> None:
    """Alembic finds no difference between the migrated database and the models."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})

        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_migrations_give_every_check_of_the_models(database: Database) -> None:
    """CHECK constraints, which Alembic does not compare, exist by name in the database."""
    declared = {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    inspector = inspect(database.engine)

    found = {
        (table, str(check["name"]))
        for table in Base.metadata.tables
        for check in inspector.get_check_constraints(table)
    }

    assert len(declared) > 40
    assert declared - found == set()
    assert found - declared == set()


def test_migrations_leave_nothing_when_undone(database: Database) -> None:
    """Down to base and up again works, and base holds no table, view, trigger or function of ours."""
    downgrade(database, "base")
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    views = inspect(database.engine).get_view_names()

    upgrade(database)

    assert (left, views) == (set(), [])
    assert revision_of(database) == newest_revision()


def test_migrations_run_one_by_one_in_both_directions(database: Database) -> None:
    """Every single step can be undone and done again."""
    for _ in range(2):
        downgrade(database, "-1")
    for _ in range(2):
        upgrade(database, "+1")

    assert revision_of(database) == newest_revision()


def test_exclusions_survive_the_way_into_their_run_and_back(database: Database) -> None:
    """Who was kept back and why is the same before, in between and after."""
    grounds = [Ground((Reason.HOLD, Reason.OUT_OF_REACH), None), Ground((Reason.OUT_OF_REACH,), date(2027, 1, 4))]
    blob = pack_group(np.array([9, 4, 7], np.uint32), np.array([0, 1, 1]), grounds)
    with database.writing() as session:
        run = builders.run(session, builders.vacancy(session).id, [])
        run.pool, run.excluded, run.kept_back, run.reason_counts = 3, 3, blob, {"hold": 1, "out_of_reach": 2}
        session.commit()

    downgrade(database, "0016")
    with database.reading() as session:
        rows = session.execute(text("SELECT reason, count, members FROM exclusion_group ORDER BY reason")).all()
    upgrade(database)

    apart = [(row.reason, row.count, dict(unpack_group(row.members).members(slice(None)))) for row in rows]
    assert apart == [("hold", 1, {9: grounds[0]}), ("out_of_reach", 2, {4: grounds[1], 7: grounds[1]})]
    with database.reading() as session:
        again = session.scalars(select(tables.Run)).one()
        assert (again.kept_back, again.reason_counts) == (blob, {"hold": 1, "out_of_reach": 2})


def test_migrations_seed_the_one_counter(database: Database) -> None:
    """The change counter's single row exists, so that numbering can start."""
    with database.reading() as session:
        counter = session.get(tables.ChangeCounter, 1)

    assert counter is not None
    assert counter.last == 0


def test_database_knows_today_of_the_test_clock(database: Database) -> None:
    """`app_today()` is the clock's day on both databases."""
    with database.reading() as session:
        today = session.scalar(text("SELECT app_today()"))

    assert str(today) == "2026-11-23"
