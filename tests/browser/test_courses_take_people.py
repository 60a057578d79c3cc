"""Courses as job counsellor and coordinator keep them: entered, filled, a waiting list that moves up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat

TITLE = "Deutsch für die Pflege"


@pytest.mark.browser
def test_counsellor_opens_a_course_and_a_place_is_handed_on(sit: Callable[..., Seat]) -> None:
    """One place, two people: the second waits, and moves up on the coordinator's click."""
    counsellor, coordinator = sit("jobcenter"), sit("coordinator", phone=True)
    page = counsellor.go("/people")
    codes = list(dict.fromkeys(re.findall(r"LDS-[0-9A-Z]{4,}", page.locator("main").inner_text())))[:2]
    page = counsellor.go("/courses")
    assert counsellor.inspect() == []
    counsellor.shoot("courses")
    page.get_by_role("link", name="Kurs eintragen").click()
    page.get_by_label("Name des Kurses").fill(TITLE)
    page.get_by_label("Art", exact=True).select_option(label="Berufssprachkurs")
    page.get_by_label("Träger").fill("Volkshochschule")
    page.get_by_label("Deutsch am Ende").select_option("B2")
    page.get_by_label("Plätze").fill("1")
    page.get_by_label("Erster Tag").fill("01.12.2099")
    page.get_by_label("Montag").fill("8:30-25:00")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Diese Uhrzeit gibt es nicht").first).to_be_visible()
    assert counsellor.inspect() == []
    counsellor.shoot("courses-form")
    counsellor.faults.clear()  # the browser notes the refusal itself
    page.get_by_label("Montag").fill("8:30-12:30")
    page.get_by_role("button", name="Speichern").click()
    for code in codes:
        page.get_by_label("Kürzel der Person").fill(code)
        page.get_by_role("button", name=re.compile("Anmelden|Warteliste")).click()
    expect(page.get_by_text("wartet, Platz 1")).to_be_visible()
    assert counsellor.inspect() + counsellor.faults == []
    counsellor.shoot("courses-members")

    coordinator.go("/courses?show=current")
    coordinator.page.get_by_role("link", name=TITLE).click()
    first = coordinator.page.locator("li", has_text=codes[0])
    first.get_by_text("Beenden …").click()
    first.get_by_role("button", name="Eintragen").click()

    expect(coordinator.page.get_by_text("1 Person ist von der Warteliste nachgerückt.")).to_be_visible()
    assert coordinator.inspect() + coordinator.faults == []
    coordinator.go(f"/people/{codes[1]}/courses")
    expect(coordinator.page.get_by_role("link", name=TITLE)).to_be_visible()
    assert coordinator.inspect() + coordinator.faults == []
    coordinator.shoot("courses-person")
