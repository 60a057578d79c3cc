"""Drafts: everything can be tuned, errors stand at their field, nothing typed is lost, a second person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from matcher.access import Actor
from matcher.model import Role
from matcher.ranking import Criteria, Feature
from matcher.store import tables
from matcher.store.criteria import Draft, Version, drafts, versions
from matcher.store.tables.drafts import DraftState
from matcher.usecases.propose_draft import propose_draft
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor

NEW = "/criteria/drafts/new"


@dataclass
class Scene:
    work: Work
    author: Visitor

    def active(self) -> Version:
        with self.work.reading() as session:
            return versions(session)[0]

    def drafts(self) -> tuple[Draft, ...]:
        with self.work.reading() as session:
            return drafts(session)

    def begin(self, name: str = "Deutsch stärker", **typed: str) -> Page:
        """The author saves a draft; its page."""
        return self.author.send(self.author.get(NEW), "/criteria/drafts", {"name": name, **typed})

    def wanted(self) -> list[int]:
        with self.work.reading() as session:
            return list(session.scalars(select(tables.Vacancy.wanted_generation)))


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    with work.database.writing() as session:
        builders.criteria(session)
        for _ in range(2):
            builders.vacancy(session)
        session.execute(update(tables.Vacancy).values(covered_generation=1))
        session.commit()
    return Scene(work, visitor(Role.COORDINATOR, name="Erste"))


@pytest.fixture
def second(scene: Scene, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR, name="Zweite")


def test_form_has_a_field_for_everything_that_can_be_tuned(scene: Scene) -> None:
    """Whatever the criteria come to hold appears by itself, with the value in force."""
    page = scene.author.get(NEW)

    for section, values in Criteria.default().to_dict().items():
        for key, value in values.items():
            field = page.soup.find(attrs={"name": f"{section}-{key}"})
            assert field is not None, key
            if isinstance(value, bool):
                assert field.has_attr("checked") is value
            else:
                assert float(page.value(f"{section}-{key}").replace(",", ".")) == value


def test_every_weight_is_explained_in_words(scene: Scene) -> None:
    page = scene.author.get(NEW)

    for feature in Feature:
        assert page.soup.find(id=f"weights-{feature}-hint"), feature


def test_draft_is_saved_without_changing_what_is_in_force(scene: Scene) -> None:
    """A draft is named and annotated; no list is renewed by it."""
    page = scene.begin(**{"weights-german": "22,5", "filters-german_hard": "y", "note": "nach der Sitzung"})

    (draft,) = scene.drafts()
    assert "Gespeichert. Es gilt weiter Version 1." in page.text
    assert (draft.name, draft.note, draft.state) == ("Deutsch stärker", "nach der Sitzung", DraftState.DRAFT)
    assert (draft.content["weights"]["german"], draft.content["filters"]["german_hard"]) == (22.5, True)
    assert (scene.active().number, scene.wanted()) == (1, [1, 1])


def test_several_drafts_stand_beside_each_other_with_their_differences(scene: Scene) -> None:
    scene.begin("Deutsch", **{"weights-german": "30"})
    scene.begin("Weg", **{"weights-commute": "5"})

    page = scene.author.get("/criteria")

    assert "Deutsch: 30 (jetzt 18)" in page.text
    assert "Weg: 5 (jetzt 12)" in page.text


def test_double_click_begins_one_draft(scene: Scene) -> None:
    page = scene.author.get(NEW)

    for _ in range(2):
        scene.author.send(page, "/criteria/drafts", {"name": "Doppelt"})

    assert [draft.name for draft in scene.drafts()] == ["Doppelt"]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("weights-german", "viel", "Bitte eine Zahl eintragen"),
        ("weights-german", "-3", "Bitte 0 bis 1000 eintragen"),
        ("weights-german", "", "Bitte eine Zahl eintragen"),
        ("name", "", "Bitte dem Entwurf einen Namen geben"),
        ("filters-german_tolerance", "5", "„Nachsicht beim Deutsch (Stufen)“ muss eine Zahl von 0 bis 2 sein"),
        ("shape-near_minutes", "120", "„Naher Weg (Minuten)“ muss kleiner sein als „Weiter Weg (Minuten)“"),
    ],
)
def test_bad_input_is_named_at_its_field_and_stays_typed(scene: Scene, field: str, typed: str, message: str) -> None:
    """No technical name reaches the page, nothing is saved."""
    page = scene.author.send(
        scene.author.get(NEW), "/criteria/drafts", {"name": "Versuch", "note": "Probe", field: typed}, status=422
    )

    error = page.soup.find(id=f"{field}-error")
    assert error is not None
    assert message in " ".join(error.get_text().split())
    assert (page.value(field), page.value("note")) == (typed, "Probe")
    assert scene.drafts() == ()


def test_all_weights_at_zero_are_refused(scene: Scene) -> None:
    nothing = {f"weights-{feature}": "0" for feature in Feature}

    page = scene.author.send(scene.author.get(NEW), "/criteria/drafts", {"name": "Nichts", **nothing}, status=422)

    assert "Mindestens ein Gewicht muss größer als 0 sein" in page.text


def test_second_editor_keeps_what_they_typed_and_can_save_after_comparing(scene: Scene, second: Visitor) -> None:
    """Two people edit one draft: the second one reads so, loses nothing, and saves over it knowingly."""
    path = "/criteria/drafts/1"
    scene.begin()
    first_page, second_page = scene.author.get(path), second.get(path)
    scene.author.send(first_page, path, {"weights-german": "40"})

    conflict = second.send(second_page, path, {"weights-commute": "33", "note": "Weg"}, status=409)
    second.send(conflict, path)

    assert "Jemand hat diesen Entwurf inzwischen geändert" in conflict.text
    assert (conflict.value("weights-commute"), conflict.value("note")) == ("33", "Weg")
    assert scene.drafts()[0].content["weights"]["commute"] == 33


def test_author_cannot_put_their_own_draft_in_force_while_there_is_a_second_person(
    scene: Scene, second: Visitor
) -> None:
    """The page names who can, and the address refuses whoever tries."""
    page = scene.begin(**{"weights-german": "40"})
    proposed = scene.author.send(page, "/criteria/drafts/1/propose")

    refused = scene.author.post(
        "/criteria/drafts/1/activate", {"comment": "ich", "revision": "1", "against": "1"}, status=403
    )

    assert "Eine zweite Person setzt den Entwurf in Kraft: Zweite." in page.text
    assert "In Kraft setzen kann: Zweite." in proposed.text
    assert "Zweite" in refused.text
    assert scene.active().number == 1


def test_second_person_puts_the_draft_in_force_with_a_comment(scene: Scene, second: Visitor) -> None:
    """The version names both and the reason; every open vacancy is ranked again."""
    scene.author.send(scene.begin(**{"weights-german": "40"}), "/criteria/drafts/1/propose")
    page = second.get("/criteria/drafts/1")

    silent = second.send(page, "/criteria/drafts/1/activate", {"comment": ""}, status=422)
    done = second.send(silent, "/criteria/drafts/1/activate", {"comment": "Beschluss vom Montag"})

    made = scene.active()
    assert "Version 2 gilt" in done.text
    assert "geschrieben von Erste · in Kraft gesetzt von Zweite" in done.text
    assert (made.number, made.comment, made.alone) == (2, "Beschluss vom Montag", False)
    assert made.content["weights"]["german"] == 40
    assert (scene.wanted(), scene.drafts()) == ([2, 2], ())


def test_only_coordinator_puts_a_draft_in_force_alone_and_the_version_says_so(scene: Scene) -> None:
    """Where nobody else holds the right the project is not stuck, but everybody can see it."""
    page = scene.begin(**{"weights-german": "40"})

    done = scene.author.send(page, "/criteria/drafts/1/activate", {"comment": "niemand sonst da"})

    assert scene.active().alone
    assert "allein in Kraft gesetzt" in done.text


def test_account_that_is_switched_off_is_no_second_person(scene: Scene, second: Visitor) -> None:
    with scene.work.database.writing() as session:
        session.execute(update(tables.Account).where(tables.Account.id == second.account_id).values(active=False))
        session.commit()

    scene.author.send(scene.begin(), "/criteria/drafts/1/activate", {"comment": "niemand sonst da"})

    assert scene.active().alone


def test_draft_in_progress_waits_until_it_is_submitted(scene: Scene, second: Visitor) -> None:
    scene.begin()

    second.post("/criteria/drafts/1/activate", {"comment": "jetzt", "revision": "1", "against": "1"}, status=409)

    assert scene.active().number == 1


def test_change_after_submission_takes_the_draft_back_to_work(scene: Scene, second: Visitor) -> None:
    """Nobody puts in force what they have not seen: a new save needs a new submission."""
    page = scene.author.send(scene.begin(), "/criteria/drafts/1/propose")
    seen = second.get("/criteria/drafts/1")
    scene.author.send(page, "/criteria/drafts/1", {"weights-german": "99"})

    conflict = second.send(seen, "/criteria/drafts/1/activate", {"comment": "Beschluss"}, status=409)

    assert "inzwischen geändert" in conflict.text
    assert scene.active().number == 1


def test_draft_is_compared_anew_where_other_criteria_came_into_force(scene: Scene, second: Visitor) -> None:
    """What the second person typed stays; once they have seen the new comparison they may go on."""
    for name in ("Eins", "Zwei"):
        number = 1 + (name == "Zwei")
        scene.author.send(scene.begin(name), f"/criteria/drafts/{number}/propose")
    first, other = second.get("/criteria/drafts/1"), second.get("/criteria/drafts/2")
    second.send(first, "/criteria/drafts/1/activate", {"comment": "Beschluss"})

    conflict = second.send(other, "/criteria/drafts/2/activate", {"comment": "auch das"}, status=409)
    second.send(conflict, "/criteria/drafts/2/activate")

    assert "Inzwischen gilt Version 2" in conflict.text
    assert conflict.value("comment") == "auch das"
    assert (scene.active().number, scene.active().comment) == (3, "auch das")


def test_discarded_draft_is_offered_no_more(scene: Scene) -> None:
    page = scene.author.send(scene.begin(), "/criteria/drafts/1/discard")

    scene.author.post("/criteria/drafts/1/propose", {"revision": "1"}, status=409)

    assert "Der Entwurf ist verworfen." in page.text
    assert scene.drafts() == ()


def test_whoever_else_may_activate_is_told_once_of_a_proposed_draft(
    scene: Scene, second: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """A word to the second coordinator, none to the author nor to other roles; it leads to the draft."""
    mentor = visitor(Role.MENTOR)
    page = scene.begin()
    for _ in range(2):
        scene.author.send(page, "/criteria/drafts/1/propose", status=200)

    told = second.get("/notifications")

    assert "Kriterien zur Freigabe vorgelegt" in told.text
    (link,) = [link for link in told.soup.select("main a.kern-link") if "/criteria/" in str(link["href"])]
    assert "Deutsch stärker" in second.get(str(link["href"])).text
    with scene.work.reading() as session:
        rows = session.execute(select(tables.Notification.account_id, tables.Notification.role)).all()
    assert [tuple(row) for row in rows] == [(second.account_id, None)]
    for other in (scene.author, mentor):
        assert "Kriterien zur Freigabe" not in other.get("/notifications").text


def test_nobody_is_told_where_nobody_else_may_activate(scene: Scene) -> None:
    scene.begin()
    author = Actor(id=scene.author.account_id, roles=frozenset({Role.COORDINATOR}))

    propose_draft(scene.work, author, 1, revision=1)

    with scene.work.reading() as session:
        assert session.scalars(select(tables.Notification)).all() == []
