"""Nobody starts without L2; a start resolves the rest by stated rules; an end brings the person back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from matcher.errors import ConflictError, GateClosedError, InvalidInputError
from matcher.model import Answer, Kind, Mode
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.placements import EndReason, FollowUpSide, FollowUpStep, PlacementState
from matcher.store.tables.shortlists import VerdictReason
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.usecases.end_placement import end_placement
from matcher.usecases.follow_up import follow_up
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.set_stop import set_stop
from matcher.usecases.start_placement import start_placement
from tests import builders
from tests.builders import AT, TODAY
from tests.store.placement_case import Case


@pytest.fixture
def waiting(database: Database) -> Iterator[Case]:
    """Somebody whose start needs the authority's consent, with a first day planned for today."""
    case = Case(database, **builders.gestattung())
    case.hired()
    yield case
    case.close()


@pytest.fixture
def free(database: Database) -> Iterator[Case]:
    """Somebody whose title allows any work, with a first day planned for today."""
    case = Case(database)
    case.hired()
    yield case
    case.close()


def placement(case: Case) -> tables.Placement:
    (row,) = case.rows(tables.Placement)
    return row  # type: ignore[return-value]


def vacancy(case: Case) -> tables.Vacancy:
    with case.work.reading() as session:
        return session.get_one(tables.Vacancy, case.vacancy)


def test_start_is_blocked_before_the_permit_and_opens_with_it(waiting: Case) -> None:
    """The message names what is missing; once the permit is on record the same button works."""
    with pytest.raises(GateClosedError) as blocked:
        start_placement(waiting.work, waiting.mentor, waiting.entry)
    before = placement(waiting).state

    waiting.permit()
    start_placement(waiting.work, waiting.mentor, waiting.entry)

    row = placement(waiting)
    assert "Arbeitserlaubnis" in blocked.value.german
    assert (before, row.state, row.mode) == (PlacementState.PLANNED, PlacementState.STARTED, Mode.CONSENT)
    assert waiting.stands() == ("closed", "hired", None)


def test_start_before_its_permit_is_refused_for_the_day_that_was_planned(waiting: Case) -> None:
    """A permit of today does not make good a first day of yesterday; a changed plan does."""
    plan_placement(waiting.work, waiting.mentor, waiting.entry, Plan(starts_on=TODAY - timedelta(days=1)))
    waiting.permit()

    with pytest.raises(GateClosedError, match="change the start"):
        start_placement(waiting.work, waiting.mentor, waiting.entry)
    plan_placement(waiting.work, waiting.mentor, waiting.entry, Plan(starts_on=TODAY))
    start_placement(waiting.work, waiting.mentor, waiting.entry)

    assert placement(waiting).state is PlacementState.STARTED


@pytest.mark.parametrize("answer", [(Answer.NO_CONCERNS, Answer.CONSENT), (Answer.CONSENT, None)])
def test_start_stays_blocked_without_permit_or_agency(waiting: Case, answer: tuple[Answer, Answer | None]) -> None:
    """ "No concerns" is no permit, and where the agency must agree the permit alone is not enough."""
    waiting.permit(*answer)

    with pytest.raises(GateClosedError):
        start_placement(waiting.work, waiting.mentor, waiting.entry)

    assert placement(waiting).state is PlacementState.PLANNED


def test_start_is_blocked_by_a_stop(free: Case) -> None:
    """A placement stop keeps back whoever needs no permit, too."""
    set_stop(free.work, free.coordinator, free.person, StopReason.OTHER)

    with pytest.raises(GateClosedError):
        start_placement(free.work, free.mentor, free.entry)


@pytest.mark.parametrize("mode", [Mode.NONE, Mode.CONSULT, Mode.CONSENT])
def test_database_refuses_start_that_rests_on_no_decision_for_the_job(waiting: Case, mode: Mode) -> None:
    """The pre-check of the kind of employment carries no start, whatever the application claims."""
    with waiting.work.database.writing() as session:
        row = session.get_one(tables.Placement, placement(waiting).id)
        precheck = session.query(tables.ClearanceDecision).filter_by(superseded_at=None).one()
        row.mode, row.decision_id = mode, precheck.id
        row.state, row.started_at = PlacementState.STARTED, AT
        with pytest.raises(DatabaseError, match="valid decision"):
            session.flush()

    assert placement(waiting).state is PlacementState.PLANNED


def test_database_refuses_start_without_any_decision(waiting: Case) -> None:
    """A CHECK, beside the trigger."""
    with waiting.work.database.writing() as session:
        row = session.get_one(tables.Placement, placement(waiting).id)
        row.state, row.started_at = PlacementState.STARTED, AT
        with pytest.raises(DatabaseError):
            session.flush()


def test_start_waits_for_its_day(free: Case) -> None:
    """A first day that lies ahead cannot be begun today."""
    plan_placement(free.work, free.mentor, free.entry, Plan(starts_on=TODAY + timedelta(days=3)))

    with pytest.raises(ConflictError):
        start_placement(free.work, free.mentor, free.entry)
    start_placement(free.on(TODAY + timedelta(days=3)), free.mentor, free.entry)

    assert placement(free).state is PlacementState.STARTED


def test_plan_waits_for_the_firms_yes(database: Database) -> None:
    """Nobody plans a first day at a firm that has not answered."""
    case = Case(database)
    case.propose()

    with pytest.raises(ConflictError):
        plan_placement(case.work, case.mentor, case.entry, Plan(starts_on=TODAY))


def test_start_fills_the_place_and_closes_the_vacancy(free: Case) -> None:
    """The last place closes the vacancy as filled; a second press changes nothing."""
    start_placement(free.work, free.mentor, free.entry)
    start_placement(free.work, free.mentor, free.entry)

    row = vacancy(free)
    assert (row.filled, row.outcome) == (1, VacancyOutcome.FILLED)
    assert free.stands() == ("closed", "hired", None)
    assert len(free.rows(tables.FollowUp)) == 8


def test_start_ends_the_persons_other_proposals_as_found_work(free: Case) -> None:
    """Lasting work: the person is on no other list any more, and no reason judges them."""
    other = free.release(free.other)
    free.propose(other)

    start_placement(free.work, free.mentor, free.entry)

    assert free.stands(other) == ("closed", "found_work", None)
    assert free.entry_state(other) == "withdrawn"


def test_start_ends_another_promise_to_the_person_as_found_work(free: Case) -> None:
    """Two firms said yes: where the person does not begin, the planned start is called off."""
    other = free.release(free.other)
    free.hired(other)

    start_placement(free.work, free.mentor, free.entry)

    states = {row.vacancy_id: row.state for row in free.rows(tables.Placement)}
    assert free.stands(other) == ("closed", "found_work", None)
    assert states == {free.vacancy: PlacementState.STARTED, free.other: PlacementState.CANCELLED}


def test_start_leaves_ended_proposals_alone(free: Case) -> None:
    """What a firm had declined before stays declined, with its reason."""
    other = free.release(free.other)
    free.propose(other)
    reason = VerdictReason.COMMUTE
    record_firm_answer(free.work, free.ags, other, FirmAnswer.DECLINED, reason=reason)

    start_placement(free.work, free.mentor, free.entry)

    assert free.stands(other) == ("closed", "declined", "commute")


def test_start_of_an_internship_leaves_other_lists_alone(database: Database) -> None:
    """Who only looks in for some weeks is still looking for work."""
    case = Case(database, kind=Kind.INTERNSHIP)
    other = case.release(case.other)
    case.propose(other)
    case.hired()

    start_placement(case.work, case.mentor, case.entry)

    assert case.stands(other) == ("waiting", None, None)
    assert case.rows(tables.PlacementStop) == []


def test_end_brings_the_person_back_with_what_was_learned(free: Case) -> None:
    """The stop of the start is lifted, rankings hear of the person, and the words stay."""
    start_placement(free.work, free.mentor, free.entry)

    later = free.on(TODAY + timedelta(days=20))
    end_placement(
        later, free.mentor, free.entry, TODAY + timedelta(days=18), EndReason.COMMUTE, learned="Frühschicht geht nicht"
    )

    (stop,) = free.rows(tables.PlacementStop)
    row = placement(free)
    assert stop.lifted_at is not None
    assert (row.state, row.end_reason, row.learned) == (
        PlacementState.ENDED,
        EndReason.COMMUTE,
        "Frühschicht geht nicht",
    )
    with free.work.reading() as session:
        assert session.query(tables.Change).order_by(tables.Change.number.desc()).first().cause == "placement_ended"


def test_end_keeps_a_stop_that_somebody_has_set(free: Case) -> None:
    """Only the stop of the start itself goes."""
    start_placement(free.work, free.mentor, free.entry)
    with free.work.database.writing() as session:
        stop = session.query(tables.PlacementStop).one()
        stop.lifted_at, stop.lifted_by = AT, free.coordinator.id
        session.commit()
    set_stop(free.work, free.coordinator, free.person, StopReason.COURSE_FIRST)

    end_placement(free.work, free.mentor, free.entry, TODAY, EndReason.PERSON)

    assert [row.lifted_at is None for row in free.rows(tables.PlacementStop)] == [False, True]


def test_end_lies_between_start_and_today(free: Case) -> None:
    """A last day before the first, or tomorrow, is a typing error."""
    start_placement(free.work, free.mentor, free.entry)

    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidInputError):
            end_placement(free.work, free.mentor, free.entry, day, EndReason.FIRM)


def test_follow_ups_fall_due_at_2_weeks_1_3_and_6_months(free: Case) -> None:
    """Person and firm are both asked; an answer before its day is refused, the first answer is kept."""
    start_placement(free.work, free.mentor, free.entry)
    due = {row.due_on for row in free.rows(tables.FollowUp)}

    with pytest.raises(ConflictError):
        follow_up(free.work, free.mentor, free.entry, FollowUpStep.WEEKS_2, FollowUpSide.PERSON, still_there=True)
    later = free.on(TODAY + timedelta(days=14))
    for still_there in (True, False):
        follow_up(later, free.mentor, free.entry, FollowUpStep.WEEKS_2, FollowUpSide.PERSON, still_there=still_there)

    assert due == {date(2026, 12, 7), date(2026, 12, 23), date(2027, 2, 23), date(2027, 5, 23)}
    assert [row.still_there for row in free.rows(tables.FollowUp) if row.done_at] == [True]
