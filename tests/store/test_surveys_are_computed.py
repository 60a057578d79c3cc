"""Computations over the whole pool: asked for once, computed by one worker, decided upon without releasing anybody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, null, select, update
from sqlalchemy.exc import DatabaseError

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import DeniedError, InvalidInputError, NotFoundError
from matcher.model import Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.surveys import decided, dismissed_pairs, surveyed, unseen_people
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.surveys import SharingReason, SharingVerdict, SurveyKind
from matcher.usecases.ask_survey import ask_daily_surveys, ask_survey
from matcher.usecases.decide_sharing import decide_sharing
from matcher.usecases.errands import LEASE, MOST_ATTEMPTS
from matcher.usecases.run_survey import KEPT, run_survey
from matcher.usecases.work import Work
from tests import builders
from tests.store.course_case import at_once

STEPS, SHARING = SurveyKind.POOL_STEPS, SurveyKind.SHARING
ACCEPTED, DISMISSED = SharingVerdict.ACCEPTED, SharingVerdict.DISMISSED


class Case:
    """One person who may be released for one vacancy, and the coordinator."""

    def __init__(self, database: Database) -> None:
        self.work = Work(database)
        with database.writing() as session:
            self.stage = builders.stage(session)
            builders.criteria(session).content = Criteria.default().to_dict()
            session.flush()
            self.code = session.get_one(tables.Participant, self.stage.participant).code
            self.reference = session.get_one(tables.Vacancy, self.stage.vacancy).reference
            session.commit()
        self.coordinator = Actor(id=self.stage.coordinator, roles=frozenset({Role.COORDINATOR}))

    def survey(self, kind: SurveyKind = SHARING) -> int:
        survey_id = ask_survey(self.work, self.coordinator, kind)
        assert run_survey(self.work) == survey_id
        return survey_id

    def decide(self, survey: int, verdict: SharingVerdict, reason: SharingReason | None = None, **other: str) -> None:
        named = {"reference": self.reference, "code": self.code} | other
        decide_sharing(self.work, self.coordinator, survey, named["reference"], named["code"], verdict, reason=reason)

    def rows(self, table: type) -> list:
        with self.work.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def set(self, **values: object) -> None:
        with self.work.database.writing() as session:
            session.execute(update(tables.Survey).values(**values))
            session.commit()


@pytest.fixture
def case(database: Database) -> Case:
    return Case(database)


@pytest.mark.parametrize("kind", list(SurveyKind))
def test_survey_is_asked_for_once_and_its_result_kept(case: Case, kind: SurveyKind) -> None:
    first = ask_survey(case.work, case.coordinator, kind)
    again = ask_survey(case.work, case.coordinator, kind)
    with case.work.reading() as session:
        assert surveyed(session, kind).waits

    run_survey(case.work)

    with case.work.reading() as session:
        found = surveyed(session, kind)
    assert first == again
    assert not found.waits
    assert found.known is not None
    assert found.known.result is not None
    assert (found.known.done, found.known.result["vacancies"]) == (1, 1)
    assert run_survey(case.work) is None


def test_two_who_ask_at_the_same_moment_wait_for_one_computation(case: Case) -> None:
    acts = [partial(ask_survey, actor=case.coordinator, kind=SHARING)] * 4

    results = at_once(case.work.database, acts)

    assert len(set(results)) == 1
    assert len(case.rows(tables.Survey)) == 1


def test_two_workers_compute_one_survey_once(case: Case) -> None:
    ask_survey(case.work, case.coordinator, SHARING)

    results = at_once(case.work.database, [run_survey] * 3)

    assert sorted(results, key=str) == [case.rows(tables.Survey)[0].id, None, None]
    assert case.rows(tables.Survey)[0].attempts == 1


def test_survey_of_a_dead_worker_is_taken_over(case: Case) -> None:
    """A lease that ran out frees it; before, nobody else begins."""
    ask_survey(case.work, case.coordinator, SHARING)
    case.set(lease_until=case.work.clock.now() + LEASE, attempts=1)
    assert run_survey(case.work) is None
    case.set(lease_until=case.work.clock.now() - timedelta(seconds=1))

    assert run_survey(case.work) is not None


def test_survey_that_cannot_be_computed_is_given_up(case: Case) -> None:
    ask_survey(case.work, case.coordinator, SHARING)
    with case.work.database.writing() as session:
        session.execute(update(tables.CriteriaVersion).values(content={"weights": {"unknown": 1}}))
        session.commit()

    for _ in range(MOST_ATTEMPTS + 1):
        run_survey(case.work)

    (row,) = case.rows(tables.Survey)
    assert (row.state, row.attempts, row.last_error) == (TrialState.FAILED, MOST_ATTEMPTS, "InvalidCriteriaError")


def test_workers_ask_once_a_day_by_themselves(case: Case) -> None:
    assert ask_daily_surveys(case.work) == len(SurveyKind)
    assert ask_daily_surveys(case.work) == 0
    while run_survey(case.work):
        pass
    case.work.database.clock = FixedClock(case.work.clock.now() + timedelta(days=1))

    assert ask_daily_surveys(case.work) == len(SurveyKind)


def test_old_results_go_and_those_decided_upon_stay(case: Case) -> None:
    first = case.survey()
    case.decide(first, ACCEPTED)

    made = [case.survey() for _ in range(KEPT + 2)]

    assert [row.id for row in case.rows(tables.Survey)] == [first, *made[-KEPT:]]


def test_decision_adds_a_row_and_releases_nobody(case: Case) -> None:
    """Accepting leads to the ordinary steps; entries, openings and requests stay as they were."""
    survey = case.survey()
    before = [len(case.rows(table)) for table in (tables.ShortlistEntry, tables.Opening, tables.ClearanceRequest)]

    case.decide(survey, DISMISSED, SharingReason.PERSON)
    case.decide(survey, ACCEPTED)
    case.decide(survey, ACCEPTED)

    rows = case.rows(tables.SharingDecision)
    assert [(row.verdict, row.reason) for row in rows] == [(DISMISSED, SharingReason.PERSON), (ACCEPTED, None)]
    assert before == [
        len(case.rows(table)) for table in (tables.ShortlistEntry, tables.Opening, tables.ClearanceRequest)
    ]
    with case.work.reading() as session:
        assert decided(session)[case.reference, case.code].verdict is ACCEPTED
        assert dismissed_pairs(session) == frozenset()


def test_dismissed_suggestion_is_not_made_again(case: Case) -> None:
    survey = case.survey()
    case.decide(survey, DISMISSED, SharingReason.FIRM)

    case.survey()

    with case.work.reading() as session:
        known = surveyed(session, SHARING).known
    assert known is not None
    assert known.result is not None
    assert known.result["pairs"] == []
    assert known.result["greedy"] == 1


@pytest.mark.parametrize("other", [{"code": "LDS-0000"}, {"reference": "V-0000"}])
def test_pair_that_nobody_suggested_cannot_be_decided(case: Case, other: dict[str, str]) -> None:
    survey = case.survey()

    with pytest.raises(NotFoundError):
        case.decide(survey, ACCEPTED, **other)
    with pytest.raises(NotFoundError):
        case.decide(survey + 1, ACCEPTED)


def test_dismissal_needs_a_reason(case: Case) -> None:
    survey = case.survey()

    with pytest.raises(InvalidInputError):
        case.decide(survey, DISMISSED)


@pytest.mark.parametrize("role", [Role.MENTOR, Role.AGS, Role.COUNSELLOR, Role.ABH])
def test_only_the_coordinator_shares_out(case: Case, role: Role) -> None:
    somebody = Actor(id=case.coordinator.id, roles=frozenset({role}))

    with pytest.raises(DeniedError):
        ask_survey(case.work, somebody, SHARING)
    with pytest.raises(DeniedError):
        decide_sharing(case.work, somebody, case.survey(), case.reference, case.code, ACCEPTED)


@pytest.mark.parametrize(
    "change",
    [
        update(tables.SharingDecision).values(verdict=ACCEPTED, reason=null()),
        delete(tables.SharingDecision),
    ],
    ids=["edit", "delete"],
)
def test_decisions_are_appended_only(case: Case, change: object) -> None:
    case.decide(case.survey(), DISMISSED, SharingReason.OTHER)

    with case.work.database.writing() as session, pytest.raises(DatabaseError, match="appended"):
        session.execute(change)  # type: ignore[call-overload]


def test_unseen_are_those_whom_nobody_has_proposed_for_eight_weeks(case: Case) -> None:
    """Proposed now, withdrawn lately, new, or stopped: none of these is looked for."""
    now, week = case.work.clock.now(), timedelta(weeks=1)
    with case.work.database.writing() as session:
        people = [builders.participant(session) for _ in range(4)]
        for person in (*people, session.get_one(tables.Participant, case.stage.participant)):
            person.created_at = now - 20 * week
        new, stopped, lately, long_ago = people
        new.created_at = now - 7 * week
        session.add(
            tables.PlacementStop(
                participant_id=stopped.id, reason="unreachable", set_at=now, set_by=case.coordinator.id
            )
        )
        builders.entry(session, case.stage, released_at=now - 19 * week)
        for person, weeks in ((lately, 3), (long_ago, 12)):
            withdrawn = {"state": "withdrawn", "withdrawn_at": now - weeks * week}
            builders.entry(session, case.stage, participant_id=person.id, released_at=now - 15 * week, **withdrawn)
        session.commit()
        code = long_ago.code

    with case.work.reading() as session:
        assert unseen_people(session, now) == (code,)
