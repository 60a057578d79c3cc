"""What mentors did for a person: two clicks from the day, taken back with one, in the folder without its note."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.activities import ActivityKind
from matcher.store.tables.partners import OrganisationKind
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.mark.parametrize("kind", list(ActivityKind))
def test_activity_is_two_clicks_from_the_day(scene: Scene, kind: ActivityKind) -> None:
    """A link on the first page, a button on the next: done today."""
    day = scene.mentor.get("/day")
    link = next(a for a in day.soup.find_all("a") if str(a.get("href")).endswith(f"/{scene.code}/activities"))
    page = scene.mentor.get(str(link["href"]))
    button = page.soup.find("button", attrs={"name": "kind", "value": str(kind)})

    after = scene.mentor.send(page, str(link["href"]), {"kind": str(button["value"])})

    row = scene.all(tables.Activity)[0]
    assert (row.kind, row.done_on, row.note) == (kind, builders.TODAY, None)
    assert f"Eingetragen: {kind.german}." in after.text


def test_activity_stands_once_when_the_button_is_pressed_twice(scene: Scene) -> None:
    """The form's key is carried out once."""
    address = f"{scene.page}/activities"
    page = scene.mentor.get(address)

    for _ in range(2):
        scene.mentor.send(page, address, {"kind": "housing"})

    assert len(scene.all(tables.Activity)) == 1


def test_activity_takes_day_place_and_note_and_keeps_the_note_inside(scene: Scene) -> None:
    """Whoever wants to say more can; the folder tells kind and place alone."""
    with scene.work.database.writing() as session:
        place = tables.Organisation(
            name="Jobcenter KW",
            kind=OrganisationKind.JOBCENTER,
            created_at=builders.AT,
            created_by=scene.mentor.account_id,
        )
        session.add(place)
        session.commit()
        place_id = place.id
    address = f"{scene.page}/activities"
    typed: Typed = {
        "kind": "visit_accompanied",
        "done_on": "20.11.2026",
        "organisation": str(place_id),
        "note": "Antrag-mitgenommen",
    }

    page = scene.mentor.send(scene.mentor.get(address), address, typed)

    assert "Antrag-mitgenommen" in page.text
    folder = scene.mentor.get(f"{scene.page}/folder")
    assert "Begleitung: zur Behörde begleitet, Jobcenter KW" in folder.text
    assert "Antrag-mitgenommen" not in folder.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"done_on": "24.11.2026"}, "done_on"),
        ({"done_on": "01.01.2020"}, "done_on"),
        ({"done_on": "gestern"}, "done_on"),
        ({"note": "x" * 501}, "note"),
        ({"kind": "holiday"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"organisation": "999"}, "organisation"),
    ],
)
def test_activity_is_refused_at_its_field_and_nothing_typed_is_lost(scene: Scene, typed: Typed, field: str) -> None:
    """A day to come, no day, a note without end, a kind that nobody offers."""
    address = f"{scene.page}/activities"
    page = scene.mentor.send(
        scene.mentor.get(address), address, {"kind": "housing", "note": "Zeuthen", **typed}, status=422
    )

    assert "Bitte prüfen Sie die markierten Felder" in page.text
    assert page.value("note") == str(typed.get("note", "Zeuthen"))
    assert page.value("done_on") == str(typed.get("done_on", ""))
    assert scene.all(tables.Activity) == []
    assert any(f"#{field}" in str(link.get("href")) for link in page.soup.find_all("a"))


def test_activity_is_taken_back_with_one_press(scene: Scene) -> None:
    """It is gone from page and folder; that it stood there stays in the table."""
    address = f"{scene.page}/activities"
    page = scene.mentor.send(scene.mentor.get(address), address, {"kind": "language"})

    after = scene.mentor.send(page, f"{address}/undo")

    assert "Zuletzt" not in after.text
    assert scene.all(tables.Activity)[0].undone_at is not None
    assert "Deutsch geübt" not in scene.mentor.get(f"{scene.page}/folder").text


def test_activities_are_for_the_persons_own_mentor_and_the_coordinator(
    scene: Scene, visitor: Callable[..., Visitor]
) -> None:
    """Nobody else opens the page or takes a record back."""
    typed: Typed = {"kind": "housing", "submission": "activity-key"}
    other = visitor(Role.MENTOR)
    other.get(f"{scene.page}/activities", status=404)
    other.post(f"{scene.page}/activities", typed, status=404)
    visitor(Role.AGS).post(f"{scene.page}/activities", typed, status=403)

    visitor(Role.COORDINATOR).get(f"{scene.page}/activities")
