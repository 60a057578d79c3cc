"""How many people a mentor can accompany, and who stands in: the pages of mentor and coordinator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene

Enter = Callable[..., Visitor]


@pytest.fixture
def scene(work: Work, visitor: Enter) -> Scene:
    return Scene(work, visitor)


def limit(visitor: Visitor, account_id: int, most: str, *, status: int = 200) -> str:
    path = f"/mentoring/{account_id}"
    return visitor.send(visitor.get(path), f"{path}/limit", {"most": most}, status=status).text


def numbers(scene: Scene) -> list[int]:
    with scene.work.reading() as session:
        return list(session.scalars(select(tables.MentorLimit.most)))


def test_mentor_names_a_number_and_takes_nobody_beyond_it(scene: Scene) -> None:
    """The number is the mentor's own; the refused form keeps the typed name and says where to change it."""
    limit(scene.mentor, scene.mentor.account_id, "1")
    page = scene.mentor.get("/people/new")

    refused = scene.mentor.send(page, "/people/new", {"given_name": "Amal", "family_name": "Neu"}, status=422)

    assert "begleitet schon 1 Menschen und hat Platz für 1" in refused.text
    assert "Bitte die Zahl unter „Patenschaften“ ändern" in refused.text
    assert refused.value("family_name") == "Neu"
    assert len(scene.all(tables.Mentorship)) == 1

    limit(scene.mentor, scene.mentor.account_id, "2")
    scene.mentor.send(refused, "/people/new")
    assert len(scene.all(tables.Mentorship)) == 2


def test_coordinator_goes_beyond_the_number_with_a_reason_only(scene: Scene, visitor: Enter) -> None:
    """The field for the reason says why it is needed; the reason stands with the mentorship."""
    coordinator = visitor(Role.COORDINATOR)
    limit(coordinator, scene.mentor.account_id, "1")
    path = f"/people/{scene.code_of(scene.add_person())}/mentor"
    page = coordinator.get(path)
    chosen = {"mentor": str(scene.mentor.account_id)}

    refused = coordinator.send(page, path, chosen, status=422)
    done = coordinator.send(refused, path, {**chosen, "beyond_why": "Die Geschwister bleiben zusammen"})

    assert "(begleitet 1 von 1)" in page.text
    assert "Bitte einen Grund eintragen, warum es trotzdem geht" in refused.text
    assert "Patenschaft eingetragen." in done.text
    assert [row.beyond_why for row in scene.all(tables.Mentorship)] == [None, "Die Geschwister bleiben zusammen"]


@pytest.mark.parametrize("typed", ["-1", "51", "drei", "2,5"])
def test_number_has_to_be_one(scene: Scene, typed: str) -> None:
    """What was typed stays, with the message at its field."""
    text = limit(scene.mentor, scene.mentor.account_id, typed, status=422)

    assert "Bitte" in text
    assert numbers(scene) == []


def test_number_can_be_taken_back(scene: Scene) -> None:
    """An empty field means no number; both changes leave their trace."""
    limit(scene.mentor, scene.mentor.account_id, "3")
    limit(scene.mentor, scene.mentor.account_id, "")

    assert numbers(scene) == []
    traces = [row.detail["most"] for row in scene.all(tables.AuditRow) if row.action == "set_mentor_limit"]
    assert traces == [3, None]


def test_cover_opens_the_same_people_and_leaves_a_trace(scene: Scene, visitor: Enter) -> None:
    """Named from today on: the list, the day and the page are there, marked, and the look is on record."""
    cover = visitor(Role.MENTOR)
    path = f"/mentoring/{scene.mentor.account_id}"
    cover.get(scene.page, status=404)
    days = {"cover": str(cover.account_id), "begins_on": "23.11.2026", "last_day": "25.11.2026"}

    named = scene.mentor.send(scene.mentor.get("/mentoring"), f"{path}/cover", days)

    assert "Die Vertretung ist eingetragen." in named.text
    assert scene.code in cover.get("/people").text
    assert "In Vertretung für" in cover.get(scene.page).text
    looks = [row for row in scene.all(tables.AuditRow) if row.action == "view_participant"]
    assert [(row.actor_id, row.detail) for row in looks] == [(cover.account_id, {"cover": True})]
    assert "Sie vertreten eine Patin oder einen Paten" in cover.get("/notifications").text

    scene.mentor.send(named, f"{path}/cover/cancel")
    cover.get(scene.page, status=404)


def test_cover_form_keeps_what_was_typed(scene: Scene, visitor: Enter) -> None:
    """Days that cannot be are named at their field, and a double click names one cover."""
    cover = visitor(Role.MENTOR)
    path = f"/mentoring/{scene.mentor.account_id}"
    days = {"cover": str(cover.account_id), "begins_on": "01.12.2026", "last_day": "30.11.2026"}

    refused = scene.mentor.send(scene.mentor.get(path), f"{path}/cover", days, status=422)
    for _ in range(2):
        scene.mentor.send(refused, f"{path}/cover", {"last_day": "02.12.2026"})

    assert "Der letzte Tag liegt vor dem ersten." in refused.text
    assert refused.value("begins_on") == "01.12.2026"
    assert len(scene.all(tables.MentorCover)) == 1


def test_mentors_page_is_their_own(scene: Scene, visitor: Enter) -> None:
    """To another mentor it does not exist; nothing is named or changed there either."""
    other = visitor(Role.MENTOR)
    path = f"/mentoring/{scene.mentor.account_id}"

    other.get(path, status=404)
    other.post(f"{path}/limit", {"most": "1"}, status=404)
    other.post(f"{path}/cover", {"cover": str(other.account_id)}, status=404)

    assert numbers(scene) == scene.all(tables.MentorCover) == []


def test_coordinator_sees_who_has_room_and_who_is_away(scene: Scene, visitor: Enter) -> None:
    """One list of all mentors; other roles do not get in."""
    coordinator, cover = visitor(Role.COORDINATOR), visitor(Role.MENTOR)
    limit(coordinator, scene.mentor.account_id, "1")
    path = f"/mentoring/{scene.mentor.account_id}"
    days = {"cover": str(cover.account_id), "begins_on": "23.11.2026", "last_day": "25.11.2026"}
    coordinator.send(coordinator.get(path), f"{path}/cover", days)

    text = coordinator.get("/mentoring").text

    assert "begleitet 1 von 1 kein Platz" in text
    assert "Mo 23.11.2026 bis Mi 25.11.2026" in text
    for role in (Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN, Role.COUNSELLOR):
        visitor(role).get("/mentoring", status=403)
    with scene.work.reading() as session:
        told = session.scalars(select(tables.Notification).where(tables.Notification.kind == "cover_named")).all()
    assert {row.account_id for row in told} == {scene.mentor.account_id, cover.account_id}
