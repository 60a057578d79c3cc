"""The coordinator's view over all lists: next steps for everybody, and places shared out, as a worker computes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House, Seat

PATIENCE = 90_000


def computed(seat: Seat, address: str) -> None:
    """Wait for the worker's daily computation, or ask for one."""
    page = seat.go(address)
    ask = page.get_by_role("button", name="Jetzt rechnen")
    if ask.count():
        ask.click()
    expect(page.get_by_role("button", name="Neu rechnen")).to_be_visible(timeout=PATIENCE)


@pytest.mark.browser
def test_next_steps_show_a_picture_and_a_table(sit: Callable[..., Seat]) -> None:
    """What opens most stands first, and leads to the people whom it helps."""
    seat = sit("coordinator")
    computed(seat, "/next-steps")

    expect(seat.page.get_by_role("img", name="Menschen, denen ein Schritt hilft")).to_be_visible()
    expect(seat.page.get_by_role("table").get_by_role("rowheader").first).to_contain_text("Deutsch bis")
    assert seat.inspect() + seat.faults == []
    seat.shoot("next-steps")
    seat.page.locator("details").first.click()
    seat.page.locator("details a[href*='/people/']").first.click()
    expect(seat.page.get_by_role("heading", name="Kurse und Maßnahmen")).to_be_visible()
    assert seat.inspect() + seat.faults == []


@pytest.mark.browser
def test_sharing_is_accepted_or_dismissed(house: House, sit: Callable[..., Seat]) -> None:
    """Dismissed with a reason, accepted on to the list; nobody is released by either."""
    seat = sit("coordinator")
    computed(seat, "/sharing")
    page = seat.page
    expect(page.get_by_text("Die Liste nennt zuerst:").first).to_be_visible()
    assert seat.inspect() + seat.faults == []
    seat.shoot("sharing")
    page.get_by_text("Verwerfen …").first.click()
    page.get_by_label("Warum nicht?").first.select_option(label="Der Betrieb sucht etwas anderes")
    page.get_by_role("button", name="Verwerfen", exact=True).first.click()
    expect(page.get_by_text("wird dieses Paar nicht mehr vorgeschlagen")).to_be_visible()

    page.get_by_role("button", name="Übernehmen").first.click()

    expect(page.get_by_text("Freigegeben ist noch niemand")).to_be_visible()
    assert page.url.startswith(f"{house.address}/rankings/")
    assert seat.inspect() + seat.faults == []
    seat.go("/sharing?show=accepted")
    expect(page.get_by_text("übernommen").first).to_be_visible()
    assert seat.inspect() + seat.faults == []
