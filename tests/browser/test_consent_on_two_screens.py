"""Consent is signed on one screen and withdrawn on another, while the employer service looks at the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from matcher.consents import DataCategory
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.session import Database
from tests.browser.conftest import House, Seat


@pytest.mark.browser
def test_consent_is_signed_and_withdrawn_on_two_screens(house: House, sit: Callable[..., Seat]) -> None:
    """A finger signs beside the Arabic text; the other screen sees it stand, takes it back, and the first one too."""
    mentor, coordinator = sit("mentor", phone=True), sit("coordinator")
    mentor.go("/people")
    code = mentor.page.locator(".cards a").first.get_attribute("href").rsplit("/", 1)[1]
    withdraw_all(house.database(), code)

    page = mentor.go(f"/people/{code}/consents/sign?language=ar")
    assert page.locator("p[lang=ar]").first.get_attribute("dir") == "rtl"
    page.locator("#cell-jobcenter-profile").check()
    page.locator("#cell-jobcenter-identity").check()
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 30 + 8 * (step % 3))
    page.mouse.up()
    mentor.shoot("sign-arabic")
    page.get_by_role("button", name="Einverständnis eintragen").click()
    page.get_by_text("Einverständnis eingetragen.").wait_for()
    mentor.shoot("consents")

    other = coordinator.go(f"/people/{code}/consents")
    other.locator("#jobcenter").get_by_role("button", name="Name und Kontakt").click()
    other.get_by_text("Widerrufen. Ab sofort geht nichts mehr dorthin.").wait_for()
    # The mentor's page still shows the button; pressing it is no error and takes back nothing twice.
    page.locator("#jobcenter").get_by_role("button", name="Name und Kontakt").click()
    page.get_by_text("Widerrufen. Ab sofort geht nichts mehr dorthin.").wait_for()

    assert standing(house.database(), code) == {DataCategory.PROFILE}
    assert mentor.faults + coordinator.faults == []


@pytest.mark.browser
def test_withdrawal_reaches_a_list_that_lies_open(house: House, sit: Callable[..., Seat]) -> None:
    """The employer service decides on somebody who has just withdrawn: it hears so, without a reason."""
    ags, coordinator = sit("ags"), sit("coordinator")
    database = house.database()
    with database.reading() as session:
        code, reference = session.execute(
            text(
                "SELECT e.code, v.reference FROM ags_entry e JOIN vacancy v ON v.id = e.vacancy_id "
                "LEFT JOIN review r ON r.entry_id = e.id WHERE r.id IS NULL ORDER BY e.id DESC LIMIT 1"
            )
        ).one()
    database.dispose()
    page = ags.go(f"/shortlists/{reference}")
    assert code in page.content()

    other = coordinator.go(f"/people/{code}/consents")
    other.locator("#ags").get_by_role("button", name="Beruf, Deutsch, Wünsche").click()
    other.get_by_text("Das haben sie schon bekommen: bitte löschen lassen").wait_for()
    coordinator.shoot("recall")

    with page.expect_response(lambda answer: "/review" in answer.url) as answered:
        page.get_by_role("button", name=f"Geeignet: {code}", exact=True).click()
    assert "zurückgezogen" in answered.value.text()
    assert "Widerruf" not in answered.value.text()
    assert code not in ags.go(f"/shortlists/{reference}").content()
    assert coordinator.faults == []


def withdraw_all(database: Database, code: str) -> None:
    """Whatever the demo's person let the Jobcenter know, so that it can be signed anew."""
    with database.writing() as session:
        rows = (
            session.query(tables.DataConsent)
            .join(tables.Participant, tables.Participant.id == tables.DataConsent.participant_id)
            .filter(tables.Participant.code == code, tables.DataConsent.recipient == Recipient.JOBCENTER)
            .filter(tables.DataConsent.withdrawn_at.is_(None))
        )
        for row in rows:
            row.withdrawn_at, row.withdrawn_by = row.recorded_at, row.recorded_by
        session.commit()
    database.dispose()


def standing(database: Database, code: str) -> set[DataCategory]:
    with database.reading() as session:
        rows = (
            session.query(tables.DataConsent.category)
            .join(tables.Participant, tables.Participant.id == tables.DataConsent.participant_id)
            .filter(tables.Participant.code == code, tables.DataConsent.recipient == Recipient.JOBCENTER)
            .filter(tables.DataConsent.withdrawn_at.is_(None))
        )
        found = {row.category for row in rows}
    database.dispose()
    return found
