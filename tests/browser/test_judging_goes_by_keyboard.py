"""Grading pairs with the keyboard alone: one key a pair, one key back, one key on; a held key grades nobody twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat


def before_judge(page: Page) -> str:
    """Code of the person on the card."""
    return page.locator("#pair input[name=code]").input_value()


def press(page: Page, key: str, *, held: bool = False) -> None:
    """One key, and another card is there and has the focus."""
    page.locator("#pair").evaluate("card => { card.dataset.seen = 'yes'; }")
    if held:
        page.keyboard.down(key)
    else:
        page.keyboard.press(key)
    expect(page.locator("#pair:not([data-seen])")).to_be_focused()


@pytest.mark.browser
def test_judge_grades_a_vacancy_by_keyboard(sit: Callable[..., Seat]) -> None:
    """No mouse after the first click; nothing is lost, nothing is graded twice, and the pages are sound."""
    seat = sit("coordinator")
    page = seat.go("/judging")
    assert seat.inspect() == []
    seat.shoot("judging")
    page.get_by_role("link", name=re.compile("Beginnen|Weiter beurteilen")).click()
    page.wait_for_load_state()
    first = before_judge(page)
    assert seat.inspect() == []
    seat.shoot("judging-pair")

    press(page, "3")
    second = before_judge(page)
    assert second != first
    press(page, "0")
    third = before_judge(page)
    press(page, "u")
    assert before_judge(page) == second
    expect(page.locator("#pair")).to_contain_text(re.compile(r"1 von \d+ Personen beurteilt"))

    press(page, "1", held=True)
    for _ in range(3):
        page.keyboard.down("1")  # the same key, still held
    page.keyboard.up("1")
    expect(page.locator("#pair")).to_contain_text(re.compile(r"2 von \d+ Personen beurteilt"))
    assert before_judge(page) == third

    while page.locator("#pair input[name=code]").count():
        press(page, "2")
    expect(page.locator("#pair")).to_contain_text("Diese Stelle ist fertig.")
    assert seat.inspect() == []
    seat.shoot("judging-done")
    done = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda address: address != done)
    expect(page.locator("#pair")).to_contain_text(re.compile(r"0 von \d+ Personen beurteilt"))
    assert seat.faults == []


@pytest.mark.browser
def test_audits_and_learning_are_read_as_picture_and_table(sit: Callable[..., Seat]) -> None:
    """Months before the demo began are there; learning says how many lists are missing."""
    seat = sit("coordinator")
    page = seat.go("/oversight")
    expect(page.locator("svg.bars").first).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()
    assert seat.inspect() == []
    seat.shoot("oversight")

    page = seat.go("/criteria")
    expect(page.locator("#learned")).to_contain_text(re.compile(r"Es fehlen \d+ Listen"))
    assert seat.inspect() + seat.faults == []
    seat.shoot("criteria-learning")
