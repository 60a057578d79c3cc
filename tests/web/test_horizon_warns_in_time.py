"""What ends before it starts: papers and answers of the next 90 days against planned first days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from matcher.model import Kind, Level, Role
from matcher.store import tables
from matcher.store.horizon import Ends, horizon
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT, TODAY
from tests.web.conftest import Visitor

START = date(2027, 1, 11)


@pytest.fixture
def stage(work: Work) -> builders.Stage:
    """Somebody who stands before the employer service for a job that begins on 11 January."""
    with work.database.writing() as session:
        made = builders.stage(session, starts_on=START)
        builders.entry(session, made)
        session.commit()
        return made


def change(work: Work, table: type, key: int, **fields: object) -> None:
    with work.database.writing() as session:
        row = session.get(table, key)
        for name, value in fields.items():
            setattr(row, name, value)
        session.commit()


def document_ends(work: Work, stage: builders.Stage, day: date) -> None:
    with work.database.writing() as session:
        session.query(tables.ResidenceDocument).filter_by(participant_id=stage.participant).one().valid_until = day
        session.commit()


def endings(work: Work, mentor: int | None = None) -> list[tuple[Ends, date, int]]:
    with work.reading() as session:
        found = horizon(session, TODAY, mentor_id=mentor)
    return [(item.what, item.last_day, len(item.before)) for item in found]


@pytest.mark.parametrize(
    ("ends", "before"), [(START - timedelta(days=1), 1), (START, 0), (START + timedelta(days=1), 0)]
)
def test_document_clashes_only_when_it_ends_before_the_first_day(
    work: Work, stage: builders.Stage, ends: date, before: int
) -> None:
    """A document that still holds on the first day carries it."""
    document_ends(work, stage, ends)

    assert endings(work) == [(Ends.DOCUMENT, ends, before)]


@pytest.mark.parametrize(
    ("ends", "seen"),
    [(TODAY - timedelta(days=1), 0), (TODAY, 1), (TODAY + timedelta(days=90), 1), (TODAY + timedelta(days=91), 0)],
)
def test_horizon_reaches_ninety_days(work: Work, stage: builders.Stage, ends: date, seen: int) -> None:
    """From today on, not further; what is over already is another page's task."""
    document_ends(work, stage, ends)

    assert len(endings(work)) == seen


def test_answer_ends_the_day_before_it_no_longer_counts(work: Work, stage: builders.Stage) -> None:
    """“Valid until” names the first day outside; an answer about another kind carries no start of this one."""
    change(work, tables.ClearanceDecision, stage.decision, valid_until=START)
    with work.database.writing() as session:
        builders.decision(session, stage.participant, kind=Kind.TRAINING, valid_until=date(2027, 1, 5))
        session.commit()

    assert endings(work) == [(Ends.PRECHECK, date(2027, 1, 4), 0), (Ends.PRECHECK, START - timedelta(days=1), 1)]


def test_permits_mentorships_and_job_clearances_are_seen(work: Work, stage: builders.Stage) -> None:
    """Everything that can run out stands on one page; of permits the newest counts."""
    with work.database.writing() as session:
        for end in (date(2026, 12, 1), date(2026, 12, 24)):
            session.add(
                tables.WorkPermit(
                    participant_id=stage.participant,
                    employer="Musterlager",
                    kind=Kind.JOB,
                    valid_from=date(2026, 1, 1),
                    valid_until=end,
                    recorded_at=AT,
                )
            )
            session.flush()
        mentorship = session.query(tables.Mentorship).filter_by(participant_id=stage.participant).one()
        mentorship.planned_end = date(2026, 12, 30)
        builders.decision(
            session, stage.participant, level=Level.JOB, vacancy_id=stage.vacancy, valid_until=date(2027, 1, 2)
        )
        session.commit()

    assert endings(work) == [
        (Ends.PERMIT, date(2026, 12, 24), 1),
        (Ends.MENTORSHIP, date(2026, 12, 30), 1),
        (Ends.JOB_CLEARANCE, date(2027, 1, 1), 1),
    ]


def test_start_counts_only_while_the_person_stands_for_it(work: Work, stage: builders.Stage) -> None:
    """A proposal that was taken back, or a closed vacancy, plans nothing."""
    document_ends(work, stage, date(2026, 12, 20))
    assert endings(work) == [(Ends.DOCUMENT, date(2026, 12, 20), 1)]

    change(work, tables.Vacancy, stage.vacancy, state="closed", outcome="filled")

    assert endings(work) == [(Ends.DOCUMENT, date(2026, 12, 20), 0)]


def test_mentor_sees_own_people_only(work: Work, stage: builders.Stage, visitor: Callable[..., Visitor]) -> None:
    """Other mentors' people stay out of sight, also in the counts."""
    document_ends(work, stage, date(2026, 12, 20))
    with work.reading() as session:
        code = session.get(tables.Participant, stage.participant).code

    own = visitor(Role.MENTOR, account_id=stage.mentor).get("/horizon")
    other = visitor(Role.MENTOR).get("/horizon?show=all")

    assert code in own.text
    assert code not in other.text
    assert "Alles (0)" in other.text


def test_page_groups_by_week_and_leads_to_the_next_step(
    work: Work, stage: builders.Stage, visitor: Callable[..., Visitor]
) -> None:
    """Days left, the clash, and the page on which the step is taken; the picture has a table beside it."""
    document_ends(work, stage, date(2026, 12, 20))
    with work.reading() as session:
        code = session.get(tables.Participant, stage.participant).code

    page = visitor(Role.COORDINATOR).get("/horizon")

    assert "Woche ab Mo 14.12.2026" in page.text
    assert "letzter Tag in 27 Tagen, So 20.12.2026" in page.text
    assert "vor dem Beginn zu Ende" in page.text
    assert page.soup.find("a", href=f"/people/{code}/edit/document") is not None
    assert page.soup.select_one("svg[role=img] title") is not None
    assert [cell.get_text() for cell in page.soup.select("tbody td")] == ["1", "1"]


def test_horizon_needs_the_same_number_of_queries_for_many_people(work: Work, stage: builders.Stage) -> None:
    """No query per person."""
    document_ends(work, stage, date(2026, 12, 20))
    queries: list[str] = []
    event.listen(work.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    endings(work)
    for_one = len(queries)
    with work.database.writing() as session:
        for _ in range(8):
            builders.participant(session, valid_until=date(2026, 12, 20))
        session.commit()

    queries.clear()
    assert len(endings(work)) == 9
    assert len(queries) == for_one
