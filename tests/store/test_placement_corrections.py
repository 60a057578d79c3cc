"""A start or an end that was recorded wrongly is put right with a reason, and what stood before stays on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from matcher.errors import ConflictError, GateClosedError, InvalidInputError, NotFoundError
from matcher.model import Kind, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import EndReason, FollowUpSide, FollowUpStep, PlacementState
from matcher.store.tables.shortlists import Verdict
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases.correct_placement import change_end, change_start, undo_end, undo_start
from matcher.usecases.end_placement import end_placement
from matcher.usecases.fill_place import fill_place
from matcher.usecases.follow_up import correct_follow_up, follow_up
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.review_entry import review_entry
from matcher.usecases.set_stop import set_stop
from matcher.usecases.start_placement import start_placement
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.store.placement_case import Case

WHY = "falsche Person angeklickt"


@pytest.fixture
def case(database: Database) -> Iterator[Case]:
    """Somebody who began today."""
    case = Case(database)
    case.hired()
    start_placement(case.work, case.mentor, case.entry)
    yield case
    case.close()


def undo(case: Case, work: Work | None = None, key: str = "undo-start-1") -> None:
    undo_start(work or case.work, case.mentor, case.entry, WHY, submission=key)


def placement(case: Case) -> tables.Placement:
    (row,) = case.rows(tables.Placement)
    return row


def vacancy(case: Case) -> tables.Vacancy:
    with case.work.reading() as session:
        return session.get_one(tables.Vacancy, case.vacancy)


def questions(case: Case) -> dict[bool, int]:
    """How many stand, how many were superseded."""
    rows = case.rows(tables.FollowUp)
    standing = sum(row.superseded_at is None for row in rows)
    return {True: standing, False: len(rows) - standing}


def test_start_is_undone_with_all_that_it_had_done(case: Case) -> None:
    """Planned again, the place is free, the vacancy open, the stop lifted, the questions gone, the firm hires still."""
    undo(case)

    row, job = placement(case), vacancy(case)
    (stop,) = case.rows(tables.PlacementStop)
    (kept,) = case.rows(tables.PlacementCorrection)
    assert (row.state, row.started_at, row.decision_id, row.stop_id) == (PlacementState.PLANNED, None, None, None)
    assert (job.state, job.outcome, job.filled) == (VacancyState.OPEN, None, 0)
    assert stop.lifted_by == case.mentor.id
    assert questions(case) == {True: 0, False: 8}
    assert case.stands() == ("hiring", None, None)
    assert (str(kept.kind), kept.why, kept.before["starts_on"], kept.by) == (
        "start_undone",
        WHY,
        str(TODAY),
        case.mentor.id,
    )
    kinds = [row.kind for row in case.rows(tables.Notification)]
    assert NotificationKind.VACANCY_REOPENED in kinds


def test_start_can_be_made_again_and_undone_again(case: Case) -> None:
    """Each time with its own row; the second start fills the place anew."""
    undo(case)
    start_placement(case.work, case.mentor, case.entry)
    assert (placement(case).state, vacancy(case).filled) == (PlacementState.STARTED, 1)
    assert questions(case) == {True: 8, False: 8}

    undo(case, key="undo-start-2")

    assert [row.number for row in case.rows(tables.PlacementCorrection)] == [1, 2]
    assert placement(case).corrections == 2


def test_undone_start_leaves_ended_proposals_of_others_alone(case: Case) -> None:
    """Whoever had ended with the filled vacancy stays ended; nobody is put before the employer service by an undo."""
    other = Case(case.work.database)
    with case.work.reading() as session:
        entries = session.scalars(
            select(tables.ShortlistEntry.state).where(tables.ShortlistEntry.vacancy_id == case.vacancy)
        ).all()

    undo(case)

    with case.work.reading() as session:
        after = session.scalars(
            select(tables.ShortlistEntry.state).where(tables.ShortlistEntry.vacancy_id == case.vacancy)
        ).all()
    assert entries == after
    assert other.entry_state() == "released"


def test_undo_without_a_reason_or_a_start_changes_nothing(case: Case) -> None:
    """The message stands at the field; a second press is one; what is only planned has nothing to undo."""
    with pytest.raises(InvalidInputError) as refused:
        undo_start(case.work, case.mentor, case.entry, "  ", submission="undo-start-1")
    assert refused.value.field == "why"
    undo(case)
    undo(case)
    with pytest.raises(ConflictError):
        undo(case, key="undo-start-2")

    assert len(case.rows(tables.PlacementCorrection)) == 1


def test_only_who_accompanies_the_person_corrects(case: Case) -> None:
    """Another mentor and the employer service do not even find the entry."""
    with case.work.database.writing() as session:
        stranger = builders.account(session, Role.MENTOR).id
        session.commit()
    for actor in (case.ags, type(case.mentor)(id=stranger, roles=frozenset({Role.MENTOR}))):
        with pytest.raises(NotFoundError):
            undo_start(case.work, actor, case.entry, WHY, submission="undo-start-1")


def test_place_that_somebody_else_counted_stays_counted(database: Database) -> None:
    """A start after the last place was counted by hand took none, so undoing it frees none."""
    case = Case(database)
    case.hired()
    fill_place(case.work, case.coordinator, case.vacancy, seen=0)
    start_placement(case.work, case.mentor, case.entry)

    undo(case)

    assert (vacancy(case).outcome, vacancy(case).filled) == (VacancyOutcome.FILLED, 1)


def test_first_day_is_put_right_and_open_questions_move_with_it(case: Case) -> None:
    """What was answered stays; the start's own stop does not speak against the new day."""
    later = case.on(TODAY + timedelta(days=15))
    follow_up(later, case.mentor, case.entry, FollowUpStep.WEEKS_2, FollowUpSide.PERSON, still_there=True)
    new = TODAY + timedelta(days=2)

    change_start(later, case.mentor, case.entry, new, "erst am Mittwoch", submission="change-start-1")

    rows = [row for row in case.rows(tables.FollowUp) if row.superseded_at is None]
    assert placement(case).starts_on == new
    assert sum(row.done_at is not None for row in rows) == 1
    assert {row.due_on for row in rows if row.done_at is None} == {
        new + timedelta(weeks=2),
        date(2026, 12, 25),
        date(2027, 2, 25),
        date(2027, 5, 25),
    }
    assert case.rows(tables.PlacementCorrection)[0].before["starts_on"] == str(TODAY)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=32)])
def test_first_day_is_not_put_far_away(case: Case, day: date) -> None:
    """Not ahead, and not where a typing error is likelier; nothing changes."""
    with pytest.raises(InvalidInputError) as refused:
        change_start(case.work, case.mentor, case.entry, day, WHY, submission="change-start-1")
    assert refused.value.field == "new_start"

    assert placement(case).starts_on == TODAY
    assert case.rows(tables.PlacementCorrection) == []


def test_first_day_is_not_put_before_the_permit(database: Database) -> None:
    """The gate is asked for the new day: yesterday there was no permit."""
    case = Case(database, **builders.gestattung())
    case.hired()
    case.permit()
    start_placement(case.work, case.mentor, case.entry)

    with pytest.raises(GateClosedError):
        change_start(case.work, case.mentor, case.entry, TODAY - timedelta(days=1), WHY, submission="change-start-1")

    assert placement(case).starts_on == TODAY
    assert case.rows(tables.PlacementCorrection) == []


def test_end_is_undone_and_the_person_is_at_work_again(case: Case) -> None:
    """The stop is set anew, so that nobody proposes the person meanwhile."""
    end_placement(case.work, case.mentor, case.entry, TODAY, EndReason.FIRM, learned="nichts")

    undo_end(case.work, case.mentor, case.entry, WHY, submission="undo-end-1")

    row = placement(case)
    stops = case.rows(tables.PlacementStop)
    assert (row.state, row.ended_on, row.end_reason, row.learned) == (PlacementState.STARTED, None, None, None)
    assert [stop.lifted_at is None for stop in stops] == [False, True]
    assert row.stop_id == stops[1].id
    assert case.rows(tables.PlacementCorrection)[0].before["end_reason"] == "firm"


def test_end_is_not_undone_while_a_stop_stands(case: Case) -> None:
    """The gate is asked as for a start."""
    end_placement(case.work, case.mentor, case.entry, TODAY, EndReason.FIRM)
    set_stop(case.work, case.coordinator, case.person, StopReason.OTHER)

    with pytest.raises(GateClosedError):
        undo_end(case.work, case.mentor, case.entry, WHY, submission="undo-end-1")

    assert placement(case).state is PlacementState.ENDED


def test_end_is_put_right(case: Case) -> None:
    """Day, reason and words; what stood before is on record."""
    later = case.on(TODAY + timedelta(days=10))
    end_placement(later, case.mentor, case.entry, TODAY + timedelta(days=5), EndReason.FIRM)

    change_end(
        later,
        case.mentor,
        case.entry,
        TODAY + timedelta(days=6),
        EndReason.COMMUTE,
        "war der Bus",
        learned="Bus fährt zu spät",
        submission="change-end-1",
    )

    row = placement(case)
    assert (row.ended_on, row.end_reason, row.learned) == (
        TODAY + timedelta(days=6),
        EndReason.COMMUTE,
        "Bus fährt zu spät",
    )
    assert case.rows(tables.PlacementCorrection)[0].before["ended_on"] == str(TODAY + timedelta(days=5))


def test_follow_up_is_corrected_by_a_new_row(case: Case) -> None:
    """The old answer stays, superseded; an answer can also be taken back, and then the question is open."""
    later = case.on(TODAY + timedelta(days=15))
    side = (FollowUpStep.WEEKS_2, FollowUpSide.FIRM)
    follow_up(later, case.mentor, case.entry, *side, still_there=False, note="gekündigt")

    correct_follow_up(later, case.mentor, case.entry, *side, still_there=True, note="doch nicht")
    correct_follow_up(later, case.mentor, case.entry, *side, still_there=True, note="doch nicht")
    correct_follow_up(later, case.mentor, case.entry, *side, still_there=None)

    rows = [row for row in case.rows(tables.FollowUp) if (row.step, row.side) == side]
    assert [(row.still_there, row.note, row.superseded_at is None) for row in rows] == [
        (False, "gekündigt", False),
        (True, "doch nicht", False),
        (None, None, True),
    ]
    with pytest.raises(ConflictError):
        correct_follow_up(later, case.mentor, case.entry, *side, still_there=True)


@pytest.mark.parametrize(
    "change",
    [
        {"state": PlacementState.PLANNED},
        {"state": PlacementState.CANCELLED},
        {"starts_on": date(2026, 11, 20)},
        {"state": PlacementState.PLANNED, "corrections": 1},
    ],
)
def test_database_refuses_a_changed_start_without_its_reason(case: Case, change: dict[str, object]) -> None:
    """Whatever the application claims: no start changes unless a row says why."""
    with case.work.database.writing() as session:
        row = session.get_one(tables.Placement, placement(case).id)
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError, match="only with a reason"):
            session.flush()


def test_database_refuses_a_second_change_for_one_reason(case: Case) -> None:
    """One row, one change."""
    undo(case)
    start_placement(case.work, case.mentor, case.entry)
    with case.work.database.writing() as session:
        row = session.get_one(tables.Placement, placement(case).id)
        row.state = PlacementState.PLANNED
        with pytest.raises(DatabaseError, match="only with a reason"):
            session.flush()


def test_database_keeps_corrections_and_finished_proposals(case: Case) -> None:
    """A correction never changes; a proposal that ended by a hire opens only with an undone start."""
    with case.work.database.writing() as session:
        proposal = session.query(tables.Proposal).filter_by(entry_id=case.entry).one()
        proposal.state, proposal.outcome, proposal.closed_at = "hiring", None, None
        with pytest.raises(DatabaseError, match="not touched again"):
            session.flush()
    undo(case)
    for act in (lambda row, _s: setattr(row, "why", "anders"), lambda row, s: s.delete(row)):
        with case.work.database.writing() as session:
            act(session.query(tables.PlacementCorrection).one(), session)
            with pytest.raises(DatabaseError, match="not changed"):
                session.flush()


def test_holders_hear_that_the_place_is_filled(database: Database) -> None:
    """Others of a filled vacancy: "filled"; the placed person's other entries: "placed elsewhere"; nobody is judged."""
    case = Case(database)
    with database.writing() as session:
        rival = builders.participant(session, mentor=case.mentor.id).id
        builders.consent(session, rival, case.mentor.id, builders.Recipient.AGS)
        builders.consent(session, rival, case.mentor.id, builders.Recipient.ABH)
        builders.run(session, case.vacancy, [case.person, rival])
        session.commit()
    release_shortlist(case.work, case.coordinator, case.vacancy, [rival])
    elsewhere = case.release(case.other)
    case.hired()

    start_placement(case.work, case.mentor, case.entry)

    with database.reading() as session:
        entry, note = tables.ShortlistEntry, tables.Notification
        told = dict(
            session.execute(
                select(entry.id, note.kind)
                .join(note, note.subject_id == entry.id)
                .where(note.subject_kind == "shortlist_entry")
            ).all()
        )
        of_rival = session.scalars(select(entry.id).where(entry.participant_id == rival)).one()
    assert told == {
        of_rival: NotificationKind.ENTRY_FILLED,
        case.entry: NotificationKind.ENTRY_FILLED,
        elsewhere: NotificationKind.ENTRY_PLACED,
    }
    for gone, words in ((of_rival, "Stelle ist besetzt"), (elsewhere, "anderweitig vermittelt")):
        with pytest.raises(NotFoundError) as over:
            review_entry(case.work, case.ags, gone, Verdict.SUITABLE)
        assert words in over.value.german


def test_holders_hear_no_reason_for_a_stop_that_somebody_has_set(database: Database) -> None:
    """Even where the stop's reason is "found work": that is the counsellor's knowledge, not the list's."""
    case = Case(database)
    set_stop(case.work, case.coordinator, case.person, StopReason.FOUND_WORK)

    (told,) = [row for row in case.rows(tables.Notification) if row.subject_kind == "shortlist_entry"]
    assert told.kind is NotificationKind.ENTRY_WITHDRAWN


def test_internship_that_is_undone_touches_no_stop(database: Database) -> None:
    """It had set none."""
    case = Case(database, kind=Kind.INTERNSHIP)
    case.hired()
    start_placement(case.work, case.mentor, case.entry)

    undo(case)
    plan_placement(case.work, case.mentor, case.entry, Plan(starts_on=TODAY))

    assert placement(case).state is PlacementState.PLANNED
    assert case.rows(tables.PlacementStop) == []
