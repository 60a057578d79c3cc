"""What is due on the way into work: for the own mentor, at the right time, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.access import Actor
from matcher.model import Role
from matcher.store.placement_dues import DueKind, placement_dues
from matcher.store.session import Database
from matcher.usecases.arrange_interview import Meeting, arrange_interview
from matcher.usecases.record_agreement import record_agreement
from matcher.usecases.start_placement import start_placement
from tests import builders
from tests.builders import TODAY
from tests.store.placement_case import Case


@pytest.fixture
def case(database: Database) -> Iterator[Case]:
    case = Case(database)
    yield case
    case.close()


def dues(case: Case, on: date = TODAY, actor: Actor | None = None, *, asks: bool = True) -> list[tuple[DueKind, date]]:
    with case.work.reading() as session:
        found = placement_dues(session, actor or case.mentor, on, asks_people=asks)
    return [(due.kind, due.due) for due in found]


def test_dues_lead_from_question_to_follow_up(case: Case) -> None:
    """Ask the person, ask the silent firm, meet, record, begin, ask how it goes."""
    fresh = dues(case)
    record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY)
    case.propose()
    silent = dues(case, TODAY + timedelta(days=8))
    meeting = Meeting(starts_at=datetime(2026, 11, 26, 14, tzinfo=UTC), minutes=45, place="Wildau", accompanied=True)
    arrange_interview(case.work, case.mentor, case.entry, meeting)
    met = dues(case), dues(case, date(2026, 11, 27))

    assert fresh == [(DueKind.ASK_PERSON, TODAY)]
    assert silent == [(DueKind.ASK_FIRM, TODAY + timedelta(days=7))]
    assert met == ([(DueKind.MEETING, date(2026, 11, 26))], [(DueKind.MEETING_OUTCOME, date(2026, 11, 26))])


def test_dues_ask_how_it_goes_a_week_ahead(case: Case) -> None:
    """From a week before the day on, once for both sides, until somebody asked."""
    record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY)
    case.hired()
    planned = dues(case)
    start_placement(case.work, case.mentor, case.entry)

    assert planned == [(DueKind.START, TODAY)]
    assert dues(case, TODAY + timedelta(days=6)) == []
    assert dues(case, TODAY + timedelta(days=7)) == [(DueKind.FOLLOW_UP, TODAY + timedelta(days=14))]


def test_dues_are_the_own_mentors_and_the_coordinators(case: Case) -> None:
    """Another mentor has none of them; the coordinator is spared what only a mentor can ask."""
    with case.work.database.writing() as session:
        stranger = Actor(id=builders.account(session, Role.MENTOR).id, roles=frozenset({Role.MENTOR}))
        session.commit()

    assert dues(case, actor=stranger) == []
    assert dues(case, actor=case.coordinator) == dues(case)
    assert dues(case, actor=case.coordinator, asks=False) == []
