"""Two records become one person and two again: nothing is opened by it, nothing is lost, both codes lead there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from matcher.access import Actor
from matcher.consents import DataCategory
from matcher.errors import ConflictError, InvalidInputError, NotFoundError, PassgenauError
from matcher.model import AbhBar, Answer, Cefr, Kind, Level, Mode, Procedure, QualificationLevel, Recipient, Role
from matcher.store import tables
from matcher.store.merges import absorbed_by, known_people
from matcher.store.participants import find_visible, list_people
from matcher.store.portraits import Portrait, portrait_of
from matcher.store.session import Database
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import StopReason
from matcher.store.tables.courses import CourseKind, EnrolmentState
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.placements import PlacementState
from matcher.usecases.merge_participants import merge_participants
from matcher.usecases.undo_merge import undo_merge
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT, TODAY

LATER = AT + timedelta(hours=1)


class Two:
    """`kept` and `other`, both released for a job of their own; a coordinator."""

    def __init__(self, database: Database) -> None:
        self.work = Work(database)
        with database.writing() as session:
            self.first, self.second = builders.stage(session), builders.stage(session)
            for stage in (self.first, self.second):
                builders.entry(session, stage)
            session.commit()
        self.kept, self.other = self.first.participant, self.second.participant
        self.coordinator = Actor(id=self.first.coordinator, roles=frozenset({Role.COORDINATOR}))

    def change(self, row: Any) -> int:
        with self.work.database.writing() as session:
            session.add(row)
            session.commit()
            return int(row.id)

    def merge(self, *taken: str) -> int:
        return merge_participants(self.work, self.coordinator, self.kept, self.other, taken=frozenset(taken))

    def undo(self, merge: int) -> tuple[str, ...]:
        return undo_merge(self.work, self.coordinator, merge).left

    def seen(self) -> set[int]:
        with self.work.reading() as session:
            return set(session.execute(text("SELECT participant_id FROM ags_entry")).scalars())

    def portrait(self, person: int | None = None) -> Portrait:
        with self.work.reading() as session:
            found = portrait_of(session, person or self.kept)
        assert found is not None
        return found

    def code(self, person: int) -> str:
        return self.portrait(person).code

    def rows(self, table: Any, **fields: Any) -> list[Any]:
        with self.work.reading() as session:
            return session.query(table).filter_by(**fields).order_by(table.id).all()

    def leads_to(self, person: int) -> int | None:
        code = self.code(person)
        with self.work.reading() as session:
            return find_visible(session, self.coordinator, code)


@pytest.fixture
def two(database: Database) -> Two:
    return Two(database)


def decision(two: Two, person: int, answer: Answer, **fields: Any) -> int:
    with two.work.database.writing() as session:
        facts = {"status": "ae_25_2", "nationality": None}
        row = builders.decision(
            session, person, answer=answer, mode=Mode.CONSENT, facts=facts, open_from=None, open_until=None, **fields
        )
        session.commit()
        return row.id


def test_releases_under_the_absorbed_code_fall_and_their_holders_are_told(two: Two) -> None:
    """The kept record's own release stands; the other one is withdrawn and does not pass over."""
    assert two.seen() == {two.kept, two.other}

    two.merge()

    assert two.seen() == {two.kept}
    told = [row.subject_id for row in two.rows(tables.Notification) if row.kind == "entry_withdrawn"]
    assert told == [two.rows(tables.ShortlistEntry, participant_id=two.other)[0].id]


def test_both_codes_lead_to_one_record(two: Two) -> None:
    """By code, in the list's search and in the check for twins; the absorbed record takes part in nothing."""
    two.merge()

    assert (two.leads_to(two.kept), two.leads_to(two.other)) == (two.kept, two.kept)
    with two.work.reading() as session:
        found = list_people(session, two.coordinator, search=two.code(two.other))
        assert [item.id for item in found.items] == [two.kept]
        assert {known.code for known in known_people(session)} == {two.code(two.kept)}
        assert [item.code for item in absorbed_by(session, two.kept)] == [two.code(two.other)]
    assert two.portrait(two.other).active is False


def test_stop_under_either_code_keeps_the_person_back(two: Two) -> None:
    """The kept record's release falls in the same transaction; undoing lifts the stop that came along."""
    two.change(
        tables.PlacementStop(
            participant_id=two.other, reason=StopReason.COURSE_FIRST, set_at=AT, set_by=two.coordinator.id
        )
    )

    merge = two.merge()

    assert two.seen() == set()
    assert two.portrait().stop.reason is StopReason.COURSE_FIRST
    two.undo(merge)
    assert two.portrait().stop is None
    assert two.portrait(two.other).stop is not None
    assert two.seen() == set(), "no release comes back by itself"


def test_objection_under_either_code_stops_the_person(two: Two) -> None:
    """An objection to the absorbed record replaces the kept one's yes; undoing lets the yes stand again."""
    decision(two, two.other, Answer.OBJECTION, kind=Kind.TRAINING)

    merge = two.merge()

    assert two.seen() == set()
    standing = two.rows(tables.ClearanceDecision, participant_id=two.kept, superseded_at=None)
    assert {row.answer for row in standing} == {Answer.TITLE_CHECKED, Answer.OBJECTION}
    two.undo(merge)
    standing = two.rows(tables.ClearanceDecision, participant_id=two.kept, superseded_at=None)
    assert [row.answer for row in standing] == [Answer.TITLE_CHECKED]


def test_refusal_closes_its_pair_for_the_kept_record_too(two: Two) -> None:
    """A job that was refused under the other code is refused; a yes is not carried over."""
    about = {"level": Level.JOB, "vacancy_id": two.first.vacancy}
    decision(two, two.other, Answer.REFUSED, **about)
    decision(two, two.other, Answer.CONSENT, level=Level.JOB, vacancy_id=two.second.vacancy)

    two.merge()

    jobs = two.rows(tables.ClearanceDecision, participant_id=two.kept, level=Level.JOB, superseded_at=None)
    assert [(row.vacancy_id, row.answer) for row in jobs] == [(two.first.vacancy, Answer.REFUSED)]


def test_bars_of_either_count(two: Two) -> None:
    """What the authority stated against the person is joined, and taken apart again."""
    for person, bars in ((two.kept, []), (two.other, [str(AbhBar.OWN_FAULT)])):
        two.change(
            tables.AuthorityStatement(
                participant_id=person,
                procedure=Procedure.ORDINARY,
                bars=bars,
                recorded_at=AT,
                recorded_by=two.coordinator.id,
            )
        )

    merge = two.merge()

    def bars() -> list[Any]:
        return [row.bars for row in two.rows(tables.AuthorityStatement, participant_id=two.kept, superseded_at=None)]

    assert bars() == [[str(AbhBar.OWN_FAULT)]]
    two.undo(merge)
    assert bars() == [[]]


def test_consent_taken_back_under_the_other_code_is_taken_back(two: Two) -> None:
    """The release that rested on it falls; undoing appends the consent as it was given."""
    with two.work.database.writing() as session:
        given = session.get_one(tables.DataConsent, two.second.consent)
        given.withdrawn_at, given.withdrawn_by = LATER, two.coordinator.id
        session.commit()

    merge = two.merge()

    assert two.seen() == set()
    assert Recipient.AGS not in two.portrait().consents
    two.undo(merge)
    again = two.portrait().consents[Recipient.AGS]
    assert again.given_on == TODAY
    assert two.seen() == set()


def test_answers_end_where_the_documents_contradict_each_other(two: Two) -> None:
    """Whichever document counts, nobody asked about both; undone, the answer stands again with its document."""
    with two.work.database.writing() as session:
        row = session.query(tables.ResidenceDocument).filter_by(participant_id=two.other).one()
        row.status = "duldung_60a"
        session.commit()
    before = [row.id for row in two.rows(tables.ClearanceDecision, participant_id=two.kept, superseded_at=None)]

    merge = two.merge("document")

    assert two.portrait().document.status == "duldung_60a"
    assert two.rows(tables.ClearanceDecision, participant_id=two.kept, superseded_at=None) == []
    assert two.seen() == set()
    assert two.undo(merge) == ()
    assert two.portrait().document.status == "ae_25_2"
    after = [row.id for row in two.rows(tables.ClearanceDecision, participant_id=two.kept, superseded_at=None)]
    assert after == before


def test_question_under_the_absorbed_code_is_taken_back(two: Two) -> None:
    """The authority is not asked twice about one person."""
    two.change(
        tables.ClearanceRequest(
            participant_id=two.other,
            level=Level.PLACEMENT,
            kind=Kind.TRAINING,
            mode=Mode.CONSENT,
            pack="de-lds-2026",
            rule="R26-42",
            agreed=True,
            sent_on=TODAY,
            asked_at=AT,
            asked_by=two.coordinator.id,
        )
    )

    two.merge()

    assert two.rows(tables.ClearanceRequest)[0].state is RequestState.WITHDRAWN


def test_record_holds_the_best_of_both_and_gives_it_back(two: Two) -> None:
    """Gaps are filled, chosen sections replaced; undoing restores all but what somebody has changed since."""
    with two.work.database.writing() as session:
        mine, theirs = (session.get_one(tables.Identity, person) for person in (two.kept, two.other))
        mine.phone, theirs.phone = None, "030 23125 001"
        theirs.family_name, theirs.birth_date = "Карими", date(1990, 1, 1)
        session.query(tables.LanguageSkill).filter_by(participant_id=two.other).one().speaking = Cefr.C1
        session.add(tables.Experience(participant_id=two.other, title="Koch", years=2.5))
        session.add(tables.Qualification(participant_id=two.other, title="Abi", level=QualificationLevel.SCHOOL))
        session.get_one(tables.WorkWish, two.other).available_from = date(2027, 2, 1)
        session.commit()
    before = two.portrait()

    merge = two.merge("german")

    after = two.portrait()
    assert after.identity.phone == "030 23125 001"
    assert after.identity.family_name == before.identity.family_name
    assert after.german.speaking is Cefr.C1
    assert [item.title for item in after.experiences] == ["Koch"]
    assert [item.level for item in after.qualifications] == [QualificationLevel.SCHOOL]
    assert after.wishes.available_from == date(2027, 2, 1)
    with two.work.database.writing() as session:
        session.query(tables.Experience).filter_by(participant_id=two.kept).one().years = 9
        session.commit()
    assert two.undo(merge) == ("experience",)
    restored = two.portrait()
    assert (restored.identity, restored.german, restored.wishes) == (before.identity, before.german, before.wishes)
    assert restored.qualifications == ()
    assert [item.years for item in restored.experiences] == [9]


def test_courses_and_papers_go_along_and_come_back(two: Two) -> None:
    """A place is nobody else's in between; of two places in one course one is given up."""
    with two.work.database.writing() as session:
        courses = [
            tables.Course(
                title=f"Kurs {number}",
                kind=CourseKind.INTEGRATION,
                provider="Träger",
                places=2,
                starts_on=TODAY,
                created_at=AT,
                created_by=two.coordinator.id,
            )
            for number in range(2)
        ]
        session.add_all(courses)
        session.flush()
        for course, person in ((courses[0], two.kept), (courses[0], two.other), (courses[1], two.other)):
            session.add(
                tables.Enrolment(
                    course_id=course.id,
                    participant_id=person,
                    state=EnrolmentState.ENROLLED,
                    begins_on=TODAY,
                    asked_at=AT,
                    asked_by=two.coordinator.id,
                )
            )
            session.flush()
        session.commit()
        second = courses[1].id

    def places(person: int) -> set[int]:
        rows = two.rows(tables.Enrolment, participant_id=person)
        return {row.course_id for row in rows if row.state is EnrolmentState.ENROLLED}

    merge = two.merge()
    assert second in places(two.kept)
    assert places(two.other) == set()
    two.undo(merge)
    assert places(two.other) == {second}


def test_mentor_goes_along_where_nobody_accompanies(two: Two) -> None:
    """The absorbed record's mentor accompanies the person from now on, and the absorbed record again after undoing."""
    with two.work.database.writing() as session:
        session.query(tables.Mentorship).filter_by(participant_id=two.kept).one().ended_on = TODAY
        session.commit()

    merge = two.merge()

    assert two.portrait().mentorship.mentor_id == two.second.mentor
    two.undo(merge)
    assert two.portrait().mentorship is None
    assert two.portrait(two.other).mentorship.mentor_id == two.second.mentor


def test_undoing_gives_both_codes_their_own_record(two: Two) -> None:
    """Both take part again, each under its own code; undoing twice is undoing once."""
    merge = two.merge()

    for _ in range(2):
        two.undo(merge)

    assert (two.leads_to(two.kept), two.leads_to(two.other)) == (two.kept, two.other)
    assert two.portrait(two.other).active
    assert two.seen() == {two.kept}
    actions = [row.action for row in two.rows(tables.AuditRow) if "merge" in row.action]
    assert actions == ["merge_participants", "undo_merge"]


def test_chain_of_merges_is_taken_apart_from_its_end(two: Two) -> None:
    """A record that absorbed another can be absorbed; the code leads on, and the last merge is undone first."""
    first = two.merge()
    with two.work.database.writing() as session:
        third = builders.participant(session).id
        session.commit()
    second = merge_participants(two.work, two.coordinator, third, two.kept)

    assert two.leads_to(two.other) == third
    with pytest.raises(ConflictError):
        two.undo(first)
    two.undo(second)
    two.undo(first)
    assert two.leads_to(two.other) == two.other


@pytest.mark.parametrize("case", ["same", "left", "twice", "unknown", "at work", "mentor", "section"])
def test_what_cannot_be_merged_is_refused_and_changes_nothing(two: Two, case: str) -> None:
    """The message says what to do; whoever is at work keeps their code."""
    kept, other, actor, taken = two.kept, two.other, two.coordinator, frozenset()
    expected: type[PassgenauError] = ConflictError
    if case == "same":
        other, expected = kept, InvalidInputError
    elif case == "unknown":
        other, expected = 99_999, NotFoundError
    elif case == "mentor":
        actor, expected = Actor(id=two.first.mentor, roles=frozenset({Role.MENTOR})), PassgenauError
    elif case == "section":
        taken, expected = frozenset({"everything"}), InvalidInputError
    elif case == "twice":
        two.merge()
    elif case == "left":
        with two.work.database.writing() as session:
            session.get_one(tables.Participant, other).state = ParticipantState.LEFT
            session.commit()
    else:
        entry = two.rows(tables.ShortlistEntry, participant_id=other)[0].id
        proposal = two.change(tables.Proposal(entry_id=entry, state="hiring", waiting_since=TODAY))
        two.change(
            tables.Placement(
                proposal_id=proposal,
                participant_id=other,
                vacancy_id=two.second.vacancy,
                state=PlacementState.PLANNED,
                starts_on=TODAY,
                planned_by=two.coordinator.id,
            )
        )
    many = len(two.rows(tables.AuditRow))

    with pytest.raises(expected):
        merge_participants(two.work, actor, kept, other, taken=taken)

    assert len(two.rows(tables.AuditRow)) == many


def test_category_taken_back_under_the_other_code_leaves_the_profile(two: Two) -> None:
    """Only what was taken back falls."""
    with two.work.database.writing() as session:
        for person in (two.kept, two.other):
            builders.further_consent(session, person, two.coordinator.id, Recipient.AGS, DataCategory.IDENTITY)
        session.commit()
    with two.work.database.writing() as session:
        row = (
            session.query(tables.DataConsent)
            .filter_by(participant_id=two.other, recipient=Recipient.AGS, category=DataCategory.IDENTITY)
            .one()
        )
        row.withdrawn_at, row.withdrawn_by = LATER, two.coordinator.id
        session.commit()

    two.merge()

    ags = two.rows(tables.DataConsent, participant_id=two.kept, recipient=Recipient.AGS, withdrawn_at=None)
    assert [row.category for row in ags] == [DataCategory.PROFILE]
    assert two.seen() == {two.kept}
