"""Printing a folder: what is on paper, what the slip says later, and what the row of a print keeps."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from pypdf import PdfReader

from matcher.store import tables
from matcher.store.tables.activities import ActivityKind
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def text_of(answer: Page) -> str:
    reader = PdfReader(io.BytesIO(answer.response.data))
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def print_now(scene: Scene, **typed: str) -> Page:
    """Press the button on the page as it stands."""
    address = f"{scene.page}/folder"
    return scene.mentor.send(scene.mentor.get(address), f"{address}/print", dict(typed))


def test_print_is_a_tagged_pdf_that_nobody_keeps(scene: Scene) -> None:
    """PDF/UA with title and language, to be saved, in no cache."""
    answer = print_now(scene)
    reader = PdfReader(io.BytesIO(answer.response.data))
    root = reader.trailer["/Root"]

    assert answer.response.headers["Content-Disposition"] == f'attachment; filename="mappe-{scene.code}.pdf"'
    assert answer.response.headers["Cache-Control"] == "private, no-store"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert b"pdfuaid" in answer.response.data
    assert "Vor Nach" in text_of(answer)


def test_print_is_recorded_once_for_one_press(scene: Scene) -> None:
    """A double click prints one folder and leaves one row."""
    page = scene.mentor.get(f"{scene.page}/folder")

    for _ in range(2):
        scene.mentor.send(page, f"{scene.page}/folder/print")

    assert len(scene.all(tables.FolderPrint)) == 1
    assert [row.action for row in scene.all(tables.AuditRow)].count("print_folder") == 1


def test_print_keeps_no_word_of_the_person(scene: Scene) -> None:
    """The row holds salted digests, never a line."""
    print_now(scene)

    kept = str(scene.all(tables.FolderPrint)[0].lines)
    assert "Nach" not in kept
    assert scene.code not in kept


def test_slip_says_what_is_new_since_the_print_and_nothing_else(scene: Scene) -> None:
    """The changed level of German stands on it, the unchanged name does not."""
    print_now(scene)
    assert "Seitdem hat sich nichts geändert" in scene.mentor.get(f"{scene.page}/folder").text
    edit = f"{scene.page}/edit/german"
    scene.mentor.send(scene.mentor.get(edit), edit, {"speaking": "B2", "writing": "B1", "certificate": "telc-99"})

    page = scene.mentor.get(f"{scene.page}/folder")
    slip = scene.mentor.send(page, f"{scene.page}/folder/print", {"what": "new"}, holding="new")

    assert "Neu seitdem:" in page.text
    assert "Deutsch" in page.text.split("Neu seitdem:")[1].split(".")[0]
    words = text_of(slip)
    assert "telc-99" in words
    assert "Nicht mehr gültig auf dem alten Blatt" in words
    assert "Nachname" not in words
    assert "Vor Nach" not in words


def test_slip_is_a_print_of_its_own(scene: Scene) -> None:
    """What the slip said is not said again by the next one."""
    print_now(scene)
    edit = f"{scene.page}/edit/german"
    scene.mentor.send(scene.mentor.get(edit), edit, {"speaking": "B2", "writing": "B1"})
    page = scene.mentor.get(f"{scene.page}/folder")
    scene.mentor.send(page, f"{scene.page}/folder/print", {"what": "new"}, holding="new")

    assert "Seitdem hat sich nichts geändert" in scene.mentor.get(f"{scene.page}/folder").text
    assert [row.changes_only for row in scene.all(tables.FolderPrint)] == [False, True]


def test_print_in_english_is_german_on_paper(scene: Scene) -> None:
    """Offices read it; what changed is told by the same lines whoever looks."""
    print_now(scene)
    scene.mentor.post("/language", {"language": "en", "here": "/"}, status=302)

    page = scene.mentor.get(f"{scene.page}/folder")

    assert "Nothing has changed since then" in page.text
    assert "Nächste Termine" in text_of(scene.mentor.send(page, f"{scene.page}/folder/print"))


def test_folder_of_thirty_pages_is_printed_within_two_seconds(scene: Scene) -> None:
    """From the press to the PDF, counted in this process's own time, so that busy neighbours do not matter."""
    with scene.work.database.writing() as session:
        session.add_all(
            tables.Activity(
                participant_id=scene.person,
                kind=kind,
                done_on=builders.TODAY - timedelta(days=number),
                recorded_at=builders.AT,
                recorded_by=scene.mentor.account_id,
            )
            for number in range(150)
            for kind in ActivityKind
        )
        session.commit()
    page = scene.mentor.get(f"{scene.page}/folder")
    before = time.process_time()

    answer = scene.mentor.send(page, f"{scene.page}/folder/print")

    taken = time.process_time() - before
    assert len(PdfReader(io.BytesIO(answer.response.data)).pages) >= 30
    assert taken < 2, taken


@pytest.mark.parametrize(
    "name", ["ትግርኛ", "Олена", "حسن", "e\u0301\u0323", "x" * 200, "李明", "<b>&amp;#let", "🙂"], ids=range(8)
)
def test_print_sets_a_name_in_any_script(scene: Scene, name: str) -> None:
    """Whatever stands in a name, there is a PDF."""
    with scene.work.database.writing() as session:
        session.get_one(tables.Identity, scene.person).given_name = name
        session.commit()

    assert print_now(scene).response.data.startswith(b"%PDF-")
