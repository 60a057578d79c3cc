"""Level 2: the authority's answer about one job, as it saw it, and nothing else lets anybody start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from matcher.access import Actor
from matcher.clearance import Passage, clearance_for
from matcher.clock import FixedClock
from matcher.errors import ConflictError, GateClosedError, InvalidInputError
from matcher.model import Answer, Kind, Level, Recipient, Role
from matcher.store import tables
from matcher.store.loading import load_person, load_vacancy
from matcher.store.session import Database
from matcher.store.tables.clearance import RequestState
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.edit_vacancy import edit_vacancy
from matcher.usecases.give_consent import give_consent
from matcher.usecases.release_shortlist import Released, release_shortlist
from matcher.usecases.require_job_clearance import require_job_clearance
from matcher.usecases.submit_vacancy import VacancyEntry
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY

ENTRY = VacancyEntry(
    employer="Musterlager",
    title="Fachkraft Lagerlogistik",
    kind=Kind.JOB,
    postcode="15711",
    starts_on=date(2026, 12, 1),
    hours=38,
    pay_hourly=15,
)


class Job:
    """Somebody with an answered pre-check who waits for the authority's consent, and a job that says all it must."""

    def __init__(self, database: Database) -> None:
        self.work = Work(database)
        with database.writing() as session:
            self.mentor, self.coordinator, self.abh = (
                Actor(id=builders.account(session, role).id, roles=frozenset({role}))
                for role in (Role.MENTOR, Role.COORDINATOR, Role.ABH)
            )
            self.person = builders.participant(session, mentor=self.mentor.id, **builders.gestattung()).id
            firm = builders.employer(session).id
            self.vacancy, self.other = (
                builders.vacancy(
                    session,
                    acquired_by=self.mentor.id,
                    employer_id=firm,
                    starts_on=ENTRY.starts_on,
                    hours=ENTRY.hours,
                    pay_hourly=ENTRY.pay_hourly,
                ).id
                for _ in range(2)
            )
            for vacancy in (self.vacancy, self.other):
                builders.run(session, vacancy, [self.person])
            session.commit()
        give_consent(self.work, self.mentor, self.person, [Recipient.ABH, Recipient.AGS], language="de", given_on=TODAY)

    def precheck(self) -> None:
        asked = ask_precheck(self.work, self.mentor, self.person, Kind.JOB, agreed=True)
        assert asked.request_id is not None
        answer_request(self.work, self.abh, asked.request_id, Answer.NO_CONCERNS)

    def ask(self) -> int:
        asked = ask_job_clearance(self.work, self.mentor, self.person, self.vacancy, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def permit(self, answer: Answer = Answer.CONSENT, ba_answer: Answer | None = Answer.CONSENT) -> None:
        answer_request(self.work, self.abh, self.ask(), answer, Conditions(ba_sent_on=TODAY, ba_answer=ba_answer))

    def passage(self, vacancy: int | None = None, on: date = TODAY) -> Passage:
        with self.work.reading() as session:
            person = load_person(session, self.person)
            job = load_vacancy(session, vacancy or self.vacancy)
        assert person is not None
        assert job is not None
        return clearance_for(person, job, on)

    def release(self, vacancy: int | None = None) -> Released:
        return release_shortlist(self.work, self.coordinator, vacancy or self.vacancy, [self.person])

    def edit(self, **changes: object) -> None:
        with self.work.reading() as session:
            row = session.get(tables.Vacancy, self.vacancy)
            assert row is not None
            version = row.version
        edit_vacancy(
            self.work,
            self.mentor,
            self.vacancy,
            replace(ENTRY, **changes),  # type: ignore[arg-type]
            version=version,
            submission=f"edit-number-{version}",
        )

    def seen(self) -> list[int]:
        with self.work.reading() as session:
            return sorted(session.scalars(text("SELECT vacancy_id FROM ags_entry")))

    def request_states(self) -> list[RequestState]:
        with self.work.reading() as session:
            query = select(tables.ClearanceRequest.state).where(tables.ClearanceRequest.level == Level.JOB)
            return list(session.scalars(query))


@pytest.fixture
def job(database: Database) -> Job:
    job = Job(database)
    job.precheck()
    return job


def test_start_opens_with_permit_and_agency_approval(job: Job) -> None:
    """Placement is open by the pre-check; the start only by the permit for this job."""
    assert (job.passage().release_open, job.passage().start_open) == (True, False)

    job.permit()

    assert job.passage().start_open


@pytest.mark.parametrize("ba_answer", [Answer.REFUSED, Answer.OBJECTION])
def test_start_stays_closed_when_agency_refused(job: Job, ba_answer: Answer) -> None:
    """The authority's permit does not stand in for the agency's approval."""
    job.permit(ba_answer=ba_answer)

    assert not job.passage().start_open


def test_start_opens_with_the_agencys_two_weeks_of_silence(job: Job) -> None:
    """Two weeks of the agency's silence count as its approval, not a day earlier."""
    job.permit(ba_answer=None)

    assert not job.passage(on=date(2026, 12, 7)).start_open
    assert job.passage(on=date(2026, 12, 8)).start_open


def test_start_stays_closed_on_no_concerns_where_consent_is_needed(job: Job) -> None:
    """ "No concerns" about a job is no permit."""
    job.permit(Answer.NO_CONCERNS)

    assert not job.passage().start_open


@pytest.mark.parametrize(
    "change", [{"hours": 20.0}, {"pay_hourly": 14.5}, {"postcode": "15745"}, {"employer": "Anderes Lager"}]
)
def test_changed_job_ends_answer_and_question(job: Job, change: dict[str, object]) -> None:
    """What the authority saw is no longer the job: answered or not, it has to be asked again."""
    job.permit()
    job.edit(**change)

    assert not job.passage().start_open
    with job.work.reading() as session:
        query = select(tables.ClearanceDecision.superseded_why).where(tables.ClearanceDecision.level == Level.JOB)
        assert session.scalars(query).all() == ["job_changed"]

    job.ask()
    job.edit()
    assert job.request_states()[-1] is RequestState.WITHDRAWN


def test_later_start_leaves_answer_standing(job: Job) -> None:
    """A start that moves within the answer's validity changes nothing of what the authority saw."""
    job.permit()

    job.edit(starts_on=date(2027, 1, 4))

    assert job.passage(on=date(2027, 1, 4)).start_open


def test_refusal_closes_this_pair_only(job: Job) -> None:
    """The refused job is closed for the person, the other one stays as it was."""
    job.release()
    job.release(job.other)

    answer_request(job.work, job.abh, job.ask(), Answer.REFUSED)

    assert job.seen() == [job.other]
    assert job.passage(job.other).placement_open


def test_objection_to_one_job_stops_the_person(job: Job) -> None:
    """An objection stops every placement, whatever it was asked about (7(2))."""
    job.release(job.other)

    answer_request(job.work, job.abh, job.ask(), Answer.OBJECTION)

    assert job.seen() == []


def test_release_waits_for_answer_where_coordinator_set_so(job: Job) -> None:
    """With the switch on, what was released without the answer is taken back, and comes only with it."""
    job.release()
    require_job_clearance(job.work, job.coordinator, job.vacancy, required=True)
    assert job.seen() == []
    assert job.release().refused == {job.person: "l2_missing"}

    job.permit()

    assert job.release().released == (job.person,)
    assert job.seen() == [job.vacancy]


def test_release_with_early_answer_falls_with_the_changed_job(job: Job) -> None:
    """Where release rests on the answer for the job, a changed job takes the release back."""
    require_job_clearance(job.work, job.coordinator, job.vacancy, required=True)
    job.permit()
    job.release()

    job.edit(hours=20.0)

    assert job.seen() == []


def test_asking_needs_precheck_agreement_and_a_job_that_says_enough(database: Database) -> None:
    """Nothing goes out before 7(2) is met, without the person's word, or about half a job."""
    job = Job(database)
    with pytest.raises(GateClosedError):
        job.ask()
    with pytest.raises(InvalidInputError):
        ask_job_clearance(job.work, job.mentor, job.person, job.vacancy, agreed=False)
    job.precheck()
    job.edit(hours=None)

    with pytest.raises(InvalidInputError) as refused:
        job.ask()

    assert refused.value.field == "hours"


def test_asking_twice_is_a_conflict(job: Job) -> None:
    """One pending question per person and job."""
    job.ask()

    with pytest.raises(ConflictError):
        job.ask()


def test_answer_ends_by_the_clock(job: Job, clock: FixedClock) -> None:
    """On its last day an answer holds, on the day it names as its end it no longer does."""
    answer_request(
        job.work,
        job.abh,
        job.ask(),
        Answer.CONSENT,
        Conditions(ba_sent_on=TODAY, ba_answer=Answer.CONSENT, valid_until=date(2026, 12, 20)),
    )

    assert job.passage(on=date(2026, 12, 19)).start_open
    assert not job.passage(on=date(2026, 12, 20)).start_open
    assert clock.now() == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
