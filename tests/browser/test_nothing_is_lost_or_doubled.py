"""What goes wrong on ordinary days: a vacancy comes back, a session ends in mid-form, fingers hit twice, two decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import func, select

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.vacancies import ReturnReason, VacancyState
from tests import builders
from tests.browser.conftest import House, Seat, second_account
from tests.store.placement_case import Case

TITLES = ("Zurückgegebene Probe", "Unterbrochene Probe", "Doppelte Probe")


@pytest.fixture
def second_ags(house: House) -> Iterator[str]:
    with second_account(house, Role.AGS) as login:
        yield login


@pytest.fixture
def case(house: House) -> Iterator[Case]:
    """Somebody who stands on the shortlist of one vacancy, of which no worker makes a new ranking meanwhile."""
    database = house.database()
    held = database.clock.now() + timedelta(hours=1)
    case = Case(database, lease_until=held, **builders.gestattung(valid_until=database.clock.today() + timedelta(200)))
    yield case
    with database.writing() as session:
        session.query(tables.Vacancy).filter(tables.Vacancy.lease_until == held).update({"lease_until": None})
        session.commit()
    case.close()
    database.dispose()


@pytest.fixture(autouse=True)
def leave_no_vacancy(house: House) -> Iterator[None]:
    """Others find the house as it was: what was won here has gone back and is in nobody's way."""
    yield
    database = house.database()
    with database.writing() as session:
        own = session.query(tables.Vacancy).filter(tables.Vacancy.title.in_(TITLES))
        own.update({"state": VacancyState.RETURNED, "return_reason": ReturnReason.DUPLICATE})
        session.commit()
    database.dispose()


def fill(seat: Seat, title: str) -> None:
    """The form of a new vacancy, as a mentor types it."""
    page = seat.go("/vacancies/new")
    page.get_by_label("Betrieb").fill("Gurkenhof Beispielheide")
    page.get_by_label("Was für eine Stelle?").fill(title)
    page.get_by_label("Art der Stelle").select_option("K01")
    page.get_by_label("Postleitzahl").fill("15711")
    page.get_by_label("Stunden pro Woche").fill("35")
    page.get_by_label("Bezahlung in Euro").fill("15,20")
    page.get_by_label("pro Stunde").check()


def hand_in(seat: Seat) -> str:
    """Sent, after a second look where the page asks for one; the reference."""
    seat.page.get_by_role("button", name="Absenden").click()
    if not re.search(r"/vacancies/S-", seat.page.url):
        seat.page.get_by_role("button", name="Absenden").click()
    seat.page.wait_for_url(re.compile(r"/vacancies/S-[0-9A-Z]+$"))
    return seat.page.url.rsplit("/", 1)[1]


def stored(house: House, title: str) -> list[VacancyState]:
    database = house.database()
    with database.reading() as session:
        states = list(session.scalars(select(tables.Vacancy.state).where(tables.Vacancy.title == title)))
    database.dispose()
    return states


def tab_to(seat: Seat, wanted: Locator) -> None:
    """By the Tab key alone; an element that cannot be reached so is a fault."""
    for _ in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        seat.page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not lead to {wanted}")


@pytest.mark.browser
def test_returned_vacancy_is_mended_on_the_phone_and_accepted(house: House, sit: Callable[..., Seat]) -> None:
    """Back with a reason, which the mentor reads on the day's page; everything typed is still there; sent once more."""
    mentor, ags = sit("mentor", phone=True), sit("ags")
    fill(mentor, TITLES[0])
    reference = hand_in(mentor)

    page = ags.go(f"/inbox/{reference}")
    page.locator("summary", has_text="Zurückgeben").click()
    page.locator("select[name=reason]").select_option(label="Bezahlung zu niedrig oder offen")
    page.get_by_role("button", name="Zurückgeben", exact=True).click()
    page.get_by_text("zurückgegeben").or_(page.get_by_text("Zurückgegeben")).first.wait_for()
    page = ags.go(f"/inbox/{reference}")
    page.get_by_text("Die Stelle kommt wieder, sobald sie geändert ist.").wait_for()
    found = ags.inspect()

    page = mentor.go("/day")
    page.locator("main").get_by_role("link", name=TITLES[0]).first.click()
    page.get_by_text("Bezahlung zu niedrig oder offen").first.wait_for()
    found += mentor.inspect()
    mentor.shoot("returned-vacancy")
    page.goto(f"{mentor.address}/vacancies/{reference}/edit")
    expect(page.get_by_label("Was für eine Stelle?")).to_have_value(TITLES[0])
    page.get_by_label("Bezahlung in Euro").fill("16")
    page.get_by_role("button", name="Absenden").or_(page.get_by_role("button", name="Speichern")).first.click()
    page.wait_for_url(re.compile(rf"/vacancies/{reference}$"))

    ags.go(f"/inbox/{reference}").get_by_role("button", name="Annehmen").click()
    ags.page.get_by_role("link", name="Zu den Vorschlägen").wait_for()
    assert stored(house, TITLES[0]) == [VacancyState.OPEN]
    assert found + mentor.faults + ags.faults == []


@pytest.mark.browser
def test_session_that_ends_in_mid_form_costs_nothing_typed(house: House, sit: Callable[..., Seat]) -> None:
    """Logged out by the clock while typing on a phone: after the login the form goes on where it was left."""
    mentor = sit("mentor", phone=True)
    fill(mentor, TITLES[1])
    with mentor.page.expect_response("**/vacancy-draft"):
        mentor.page.get_by_label("Stunden pro Woche").press("Tab")
    mentor.page.context.clear_cookies()

    mentor.page.get_by_role("button", name="Absenden").click()
    mentor.page.get_by_text("Diese Seite war zu lange offen.").wait_for()
    mentor.shoot("session-ended")
    mentor.go("/vacancies/new")
    mentor.log_in()
    mentor.page.get_by_role("link", name="Entwurf fortsetzen").click()

    expect(mentor.page.get_by_label("Was für eine Stelle?")).to_have_value(TITLES[1])
    expect(mentor.page.get_by_label("Bezahlung in Euro")).to_have_value("15,20")
    assert stored(house, TITLES[1]) == []
    hand_in(mentor)
    assert stored(house, TITLES[1]) == [VacancyState.SUBMITTED]


@pytest.mark.browser
def test_double_click_does_everything_once(house: House, sit: Callable[..., Seat]) -> None:
    """Winning and accepting with a finger that hits twice: one vacancy, accepted once, no error page."""
    mentor, ags = sit("mentor", phone=True), sit("ags")
    fill(mentor, TITLES[2])
    mentor.page.get_by_role("button", name="Absenden").dblclick()
    mentor.page.wait_for_timeout(1500)
    if not re.search(r"/vacancies/S-", mentor.page.url):
        mentor.page.get_by_role("button", name="Absenden").dblclick()
    mentor.page.wait_for_url(re.compile(r"/vacancies/S-[0-9A-Z]+$"))
    reference = mentor.page.url.rsplit("/", 1)[1]

    ags.go(f"/inbox/{reference}").get_by_role("button", name="Annehmen").dblclick()
    ags.page.get_by_role("link", name="Zu den Vorschlägen").wait_for()

    assert stored(house, TITLES[2]) == [VacancyState.OPEN]
    database = house.database()
    with database.reading() as session:
        vacancy = session.query(tables.Vacancy).filter_by(reference=reference).one()
        rows = session.scalar(
            select(func.count())
            .select_from(tables.AuditRow)
            .where(tables.AuditRow.subject_kind == "vacancy", tables.AuditRow.subject_id == vacancy.id)
            .where(tables.AuditRow.action == "accept_vacancy")
        )
    database.dispose()
    assert rows == 1
    assert mentor.faults + ags.faults == []


@pytest.mark.browser
def test_two_who_decide_at_once_see_each_other(case: Case, sit: Callable[..., Seat], second_ags: str) -> None:
    """Both have the same old page open; the later word stands, the earlier one is in the history, and both see so."""
    first, second = sit("ags"), sit(second_ags)
    with case.work.reading() as session:
        code = session.get_one(tables.Participant, case.person).code
        path = f"/shortlists/{session.get_one(tables.Vacancy, case.vacancy).reference}"
    first.go(path)
    second.go(path)

    first.page.get_by_role("button", name=f"Geeignet: {code}").click()
    first.page.get_by_role("button", name=f"Rückgängig: {code}").wait_for()
    second.page.get_by_role("button", name=f"Dem Betrieb vorgeschlagen: {code}").click()
    second.page.get_by_role("link", name="Antwort des Betriebs").wait_for()
    second.shoot("decided-by-two")

    with case.work.reading() as session:
        reviews = session.scalars(
            select(tables.Review).where(tables.Review.entry_id == case.entry).order_by(tables.Review.id)
        ).all()
        assert [(str(row.verdict), row.superseded_at is None) for row in reviews] == [
            ("suitable", False),
            ("proposed", True),
        ]
        assert len({row.reviewed_by for row in reviews}) == 2
    first.go(path).get_by_role("link", name="Antwort des Betriebs").wait_for()
    assert first.inspect() + first.faults + second.faults == []


@pytest.mark.browser
def test_keyboard_alone_leads_from_login_to_the_firm(case: Case, sit: Callable[..., Seat]) -> None:
    """No mouse: from the inbox's list to an entry, decided by a key, proposed, and the firm's answer recorded."""
    ags = sit("ags")
    with case.work.reading() as session:
        reference = session.get_one(tables.Vacancy, case.vacancy).reference
    page = ags.go(f"/shortlists/{reference}")

    page.keyboard.press("j")
    page.keyboard.press("g")
    page.get_by_text("geeignet", exact=True).first.wait_for()
    tab_to(ags, page.get_by_role("button", name=re.compile("^Dem Betrieb vorgeschlagen")).first)
    page.keyboard.press("Enter")
    answer = page.get_by_role("link", name="Antwort des Betriebs")
    answer.wait_for()
    tab_to(ags, answer)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    interested = page.get_by_label("Betrieb hat Interesse")
    if not interested.is_visible():
        tab_to(ags, page.locator("summary", has_text="Antwort des Betriebs eintragen"))
        page.keyboard.press("Enter")
    tab_to(ags, page.locator("input[name=answer]").first)
    page.keyboard.press("Space")
    for _ in range(6):
        if interested.is_checked():
            break
        page.keyboard.press("ArrowDown")
    tab_to(ags, page.get_by_role("button", name="Antwort eintragen"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Betrieb hat Interesse").first).to_be_visible()
    assert case.stands()[0] == "interested"
    assert ags.faults == []
