"""Who looks alike is found, looked at side by side, merged and taken apart; a profile is completed step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.people import IntakeSource
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """The mentor's person, and the same human being in another script under another code."""
    scene = Scene(work, visitor)
    scene.coordinator = visitor(Role.COORDINATOR)  # type: ignore[attr-defined]
    scene.other = scene.add_person()  # type: ignore[attr-defined]
    with work.database.writing() as session:
        mine, theirs = (session.get_one(tables.Identity, person) for person in (scene.person, scene.other))  # type: ignore[attr-defined]
        mine.given_name, mine.family_name, mine.birth_date = "Oleksandr", "Kovalenko", date(1990, 1, 1)
        theirs.given_name, theirs.family_name, theirs.birth_date = "Коваленко", "Олександр", date(1990, 6, 5)
        theirs.phone = "030 23125 042"
        session.commit()
    return scene


def other_code(scene: Scene) -> str:
    return scene.code_of(scene.other)  # type: ignore[attr-defined]


def merge(scene: Scene, typed: Typed | None = None, *, status: int = 200):
    coordinator: Visitor = scene.coordinator  # type: ignore[attr-defined]
    page = coordinator.get(f"{scene.page}/merge?other={other_code(scene)}")
    return coordinator.send(page, f"{scene.page}/merge", typed, status=status)


def test_twin_in_another_script_and_order_is_found(scene: Scene) -> None:
    """Cyrillic, swapped names and a guessed birth date hide nobody; the page leads to both side by side."""
    page = scene.coordinator.get(f"{scene.page}/twins")  # type: ignore[attr-defined]

    assert other_code(scene) in page.text
    assert page.soup.find("a", href=f"{scene.page}/merge?other={other_code(scene)}") is not None


def test_side_by_side_says_what_follows_and_changes_nothing(scene: Scene) -> None:
    """Looking decides nothing; what would be carried over is said before."""
    many = len(scene.all(tables.AuditRow))

    page = scene.coordinator.get(f"{scene.page}/merge?other={other_code(scene)}")  # type: ignore[attr-defined]

    assert "Freigaben gehen nicht von einem Kürzel auf das andere über." in page.text
    assert "Олександр" in page.text
    assert len(scene.all(tables.AuditRow)) == many


def test_merged_code_leads_to_the_person_and_can_be_taken_apart(scene: Scene) -> None:
    """The chosen name counts, the phone is filled in; both go back to their own with one button."""
    other = other_code(scene)

    page = merge(scene, {"take-identity": "other"})

    assert f"{other} führt jetzt zu {scene.code}." in page.text
    assert scene.portrait().identity.family_name == "Олександр"
    assert scene.portrait().identity.phone == "030 23125 042"
    found = scene.mentor.get(f"/people/{other}")
    assert found.response.request.path == scene.page
    coordinator: Visitor = scene.coordinator  # type: ignore[attr-defined]
    row = scene.all(tables.ParticipantMerge)[0].id
    apart = coordinator.send(page, f"{scene.page}/merge/{row}/undo")
    assert f"{other} steht wieder für sich." in apart.text
    assert scene.portrait().identity.family_name == "Kovalenko"
    coordinator.get(f"/people/{other}")
    scene.mentor.get(f"/people/{other}", status=404)


@pytest.mark.parametrize("typed", ["LDS-XXXX", "", "own", "x" * 40])
def test_code_that_leads_nowhere_is_said_at_its_field(scene: Scene, typed: str) -> None:
    """What was typed stays."""
    wanted = scene.code if typed == "own" else typed

    page = scene.coordinator.get(f"{scene.page}/merge?other={wanted}", status=422)  # type: ignore[attr-defined]

    assert page.soup.find(id="other-error") is not None
    assert page.value("other") == wanted[:20].upper()


def test_merging_twice_is_refused_with_what_to_do(scene: Scene) -> None:
    """A page that was open since before says that the code has moved."""
    coordinator: Visitor = scene.coordinator  # type: ignore[attr-defined]
    page = coordinator.get(f"{scene.page}/merge?other={other_code(scene)}")
    coordinator.send(page, f"{scene.page}/merge")

    again = coordinator.send(page, f"{scene.page}/merge", status=409)

    assert "dasselbe Kürzel" in again.text
    assert len(scene.all(tables.ParticipantMerge)) == 1


def test_only_coordinators_merge(scene: Scene) -> None:
    """A mentor sees no link, and the pages are closed to them."""
    page = scene.mentor.get(scene.page)

    assert "Doppelte prüfen" not in page.text
    scene.mentor.get(f"{scene.page}/twins", status=403)
    scene.mentor.post(f"{scene.page}/merge", {"other": other_code(scene)}, status=403)
    scene.mentor.post(f"{scene.page}/merge/1/undo", status=403)


def test_twin_of_a_merged_name_is_still_found_at_intake(scene: Scene) -> None:
    """Whoever is entered anew under the absorbed name is led to the person."""
    merge(scene)
    names: Typed = {"given_name": "Олександр", "family_name": "Коваленко", "birth_date": "05.06.1990"}
    coordinator: Visitor = scene.coordinator  # type: ignore[attr-defined]

    asked = coordinator.send(coordinator.get("/people/new"), "/people/new", names, status=409)

    assert asked.soup.find("a", href=f"/people/{scene.code}") is not None


@pytest.mark.parametrize("source", IntakeSource)
def test_source_of_a_person_is_kept_and_corrected(scene: Scene, source: IntakeSource) -> None:
    """How somebody came stands on their page; the page says that taking part is voluntary."""
    typed: Typed = {"given_name": "Amina", "family_name": "Haddad", "source": str(source)}
    form = scene.mentor.get("/people/new")

    page = scene.mentor.send(form, "/people/new", typed)

    assert "Die Teilnahme ist freiwillig." in form.text
    newest = scene.all(tables.Participant)[-1]
    assert newest.intake_source is source
    assert source.german in page.text
    address = f"/people/{newest.code}/edit/intake"
    scene.mentor.send(scene.mentor.get(address), address, {"source": ""})
    assert scene.all(tables.Participant)[-1].intake_source is None


def test_unknown_source_is_said_at_its_field(scene: Scene) -> None:
    """Only sources of the list exist; names stay typed."""
    typed: Typed = {"given_name": "Amina", "family_name": "Haddad", "source": "presse"}

    page = scene.mentor.send(scene.mentor.get("/people/new"), "/people/new", typed, status=422)

    assert page.soup.find(id="source-error") is not None
    assert page.value("family_name") == "Haddad"


def test_profile_is_completed_step_by_step(scene: Scene) -> None:
    """Every missing item says how many places hang on it; saving leads on to the next."""
    with scene.work.database.writing() as session:
        job = builders.vacancy(session, german_min="B2", hours=30, kind="K01")
        rivals = [builders.participant(session).id for _ in range(9)]
        run = builders.run(session, job.id, rivals)
        for row in session.query(tables.RankingRow).filter_by(run_id=run.id):
            row.score = row.score_low = row.score_high = 1 - row.rank / 10
        skill = session.query(tables.LanguageSkill).filter_by(participant_id=scene.person).one()
        skill.speaking = skill.writing = None
        session.commit()

    page = scene.mentor.get(f"{scene.page}/complete")

    cards = [card.get_text(" ", strip=True) for card in page.soup.select(".cards > li")]
    german = next(card for card in cards if card.startswith("Deutsch"))
    assert "macht auf 1 Liste Plätze aus" in german
    assert "Platz" in german
    link = page.soup.select_one(".page-head a")["href"]
    german_form = f"{scene.page}/edit/german?then=complete"
    saved = scene.mentor.send(scene.mentor.get(german_form), german_form, {"speaking": "B1", "writing": "B1"})
    assert saved.response.request.path == f"{scene.page}/complete"
    assert not any(card.startswith("Deutsch") for card in saved.text.splitlines())
    assert "then=complete" in link
