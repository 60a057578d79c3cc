"""Why somebody stands elsewhere than before: data, criteria, rivals or clearance, told from the last two runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from matcher.access import Actor
from matcher.model import Cefr, Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.tables.consents import StopReason
from matcher.usecases.activate_criteria import activate_criteria
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.save_draft import save_draft
from matcher.usecases.set_stop import set_stop
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor


@dataclass
class Scene:
    work: Work
    coordinator: Visitor
    reference: str
    fluent: tuple[int, str]
    """Id and code of whoever leads at first, by their German."""
    near: tuple[int, str]

    @property
    def actor(self) -> Actor:
        return Actor(self.coordinator.account_id, frozenset({Role.COORDINATOR}))

    def change(self, table: Any, person: int, **values: Any) -> None:
        with self.work.database.writing() as session:
            session.execute(update(table).where(table.participant_id == person).values(**values))
            session.execute(update(tables.Vacancy).values(wanted_generation=tables.Vacancy.wanted_generation + 1))
            counter = tables.ChangeCounter
            number = session.scalars(update(counter).values(last=counter.last + 1).returning(counter.last)).one()
            session.add(tables.Change(number=number, participant_id=person, cause="test", at=builders.AT))
            session.commit()
        Ranker(self.work).rank_all()

    def page(self) -> Page:
        return self.coordinator.get(f"/rankings/{self.reference}/moved")


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    with work.database.writing() as session:
        builders.criteria(session)
        vacancy = builders.vacancy(session, german_min=Cefr.B2)
        fluent, near = (builders.participant(session) for _ in range(2))
        for person, level, postcode in ((fluent, Cefr.B2, "15907"), (near, Cefr.A0, "15711")):
            skill, wish = tables.LanguageSkill, tables.WorkWish
            session.execute(
                update(skill).where(skill.participant_id == person.id).values(speaking=level, writing=level)
            )
            session.execute(
                update(wish).where(wish.participant_id == person.id).values(postcode=postcode, reach_km=100)
            )
        session.commit()
    Ranker(work).rank_all()
    return Scene(work, visitor(Role.COORDINATOR), vacancy.reference, (fluent.id, fluent.code), (near.id, near.code))


def section(page: Page, heading: str) -> str:
    """The list under a heading."""
    found = next(item for item in page.soup.find_all("h2") if item.get_text(strip=True).startswith(heading))
    return " ".join(found.find_next_sibling("ul").get_text(" ").split())


def test_first_list_has_nothing_to_compare_with(scene: Scene) -> None:
    assert "Es gibt erst eine Rangliste." in scene.page().text


def test_changed_data_and_passed_rivals_are_told_apart(scene: Scene) -> None:
    """Who learned German rose by their data; who was passed fell by others."""
    scene.change(tables.LanguageSkill, scene.near[0], speaking=Cefr.B2, writing=Cefr.B2)

    page = scene.page()

    assert f"{scene.near[1]} ▲ Platz 2 auf 1" in section(page, "Angaben der Person")
    assert "Deutsch passt jetzt besser" in section(page, "Angaben der Person")
    assert f"{scene.fluent[1]} ▼ Platz 1 auf 2" in section(page, "andere Personen")
    assert "1 Person vorbeigezogen." in section(page, "andere Personen")


def test_changed_criteria_are_named_with_both_versions(scene: Scene) -> None:
    content = Criteria.default().to_dict()
    content["weights"] |= {"german": 1.0, "commute": 100.0}
    draft = save_draft(scene.work, scene.actor, content, name="Weg")
    activate_criteria(scene.work, scene.actor, draft, revision=1, against=1, comment="Probe")
    Ranker(scene.work).rank_all()

    page = scene.page()

    assert "Kriterien Version 2" in page.text
    assert "Die Kriterien wurden geändert: Deutsch, Weg." in section(page, "Kriterien")


def test_whom_a_stop_keeps_back_left_by_clearance(scene: Scene) -> None:
    """Nothing but the reason is told, and the one who moved up did so because of others."""
    set_stop(scene.work, scene.actor, scene.fluent[0], reason=StopReason.PERSONAL_WISH)
    Ranker(scene.work).rank_all()

    page = scene.page()

    assert f"{scene.fluent[1]} nicht mehr auf der Liste, war Platz 1" in section(page, "Freigabe oder Teilnahme")
    assert "Jetzt zurückgehalten: Vermittlungsstopp." in section(page, "Freigabe oder Teilnahme")
    assert f"{scene.near[1]} ▲ Platz 2 auf 1" in section(page, "andere Personen")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_movements_are_closed_to_other_roles(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    visitor(role).get(f"/rankings/{scene.reference}/moved", status=403)
