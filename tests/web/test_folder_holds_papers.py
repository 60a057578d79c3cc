"""Papers in a folder: filed, served only to whoever may read them, and gone when they are removed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.consents import DataCategory
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.unit.test_papers_are_read import pdf, picture, written
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def file_it(scene: Scene, content: bytes, name: str, *, status: int = 200, **typed: str) -> Page:
    """Fill in the form for a paper and send it, as a browser sends files."""
    address = f"{scene.page}/folder"
    page = scene.mentor.get(address)
    data = {"file": (io.BytesIO(content), name), "kind": "certificate", "title": "Zeugnis", **typed}
    return scene.mentor.send(page, f"{address}/papers", data, status=status)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "papers").rglob("*") if path.is_file()]


def test_paper_is_filed_and_served_as_a_download(scene: Scene, tmp_path: Path) -> None:
    """The file lies outside the web root under a random name, readable by its owner alone."""
    page = file_it(scene, written(pdf(2)), "Zeugnis Zürich.pdf")
    row = scene.all(tables.Paper)[0]

    answer = scene.mentor.get(f"{scene.page}/folder/papers/{row.key}").response

    assert "Zeugnis" in page.text
    assert "2 Seiten" in page.text
    assert answer.data == written(pdf(2))
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [path.stat().st_mode & 0o777 for path in kept(tmp_path)] == [0o600]


def test_paper_that_is_not_what_its_name_says_is_refused_and_nothing_typed_is_lost(
    scene: Scene, tmp_path: Path
) -> None:
    """The message stands at the field; kind and name stay."""
    page = file_it(scene, picture("PNG"), "zeugnis.pdf", status=422, title="Mein Zeugnis")

    assert "der Inhalt ist aber PNG" in page.soup.find(id="file-error").get_text()
    assert page.value("title") == "Mein Zeugnis"
    assert page.value("kind") == "certificate"
    assert scene.all(tables.Paper) == []
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("typed", "field"), [({"kind": ""}, "kind"), ({"kind": "weapon"}, "kind"), ({"title": "x" * 201}, "title")]
)
def test_paper_needs_what_it_is(scene: Scene, typed: dict[str, str], field: str) -> None:
    """What is wrong is said at its field."""
    page = file_it(scene, picture("PNG"), "a.png", status=422, **typed)

    assert page.soup.find(id=f"{field}-error") is not None
    assert scene.all(tables.Paper) == []


def test_paper_stands_once_when_sent_twice(scene: Scene, tmp_path: Path) -> None:
    """A double click files one paper."""
    page = scene.mentor.get(f"{scene.page}/folder")
    for _ in range(2):
        data = {"file": (io.BytesIO(picture("PNG")), "a.png"), "kind": "cv", "title": ""}
        scene.mentor.send(page, f"{scene.page}/folder/papers", data)

    assert [row.title for row in scene.all(tables.Paper)] == ["Lebenslauf"]
    assert len(kept(tmp_path)) == 1


def test_paper_reaches_a_partner_with_consent_to_copies_alone(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """Name and work may be known; copies of papers need their own yes. Every look is on record."""
    file_it(scene, picture("PNG"), "a.png")
    key = scene.all(tables.Paper)[0].key
    partner = visitor(Role.COUNSELLOR, organisation="jobcenter")
    scene.consent(Recipient.JOBCENTER)
    partner.get(f"{scene.page}/folder/papers/{key}", status=404)

    with scene.work.database.writing() as session:
        builders.further_consent(
            session, scene.person, scene.mentor.account_id, Recipient.JOBCENTER, DataCategory.DOCUMENTS
        )
        session.commit()

    partner.get(f"{scene.page}/folder/papers/{key}")
    looks = [row for row in scene.all(tables.AuditRow) if row.action == "view_paper"]
    assert [row.actor_id for row in looks] == [partner.account_id]
    partner.post(f"{scene.page}/folder/papers/{key}/remove", status=403)


def test_paper_is_nobodys_under_another_person_or_key(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """The address names person and file, and neither alone is enough."""
    file_it(scene, picture("PNG"), "a.png")
    key = scene.all(tables.Paper)[0].key
    other = scene.code_of(scene.add_person(scene.mentor.account_id))

    scene.mentor.get(f"/people/{other}/folder/papers/{key}", status=404)
    scene.mentor.get(f"{scene.page}/folder/papers/{'0' * 32}", status=404)
    scene.mentor.get(f"{scene.page}/folder/papers/..%2F..%2Fsecret_key", status=404)
    scene.mentor.post(f"/people/{other}/folder/papers/{key}/remove", status=404)
    visitor(Role.MENTOR).get(f"{scene.page}/folder/papers/{key}", status=404)


def test_paper_that_was_removed_is_gone_and_stays_on_record(scene: Scene, tmp_path: Path) -> None:
    """The bytes are deleted, the timeline says that there was one."""
    file_it(scene, picture("PNG"), "a.png")
    key = scene.all(tables.Paper)[0].key
    page = scene.mentor.get(f"{scene.page}/folder")

    after = scene.mentor.send(page, f"{scene.page}/folder/papers/{key}/remove")

    assert kept(tmp_path) == []
    assert "Unterlage entfernt" in after.text
    scene.mentor.get(f"{scene.page}/folder/papers/{key}", status=404)


def test_paper_that_was_changed_on_the_disk_is_not_served(scene: Scene, tmp_path: Path) -> None:
    """What is served is what was kept."""
    file_it(scene, picture("PNG"), "a.png")
    kept(tmp_path)[0].write_bytes(b"something else")

    scene.mentor.get(f"{scene.page}/folder/papers/{scene.all(tables.Paper)[0].key}", status=404)
