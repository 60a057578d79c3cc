"""What happened is appended: the database itself refuses to change or delete such rows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.mentorship_ends import ClosingReason
from matcher.store.tables.partners import OrganisationKind, PartnerEvent
from tests import builders

KEPT = ("folder_print", "partner_change", "mentorship_extension", "mentorship_closing")


@pytest.fixture
def filled(database: Database) -> Database:
    """One row in each table of things that happened."""
    with database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        person = builders.participant(session, mentor=mentor).id
        mentorship = session.scalars(select(tables.Mentorship.id)).one()
        place = tables.Organisation(
            name="Jobcenter", kind=OrganisationKind.JOBCENTER, created_at=builders.AT, created_by=mentor
        )
        session.add(place)
        session.flush()
        session.add_all(
            [
                tables.FolderPrint(
                    participant_id=person,
                    changes_only=False,
                    salt="0" * 32,
                    lines={},
                    printed_at=builders.AT,
                    printed_by=mentor,
                ),
                tables.PartnerChange(
                    organisation_id=place.id,
                    event=PartnerEvent.ADDED,
                    fields={},
                    changed_at=builders.AT,
                    changed_by=mentor,
                ),
                tables.MentorshipExtension(
                    mentorship_id=mentorship,
                    planned_before=date(2027, 9, 1),
                    planned_after=date(2027, 10, 1),
                    why="Probezeit",
                    extended_at=builders.AT,
                    extended_by=mentor,
                ),
                tables.MentorshipClosing(
                    mentorship_id=mentorship,
                    reason=ClosingReason.TIME,
                    answers={},
                    closed_at=builders.AT,
                    closed_by=mentor,
                ),
            ]
        )
        session.commit()
    return database


@pytest.mark.parametrize("table", KEPT)
def test_row_of_what_happened_is_neither_changed_nor_deleted(filled: Database, table: str) -> None:
    """Whoever tries gets an error, and the row stands as it stood."""
    column = {"mentorship_extension": "why", "mentorship_closing": "note"}.get(table, "id")
    changes = (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}")

    for statement in changes:
        with filled.writing() as session, pytest.raises(IntegrityError):
            session.execute(text(statement))

    with filled.reading() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 1
