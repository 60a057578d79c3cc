"""The preview: what the draft as typed would do, nothing saved, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event, func, select, update

from matcher.access import Actor
from matcher.errors import DeniedError
from matcher.model import Cefr, Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.usecases.preview_criteria import Previewer
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.forms import fields_of

NEW = "/criteria/drafts/new"


@dataclass
class Scene:
    work: Work
    coordinator: Visitor
    near: str
    """Lives where the vacancy is, speaks nothing of the B1 that it needs."""
    fluent: str
    """Speaks B1, lives far away."""
    reference: str

    def try_out(self, *, bare: bool, status: int = 200, **typed: str) -> Page:
        form = fields_of(self.coordinator.get(NEW).form("/criteria/drafts")) | typed
        headers = {"HX-Request": "true"} if bare else {}
        page = Page(self.coordinator.client.post("/criteria/preview", data=form, headers=headers))
        assert page.status == status, page.text[:800]
        return page


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    with work.database.writing() as session:
        builders.criteria(session)
        vacancy = builders.vacancy(session, german_min=Cefr.B1)
        near, fluent = (builders.participant(session) for _ in range(2))
        session.execute(
            update(tables.LanguageSkill)
            .where(tables.LanguageSkill.participant_id == near.id)
            .values(speaking=Cefr.A0, writing=Cefr.A0)
        )
        session.execute(
            update(tables.WorkWish)
            .where(tables.WorkWish.participant_id == fluent.id)
            .values(postcode="15907", reach_km=100)
        )
        session.commit()
    return Scene(work, visitor(Role.COORDINATOR), near.code, fluent.code, vacancy.reference)


def codes(html: str) -> list[tuple[str, str]]:
    """Pairs of today's and the draft's code, place by place."""
    rows = BeautifulSoup(html, "html.parser").select("tbody tr")
    return [tuple(cell.get_text(strip=True) for cell in row.find_all("td")[:2]) for row in rows]


def test_preview_shows_both_lists_with_who_moved_and_why(scene: Scene) -> None:
    """Whoever lives near leads once the way counts most, and the page says so."""
    page = scene.try_out(bare=True, **{"weights-commute": "100", "weights-german": "1"})

    assert codes(page.html) == [(scene.fluent, scene.near), (scene.near, scene.fluent)]
    assert "2 der ersten Plätze ändern sich." in page.text
    assert "▲ von 2 · Weg +" in page.text
    assert "▼ von 1 · Weg -" in page.text


def test_preview_works_without_javascript_and_keeps_what_was_typed(scene: Scene) -> None:
    """The button brings the whole page with the lists, the form as typed, and no demand for a name yet."""
    page = scene.try_out(bare=False, **{"weights-commute": "100", "weights-german": "1", "note": "Probe"})

    assert codes(page.html) == [(scene.fluent, scene.near), (scene.near, scene.fluent)]
    assert (page.value("weights-commute"), page.value("note")) == ("100", "Probe")
    assert page.soup.find(id="name-error") is None


def test_preview_saves_nothing(scene: Scene) -> None:
    scene.try_out(bare=True, **{"weights-commute": "100"})

    with scene.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.CriteriaDraft)) == 0
        assert session.scalar(select(func.count()).select_from(tables.CriteriaVersion)) == 1


@pytest.mark.parametrize(("field", "typed"), [("weights-german", "viel"), ("shape-near_minutes", "200")])
def test_preview_of_impossible_numbers_says_so(scene: Scene, field: str, typed: str) -> None:
    """With JavaScript in place of the lists, without it at the field."""
    bare = scene.try_out(bare=True, status=422, **{field: typed})
    whole = scene.try_out(bare=False, status=422, **{field: typed})

    assert "Bitte die Zahlen prüfen" in bare.text
    assert whole.soup.find(id=f"{field}-error") is not None


def test_preview_looks_at_the_vacancies_that_were_picked(scene: Scene) -> None:
    """Up to the coordinator; a reference that is not open is passed over."""
    with scene.work.database.writing() as session:
        other = builders.vacancy(session, title="Gärtnerin oder Gärtner").reference
        session.commit()

    page = scene.try_out(bare=True, vacancy=other)

    assert [heading.get_text(strip=True) for heading in page.soup.select("h3 a")] == ["Gärtnerin oder Gärtner"]


def test_preview_follows_people_who_change(scene: Scene) -> None:
    """The pool in memory is that of the newest change: a learned level shows in the next preview."""
    scene.try_out(bare=True)
    with scene.work.database.writing() as session:
        person = session.scalars(select(tables.Participant.id).where(tables.Participant.code == scene.near)).one()
        session.execute(
            update(tables.LanguageSkill)
            .where(tables.LanguageSkill.participant_id == person)
            .values(speaking=Cefr.B2, writing=Cefr.B2)
        )
        unit = builders.tables.ChangeCounter
        session.execute(update(unit).values(last=unit.last + 1))
        session.add(
            tables.Change(
                number=session.scalar(select(unit.last)), participant_id=person, cause="german", at=builders.AT
            )
        )
        session.commit()

    page = scene.try_out(bare=True)

    assert codes(page.html)[0] == (scene.near, scene.near)


def test_preview_asks_few_questions_once_the_people_are_warm(scene: Scene) -> None:
    """Letting a slider go reads neither people nor clearances again."""
    previewer = Previewer(scene.work)
    actor = Actor(scene.coordinator.account_id, frozenset({Role.COORDINATOR}))
    previewer.compare(actor, Criteria.default(), [scene.reference])
    asked: list[str] = []
    event.listen(scene.work.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    previewer.compare(actor, Criteria(german_hard=True), [scene.reference])

    assert len([each for each in asked if each.startswith("SELECT")]) == 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_preview_is_refused_to_other_roles(scene: Scene, role: Role) -> None:
    with pytest.raises(DeniedError):
        Previewer(scene.work).compare(Actor(1, frozenset({role})), Criteria.default(), [scene.reference])
