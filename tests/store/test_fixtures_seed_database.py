"""The demo's database: what it shows at first sight, and that it is what the use cases would have left."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select, text

from fixtures.logins import logins
from fixtures.seed import seed
from matcher.access import Actor
from matcher.clearance import clearance_for
from matcher.model import Level, Mode, Role, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.accompaniment import covered_people
from matcher.store.audit import first_break
from matcher.store.loading import load_people
from matcher.store.participants import list_people
from matcher.store.placement_dues import DueKind, placement_dues
from matcher.store.proposals import Show as ShowProposals
from matcher.store.proposals import list_proposals
from matcher.store.session import Database
from matcher.store.staleness import count_stale
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.inquiries import InquiryState
from matcher.store.tables.placements import PlacementState
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.seal_audit import seal_audit
from matcher.usecases.work import Work

ON = date(2026, 11, 23)


@pytest.fixture
def seeded(database: Database) -> Database:
    seed(database, "small", password_hash="x")
    return database


def test_seed_opens_a_login_per_role(seeded: Database) -> None:
    """Whoever reads the printed table finds each of its accounts, with its role, and 60 mentors in all."""
    with seeded.reading() as session:
        query = select(tables.Account.email, tables.AccountRole.role).join(tables.AccountRole)
        found = {row.email: row.role for row in session.execute(query)}

    assert {login.email: login.role for login in logins()}.items() <= found.items()
    assert set(found.values()) == set(Role)
    assert Counter(found.values())[Role.MENTOR] == 60


def test_seed_gives_each_role_something_to_do(seeded: Database) -> None:
    """Inbox, worklist, people, vacancies and a reviewed shortlist are there at first sight."""
    with seeded.reading() as session:
        ids = {row.email: row.id for row in session.scalars(select(tables.Account))}
        mentor = ids[logins()[0].email]
        people = list_people(session, Actor(id=mentor, roles=frozenset({Role.MENTOR})))
        covered = covered_people(session, mentor)
        counselled = list_people(session, Actor(id=0, roles=frozenset({Role.COUNSELLOR}), organisation="jobcenter"))
        states = Counter(
            session.scalars(select(tables.Vacancy.state).where(tables.Vacancy.acquired_by == mentor)).all()
        )
        pending = session.scalars(
            select(tables.ClearanceRequest).where(tables.ClearanceRequest.state == RequestState.PENDING)
        ).all()
        shown = session.execute(text("SELECT count(DISTINCT vacancy_id), count(*) FROM ags_entry")).one()
        reviews = session.scalar(select(func.count()).select_from(tables.Review))

    assert people.total == 6 + len(covered)
    assert counselled.total > 50
    assert states == {VacancyState.OPEN: 3, VacancyState.SUBMITTED: 1, VacancyState.RETURNED: 1}
    assert len(pending) >= 3
    assert any(request.deadline and request.deadline < ON for request in pending)
    assert shown[0] == 8
    assert shown[1] >= 16
    assert reviews


def test_seed_shows_people_on_their_way_into_work(seeded: Database) -> None:
    """Meetings, plans, work, an end with what was learned, questions due; the demo's mentor has people in it."""
    with seeded.reading() as session:
        mentor = session.scalars(select(tables.Account.id).where(tables.Account.email == logins()[0].email)).one()
        who = Actor(id=mentor, roles=frozenset({Role.MENTOR}))
        places = Counter(session.scalars(select(tables.Placement.state)).all())
        learned = session.scalars(select(tables.Placement.learned).where(tables.Placement.learned.is_not(None))).all()
        meetings = session.scalar(select(func.count()).select_from(tables.Interview))
        notes = session.scalar(select(func.count()).select_from(tables.Note))
        due = {item.kind for item in placement_dues(session, who, seeded.clock.today())}
        covered = covered_people(session, mentor)
        working = list_proposals(session, who, show=ShowProposals.WORKING).total

    assert places[PlacementState.STARTED] == places[PlacementState.ENDED] == 1
    assert places[PlacementState.PLANNED] >= 1
    assert len(learned) == 1
    assert meetings == 2
    assert notes == 4
    assert {DueKind.MEETING, DueKind.FOLLOW_UP, DueKind.ASK_FIRM} <= due
    assert covered
    assert working == 1


def test_seed_lets_the_partners_exchange(seeded: Database) -> None:
    """A register, contacts and activities of the mentor's people, news, an answered question, an agenda with tasks."""
    with seeded.reading() as session:
        many = {
            table: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (tables.Organisation, tables.PersonContact, tables.Activity, tables.News, tables.MentorProfile)
        }
        states = Counter(session.scalars(select(tables.Inquiry.state)).all())
        agenda = session.scalar(select(func.count()).select_from(tables.ConferenceItem)) or 0
        tasks = session.scalars(select(tables.Task)).all()

    assert many[tables.Organisation] == 11
    assert min(many.values()) >= 2
    assert states == {InquiryState.ANSWERED: 1, InquiryState.OPEN: 1}
    assert agenda >= 6
    assert len(tasks) == 2


def test_seed_leaves_the_other_vacancies_to_the_worker(seeded: Database) -> None:
    """What is open and not shown yet is stale; a worker finds it and ranks it."""
    work = Work(seeded)
    with seeded.reading() as session:
        before = count_stale(session, ON)

    Ranker(work).rank_all()

    with seeded.reading() as session:
        assert before > 50
        assert count_stale(session, ON) == 0


def test_seed_materialises_what_the_gate_says(seeded: Database) -> None:
    """A decision's window holds today exactly where the gate lets the person pass for that kind."""
    with seeded.reading() as session:
        people = load_people(session)
        decisions = session.scalars(
            select(tables.ClearanceDecision).where(tables.ClearanceDecision.superseded_at.is_(None))
        ).all()

    for row in decisions:
        person = people[row.participant_id]
        window_open = (
            row.open_from is not None and row.open_from <= ON and (row.open_until is None or row.open_until > ON)
        )
        passage = clearance_for(person, Vacancy(id=VacancyRef(""), title="", kind=row.kind), ON)
        if person.stopped or not person.participates or not person.consent_ags:
            continue
        assert window_open == passage.release_open, row.id


def test_seed_asks_in_the_mode_that_the_law_names(seeded: Database) -> None:
    """Only questions that may be asked stand there, and none of a person who has left."""
    with seeded.reading() as session:
        people = load_people(session)
        requests = session.scalars(select(tables.ClearanceRequest)).all()

    assert {request.mode for request in requests} == {Mode.INFORMATIVE, Mode.CONSULT, Mode.CONSENT}
    assert {request.level for request in requests} == {Level.PLACEMENT}
    assert all(people[request.participant_id].participates for request in requests)
    assert all((request.deadline is not None) == (request.mode is Mode.CONSULT) for request in requests)


def test_seed_leaves_traces_in_order(seeded: Database) -> None:
    """Audit rows tell the months in order and can be sealed; each change of a person has its number."""
    seal_audit(Work(seeded))
    with seeded.reading() as session:
        moments = session.scalars(select(tables.AuditRow.at).order_by(tables.AuditRow.id)).all()
        newest = session.scalar(select(func.max(tables.Change.number)))
        counter = session.scalar(select(tables.ChangeCounter.last))

        assert first_break(session) is None
    assert list(moments) == sorted(moments)
    assert newest == counter
