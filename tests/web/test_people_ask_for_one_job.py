"""Clearance for one job in the hands of mentor and coordinator: where it stands, what is missing, one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event, select

from matcher.model import Answer, Level, Role
from matcher.store import tables
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.request_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """The person is cleared for placement and stands before the employer service."""
    made = Scene(work, visitor)
    made.clear()
    release_shortlist(work, made.actor(Role.COORDINATOR), made.vacancy, [made.person])
    return made


def jobs(scene: Scene) -> str:
    """What the person's page says of jobs."""
    section = scene.mentor.get(f"/people/{scene.code}").soup.select_one("section[aria-labelledby=jobs]")
    return " ".join(section.get_text(" ").split()) if section else ""


def ask(scene: Scene, *, agreed: bool = True, status: int = 200) -> Page:
    path = f"/people/{scene.code}/jobs/{scene.reference}"
    return scene.mentor.send(scene.mentor.get(path), path, {"agreed": "y"} if agreed else {}, status=status)


def test_person_page_lists_released_job_as_not_asked(scene: Scene) -> None:
    """From the release on the mentor sees that the start still needs the authority's word."""
    text = jobs(scene)

    assert "Fachkraft Lagerlogistik, Musterlager" in text
    assert "darf noch nicht anfangen" in text
    assert "noch nicht gefragt" in text
    assert "Es fehlt noch: Arbeitserlaubnis vor Beginn beantragen." in text
    assert "Freigabe für diese Stelle anfragen" in text


def test_request_goes_out_only_with_the_persons_agreement(scene: Scene) -> None:
    """Without the tick nothing leaves the house."""
    page = ask(scene, agreed=False, status=422)

    assert "Bitte zuerst die Person fragen" in page.text
    assert [row.level for row in scene.all(tables.ClearanceRequest)] == [Level.PLACEMENT]


def test_page_says_that_the_authority_checks_when_it_was_asked(scene: Scene) -> None:
    """Asked once it waits: the button is gone, the day of the question stands there."""
    page = ask(scene)

    assert "Die Anfrage ist bei der Ausländerbehörde" in page.text
    assert "gefragt am Mo 23.11.2026, ohne Frist" in page.text
    assert "Es fehlt noch: die Antwort der Ausländerbehörde." in page.text
    assert page.soup.find("form", attrs={"action": f"/people/{scene.code}/jobs/{scene.reference}"}) is None


def test_page_names_conditions_and_lets_start_when_consent_came(scene: Scene) -> None:
    """Consent with the agency's approval opens the start; its conditions stay in sight."""
    request = scene.ask_job()
    added = Conditions(valid_until=date(2027, 6, 1), hours_max=40, ba_answer=Answer.CONSENT)
    answer_request(scene.work, scene.actor(Role.ABH), request, Answer.CONSENT, added)

    text = jobs(scene)

    assert "darf anfangen" in text
    assert "Zustimmung am Mo 23.11.2026 · gültig bis Di 01.06.2027 · höchstens 40 Stunden" in text
    assert "Vor Beginn fehlt nichts mehr." in text


def test_page_says_void_when_the_job_was_changed(scene: Scene) -> None:
    """Who edits the job after the answer reads that it has to be asked again."""
    request = scene.ask_job()
    answer_request(scene.work, scene.actor(Role.ABH), request, Answer.CONSENT, Conditions(ba_answer=Answer.CONSENT))
    with scene.work.database.writing() as session:
        session.get(tables.Vacancy, scene.vacancy).hours = 30
        decision = session.scalars(
            select(tables.ClearanceDecision).where(tables.ClearanceDecision.level == Level.JOB)
        ).one()
        decision.superseded_at, decision.superseded_why = builders.AT, "job_changed"
        session.commit()

    text = jobs(scene)

    assert "ungültig: die Stelle wurde geändert" in text
    assert "darf noch nicht anfangen" in text
    assert "Freigabe für diese Stelle anfragen" in text


def test_job_page_is_closed_to_other_mentors_and_other_jobs(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """Another mentor does not learn that the person exists; the own mentor reaches only jobs that concern them."""
    with scene.work.database.writing() as session:
        other = builders.vacancy(session).reference
        session.commit()

    visitor(Role.MENTOR).get(f"/people/{scene.code}/jobs/{scene.reference}", status=404)
    scene.mentor.get(f"/people/{scene.code}/jobs/{other}", status=404)
    scene.coordinator.get(f"/people/{scene.code}/jobs/{other}")
    scene.coordinator.get(f"/people/{scene.code}/jobs/V-none", status=404)


def test_request_says_what_the_vacancy_lacks_when_it_lacks_it(scene: Scene) -> None:
    """The authority cannot judge a job without hours; the page says where to add them."""
    with scene.work.database.writing() as session:
        session.get(tables.Vacancy, scene.vacancy).hours = None
        session.commit()

    page = ask(scene, status=422)

    assert "Für die Anfrage fehlt bei der Stelle: Wochenstunden" in page.text


def test_ranking_row_leads_to_the_request(scene: Scene) -> None:
    """The coordinator asks from the list."""
    with scene.work.database.writing() as session:
        row = session.scalars(select(tables.RankingRow)).one()
        row.mode = "consent"
        session.commit()

    page = scene.coordinator.get(f"/rankings/{scene.reference}")

    assert page.soup.find("a", href=f"/people/{scene.code}/jobs/{scene.reference}") is not None


def test_person_page_needs_the_same_number_of_queries_for_many_jobs(scene: Scene) -> None:
    """No query per job."""
    queries: list[str] = []
    event.listen(scene.work.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    scene.mentor.get(f"/people/{scene.code}")
    for_one = len(queries)
    with scene.work.database.writing() as session:
        source = session.scalars(select(tables.ClearanceRequest)).first()
        for _ in range(5):
            job = builders.vacancy(session, starts_on=date(2026, 12, 1), hours=38)
            session.add(
                tables.ClearanceRequest(
                    participant_id=scene.person,
                    level=Level.JOB,
                    kind=job.kind,
                    vacancy_id=job.id,
                    mode=source.mode,
                    pack=source.pack,
                    rule=source.rule,
                    fingerprint="x",
                    agreed=True,
                    sent_on=source.sent_on,
                    asked_at=source.asked_at,
                    asked_by=source.asked_by,
                )
            )
        session.commit()

    queries.clear()
    shown = jobs(scene)

    assert shown.count("Musterlager") == 6
    assert len(queries) == for_one
