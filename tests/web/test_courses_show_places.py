"""Courses' pages: entered and changed with every mistake kept on the page, people entered, places shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.model import Recipient, Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome, EnrolmentState
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene

COURSE: Typed = {
    "title": "Berufssprachkurs B2",
    "kind": "job_german",
    "provider": "Volkshochschule",
    "level_from": "B1",
    "level_to": "B2",
    "places": "1",
    "starts_on": "01.12.2026",
    "until": "31.03.2027",
    "monday": "8:30–12:30",
    "wednesday": "8.30 - 12.30, 14-16",
    "postcode": "15711",
    "city": "Königs Wusterhausen",
}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    with work.database.writing() as session:
        builders.criteria(session).content = Criteria.default().to_dict()
        session.commit()
    return Scene(work, visitor)


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR)


@pytest.fixture
def counsellor(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COUNSELLOR, organisation="jobcenter")


def entered(visitor: Visitor, **changes: str) -> None:
    visitor.send(visitor.get("/courses/new"), "/courses/new", COURSE | changes)


def test_course_entered_by_a_counsellor_is_listed_with_its_free_places(scene: Scene, counsellor: Visitor) -> None:
    """What was typed with points, dashes and blanks stands in words on the list, for mentors too."""
    entered(counsellor, places="3")

    page = scene.mentor.get("/courses")

    assert "Berufssprachkurs B2" in page.text
    assert "B1 → B2" in page.text
    assert "3 Plätze frei" in page.text
    assert "Mo, Mi 8:30–12:30, Mi 14:00–16:00 (10 Std. pro Woche)" in page.text
    assert "bis Mi 31.03.2027" in page.text
    (row,) = scene.all(tables.Course)
    assert str(row.until) == "2027-04-01"


WRONG = {
    "no title": ({"title": ""}, "Bitte ausfüllen."),
    "no kind": ({"kind": ""}, "Bitte ausfüllen."),
    "unknown kind": ({"kind": "x"}, "Bitte einen Wert aus der Liste wählen."),
    "level B3": ({"level_to": "B3"}, "Bitte einen Wert aus der Liste wählen."),
    "no level": ({"level_to": ""}, "Bitte wählen, zu welchem Niveau der Kurs führt."),
    "level falls": ({"level_to": "A2"}, "Der Kurs führt nicht über das Niveau hinaus"),
    "no licence": ({"kind": "licence"}, "Bitte eintragen, zu welchem Schein der Kurs führt"),
    "no places": ({"places": "0"}, "Bitte 1 bis 500 eintragen."),
    "half places": ({"places": "1,5"}, "Bitte 1 bis 500 eintragen."),
    "end before start": ({"until": "30.11.2026"}, "Das Ende liegt vor dem Anfang."),
    "no such day": ({"until": "31.02.2027"}, "Diesen Tag gibt es nicht"),
    "no time": ({"monday": "morgens"}, "Bitte eine Zeit wie 8:30–12:30 eintragen."),
    "no such hour": ({"monday": "8-25"}, "Diese Uhrzeit gibt es nicht"),
    "time backwards": ({"monday": "12-8"}, "Das Ende liegt nicht nach dem Anfang."),
    "times overlap": ({"monday": "8-12, 11-13"}, "Zwei Zeiten überschneiden sich."),
    "postcode": ({"postcode": "1571"}, "Eine Postleitzahl hat 5 Ziffern"),
    "long title": ({"title": "Ü" * 300}, "Das sind 300 Zeichen"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_course_with_a_mistake_keeps_what_was_typed(scene: Scene, coordinator: Visitor, wrong: str) -> None:
    """The message names what to do, every other field still holds its words, and nothing is stored."""
    typed, message = WRONG[wrong]

    page = coordinator.send(coordinator.get("/courses/new"), "/courses/new", COURSE | typed, status=422)

    assert message in page.text
    for name, value in (COURSE | typed).items():
        if name not in {"kind", "level_to"}:
            assert page.value(name) == value
    assert scene.all(tables.Course) == []


def test_two_editors_of_a_course_lose_nothing(scene: Scene, coordinator: Visitor, counsellor: Visitor) -> None:
    entered(coordinator)
    first, second = coordinator.get("/courses/1/edit"), counsellor.get("/courses/1/edit")
    coordinator.send(first, "/courses/1/edit", {"places": "5"})

    conflict = counsellor.send(second, "/courses/1/edit", {"title": "Neuer Name"}, status=409)
    counsellor.send(conflict, "/courses/1/edit")

    assert "Jemand anders hat diesen Kurs inzwischen geändert" in conflict.text
    assert conflict.value("title") == "Neuer Name"
    (row,) = scene.all(tables.Course)
    assert (row.title, row.version) == ("Neuer Name", 3)


def test_coordinator_enters_by_code_and_the_second_one_waits(scene: Scene, coordinator: Visitor) -> None:
    """One place: the first is in, the second waits at place 1 and moves up when the first has finished."""
    entered(coordinator)
    other = scene.code_of(scene.add_person())
    for code in (scene.code, other):
        page = coordinator.send(coordinator.get("/courses/1"), "/courses/1/enrol", {"code": code.lower()})
    assert f"{other} steht auf der Warteliste" in page.text
    assert "voll, 1 Person wartet" in page.text
    assert "wartet, Platz 1" in page.text

    page = coordinator.send(page, "/courses/enrolments/1/end", {"outcome": "completed"})

    assert "1 Person ist von der Warteliste nachgerückt." in page.text
    rows = scene.all(tables.Enrolment)
    assert [(row.state, row.outcome) for row in rows] == [
        (EnrolmentState.ENDED, EnrolmentOutcome.COMPLETED),
        (EnrolmentState.ENROLLED, None),
    ]


@pytest.mark.parametrize("code", ["LDS-9999", "", "مرحبا", "x" * 300])
def test_unknown_code_is_told_at_the_field(scene: Scene, coordinator: Visitor, code: str) -> None:
    entered(coordinator)

    coordinator.send(coordinator.get("/courses/1"), "/courses/1/enrol", {"code": code}, status=422)

    assert scene.all(tables.Enrolment) == []


def test_counsellor_sees_and_enters_own_people_only(scene: Scene, coordinator: Visitor, counsellor: Visitor) -> None:
    """Without consent a code is unknown, and whoever is in the course is counted, not named."""
    entered(coordinator, places="4")
    coordinator.send(coordinator.get("/courses/1"), "/courses/1/enrol", {"code": scene.code})

    refused = counsellor.send(counsellor.get("/courses/1"), "/courses/1/enrol", {"code": scene.code}, status=422)
    assert "Diese Person gibt es hier nicht" in refused.text
    assert scene.portrait().name not in refused.text
    assert "1 weitere Person sehen Sie nicht" in refused.text
    scene.consent(Recipient.JOBCENTER)
    seen = counsellor.get("/courses/1")

    assert scene.code in seen.text
    assert "view_members" in [row.action for row in scene.all(tables.AuditRow)]


def test_mentor_reads_who_can_enter_and_cannot(scene: Scene, coordinator: Visitor) -> None:
    entered(coordinator, places="4")

    page = scene.mentor.get("/courses/1")

    assert "Anmelden können die Koordination und die Arbeitsvermittlung." in page.text
    scene.mentor.post("/courses/1/enrol", {"code": scene.code}, status=422)
    scene.mentor.post(f"/people/{scene.code}/courses/1", status=403)
    scene.mentor.get("/courses/new", status=403)
    assert scene.all(tables.Enrolment) == []


def test_person_is_offered_the_fitting_course_and_enters_it(scene: Scene, coordinator: Visitor) -> None:
    """Somebody with B1 is offered the course from B1 to B2, not the one from B2; on no list, that is said."""
    entered(coordinator, places="4")
    entered(coordinator, title="Zu schwer", level_from="B2", level_to="C1")
    address = f"/people/{scene.code}/courses"
    page = coordinator.get(address)
    assert "Berufssprachkurs B2" in page.text
    assert "Zu schwer" not in page.text
    assert "auf keiner Liste" in page.text

    page = coordinator.send(page, f"{address}/1")

    assert f"{scene.code} hat einen Platz." in page.text
    assert "im Kurs" in scene.mentor.get(f"/people/{scene.code}").text
    with scene.work.reading() as session:
        assert session.query(tables.Change.cause).all() == [("course",)]


def test_counsellor_records_and_takes_back_a_measure(scene: Scene, counsellor: Visitor) -> None:
    scene.consent(Recipient.JOBCENTER)
    address = f"/people/{scene.code}/courses"
    typed: Typed = {"kind": "employer_trial", "body": "jobcenter", "begins_on": "01.12.2026", "until": "14.12.2026"}
    wrong = counsellor.send(
        counsellor.get(address), f"/people/{scene.code}/measures", typed | {"until": "30.11.2026"}, status=422
    )
    assert "Das Ende liegt vor dem Anfang." in wrong.text
    assert wrong.value("begins_on") == "01.12.2026"

    page = counsellor.send(wrong, f"/people/{scene.code}/measures", typed)
    assert "Maßnahme bei einem Arbeitgeber" in page.text
    assert "bis Mo 14.12.2026" in page.text
    page = counsellor.send(page, f"/people/{scene.code}/measures/1/withdraw")

    assert "Keine eingetragen." in page.text
    (row,) = scene.all(tables.Measure)
    assert row.withdrawn_by == counsellor.account_id


def test_cancelled_course_says_so_and_frees_everybody(scene: Scene, coordinator: Visitor) -> None:
    entered(coordinator)
    page = coordinator.send(coordinator.get("/courses/1"), "/courses/1/enrol", {"code": scene.code})

    page = coordinator.send(page, "/courses/1/cancel")

    assert "Der Kurs fällt aus. 1 Person ist wieder frei." in page.text
    assert "Berufssprachkurs B2" not in coordinator.get("/courses").text
    assert "fällt aus" in coordinator.get("/courses?show=over").text


@pytest.mark.parametrize("address", ["/courses?show=x&kind=y&page=-3", "/courses?page=99", "/courses?kind=licence"])
def test_list_of_courses_takes_any_filter(coordinator: Visitor, address: str) -> None:
    entered(coordinator)

    coordinator.get(address)


@pytest.mark.parametrize("role", [Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_courses_are_closed_to_whoever_enters_nobody(visitor: Callable[..., Visitor], role: Role) -> None:
    visitor(role).get("/courses", status=403)
