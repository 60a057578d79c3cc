"""What a further answer, a statement, a pack's end or the clock does to releases that stand (7(2), 7(3))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import ConflictError
from matcher.model import AbhBar, Answer, Kind, Level, Procedure, Recipient, Role, WorkNote
from matcher.store import tables
from matcher.store.loading import load_person
from matcher.store.session import Database
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.close_expired import close_expired
from matcher.usecases.edit_vacancy import edit_vacancy
from matcher.usecases.give_consent import give_consent
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.leave_project import leave_project
from matcher.usecases.record_document import DocumentEntry, record_document
from matcher.usecases.release_shortlist import Released, release_shortlist
from matcher.usecases.remind_deadlines import remind_deadlines
from matcher.usecases.submit_vacancy import VacancyEntry
from matcher.usecases.withdraw_consent import withdraw_consent
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


class Case:
    """One person with two jobs before them, and whoever decides about them."""

    def __init__(self, database: Database, **document: object) -> None:
        self.work = Work(database)
        with database.writing() as session:
            self.mentor, self.coordinator, self.abh = (
                Actor(id=builders.account(session, role).id, roles=frozenset({role}))
                for role in (Role.MENTOR, Role.COORDINATOR, Role.ABH)
            )
            self.person = builders.participant(session, mentor=self.mentor.id, **document).id
            firm = builders.employer(session).id
            self.job, self.other = (
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
            for vacancy in (self.job, self.other):
                builders.run(session, vacancy, [self.person])
            session.commit()
        give_consent(self.work, self.mentor, self.person, [Recipient.ABH, Recipient.AGS], language="de", given_on=TODAY)

    def ask(self, kind: Kind = Kind.JOB) -> int:
        asked = ask_precheck(self.work, self.mentor, self.person, kind, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def ask_job(self) -> int:
        asked = ask_job_clearance(self.work, self.mentor, self.person, self.job, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def answer(self, request: int, answer: Answer = Answer.NO_CONCERNS, **conditions: object) -> None:
        answer_request(self.work, self.abh, request, answer, Conditions(**conditions))  # type: ignore[arg-type]

    def release(self, vacancy: int | None = None) -> Released:
        return release_shortlist(self.work, self.coordinator, vacancy or self.job, [self.person])

    def seen(self) -> list[int]:
        with self.work.reading() as session:
            return list(session.scalars(text("SELECT vacancy_id FROM ags_entry ORDER BY vacancy_id")))

    def told(self, kind: NotificationKind) -> list[tuple[Role | None, int | None]]:
        with self.work.reading() as session:
            query = select(tables.Notification.role, tables.Notification.account_id)
            rows = session.execute(query.where(tables.Notification.kind == kind).order_by(tables.Notification.id))
            return [tuple(row) for row in rows]

    def request_state(self, request: int) -> RequestState:
        with self.work.reading() as session:
            return session.get_one(tables.ClearanceRequest, request).state

    def bars(self) -> frozenset[AbhBar] | None:
        with self.work.reading() as session:
            person = load_person(session, self.person)
        assert person is not None
        return person.facts.abh_bars

    def edit(self, **changes: object) -> None:
        entry = replace(ENTRY, **changes)  # type: ignore[arg-type]
        edit_vacancy(self.work, self.mentor, self.job, entry, version=1, submission="edit-the-job")

    @contextmanager
    def on(self, day: date) -> Iterator[Work]:
        """The same database as seen at ten in the morning of another day."""
        clock = FixedClock(datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC))
        database = Database(self.work.database.url.render_as_string(hide_password=False), clock=clock)
        before, self.work = self.work, replace(self.work, database=database)
        yield self.work
        self.work = before
        database.dispose()


@pytest.fixture
def case(database: Database) -> Case:
    """Somebody who waits for the authority's consent."""
    return Case(database, **builders.gestattung())


@pytest.fixture
def titled(database: Database) -> Case:
    """Somebody whose residence permit allows any work."""
    return Case(database)


def test_release_under_renewed_title_keeps_the_earlier_release(titled: Case) -> None:
    """The title check of a renewed document takes the earlier one's place, and its releases with it (I4)."""
    titled.release()
    record_document(
        titled.work,
        titled.mentor,
        titled.person,
        DocumentEntry(status="ae_25_2", note=WorkNote.ERWERBSTAETIGKEIT_GESTATTET, valid_until=date(2029, 1, 1)),
    )

    titled.release(titled.other)

    assert titled.seen() == [titled.job, titled.other]
    assert titled.told(NotificationKind.ENTRY_WITHDRAWN) == []


def test_release_outlives_a_second_answer_without_concerns(case: Case) -> None:
    """Asked again and answered alike, nothing is taken from the employer service."""
    case.answer(case.ask())
    case.release()

    case.answer(case.ask())

    assert case.seen() == [case.job]


def test_release_falls_with_a_second_answer_that_ends_sooner(case: Case) -> None:
    """A release never outlives the newest answer."""
    case.answer(case.ask())
    case.release()

    case.answer(case.ask(), valid_until=date(2026, 12, 24))

    assert case.seen() == []
    assert case.told(NotificationKind.ENTRY_WITHDRAWN) == [(Role.AGS, None)]


def test_release_falls_with_a_second_answer_that_objects(case: Case) -> None:
    """The objection takes the place of the earlier answer and carries nothing."""
    case.answer(case.ask())
    case.release()

    case.answer(case.ask(), Answer.OBJECTION)

    assert case.seen() == []


def test_bars_stay_when_only_the_procedure_is_stated(database: Database) -> None:
    """A word about the procedure says nothing of the bars that the authority stated earlier."""
    case = Case(database, **builders.gestattung(status="duldung_60a", application=None))
    job, training = case.ask(), case.ask(Kind.TRAINING)
    case.answer(job, Answer.REFUSED, bars=frozenset({AbhBar.OWN_FAULT}))

    case.answer(training, procedure=Procedure.ORDINARY)

    assert case.bars() == frozenset({AbhBar.OWN_FAULT})


def test_bars_end_when_the_authority_states_that_there_are_none(database: Database) -> None:
    """A new statement of the bars replaces the one before whole, also by none."""
    case = Case(database, **builders.gestattung(status="duldung_60a", application=None))
    job, training = case.ask(), case.ask(Kind.TRAINING)
    case.answer(job, Answer.REFUSED, bars=frozenset({AbhBar.OWN_FAULT}))

    case.answer(training, bars=frozenset())

    assert case.bars() == frozenset()


def test_release_past_its_last_day_is_closed_and_told_once(database: Database) -> None:
    """What the clock ends is hidden by the view at once, and the sweep tells the holders, a single time."""
    case = Case(database, **builders.gestattung(valid_until=date(2026, 12, 10)))
    case.answer(case.ask())
    case.release()
    with case.on(date(2026, 12, 10)) as last_day:
        before = (case.seen(), close_expired(last_day))
    with case.on(date(2026, 12, 11)) as day_after:
        hidden = case.seen()
        closed = (close_expired(day_after), close_expired(day_after))

    assert before == ([case.job], 0)
    assert hidden == []
    assert closed == (1, 0)
    assert case.told(NotificationKind.ENTRY_WITHDRAWN) == [(Role.AGS, None)]


def test_release_that_has_ended_does_not_come_back_with_a_renewed_document(database: Database) -> None:
    """People decide: whoever was gone from the list for a day is released again by somebody, or not."""
    fields = builders.gestattung(valid_until=date(2026, 12, 10))
    case = Case(database, **fields)
    case.answer(case.ask())
    case.release()
    with case.on(date(2026, 12, 11)) as day_after:
        renewed = DocumentEntry(**{**fields, "valid_until": date(2027, 12, 10)})
        record_document(day_after, case.mentor, case.person, renewed)

        assert case.seen() == []
        assert case.release().released == (case.person,)
        assert case.seen() == [case.job]


def test_release_ends_with_the_law_it_rests_on(database: Database) -> None:
    """The last day before another pack is the last day of a release under this one."""
    case = Case(database, valid_until=date(2028, 1, 1))
    with case.on(date(2026, 6, 11)):
        case.release()
        last_day = case.seen()
        with case.work.reading() as session:
            ends = session.scalars(select(tables.Opening.open_until)).all()
    with case.on(date(2026, 6, 12)):
        under_new_law = case.seen()

    assert last_day == [case.job]
    assert ends == [date(2026, 6, 12)]
    assert under_new_law == []


def test_release_stays_when_only_the_description_changes(case: Case) -> None:
    """Words that neither law nor authority reads take nobody off the list, and leave the answer standing."""
    case.answer(case.ask())
    case.release()
    case.answer(case.ask_job(), Answer.CONSENT)

    case.edit(description="Wir sind ein kleines Lager mit zwölf Leuten.")

    assert case.seen() == [case.job]
    with case.work.reading() as session:
        query = select(tables.ClearanceDecision.id).where(
            tables.ClearanceDecision.level == Level.JOB, tables.ClearanceDecision.superseded_at.is_(None)
        )
        assert len(session.scalars(query).all()) == 1


def test_waiting_request_ends_when_the_person_leaves(case: Case) -> None:
    """Nobody answers about somebody who has left."""
    request = case.ask()

    leave_project(case.work, case.mentor, case.person)

    assert case.request_state(request) is RequestState.WITHDRAWN
    with pytest.raises(ConflictError):
        case.answer(request)


def test_objection_outlasts_a_changed_document(case: Case) -> None:
    """Only a new check ends an objection; a mentor's entry does not (7(2))."""
    case.answer(case.ask(), Answer.OBJECTION)

    record_document(case.work, case.mentor, case.person, DocumentEntry(**builders.gestattung(nationality="AFG")))

    assert case.release().refused == {case.person: "precheck_objection"}


def test_objection_to_a_job_ends_with_a_new_check_of_placement(case: Case) -> None:
    """The person cannot be asked about that job again while it stands, so the check of placement lifts it."""
    case.answer(case.ask())
    case.answer(case.ask_job(), Answer.OBJECTION)
    before = case.release().refused

    case.answer(case.ask())

    assert before == {case.person: "precheck_objection"}
    assert case.release().released == (case.person,)


def test_silence_after_an_objection_opens_nothing(case: Case) -> None:
    """A consultation that was waiting when the authority objected does not proceed by its deadline."""
    waiting, objected = case.ask(Kind.WORK_SHADOWING), case.ask()
    case.answer(objected, Answer.OBJECTION)
    with case.on(date(2026, 12, 8)) as day_after:
        lapsed = lapse_deadlines(day_after)

    assert lapsed == 0
    assert case.request_state(waiting) is RequestState.PENDING
    assert case.told(NotificationKind.DEADLINE_PASSED) == []


@pytest.mark.parametrize(
    ("recipient", "state"),
    [
        (Recipient.ABH, RequestState.WITHDRAWN),
        (Recipient.AGS, RequestState.PENDING),
        (Recipient.EMPLOYER, RequestState.PENDING),
    ],
)
def test_waiting_request_ends_with_consent_to_the_authority_alone(
    case: Case, recipient: Recipient, state: RequestState
) -> None:
    """What the authority was asked rests on the consent to it, and on no other."""
    request = case.ask()
    give_consent(case.work, case.mentor, case.person, [Recipient.EMPLOYER], language="de", given_on=TODAY)

    withdraw_consent(case.work, case.mentor, case.person, recipient)

    assert case.request_state(request) is state


@pytest.mark.parametrize(("recipient", "left"), [(Recipient.ABH, 1), (Recipient.EMPLOYER, 1), (Recipient.AGS, 0)])
def test_release_falls_with_consent_to_the_employer_service_alone(case: Case, recipient: Recipient, left: int) -> None:
    """Other consents do not carry a release, so their end takes none back."""
    case.answer(case.ask())
    case.release()
    give_consent(case.work, case.mentor, case.person, [Recipient.EMPLOYER], language="de", given_on=TODAY)

    withdraw_consent(case.work, case.mentor, case.person, recipient)

    assert len(case.seen()) == left


def test_asker_is_reminded_once_three_days_before_the_deadline(case: Case) -> None:
    """A consultation asked on 23 November ends on 7 December; on the 4th, not before, the asker hears of it."""
    case.ask(Kind.WORK_SHADOWING)
    reminded = []
    for day in (date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 5)):
        with case.on(day) as work:
            reminded.append(remind_deadlines(work))

    assert reminded == [0, 1, 0]
    assert case.told(NotificationKind.DEADLINE_NEAR) == [(None, case.mentor.id)]


def test_coordinator_and_mentor_learn_that_a_deadline_passed(case: Case) -> None:
    """Silence lets the consultation proceed, and those who act next are told."""
    case.ask(Kind.WORK_SHADOWING)
    with case.on(date(2026, 12, 8)) as day_after:
        lapse_deadlines(day_after)

    assert case.told(NotificationKind.DEADLINE_PASSED) == [(Role.COORDINATOR, None), (None, case.mentor.id)]
