"""Whoever stands in for a mentor sees and acts for the same people on those days, and on no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matcher.access import Actor
from matcher.errors import DeniedError, InvalidInputError, NotFoundError
from matcher.model import Cefr, Role
from matcher.store import tables
from matcher.store.accompaniment import covered_people, mentor_on, mentors_of
from matcher.store.horizon import horizon
from matcher.store.participants import accompanied, find_visible
from matcher.store.portraits import German
from matcher.store.proposals import list_proposals
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.usecases.begin_edit import Revision
from matcher.usecases.edit_german import edit_german
from matcher.usecases.name_cover import Absence, cancel_cover, name_cover
from matcher.usecases.record_agreement import record_agreement
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.set_stop import set_stop
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.store.placement_case import Case

FIRST, LAST = TODAY + timedelta(days=1), TODAY + timedelta(days=3)


@pytest.fixture
def case(database: Database) -> Iterator[Case]:
    case = Case(database)
    case.propose()
    yield case
    case.close()


@pytest.fixture
def cover(case: Case) -> Actor:
    """A mentor who will stand in from tomorrow for three days."""
    somebody = another_mentor(case)
    name_cover(case.work, case.mentor, case.mentor.id, Absence(cover_id=somebody.id, begins_on=FIRST, last_day=LAST))
    return somebody


def another_mentor(case: Case) -> Actor:
    with case.work.database.writing() as session:
        account = builders.account(session, Role.MENTOR)
        session.commit()
        return Actor(id=account.id, roles=frozenset({Role.MENTOR}))


def sees(work: Work, who: Actor, case: Case) -> set[bool]:
    """What every list and search says of the one person; they have to agree."""
    with work.reading() as session:
        code = session.get_one(tables.Participant, case.person).code
        return {
            accompanied(session, who.id) == (case.person,),
            find_visible(session, who, code) == case.person,
            list_proposals(session, who).total == 1,
            who.id in mentors_of(session, case.person),
            set(covered_people(session, who.id)) == {case.person},
        }


@pytest.mark.parametrize(
    ("day", "expected"),
    [(TODAY, False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_cover_sees_the_people_on_those_days_alone(case: Case, cover: Actor, day: date, expected: bool) -> None:
    """Every list of the same day says the same, and nobody has to end it."""
    assert sees(case.on(day), cover, case) == {expected}


def test_cover_acts_on_those_days_alone(case: Case, cover: Actor) -> None:
    """The day before there is no such proposal; on the first day it takes the person's word, and is who did so."""
    with pytest.raises(NotFoundError):
        record_agreement(case.work, cover, case.entry, agreed=True, said_on=TODAY)
    record_agreement(case.on(FIRST), cover, case.entry, agreed=True, said_on=FIRST)
    with pytest.raises(NotFoundError):
        record_firm_answer(case.on(LAST + timedelta(days=1)), cover, case.entry, FirmAnswer.INTERESTED)

    (agreement,) = case.rows(tables.Agreement)
    with case.work.reading() as session:
        actors = set(
            session.scalars(select(tables.AuditRow.actor_id).where(tables.AuditRow.action == "record_agreement"))
        )
    assert agreement.recorded_by == cover.id
    assert actors == {cover.id}


def test_mentor_keeps_their_people_while_somebody_stands_in(case: Case, cover: Actor) -> None:
    """A cover takes nothing away."""
    assert sees(case.on(FIRST), case.mentor, case) == {True, False}, "all but `covered_people`"
    with case.on(FIRST).reading() as session:
        assert mentors_of(session, case.person) == {case.mentor.id, cover.id}
        assert mentor_on(session, case.person, FIRST) == cover.id
        assert mentor_on(session, case.person, LAST + timedelta(days=1)) == case.mentor.id
        assert len(horizon(session, FIRST, mentor_id=cover.id)) == len(
            horizon(session, FIRST, mentor_id=case.mentor.id)
        )


def test_cancelled_cover_is_over_at_once(case: Case, cover: Actor) -> None:
    """The row stays, the right goes."""
    (row,) = case.rows(tables.MentorCover)

    cancel_cover(case.work, case.mentor, row.id)

    assert sees(case.on(FIRST), cover, case) == {False}
    assert case.rows(tables.MentorCover)[0].cancelled_by == case.mentor.id


def test_cover_is_heard_of_by_whoever_stands_in(case: Case, cover: Actor) -> None:
    """The firm's answer reaches mentor and cover, and naming a cover leaves a trace of ids."""
    record_firm_answer(case.on(FIRST), case.ags, case.entry, FirmAnswer.INTERESTED)

    told = [row.account_id for row in case.rows(tables.Notification) if row.kind == "firm_answered"]
    named = [row for row in case.rows(tables.AuditRow) if row.action == "name_cover"]
    assert sorted(told) == sorted([case.mentor.id, cover.id])
    assert named[0].detail["cover"] == cover.id


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - timedelta(days=1), LAST, "begins_on"),
        (LAST, FIRST, "last_day"),
        (FIRST, TODAY + timedelta(days=120), "last_day"),
        (LAST, LAST + timedelta(days=5), "begins_on"),
    ],
)
@pytest.mark.usefixtures("cover")
def test_cover_is_refused_where_its_days_cannot_be(case: Case, first: date, last: date, field: str) -> None:
    """Past days, days backwards, a whole season, and days that are covered already."""
    other = another_mentor(case)

    with pytest.raises(InvalidInputError) as refused:
        name_cover(case.work, case.mentor, case.mentor.id, Absence(cover_id=other.id, begins_on=first, last_day=last))

    assert refused.value.field == field


def test_cover_cannot_be_oneself_nor_somebody_who_is_away(case: Case, cover: Actor) -> None:
    """Nor anybody but a mentor."""
    other = another_mentor(case)
    for wrong in (cover.id, case.coordinator.id, case.mentor.id):
        with pytest.raises(InvalidInputError, match=r"Please choose another mentor|covered themselves"):
            name_cover(
                case.work,
                case.coordinator,
                other.id if wrong == case.mentor.id else cover.id,
                Absence(cover_id=wrong, begins_on=FIRST, last_day=FIRST),
            )


def test_cover_is_named_for_oneself_or_by_the_coordinator(case: Case, cover: Actor) -> None:
    """Another mentor cannot take people over by naming themselves, nor end a cover."""
    (row,) = case.rows(tables.MentorCover)

    with pytest.raises(DeniedError):
        name_cover(case.work, cover, case.mentor.id, Absence(cover_id=cover.id, begins_on=FIRST, last_day=LAST))
    with pytest.raises(DeniedError):
        cancel_cover(case.work, cover, row.id)


def test_covers_do_not_add_up(case: Case, cover: Actor) -> None:
    """Who stands in for a cover stands in for the cover's own people only."""
    third = another_mentor(case)
    name_cover(case.work, cover, cover.id, Absence(cover_id=third.id, begins_on=FIRST, last_day=LAST))

    assert sees(case.on(FIRST), third, case) == {False}


def test_counsellor_who_is_mentor_too_edits_nobody_by_consent(case: Case) -> None:
    """Consent to the organisation lets a counsellor stop a placement, and a mentor's role adds nothing to it."""
    both = Actor(id=another_mentor(case).id, roles=frozenset({Role.MENTOR, Role.COUNSELLOR}), organisation="jobcenter")
    with case.work.database.writing() as session:
        builders.consent(session, case.person, case.mentor.id, builders.Recipient.JOBCENTER)
        session.commit()

    with pytest.raises(DeniedError):
        edit_german(
            case.work, both, case.person, German(speaking=Cefr.B2), revision=Revision(version=1, submission="12345678")
        )
    set_stop(case.work, both, case.person, StopReason.OTHER)

    assert len(case.rows(tables.PlacementStop)) == 1
