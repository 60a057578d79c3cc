"""The list of people: found by code or name in any script, filtered, page by page, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from matcher.access import Actor
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.usecases.leave_project import leave_project
from matcher.usecases.set_stop import set_stop
from matcher.usecases.work import Work
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def rename(scene: Scene, person: int, given: str, family: str) -> None:
    with scene.work.database.writing() as session:
        identity = session.get_one(tables.Identity, person)
        identity.given_name, identity.family_name = given, family
        session.commit()


def look_for(scene: Scene, wanted: str) -> Page:
    return scene.mentor.send(scene.mentor.get("/people"), "/people/search", {"search": wanted})


@pytest.mark.parametrize("wanted", ["Mohammad Hosseini", "محمد حسینی", "Mohamed Hoseini", "hossei"])
def test_search_finds_a_name_in_another_script(scene: Scene, wanted: str) -> None:
    """However the name is written, the person is found, and nobody else."""
    rename(scene, scene.person, "Mohammad", "Hosseini")
    other = scene.add_person(scene.mentor.account_id)
    rename(scene, other, "Olena", "Kovalenko")

    page = look_for(scene, wanted)

    assert scene.code in page.text
    assert scene.code_of(other) not in page.text


def test_search_by_code_opens_the_person(scene: Scene) -> None:
    """A whole code, in small letters too, leads to the person at once."""
    page = look_for(scene, scene.code.lower())

    assert page.response.request.path == scene.page


def test_search_puts_no_name_into_an_address(scene: Scene) -> None:
    """Addresses end up in logs; what was searched stays in the field."""
    rename(scene, scene.person, "Mohammad", "Hosseini")

    page = look_for(scene, "Hosseini")

    assert "Hosseini" not in page.response.request.url
    assert page.value("search") == "Hosseini"
    assert page.soup.find("a", href=lambda href: href and "osseini" in href) is None


def test_search_says_what_to_do_when_nobody_is_found(scene: Scene) -> None:
    """An empty answer leads on."""
    page = look_for(scene, "Xyzzy Qwertz")

    assert "Niemand gefunden" in page.text
    assert "Suche beenden" in page.text


def test_filters_count_their_hits_and_show_them(scene: Scene) -> None:
    """Each filter says how many it shows, and shows these."""
    coordinator = scene.visitor(Role.COORDINATOR)
    steering = Actor(id=coordinator.account_id, roles=frozenset({Role.COORDINATOR}))
    stopped, left = scene.add_person(scene.mentor.account_id), scene.add_person()
    set_stop(scene.work, steering, stopped, StopReason.OTHER)
    leave_project(scene.work, steering, left)
    scene.add_person()

    page = coordinator.get("/people?show=stopped")

    assert scene.code_of(stopped) in page.text
    assert scene.code not in page.text
    for words in ("Alle im Projekt (3)", "Vermittlungsstopp (1)", "Ohne Patin oder Pate (1)", "Nicht mehr dabei (1)"):
        assert words in page.text
    assert scene.code_of(left) in coordinator.get("/people?show=left").text


def test_filter_that_does_not_exist_shows_everybody(scene: Scene) -> None:
    """A mistyped address is no error."""
    assert scene.code in scene.mentor.get("/people?show=unsinn&page=999").text


def test_list_turns_pages(scene: Scene) -> None:
    """Whoever does not fit on the first page stands on the second."""
    for _ in range(26):
        scene.add_person(scene.mentor.account_id)

    first, second = scene.mentor.get("/people"), scene.mentor.get("/people?page=2")

    assert "Seite 1 von 2" in first.text
    assert len(second.soup.select("main li.kern-card")) == 2


@pytest.mark.parametrize("address", ["/people", "/day"])
@pytest.mark.parametrize("role", [Role.MENTOR, Role.COORDINATOR])
def test_pages_ask_as_often_for_twenty_five_as_for_three(scene: Scene, address: str, role: Role) -> None:
    """The number of statements does not grow with the number of people."""
    reader = scene.mentor if role is Role.MENTOR else scene.visitor(role)
    for _ in range(2):
        scene.add_person(scene.mentor.account_id)
    with counted(scene.work) as few:
        reader.get(address)
    for _ in range(22):
        scene.add_person(scene.mentor.account_id)

    with counted(scene.work) as many:
        reader.get(address)

    assert len(many) == len(few)
    assert len(many) < 45


@contextmanager
def counted(work: Work) -> Iterator[list[str]]:
    """The statements that the database is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(work.database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(work.database.engine, "before_cursor_execute", note)
