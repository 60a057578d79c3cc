"""Courses never hold more people than places, the waiting list is fair, and rankings follow."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from matcher.access import Actor
from matcher.attendance import Attendance
from matcher.clock import FixedClock
from matcher.courses import CourseKind, Lesson
from matcher.errors import ConflictError, DeniedError, InvalidInputError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.enrolments import enrolments_of, members_of
from matcher.store.loading import load_people
from matcher.store.session import Database
from matcher.store.tables.courses import Body, EnrolmentOutcome, EnrolmentState, MeasureKind
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.begin_edit import Revision
from matcher.usecases.cancel_course import cancel_course
from matcher.usecases.edit_course import edit_course
from matcher.usecases.end_enrolment import end_enrolment
from matcher.usecases.enrol_participant import enrol_participant
from matcher.usecases.leave_project import leave_project
from matcher.usecases.open_course import open_course
from matcher.usecases.record_measure import MeasureEntry, record_measure
from matcher.usecases.withdraw_measure import withdraw_measure
from tests import builders
from tests.store.course_case import ENTRY, CourseCase, at_once

ENROLLED, WAITING, ENDED = EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.ENDED


@pytest.fixture
def case(database: Database) -> CourseCase:
    return CourseCase(database)


def filled(case: CourseCase, people: int) -> tuple[int, list[int]]:
    """A course of two places for which so many have asked, one after the other."""
    course, persons = case.course(), case.people(people)
    for person in persons:
        case.database.clock = FixedClock(case.database.clock.now() + timedelta(minutes=1))
        enrol_participant(case.work, case.coordinator, person, course)
    return course, persons


def enrolment(case: CourseCase, person: int) -> tables.Enrolment:
    with case.work.reading() as session:
        return session.scalars(select(tables.Enrolment).where(tables.Enrolment.participant_id == person)).one()


def changes(case: CourseCase) -> Counter[int]:
    return Counter(row.participant_id for row in case.all(tables.Change) if row.cause == "course")


def test_course_takes_as_many_as_places_and_lets_the_others_wait(case: CourseCase) -> None:
    """Two places, four people: two in the course, two waiting in the order in which they asked."""
    course, persons = filled(case, 4)

    with case.work.reading() as session:
        positions = [enrolments_of(session, person)[0].position for person in persons]
    assert case.states(course) == [ENROLLED, ENROLLED, WAITING, WAITING]
    assert positions == [None, None, 1, 2]
    assert set(changes(case)) == set(persons[:2])


def test_asking_twice_changes_nothing(case: CourseCase) -> None:
    """A double click neither takes two places nor loses the place on the waiting list."""
    course, persons = filled(case, 3)

    again = [enrol_participant(case.work, case.coordinator, person, course) for person in persons]

    assert again == [ENROLLED, ENROLLED, WAITING]
    assert len(case.all(tables.Enrolment)) == 3


@pytest.mark.parametrize("round_", range(3))
def test_course_is_never_overbooked_when_many_ask_at_once(case: CourseCase, round_: int) -> None:
    """Ten threads, two places: two get in, eight wait, none fails."""
    course, persons = case.course(), case.people(10)
    acts = [partial(enrol, case, person, course) for person in persons]

    results = at_once(case.database, acts)

    assert Counter(results) == {ENROLLED: 2, WAITING: 8}
    assert Counter(case.states(course)) == {ENROLLED: 2, WAITING: 8}


def enrol(case: CourseCase, person: int, course: int, work: object) -> EnrolmentState:
    return enrol_participant(work, case.coordinator, person, course)  # type: ignore[arg-type]


def test_free_place_is_given_once_when_leaving_and_asking_race(case: CourseCase) -> None:
    """Two leave while three ask: both places go to those who waited, nobody slips in before them."""
    course, persons = filled(case, 4)
    late = case.people(3)
    ends = [enrolment(case, person).id for person in persons[:2]]
    acts = [
        *(lambda work, key=key: end_enrolment(work, case.coordinator, key, EnrolmentOutcome.DROPPED) for key in ends),
        *(partial(enrol, case, person, course) for person in late),
    ]

    results = at_once(case.database, acts)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert [enrolment(case, person).state for person in persons] == [ENDED, ENDED, ENROLLED, ENROLLED]
    assert [enrolment(case, person).state for person in late] == [WAITING] * 3


def test_database_refuses_more_people_than_places(case: CourseCase) -> None:
    """The trigger holds where a use case would forget to count."""
    course, _persons = filled(case, 2)
    (person,) = case.people(1)

    one_more = insert(tables.Enrolment).values(
        course_id=course,
        participant_id=person,
        state=ENROLLED,
        begins_on=date(2026, 12, 1),
        asked_at=builders.AT,
        asked_by=case.coordinator.id,
    )

    with case.database.writing() as session, pytest.raises(DatabaseError, match="no place is free"):
        session.execute(one_more)


def test_database_refuses_fewer_places_than_people(case: CourseCase) -> None:
    course, _persons = filled(case, 2)

    with case.database.writing() as session, pytest.raises(DatabaseError, match="fewer places"):
        session.execute(update(tables.Course).where(tables.Course.id == course).values(places=1))


@pytest.mark.parametrize(
    "change",
    [update(tables.EnrolmentStep).values(state=ENDED), delete(tables.EnrolmentStep)],
    ids=["edit", "delete"],
)
def test_history_of_an_enrolment_is_appended_only(case: CourseCase, change: object) -> None:
    filled(case, 1)

    with case.database.writing() as session, pytest.raises(DatabaseError, match="appended"):
        session.execute(change)  # type: ignore[call-overload]


def test_whoever_waited_longest_moves_up_when_a_place_is_given_up(case: CourseCase) -> None:
    """In the same transaction: place, history, ranking, and a word to whoever entered them."""
    course, persons = filled(case, 4)

    moved = end_enrolment(case.work, case.coordinator, enrolment(case, persons[0]).id, EnrolmentOutcome.COMPLETED)

    assert moved == 1
    assert case.states(course) == [ENDED, ENROLLED, ENROLLED, WAITING]
    assert changes(case) == {persons[0]: 2, persons[1]: 1, persons[2]: 1}
    steps = [step for step in case.all(tables.EnrolmentStep) if step.enrolment_id == enrolment(case, persons[2]).id]
    assert [(step.state, step.by) for step in steps] == [(WAITING, case.coordinator.id), (ENROLLED, None)]
    told = [row for row in case.all(tables.Notification) if row.kind is NotificationKind.COURSE_PLACE]
    assert [(row.account_id, row.subject_id) for row in told] == [(case.coordinator.id, persons[2])]


def test_leaving_the_waiting_list_moves_nobody_and_no_ranking(case: CourseCase) -> None:
    course, persons = filled(case, 4)

    moved = end_enrolment(case.work, case.coordinator, enrolment(case, persons[2]).id, EnrolmentOutcome.FOUND_WORK)

    assert moved == 0
    assert case.states(course) == [ENROLLED, ENROLLED, ENDED, WAITING]
    assert persons[2] not in changes(case)


def test_more_places_let_the_waiting_move_up(case: CourseCase) -> None:
    course, _persons = filled(case, 4)

    moved = edit_course(
        case.work, case.coordinator, course, replace(ENTRY, places=3), revision=Revision(1, "more places please")
    )

    assert moved == 1
    assert case.states(course) == [ENROLLED, ENROLLED, ENROLLED, WAITING]


def test_fewer_places_than_people_are_refused_at_the_field(case: CourseCase) -> None:
    course, _persons = filled(case, 2)

    with pytest.raises(InvalidInputError) as refused:
        edit_course(case.work, case.coordinator, course, replace(ENTRY, places=1), revision=Revision(1, "fewer places"))

    assert refused.value.field == "places"


def test_second_editor_of_a_course_sees_the_conflict(case: CourseCase) -> None:
    course = case.course()
    edit_course(case.work, case.coordinator, course, replace(ENTRY, title="Neu"), revision=Revision(1, "first editor"))

    with pytest.raises(ConflictError):
        edit_course(case.work, case.coordinator, course, ENTRY, revision=Revision(1, "second editor"))


def test_other_times_make_rankings_of_everybody_in_the_course_anew(case: CourseCase) -> None:
    """A new title does not; another hour does."""
    course, persons = filled(case, 3)
    before = changes(case)
    edit_course(case.work, case.coordinator, course, replace(ENTRY, title="Neu"), revision=Revision(1, "other title"))
    assert changes(case) == before

    later = (Lesson(5, time(9), time(12)),)
    edit_course(case.work, case.coordinator, course, replace(ENTRY, lessons=later), revision=Revision(2, "other times"))

    assert changes(case) - before == {persons[0]: 1, persons[1]: 1}


def test_cancelled_course_sets_everybody_free(case: CourseCase) -> None:
    course, persons = filled(case, 3)

    left = cancel_course(case.work, case.coordinator, course)

    assert left == 3
    assert {enrolment(case, person).outcome for person in persons} == {EnrolmentOutcome.CANCELLED}
    with pytest.raises(ConflictError):
        enrol_participant(case.work, case.coordinator, case.people(1)[0], course)


def test_whoever_leaves_the_project_leaves_the_course_to_the_next(case: CourseCase) -> None:
    course, persons = filled(case, 3)

    leave_project(case.work, case.coordinator, persons[0])

    assert case.states(course) == [ENDED, ENROLLED, ENROLLED]
    assert enrolment(case, persons[0]).outcome is EnrolmentOutcome.LEFT
    with pytest.raises(ConflictError):
        enrol_participant(case.work, case.coordinator, persons[0], course)


def test_ranking_learns_when_a_course_runs_and_nothing_of_what_it_is(case: CourseCase) -> None:
    """In the course it is there, on the waiting list and after the end it is not."""
    _course, persons = filled(case, 3)
    with case.work.reading() as session:
        profiles = {who: person.profile for who, person in load_people(session).items()}

    mornings = Attendance(begins=ENTRY.starts_on, until=ENTRY.until, hours=20.0, days=frozenset(range(5)))
    assert profiles[persons[0]].courses == (mornings,)
    assert profiles[persons[2]].courses == ()
    after = FixedClock(case.database.clock.now() + timedelta(days=200))
    later = Database(case.database.url.render_as_string(hide_password=False), clock=after)
    with later.reading() as session:
        assert load_people(session, [persons[0]])[persons[0]].profile.courses == ()
    later.dispose()


def test_counsellor_enters_own_people_only(case: CourseCase) -> None:
    """Own are those who consented to the counsellor's organisation; of others not even a name stands in the list."""
    course, (own, other) = case.course(), case.people(2)
    with case.database.writing() as session:
        account = builders.account(session, Role.COUNSELLOR, organisation="jobcenter")
        builders.consent(session, own, case.coordinator.id, Recipient.JOBCENTER)
        session.commit()
    counsellor = Actor(id=account.id, roles=frozenset({Role.COUNSELLOR}), organisation="jobcenter")
    enrol_participant(case.work, case.coordinator, other, course)

    enrol_participant(case.work, counsellor, own, course)

    with pytest.raises(DeniedError):
        end_enrolment(case.work, counsellor, enrolment(case, other).id, EnrolmentOutcome.DROPPED)
    with pytest.raises(DeniedError):
        record_measure(
            case.work,
            counsellor,
            other,
            MeasureEntry(kind=MeasureKind.WAGE_SUBSIDY, body=Body.JOBCENTER, begins_on=date(2026, 12, 1)),
            submission="a measure for somebody else",
        )
    with case.work.reading() as session:
        assert [member.participant_id for member in members_of(session, counsellor, course)] == [own]


def test_mentor_enters_nobody(case: CourseCase) -> None:
    """Places are given by whoever answers for them."""
    course, (person,) = case.course(), case.people(1)
    mentor = Actor(id=case.coordinator.id, roles=frozenset({Role.MENTOR}))

    with pytest.raises(DeniedError):
        enrol_participant(case.work, mentor, person, course)
    with pytest.raises(DeniedError):
        open_course(case.work, mentor, ENTRY, submission="a course by a mentor")


WRONG = {
    "title": replace(ENTRY, title="  "),
    "provider": replace(ENTRY, provider=""),
    "level_to": replace(ENTRY, level_to=None),
    "level_to ": replace(ENTRY, level_from=ENTRY.level_to),
    "licence": replace(ENTRY, kind=CourseKind.LICENCE, licence=" "),
    "places": replace(ENTRY, places=0),
    "places ": replace(ENTRY, places=501),
    "until": replace(ENTRY, until=ENTRY.starts_on),
    "postcode": replace(ENTRY, postcode="1571"),
    "lessons": replace(ENTRY, lessons=(Lesson(0, time(12), time(9)),)),
    "lessons ": replace(ENTRY, lessons=(Lesson(0, time(8), time(10)), Lesson(0, time(9), time(11)))),
    "city": replace(ENTRY, city="Ü" * 101),
}


@pytest.mark.parametrize("field", WRONG)
def test_course_that_cannot_be_is_refused_at_its_field(case: CourseCase, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        case.course(WRONG[field])

    assert refused.value.field == field.strip()
    assert case.all(tables.Course) == []


def test_form_sent_twice_opens_one_course(case: CourseCase) -> None:
    first = open_course(case.work, case.coordinator, ENTRY, submission="one form, sent twice")

    again = open_course(case.work, case.coordinator, ENTRY, submission="one form, sent twice")

    assert first == again
    assert len(case.all(tables.Course)) == 1


def test_measure_is_recorded_once_and_taken_back_with_a_trace(case: CourseCase) -> None:
    (person,) = case.people(1)
    entry = MeasureEntry(
        kind=MeasureKind.EMPLOYER_TRIAL,
        body=Body.JOBCENTER,
        employer="Musterlager",
        begins_on=date(2026, 12, 1),
        until=date(2026, 12, 15),
    )
    first = record_measure(case.work, case.coordinator, person, entry, submission="one measure")
    again = record_measure(case.work, case.coordinator, person, entry, submission="one measure")
    withdraw_measure(case.work, case.coordinator, first)

    (row,) = case.all(tables.Measure)
    assert first == again
    assert row.withdrawn_by == case.coordinator.id
    actions = [trace.action for trace in case.all(tables.AuditRow)]
    assert actions == ["record_measure", "withdraw_measure"]


def test_places_are_free_again_only_by_the_books(case: CourseCase) -> None:
    """After everything, the count of people equals the course's count."""
    course, persons = filled(case, 5)
    for person in persons[:2]:
        end_enrolment(case.work, case.coordinator, enrolment(case, person).id, EnrolmentOutcome.DROPPED)

    with case.work.reading() as session:
        counted = session.execute(
            text("SELECT count(*) FROM enrolment WHERE state = 'enrolled' AND course_id = :id"), {"id": course}
        ).scalar_one()
    assert counted == ENTRY.places
