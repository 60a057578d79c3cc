"""Taking somebody in, saying who accompanies them, stopping placement, and leaving."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.store.tables.people import ParticipantState
from matcher.usecases.work import Work
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene

NAMES: Typed = {"given_name": "Olena", "family_name": "Kovalenko", "birth_date": "03.04.1990"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def test_new_person_is_the_mentors_own(scene: Scene) -> None:
    """Whom a mentor takes in, that mentor accompanies; the name is enough."""
    page = scene.mentor.send(scene.mentor.get("/people/new"), "/people/new", NAMES)

    newest = scene.all(tables.Participant)[-1]
    assert page.response.request.path == f"/people/{newest.code}"
    assert "Aufenthaltsdokument eintragen" in page.text
    assert scene.all(tables.Mentorship)[-1].mentor_id == scene.mentor.account_id


def test_new_person_stands_once_when_sent_twice(scene: Scene) -> None:
    """A double click takes in one person, and both answers lead to them."""
    form = scene.mentor.get("/people/new")
    first = scene.mentor.send(form, "/people/new", NAMES)
    second = scene.mentor.send(form, "/people/new", NAMES)

    assert first.response.request.path == second.response.request.path
    assert len(scene.all(tables.Participant)) == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"birth_date": "31.02.1990"}, "birth_date"),
        ({"given_name": "x" * 201}, "given_name"),
    ],
)
def test_new_person_is_refused_with_everything_typed_kept(scene: Scene, typed: Typed, field: str) -> None:
    """What is wrong is said at its field, nothing is written, nothing is lost."""
    page = scene.mentor.send(scene.mentor.get("/people/new"), "/people/new", NAMES | typed, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    for name, value in (NAMES | typed).items():
        assert page.value(name) == value
    assert len(scene.all(tables.Participant)) == 1


def test_twin_is_shown_before_anything_is_written(scene: Scene) -> None:
    """Somebody who looks the same in another script is shown; telling them apart takes the second one in."""
    coordinator = scene.visitor(Role.COORDINATOR)
    coordinator.send(coordinator.get("/people/new"), "/people/new", NAMES)
    known = scene.all(tables.Participant)[-1].code
    twin: Typed = {**NAMES, "given_name": "Олена", "family_name": "Коваленко"}

    asked = coordinator.send(coordinator.get("/people/new"), "/people/new", twin, status=409)

    assert "Gibt es diese Person schon?" in asked.text
    assert asked.soup.find("a", href=f"/people/{known}") is not None
    assert asked.value("family_name") == "Коваленко"
    assert len(scene.all(tables.Participant)) == 2
    coordinator.send(asked, "/people/new")
    assert len(scene.all(tables.Participant)) == 3


def test_twin_of_another_mentors_person_is_named_by_code_alone(scene: Scene) -> None:
    """A mentor learns the code, and whom to ask, not more."""
    coordinator = scene.visitor(Role.COORDINATOR)
    coordinator.send(coordinator.get("/people/new"), "/people/new", NAMES)
    known = scene.all(tables.Participant)[-1].code

    asked = scene.mentor.send(scene.mentor.get("/people/new"), "/people/new", NAMES, status=409)

    assert f"{known} – bitte die Koordination fragen" in asked.text
    assert asked.soup.find("a", href=f"/people/{known}") is None


def test_coordinator_says_who_accompanies(scene: Scene) -> None:
    """The new mentor sees the person, the earlier one no longer."""
    coordinator, newcomer = scene.visitor(Role.COORDINATOR), scene.visitor(Role.MENTOR)

    scene.send("mentor", {"mentor": str(newcomer.account_id)}, who=coordinator)

    newcomer.get(scene.page)
    scene.mentor.get(scene.page, status=404)


@pytest.mark.parametrize("chosen", ["", "999999", "x", "١٢"])
def test_mentor_must_be_one_of_the_list(scene: Scene, chosen: str) -> None:
    """What is no mentor is said at the field."""
    page = scene.send("mentor", {"mentor": chosen}, status=422, who=scene.visitor(Role.COORDINATOR))

    assert page.soup.find(id="mentor-error") is not None


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.COORDINATOR])
def test_stop_is_set_and_lifted(scene: Scene, role: Role) -> None:
    """Counsellor and coordinator stop with a reason of the list, and lift again."""
    scene.consent(Recipient.JOBCENTER)
    visitor = scene.visitor(role, organisation="jobcenter")

    scene.send("stop", {"reason": "course_first"}, who=visitor)
    stopped = visitor.get(scene.page)

    assert "Vermittlungsstopp: erst Kurs oder Maßnahme" in stopped.text
    assert scene.all(tables.PlacementStop)[0].reason is StopReason.COURSE_FIRST
    lifted = visitor.send(stopped, f"{scene.page}/stop/lift")
    assert "aufgehoben" in lifted.text
    assert scene.all(tables.PlacementStop)[0].lifted_at is not None


def test_stop_needs_a_reason(scene: Scene) -> None:
    """Without a reason nothing is set."""
    page = scene.send("stop", {}, status=422, who=scene.visitor(Role.COORDINATOR))

    assert "Bitte einen Grund wählen." in page.text
    assert scene.all(tables.PlacementStop) == []


def test_stopped_person_tells_their_mentor_why_and_who_can_lift_it(scene: Scene) -> None:
    """The mentor sees the stop, and has no button that would not work."""
    scene.send("stop", {"reason": "other"}, who=scene.visitor(Role.COORDINATOR))

    page = scene.mentor.get(scene.page)

    assert "Aufheben können ihn die Arbeitsvermittlung oder die Koordination." in page.text
    assert page.soup.find("form", action=f"{scene.page}/stop/lift") is None


def test_leaving_ends_everything_at_once(scene: Scene) -> None:
    """After one more question the person takes no part any more, and the mentor no longer sees them."""
    address = f"{scene.page}/leave"

    scene.mentor.send(scene.mentor.get(address), address)

    assert scene.all(tables.Participant)[0].state is ParticipantState.LEFT
    scene.mentor.get(scene.page, status=404)
    assert "nimmt nicht mehr teil" in scene.visitor(Role.COORDINATOR).get(scene.page).text
