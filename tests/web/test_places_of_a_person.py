"""All vacancies of one person: for the coordinator and the own mentor, with the step that opens most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from matcher.model import Role
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor


@dataclass
class Scene:
    code: str
    mentor: int

    @property
    def path(self) -> str:
        return f"/people/{self.code}/places"


@pytest.fixture
def scene(work: Work) -> Scene:
    """On one list; too far from two others."""
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        builders.criteria(session)
        person = builders.participant(session, mentor=mentor)
        builders.vacancy(session, title="Köchin oder Koch")
        for _ in range(2):
            builders.vacancy(session, title="Gärtnerin oder Gärtner", postcode="80331")
        session.commit()
    Ranker(work).rank_all()
    return Scene(person.code, mentor)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MENTOR])
def test_page_says_where_the_person_stands_and_why_not_elsewhere(
    scene: Scene, visitor: Callable[..., Visitor], role: Role
) -> None:
    person = visitor(role, account_id=scene.mentor) if role is Role.MENTOR else visitor(role)

    page = person.get(scene.path)

    assert "Auf der Liste: 1" in page.text
    assert "Köchin oder Koch, Musterlager" in page.text
    assert "Platz 1" in page.text
    assert "zu weit entfernt: 2" in page.text


def test_page_offers_the_step_that_opens_most(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """The button leads to where it is taken."""
    page = visitor(Role.COORDINATOR).get(scene.path)

    button = page.soup.select_one("a.kern-btn--primary")
    assert button is not None
    assert button.get_text(strip=True) == "Über den Weg sprechen"
    assert button["href"] == f"/people/{scene.code}/edit/wishes"
    assert "öffnet 2 Listen" in page.text


def test_page_of_somebody_elses_person_does_not_exist(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    visitor(Role.MENTOR).get(scene.path, status=404)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COORDINATOR, Role.MENTOR}])
def test_page_is_closed_to_other_roles(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    visitor(role).get(scene.path, status=403)
