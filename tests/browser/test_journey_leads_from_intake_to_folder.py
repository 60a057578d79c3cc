"""From intake to the folder in hand: a mentor on a phone, real Chromium, real files."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import Seat


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@pytest.mark.browser
def test_journey_leads_from_intake_to_the_folder_in_hand(sit: Callable[..., Seat], tmp_path: Path) -> None:
    """Take somebody in, record what was done in two taps, name a contact, file a photo, print; every page is sound."""
    seat = sit("mentor", phone=True)
    page, found = seat.page, []
    photo = tmp_path / "IMG_0815.jpg"
    Image.new("RGB", (300, 400), "white").save(photo, "JPEG")
    note = tmp_path / "zeugnis.pdf"
    note.write_bytes(photo.read_bytes())

    seat.go("/people/new")
    page.get_by_label("Vorname").fill("Тестина")
    page.get_by_label("Nachname").fill("Пробенко")
    tap(page, "Anlegen")
    code = page.url.rsplit("/", 1)[1]
    assert code.startswith("LDS-")

    seat.go("/day")
    page.locator(f'a[href="/people/{code}/activities"]').click()
    tap(page, "zur Behörde begleitet")
    assert page.get_by_text("Eingetragen: zur Behörde begleitet.").is_visible()
    found += seat.inspect()
    seat.shoot("activities")

    seat.go(f"/people/{code}/contacts")
    page.get_by_label("Wofür?").select_option(label="Jobcenter")
    page.get_by_label("Wer?").select_option(index=1)
    tap(page, "Eintragen")
    found += seat.inspect()

    seat.go(f"/people/{code}/folder")
    page.get_by_text("Unterlage ablegen").click()
    page.get_by_label("Was ist es?").select_option(label="Zeugnis oder Abschluss")
    page.get_by_label("Kurzer Name").fill("Schulzeugnis")
    page.get_by_label("Datei").set_input_files(note)
    tap(page, "Ablegen")
    assert page.get_by_text("der Inhalt ist aber JPEG").first.is_visible()
    assert page.get_by_label("Kurzer Name").input_value() == "Schulzeugnis"
    found += seat.inspect()
    page.get_by_label("Datei").set_input_files(photo)
    tap(page, "Ablegen")
    assert page.get_by_role("link", name="Schulzeugnis").is_visible()

    with page.expect_download() as waiting:
        tap(page, "Mappe drucken")
    printed = PdfReader(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    words = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert waiting.value.suggested_filename == f"mappe-{code}.pdf"
    assert "Тестина Пробенко" in words
    assert "Begleitung: zur Behörde begleitet" in words
    assert "Schulzeugnis" in words
    seat.go(f"/people/{code}/folder")
    assert page.get_by_text("Seitdem hat sich nichts geändert.").is_visible()
    found += seat.inspect()
    seat.shoot("folder")
    expected = "status of 422"
    assert found + [fault for fault in seat.faults if expected not in fault] == []
