"""Sharing out and next steps on their pages: asked for, shown beside the lists, decided without releasing anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.courses import CourseKind
from matcher.model import Cefr, Kind, Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.surveys import SharingReason, SharingVerdict, SurveyKind
from matcher.usecases.run_survey import run_survey
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor

PAGES = ("/sharing", "/next-steps")


class Scene:
    """Two people at B1 who are both cleared, one vacancy that needs B2, and criteria that insist on it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        with work.database.writing() as session:
            builders.criteria(session).content = replace(Criteria.default(), german_hard=True).to_dict()
            stage = builders.stage(session, german_min=Cefr.B2, kind=Kind.JOB)
            second = builders.participant(session)
            builders.decision(session, second.id)
            self.first = session.get_one(tables.Participant, stage.participant).code
            self.second = second.code
            self.reference = session.get_one(tables.Vacancy, stage.vacancy).reference
            self.coordinator_id = stage.coordinator
            session.commit()

    def suggest(self, **changes: Any) -> None:
        """A result that suggests the second person where the list names the first one."""
        pair = {
            "reference": self.reference,
            "title": "Fachkraft Lagerlogistik",
            "employer": "Musterlager",
            "code": self.second,
            "rank": 2,
            "ranked": 9,
            "score": 0.71,
            "first": [self.first],
        }
        result = {
            "vacancies": 1, "places": 1, "listed": 2, "greedy": 1, "assigned": 1, "pairs": [pair | changes],
            "crowded": [{"code": self.first, "lists": 4}], "unseen": 2, "waiting_all": 1, "nowhere_all": 1,
            "waiting": [
                {"code": self.first, "lists": 1, "rank": 3, "reference": self.reference, "title": "Fachkraft"}
            ],
            "nowhere": [self.second],
        }  # fmt: skip
        with self.work.database.writing() as session:
            session.add(
                tables.Survey(
                    kind=SurveyKind.SHARING,
                    state=TrialState.DONE,
                    done=1,
                    total=1,
                    asked_at=builders.AT,
                    finished_at=builders.AT,
                    result=result,
                )
            )
            session.commit()

    def decisions(self) -> list[tuple[SharingVerdict, SharingReason | None]]:
        with self.work.reading() as session:
            rows = session.query(tables.SharingDecision).order_by(tables.SharingDecision.id).all()
        return [(row.verdict, row.reason) for row in rows]

    def released(self) -> int:
        with self.work.reading() as session:
            return int(session.query(tables.ShortlistEntry).count())


@pytest.fixture
def scene(work: Work) -> Scene:
    return Scene(work)


@pytest.fixture
def coordinator(scene: Scene, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR, account_id=scene.coordinator_id)


@pytest.mark.parametrize("address", PAGES)
def test_page_asks_a_worker_and_shows_how_far_it_is(scene: Scene, coordinator: Visitor, address: str) -> None:
    """Before, during and after: a button, a progress, a result with its time."""
    page = coordinator.get(address)
    assert "Noch nicht berechnet." in page.text

    page = coordinator.send(page, address)
    assert "0 von 1 Stellen berechnet" in page.text
    assert "HX-Refresh" not in coordinator.get(f"{address}/state").response.headers
    run_survey(scene.work)

    assert coordinator.get(f"{address}/state").response.headers["HX-Refresh"] == "true"
    assert "Neu rechnen" in coordinator.get(address).text


def test_next_steps_count_people_lists_and_free_places(scene: Scene, coordinator: Visitor, work: Work) -> None:
    """B2 opens the one list for both; a course from B1 to B2 has one place, so one is missing."""
    with work.database.writing() as session:
        for title, start, goal in (("Passt", Cefr.B1, Cefr.B2), ("Zu leicht", Cefr.A1, Cefr.B1)):
            session.add(
                tables.Course(
                    title=title,
                    kind=CourseKind.JOB_GERMAN,
                    provider="Volkshochschule",
                    level_from=start,
                    level_to=goal,
                    places=1,
                    starts_on=date(2026, 12, 1),
                    created_at=builders.AT,
                    created_by=scene.coordinator_id,
                )
            )
        session.commit()
    coordinator.send(coordinator.get("/next-steps"), "/next-steps")
    run_survey(work)

    page = coordinator.get("/next-steps")

    assert "0 von 2 Menschen stehen auf mindestens einer der 1 Listen." in page.text
    assert "Deutsch bis B2 2 1 1 1 1" in page.text
    assert "Deutsch bis B2: 2 Menschen, 1 freie Plätze" in page.soup.find("desc").text
    assert {scene.first, scene.second} <= set(page.text.split())


def shown(coordinator: Visitor, show: str) -> Page:
    return coordinator.get(f"/sharing?show={show}")


def test_accepting_leads_to_the_list_and_releases_nobody(scene: Scene, coordinator: Visitor) -> None:
    scene.suggest()
    page = coordinator.get("/sharing")
    assert "Platz 2 von 9" in page.text
    assert f"Die Liste nennt zuerst: {scene.first}" in page.text
    before = scene.released()

    page = coordinator.send(page, "/sharing/accept")

    assert "Freigegeben ist noch niemand" in page.text
    assert page.soup.find("h1").text.strip() == "Fachkraft Lagerlogistik"
    assert scene.decisions() == [(SharingVerdict.ACCEPTED, None)]
    assert scene.released() == before
    assert scene.second in shown(coordinator, "accepted").text
    assert "Hier ist nichts." in shown(coordinator, "open").text


def test_dismissing_needs_a_reason_and_can_be_taken_back(scene: Scene, coordinator: Visitor) -> None:
    scene.suggest()
    refused = coordinator.send(coordinator.get("/sharing"), "/sharing/dismiss", status=422)
    assert "Bitte einen Grund wählen" in refused.text
    assert scene.decisions() == []

    page = coordinator.send(refused, "/sharing/dismiss", {"reason": "firm"})
    assert "nicht mehr vorgeschlagen" in page.text
    page = shown(coordinator, "dismissed")
    assert "Der Betrieb sucht etwas anderes" in page.text
    coordinator.send(page, "/sharing/accept")

    assert scene.decisions() == [
        (SharingVerdict.DISMISSED, SharingReason.FIRM),
        (SharingVerdict.ACCEPTED, None),
    ]


def test_suggestion_that_is_first_on_its_list_waits_for_no_decision(scene: Scene, coordinator: Visitor) -> None:
    scene.suggest(first=[scene.second])

    page = coordinator.get("/sharing")

    assert "Zu entscheiden (0)" in page.text
    assert "Wie auf der Liste (1)" in page.text


def test_page_names_who_is_first_on_many_lists_and_who_on_none(scene: Scene, coordinator: Visitor) -> None:
    scene.suggest()

    page = coordinator.get("/sharing")

    assert f"{scene.first} 4" in page.text
    assert "Seit 8 Wochen nicht vorgeschlagen: 2" in page.text
    assert "Auf keiner Liste: 1" in page.text


@pytest.mark.parametrize("step", ["accept", "dismiss"])
@pytest.mark.parametrize(
    "typed",
    [{}, {"survey": "x"}, {"survey": "1", "reference": "V-0", "code": "LDS-0000"}, {"survey": "99999999999"}],
    ids=str,
)
def test_suggestion_that_is_not_there_is_refused_kindly(
    scene: Scene, coordinator: Visitor, step: str, typed: dict[str, str]
) -> None:
    scene.suggest()

    coordinator.post(f"/sharing/{step}", typed | {"reason": "other"}, status=404)

    assert scene.decisions() == []


@pytest.mark.parametrize("address", [*PAGES, "/sharing/state", "/next-steps/state"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_the_coordinator_sees_these_pages(visitor: Callable[..., Visitor], address: str, role: Role) -> None:
    visitor(role).get(address, status=403)
