"""The one page that everybody sees without a login."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import House, Seat


@pytest.mark.browser
def test_login_page_is_sound_before_and_after_an_error(house: House, browser: Browser) -> None:
    """Axe finds nothing on the login, neither fresh nor with its error."""
    page = browser.new_page(locale="de-DE")
    seat = Seat(page, house.address, "nobody")
    seat.go("/login")
    found = seat.inspect()
    seat.shoot("login")
    page.get_by_label("E-Mail-Adresse").fill("niemand@demo.example")
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    found += seat.inspect()
    seat.shoot("login-error")
    page.close()

    assert found == []
