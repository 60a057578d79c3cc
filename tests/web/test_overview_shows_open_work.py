"""The coordinator's first page: counts of what needs them now, each leading on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import event

from matcher.model import Answer, Kind, Level, Mode, Role
from matcher.store import tables
from matcher.store.overview import overview_of
from matcher.store.staleness import MOST_ATTEMPTS
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT, TODAY
from tests.web.conftest import Visitor


def ready_vacancy(session: object, mentor: int, title: str = "Koch") -> tables.Vacancy:
    vacancy = builders.vacancy(session, title=title)  # type: ignore[arg-type]
    people = [builders.participant(session, mentor=mentor).id for _ in range(2)]  # type: ignore[arg-type]
    builders.run(session, vacancy.id, people)  # type: ignore[arg-type]
    return vacancy


def test_overview_counts_what_waits_for_the_coordinator(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Unreleased people, people without mentor, waiting requests, lapsed deadlines, failed rankings."""
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        waiting = ready_vacancy(session, mentor)
        failed = builders.vacancy(session, attempts=MOST_ATTEMPTS, last_error="ValueError")
        alone = builders.participant(session)
        builders.decision(
            session,
            alone.id,
            kind=Kind.WORK_SHADOWING,
            mode=Mode.CONSULT,
            answer=Answer.DEADLINE_PASSED,
            answered_on=TODAY - timedelta(days=1),
            decided_at=AT - timedelta(days=1),
        )
        lapsed = tables.Notification(
            role=Role.COORDINATOR,
            kind=NotificationKind.DEADLINE_PASSED,
            subject_kind="participant",
            subject_id=alone.id,
            created_at=AT - timedelta(days=1),
        )
        session.add(lapsed)
        session.add(
            tables.ClearanceRequest(
                participant_id=alone.id,
                level=Level.PLACEMENT,
                kind=Kind.JOB,
                mode=Mode.CONSENT,
                pack="de-lds-2026",
                rule="R26-35",
                agreed=True,
                sent_on=date(2026, 11, 9),
                asked_at=AT,
                asked_by=mentor,
            )
        )
        session.commit()

    coordinator = visitor(Role.COORDINATOR)
    page = coordinator.get("/overview")

    assert "1 Stelle wartet auf Ihre Freigabe" in page.text
    assert "1 Anfrage bei der Ausländerbehörde" in page.text
    assert "1 Person ohne Patin oder Pate" in page.text
    assert "2 Ranglisten werden neu berechnet" in page.text
    assert "1 Rangliste lässt sich nicht berechnen" in page.text
    assert f"{alone.code} , Hospitation" in page.text
    assert "gefragt vor 14 Tagen" in page.text
    links = [link["href"] for link in page.soup.main.find_all("a")]
    assert f"/rankings/{waiting.reference}" in links
    assert f"/rankings/{failed.reference}" in links

    coordinator.post("/overview/done", {"message": str(lapsed.id)}, status=303)

    assert "Keine abgelaufene Frist wartet auf Sie." in coordinator.get("/overview").text


def test_overview_stops_counting_people_who_are_released(work: Work) -> None:
    """A vacancy whose people are all on the employer service's list needs nobody."""
    with work.database.writing() as session:
        stage = builders.stage(session)
        before = overview_of(session, TODAY).ready_total
        builders.entry(session, stage)
        session.flush()

        after = overview_of(session, TODAY).ready_total

    assert (before, after) == (1, 0)


def test_overview_asks_the_same_number_of_queries_for_many_vacancies(work: Work) -> None:
    """No query per line."""
    queries: list[str] = []
    event.listen(work.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    with work.reading() as session:
        overview_of(session, TODAY)
    for_none = len(queries)
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        for number in range(7):
            ready_vacancy(session, mentor, title=f"Stelle {number}")
        session.commit()
    queries.clear()

    with work.reading() as session:
        seen = overview_of(session, TODAY)

    assert (seen.ready_total, len(seen.ready)) == (7, 5)
    assert len(queries) == for_none
