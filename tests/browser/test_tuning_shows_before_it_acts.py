"""Tuning as two coordinators do it: let a slider go, see who moves, submit, a second person decides, and back again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from matcher.model import Role
from matcher.store.criteria import criteria_in_force
from tests.browser.conftest import House, Seat, second_account

PATIENCE = 90_000
"""Milliseconds that a worker may take on a busy machine."""


@pytest.fixture
def second_coordinator(house: House) -> Iterator[str]:
    with second_account(house, Role.COORDINATOR) as login:
        yield login


def number_in_force(house: House) -> int:
    database = house.database()
    with database.reading() as session:
        number, _criteria = criteria_in_force(session)
    database.dispose()
    return number


def let_go(seat: Seat, criterion: str, value: int) -> float:
    """Move a slider and let it go; milliseconds until the new lists stand on the page."""
    slider = seat.page.locator(f"input[type=range][data-mirrors='weights-{criterion}']")
    begun = time.perf_counter()
    with seat.page.expect_response("**/criteria/preview") as answer:
        slider.evaluate(
            "(slider, value) => { slider.value = value;"
            " for (const name of ['input', 'change']) slider.dispatchEvent(new Event(name, {bubbles: true})); }",
            str(value),
        )
    answer.value.finished()
    return (time.perf_counter() - begun) * 1000


def draft(seat: Seat, name: str) -> str:
    """A new draft that counts the way most; its address."""
    page = seat.go("/criteria/drafts/new")
    page.wait_for_selector("#preview table")
    let_go(seat, "commute", 50)
    page.get_by_label("Name des Entwurfs").fill(name)
    page.get_by_role("button", name="Entwurf speichern").click()
    page.wait_for_url(re.compile(r"/criteria/drafts/\d+$"))
    return page.url.removeprefix(seat.address)


@pytest.mark.browser
def test_slider_shows_who_moves_before_anything_is_saved(house: House, sit: Callable[..., Seat]) -> None:
    """Letting a slider go renews the lists beside it; nothing is stored, and the page is sound."""
    seat, before = sit("coordinator"), number_in_force(house)
    page = seat.go("/criteria/drafts/new")
    page.wait_for_selector("#preview table")

    taken = min(let_go(seat, "commute", value) for value in (50, 45, 50))

    expect(page.locator("#weights-commute")).to_have_value("50")
    expect(page.locator("#preview")).to_contain_text("▲ von")
    expect(page.locator("#preview")).to_contain_text("Weg +")
    assert taken < 1000
    assert number_in_force(house) == before
    assert seat.inspect() + seat.faults == []
    seat.shoot("tuning-preview")


@pytest.mark.browser
def test_second_person_puts_a_draft_in_force_and_it_returns(
    house: House, sit: Callable[..., Seat], second_coordinator: str
) -> None:
    """Drafted and tried by one, put in force by another, lists renewed, and taken back with one click."""
    first, second, before = sit("coordinator"), sit(second_coordinator), number_in_force(house)
    path = draft(first, "Weg stärker")
    first.page.get_by_role("button", name="Für alle offenen Stellen rechnen").click()
    expect(first.page.get_by_text("ändern sich die ersten fünf Plätze")).to_be_visible(timeout=PATIENCE)
    assert first.inspect() + first.faults == []
    first.shoot("tuning-trial")
    first.page.get_by_role("button", name="Zur Freigabe vorlegen").click()
    expect(first.page.get_by_text(re.compile("In Kraft setzen kann: .*Zweite Koordination"))).to_be_visible()
    assert first.page.get_by_role("button", name="In Kraft setzen").count() == 0

    second.go(path)
    second.page.get_by_label("Warum sollen diese Kriterien gelten?").fill("Beschluss der Sitzung")
    assert second.inspect() == []
    second.shoot("tuning-approval")
    second.page.get_by_role("button", name="In Kraft setzen").click()

    expect(second.page.get_by_text(f"Version {before + 1} gilt.")).to_be_visible()
    assert number_in_force(house) == before + 1
    second.shoot("tuning-activated")
    second.page.get_by_role("button", name=f"Version {before} wieder gelten lassen").click()
    expect(second.page.get_by_text(f"Version {before} gilt wieder, jetzt als Version {before + 2}.")).to_be_visible()
    assert number_in_force(house) == before + 2
    assert second.inspect() + second.faults == []


@pytest.mark.browser
def test_two_editors_of_one_draft_lose_nothing(sit: Callable[..., Seat], second_coordinator: str) -> None:
    """The second one to save reads that the first was quicker, finds their own words still there, and saves."""
    first, second = sit("coordinator"), sit(second_coordinator)
    path = draft(first, "Zu zweit")
    second.go(path)
    first.page.get_by_label("Wozu dieser Entwurf?").fill("von der ersten")
    first.page.get_by_role("button", name="Entwurf speichern").click()
    first.page.wait_for_load_state()

    second.page.get_by_label("Wozu dieser Entwurf?").fill("von der zweiten")
    second.page.get_by_role("button", name="Entwurf speichern").click()

    expect(second.page.get_by_text("Jemand hat diesen Entwurf inzwischen geändert")).to_be_visible()
    expect(second.page.get_by_label("Wozu dieser Entwurf?")).to_have_value("von der zweiten")
    second.shoot("tuning-conflict")
    second.page.get_by_role("button", name="Entwurf speichern").click()
    expect(second.page.get_by_text("Gespeichert.")).to_be_visible()
    second.page.get_by_role("button", name="Entwurf verwerfen").click()
    expect(second.page.get_by_text("Der Entwurf ist verworfen.")).to_be_visible()


@pytest.mark.browser
def test_preview_works_without_javascript(house: House, sit: Callable[..., Seat]) -> None:
    """With scripts switched off the button brings the lists, and what was typed stays."""
    seat = sit("coordinator")
    cookies = seat.page.context.cookies()
    context = seat.page.context.browser.new_context(java_script_enabled=False, locale="de-DE")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(house.address + "/criteria/drafts/new")
    page.locator("#weights-commute").fill("50")

    page.get_by_role("button", name="Vorschau").click()

    expect(page.locator("#preview")).to_contain_text("▲ von")
    expect(page.locator("#weights-commute")).to_have_value("50")
    context.close()
