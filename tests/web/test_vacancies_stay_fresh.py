"""Vacancies grow old by the clock, are asked about, fill up, rest and end; whoever keeps them does it in one tap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import ConflictError, DeniedError, InvalidInputError
from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases import keep_vacancies_fresh as keep_vacancies_fresh_module
from matcher.usecases.confirm_vacancy import confirm_vacancy
from matcher.usecases.edit_vacancy import edit_vacancy
from matcher.usecases.fill_place import fill_place
from matcher.usecases.keep_vacancies_fresh import keep_vacancies_fresh
from matcher.usecases.pause_vacancy import pause_vacancy
from matcher.usecases.submit_vacancy import VacancyEntry
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT
from tests.web.conftest import Visitor
from tests.web.vacancy_scene import shown

Enter = Callable[..., Visitor]
Later = Callable[..., Work]
AGS = frozenset({Role.AGS})


@pytest.fixture
def after(work: Work) -> Iterator[Callable[..., Work]]:
    """Gives the same store, so much later."""
    opened: list[Database] = []

    def later(**time: float) -> Work:
        url = work.database.url.render_as_string(hide_password=False)
        opened.append(Database(url, clock=FixedClock(AT + timedelta(**time))))
        return replace(work, database=opened[-1])

    yield later
    for database in opened:
        database.dispose()


def vacancy(work: Work, *, mentor: int | None = None, **fields: object) -> int:
    with work.database.writing() as session:
        mentor = mentor or builders.account(session, Role.MENTOR).id
        row = builders.vacancy(session, acquired_by=mentor, **fields)
        session.commit()
        return row.id


def row_of(work: Work, vacancy_id: int) -> tables.Vacancy:
    with work.reading() as session:
        return session.get_one(tables.Vacancy, vacancy_id)


def told(work: Work, kind: NotificationKind) -> set[object]:
    """Accounts and roles that were told this."""
    query = select(tables.Notification.account_id, tables.Notification.role).where(tables.Notification.kind == kind)
    with work.reading() as session:
        return {account or role for account, role in session.execute(query)}


def test_mentor_is_asked_after_four_weeks_and_vacancy_closes_after_six(work: Work, after: Later) -> None:
    """Once asked, once closed; the outcome is "expired", and mentor and employer service are told."""
    running, fresh = vacancy(work), vacancy(work, changed_at=AT + timedelta(days=10))
    mentor = row_of(work, running).acquired_by

    steps = [keep_vacancies_fresh(after(days=days)) for days in (27, 28, 29, 41, 42, 43)]

    assert steps == [0, 1, 0, 1, 1, 0]
    assert row_of(work, running).outcome is VacancyOutcome.EXPIRED
    assert row_of(work, fresh).state is VacancyState.OPEN
    assert mentor in told(work, NotificationKind.VACANCY_STILL_FREE)
    assert told(work, NotificationKind.VACANCY_EXPIRED) == {mentor, Role.AGS}


def test_no_vacancy_closes_unasked_when_worker_was_away(work: Work, after: Later) -> None:
    """After a long pause of the worker the question comes first, and two weeks to answer it."""
    running = vacancy(work)

    assert keep_vacancies_fresh(after(days=200)) == 1
    assert row_of(work, running).state is VacancyState.OPEN
    assert keep_vacancies_fresh(after(days=213)) == 0
    assert keep_vacancies_fresh(after(days=214)) == 1


def test_answer_that_comes_just_in_time_keeps_the_vacancy(work: Work, after: Later) -> None:
    """The worker looks again under the row's lock: what it had read a moment before does not count."""
    running = vacancy(work)
    mentor = Actor(id=row_of(work, running).acquired_by, roles=frozenset({Role.MENTOR}))
    keep_vacancies_fresh(after(days=28))
    late = after(days=42)
    unanswered = keep_vacancies_fresh_module._unanswered(late.clock.now())

    confirm_vacancy(late, mentor, running)
    closed = keep_vacancies_fresh_module._close(late, [running], unanswered)

    assert closed == 0
    assert row_of(work, running).state is VacancyState.OPEN


def test_returned_and_submitted_vacancies_are_left_alone(work: Work, after: Later) -> None:
    """What the employer service has not accepted is not asked about."""
    for state in ({"state": VacancyState.SUBMITTED}, {"state": VacancyState.RETURNED, "return_reason": "pay"}):
        vacancy(work, **state)

    assert keep_vacancies_fresh(after(days=100)) == 0


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", None), ("filled", VacancyOutcome.FILLED), ("withdrawn", VacancyOutcome.WITHDRAWN)]
)
def test_mentor_answers_in_one_tap_on_their_day(
    work: Work, after: Later, visitor: Enter, answer: str, outcome: VacancyOutcome | None
) -> None:
    """Yes starts four new weeks, no closes; the question is gone from the day either way."""
    mentor = visitor(Role.MENTOR)
    running = vacancy(work, mentor=mentor.account_id, changed_at=AT - timedelta(days=28))
    keep_vacancies_fresh(work)
    reference = row_of(work, running).reference

    day = mentor.get("/day")
    done = mentor.send(day, f"/keep/{reference}/still-free", holding=answer)

    assert "Ist die Stelle noch frei?" in day.text
    assert "ohne Antwort schließt sie in 14 Tagen" in day.text
    assert done.response.request.path == "/day"
    assert 'id="still-free"' not in done.html
    assert row_of(work, running).outcome is outcome
    assert keep_vacancies_fresh(after(days=27)) == 0


def test_last_place_closes_vacancy_as_filled_and_judges_nobody(work: Work, visitor: Enter) -> None:
    """The first place only counts; the last one closes, takes proposals back, and writes no review."""
    scene = shown(work)
    with work.database.writing() as session:
        session.get_one(tables.Vacancy, scene.stage.vacancy).places = 2
        session.commit()
    ags = visitor(Role.AGS)
    page = f"/inbox/{scene.reference}"

    first = ags.send(ags.get(page), f"/keep/{scene.reference}/fill")
    with work.reading() as session:
        entries_between = session.scalars(select(AGS_ENTRY.c.id)).all()
    last = ags.send(first, f"/keep/{scene.reference}/fill")

    assert "1 von 2 besetzt" in first.text
    assert len(entries_between) == 1
    assert "Stelle besetzt" in last.text
    row = row_of(work, scene.stage.vacancy)
    assert (row.state, row.outcome, row.filled) == (VacancyState.CLOSED, VacancyOutcome.FILLED, 2)
    with work.reading() as session:
        assert session.get_one(tables.ShortlistEntry, scene.entry).state is EntryState.WITHDRAWN
        assert session.scalars(select(tables.Review)).all() == []


def test_double_click_fills_one_place_and_the_place_can_be_freed(work: Work, visitor: Enter) -> None:
    """The same button twice counts once and says so; counting can be taken back."""
    mentor = visitor(Role.MENTOR)
    running = vacancy(work, mentor=mentor.account_id, places=3)
    address = f"/keep/{row_of(work, running).reference}"
    page = mentor.get(f"/vacancies/{row_of(work, running).reference}")

    mentor.send(page, f"{address}/fill")
    again = mentor.send(page, f"{address}/fill")
    filled = row_of(work, running).filled
    mentor.send(again, f"{address}/free")

    assert "Inzwischen sind 1 von 3 Plätzen besetzt" in again.text
    assert filled == 1
    assert row_of(work, running).filled == 0


def test_places_cannot_fall_below_those_taken(work: Work) -> None:
    """An edit that leaves no free place names the field; the database refuses it too."""
    running = vacancy(work, places=3, filled=2)
    mentor = Actor(id=row_of(work, running).acquired_by, roles=frozenset({Role.MENTOR}))
    entry = VacancyEntry(employer="Hof", title="Helfer", kind=row_of(work, running).kind, places=2)

    with pytest.raises(InvalidInputError) as refused:
        edit_vacancy(work, mentor, running, entry, version=1, submission="s" * 20)

    assert refused.value.field == "places"


def test_paused_vacancy_rests_until_it_is_resumed(work: Work, visitor: Enter) -> None:
    """The employer service pauses, the mentor is told and resumes; ranking waits meanwhile."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)
    running = vacancy(work, mentor=mentor.account_id)
    reference = row_of(work, running).reference
    wanted = row_of(work, running).wanted_generation

    ags.send(ags.get(f"/inbox/{reference}"), f"/keep/{reference}/pause")
    state = row_of(work, running).state
    resumed = mentor.send(mentor.get(f"/vacancies/{reference}"), f"/keep/{reference}/resume")

    assert state is VacancyState.PAUSED
    assert told(work, NotificationKind.VACANCY_PAUSED) == {mentor.account_id}
    assert "läuft weiter" in resumed.text
    assert row_of(work, running).state is VacancyState.OPEN
    assert row_of(work, running).wanted_generation == wanted + 1


def test_employer_service_closes_and_mentor_is_told(work: Work, visitor: Enter) -> None:
    """Closing asks for the outcome; "expired" is the clock's alone."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)
    running = vacancy(work, mentor=mentor.account_id)
    page = f"/inbox/{row_of(work, running).reference}"

    form = ags.get(page)
    ags.send(form, f"{page}/close", {"outcome": ""}, status=422)
    ags.send(form, f"{page}/close", {"outcome": "expired"}, status=422)
    ags.send(form, f"{page}/close", {"outcome": "withdrawn"})

    assert row_of(work, running).outcome is VacancyOutcome.WITHDRAWN
    assert told(work, NotificationKind.VACANCY_CLOSED) == {mentor.account_id}


def test_only_its_keepers_touch_a_vacancy_and_only_while_it_runs(work: Work, visitor: Enter) -> None:
    """Another mentor is refused; one that is closed, or not yet accepted, stays as it is."""
    running, closed = vacancy(work), vacancy(work, state=VacancyState.CLOSED, outcome=VacancyOutcome.FILLED)
    waiting = vacancy(work, state=VacancyState.SUBMITTED)
    stranger = visitor(Role.MENTOR).account_id
    ags = Actor(id=visitor(Role.AGS).account_id, roles=AGS)

    with pytest.raises(DeniedError):
        fill_place(work, Actor(id=stranger, roles=frozenset({Role.MENTOR})), running, seen=0)
    for other in (closed, waiting):
        with pytest.raises(ConflictError):
            fill_place(work, ags, other, seen=0)
        with pytest.raises(ConflictError):
            pause_vacancy(work, ags, other)
