"""A proposal's way through a firm: answers, undoing, silence, meetings, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import InterviewOutcome, InterviewState, ProposalState
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.usecases.arrange_interview import Meeting, arrange_interview, cancel_interview, record_interview
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer, undo_firm_answer
from matcher.usecases.remind_firms import remind_firms
from matcher.usecases.review_entry import review_entry, undo_review
from matcher.usecases.set_stop import set_stop
from tests.builders import TODAY
from tests.store.placement_case import Case

MEETING = Meeting(
    starts_at=datetime(2026, 11, 26, 14, 0, tzinfo=UTC), minutes=45, place="Musterstraße 1, Wildau", accompanied=True
)


@pytest.fixture
def case(database: Database) -> Iterator[Case]:
    case = Case(database)
    case.propose()
    yield case
    case.close()


def told(case: Case, kind: NotificationKind) -> list[object]:
    with case.work.reading() as session:
        rows = session.scalars(select(tables.Notification).where(tables.Notification.kind == kind))
        return sorted(str(row.role or row.account_id) for row in rows)


def test_answer_keeps_state_outcome_and_reason_apart(case: Case) -> None:
    """A refusal is closed, declined, and why; the note stands on the step."""
    record_firm_answer(case.work, case.mentor, case.entry, FirmAnswer.INTERESTED)
    record_firm_answer(
        case.work, case.ags, case.entry, FirmAnswer.DECLINED, reason=VerdictReason.HOURS, note="nur nachts"
    )

    assert case.stands() == ("closed", "declined", "hours")
    assert [(str(row.state), row.by, row.note) for row in case.rows(tables.ProposalStep)] == [
        ("waiting", case.ags.id, None),
        ("interested", case.mentor.id, None),
        ("closed", case.ags.id, "nur nachts"),
    ]


def test_refusal_needs_its_reason(case: Case) -> None:
    """Without one nothing is recorded."""
    with pytest.raises(InvalidInputError):
        record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.DECLINED)

    assert case.stands() == ("waiting", None, None)


def test_answer_is_undone_step_by_step_with_history(case: Case) -> None:
    """Back to interest, back to waiting; the first step is the employer service's own decision."""
    record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.INTERESTED)
    record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.DECLINED, reason=VerdictReason.OTHER)

    undo_firm_answer(case.work, case.mentor, case.entry)
    after_one = case.stands()
    undo_firm_answer(case.work, case.mentor, case.entry)

    assert after_one == ("interested", None, None)
    assert case.stands() == ("waiting", None, None)
    assert [row.undone_at is None for row in case.rows(tables.ProposalStep)] == [True, False, False]
    with pytest.raises(ConflictError):
        undo_firm_answer(case.work, case.mentor, case.entry)


def test_answer_sent_twice_is_one(case: Case) -> None:
    """The second press of the button finds its key used."""
    for _ in range(2):
        record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.INTERESTED, submission="pressed-twice")

    assert len(case.rows(tables.ProposalStep)) == 2


def test_decision_taken_back_closes_the_proposal_until_it_is_taken_again(case: Case) -> None:
    """Undoing "proposed" before an answer takes the proposal back; proposing anew opens the same one."""
    undo_review(case.work, case.ags, case.entry)
    taken_back = case.stands()
    case.propose()

    assert taken_back == ("closed", "taken_back", None)
    assert case.stands() == ("waiting", None, None)


def test_decision_stands_once_the_firm_has_answered(case: Case) -> None:
    """Neither undoing nor another decision slips under an answer."""
    record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.INTERESTED)

    with pytest.raises(ConflictError):
        undo_review(case.work, case.ags, case.entry)
    with pytest.raises(ConflictError):
        review_entry(case.work, case.ags, case.entry, Verdict.NOT_SUITABLE, reason=VerdictReason.OTHER)

    assert case.stands() == ("interested", None, None)


def test_silent_firm_is_remembered_after_7_and_14_days_once_each(case: Case) -> None:
    """However often the schedule runs, mentor and employer service hear of it twice in all."""
    many = [remind_firms(case.on(TODAY + timedelta(days=day))) for day in (6, 7, 7, 13, 14, 20, 59)]

    assert many == [0, 1, 0, 0, 1, 0, 0]
    assert told(case, NotificationKind.FIRM_SILENT) == sorted(2 * [str(Role.AGS), str(case.mentor.id)])


def test_silent_firm_closes_the_proposal_after_60_days_with_notice(case: Case) -> None:
    """Once, as "no answer"; a late answer can still undo it."""
    later = case.on(TODAY + timedelta(days=60))

    many = [remind_firms(later), remind_firms(later)]
    closed = case.stands()
    undo_firm_answer(later, case.mentor, case.entry)

    assert many == [1, 0]
    assert closed == ("closed", "no_answer", None)
    assert told(case, NotificationKind.PROPOSAL_CLOSED) == sorted([str(Role.AGS), str(case.mentor.id)])
    assert case.stands() == ("waiting", None, None)
    assert remind_firms(later) == 0


def test_entry_that_falls_closes_its_proposal_and_meeting(case: Case) -> None:
    """A stop withdraws the entry: the proposal is over, the meeting off, the calendar told by its sequence."""
    arrange_interview(case.work, case.ags, case.entry, MEETING)

    set_stop(case.work, case.coordinator, case.person, StopReason.OTHER)

    (meeting,) = case.rows(tables.Interview)
    assert case.stands() == ("closed", "withdrawn", None)
    assert (meeting.state, meeting.sequence) == (InterviewState.CANCELLED, 1)
    with pytest.raises(NotFoundError):
        record_firm_answer(case.work, case.ags, case.entry, FirmAnswer.INTERESTED)


def test_filled_vacancy_ends_what_was_on_its_way_as_filled(case: Case) -> None:
    """ "Stelle besetzt", and no reason that could judge anybody."""
    close_vacancy(case.work, case.coordinator, case.vacancy, VacancyOutcome.FILLED)

    assert case.stands() == ("closed", "filled", None)


def test_proposal_that_is_over_refuses_every_change(case: Case) -> None:
    """The database itself leaves ended proposals alone."""
    set_stop(case.work, case.coordinator, case.person, StopReason.OTHER)

    with case.work.database.writing() as session:
        row = session.query(tables.Proposal).one()
        row.state, row.outcome, row.closed_at = ProposalState.WAITING, None, None
        with pytest.raises(DatabaseError, match="not touched again"):
            session.flush()
    with pytest.raises(ConflictError):
        undo_firm_answer(case.work, case.mentor, case.entry)


def test_meeting_moves_under_one_uid_with_rising_sequence(case: Case) -> None:
    """Calendars see a change, not a second meeting; the mentor comes along."""
    arrange_interview(case.work, case.ags, case.entry, MEETING)
    (before,) = case.rows(tables.Interview)
    moved = Meeting(
        starts_at=MEETING.starts_at + timedelta(days=1), minutes=30, place="Musterstraße 2", accompanied=False
    )
    arrange_interview(case.work, case.mentor, case.entry, moved)

    (after,) = case.rows(tables.Interview)
    assert (after.uid, after.sequence, before.sequence) == (before.uid, 1, 0)
    assert (before.accompanied_by, after.accompanied_by) == (case.mentor.id, None)
    assert case.stands() == ("interview", None, None)


def test_meeting_called_off_leaves_the_firms_interest(case: Case) -> None:
    """No judgement follows from a cancelled meeting."""
    arrange_interview(case.work, case.ags, case.entry, MEETING)
    cancel_interview(case.work, case.mentor, case.entry)

    (meeting,) = case.rows(tables.Interview)
    assert (meeting.state, meeting.sequence) == (InterviewState.CANCELLED, 1)
    assert case.stands() == ("interested", None, None)


def test_meeting_in_the_past_is_refused(case: Case) -> None:
    """A typing error in the day is noticed."""
    past = Meeting(starts_at=MEETING.starts_at - timedelta(days=30), minutes=30, place="Wildau", accompanied=True)

    with pytest.raises(InvalidInputError):
        arrange_interview(case.work, case.ags, case.entry, past)

    assert case.rows(tables.Interview) == []


def test_outcome_waits_for_the_meeting_and_can_be_undone(case: Case) -> None:
    """Before it nothing can be recorded; afterwards the proposal follows, and undoing reopens the meeting."""
    arrange_interview(case.work, case.ags, case.entry, MEETING)
    with pytest.raises(ConflictError):
        record_interview(case.work, case.ags, case.entry, InterviewOutcome.HIRE)
    later = case.on(TODAY + timedelta(days=4))

    record_interview(later, case.ags, case.entry, InterviewOutcome.HIRE)
    held = case.stands()
    undo_firm_answer(later, case.ags, case.entry)

    (meeting,) = case.rows(tables.Interview)
    assert held == ("hiring", None, None)
    assert case.stands() == ("interview", None, None)
    assert (meeting.state, meeting.outcome) == (InterviewState.PLANNED, None)
