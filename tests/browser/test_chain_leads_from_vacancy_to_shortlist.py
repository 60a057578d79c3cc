"""The main job as its people do it: mentor on a phone, worker, coordinator, employer service at a keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from matcher.clearance import clearance_for
from matcher.model import Reason
from matcher.store import tables
from matcher.store.loading import load_people, load_vacancy
from matcher.store.runs import current_run, exclusions_of, rest_of, rows_of
from matcher.store.session import Database
from matcher.store.staleness import count_stale
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.vacancies import VacancyState
from tests.browser.conftest import House, Seat

CODE = re.compile(r"LDS-[0-9A-Z]{4,}")
PATIENCE = 60
"""Seconds that a worker may take on a busy machine."""


def win_vacancy(mentor: Seat) -> str:
    """On a phone: one page, then the vacancy's own page; its reference stands in the address."""
    page = mentor.go("/vacancies/new")
    page.get_by_label("Betrieb").fill("Gurkenhof Beispielheide")
    page.get_by_label("Was für eine Stelle?").fill("Lagerhelfer (m/w/d)")
    page.get_by_label("Art der Stelle").select_option("K01")
    page.get_by_label("Postleitzahl").fill("15711")
    page.get_by_label("Stunden pro Woche").fill("35")
    page.get_by_label("A2:").check()
    page.get_by_label("Bezahlung in Euro").fill("15,20")
    page.get_by_label("pro Stunde").check()
    page.get_by_role("button", name="Absenden").click()
    if page.url.endswith("/new"):
        page.get_by_role("button", name="Absenden").click()
    page.wait_for_url(re.compile(r"/vacancies/S-[0-9A-Z]+$"))
    mentor.shoot("journey-vacancy")
    return page.url.rsplit("/", 1)[1]


def wait_for_ranking(coordinator: Seat, reference: str) -> None:
    """The coordinator waits for the real worker."""
    release = coordinator.page.get_by_role("button", name="Für den Arbeitgeberservice freigeben")
    for _ in range(PATIENCE):
        coordinator.go(f"/rankings/{reference}")
        if release.count() and not coordinator.page.get_by_text("Wird neu berechnet").count():
            return
        time.sleep(1)
    pytest.fail(f"no ranking after {PATIENCE} s:\n{coordinator.page.inner_text('main')[:2000]}")


def release_everybody(coordinator: Seat) -> set[str]:
    """Tick whoever may be ticked; their codes."""
    boxes = coordinator.page.locator("input[name=participant]")
    codes = {boxes.nth(number).get_attribute("value") or "" for number in range(boxes.count())}
    for number in range(boxes.count()):
        boxes.nth(number).check()
    coordinator.shoot("journey-ranking")
    coordinator.page.get_by_role("button", name="Für den Arbeitgeberservice freigeben").click()
    coordinator.shoot("journey-released")
    return codes


def may_be_shown(database: Database, reference: str) -> set[str]:
    """Whom the gate lets the employer service see for this vacancy today, asked person by person."""
    with database.reading() as session:
        found = session.query(tables.Vacancy.id).filter_by(reference=reference).scalar()
        vacancy = load_vacancy(session, found or 0)
        assert vacancy is not None
        on = database.clock.today()
        return {
            person.code for person in load_people(session).values() if clearance_for(person, vacancy, on).release_open
        }


@pytest.mark.browser
def test_employer_service_sees_exactly_the_cleared_when_mentor_wins_vacancy(
    house: House, sit: Callable[..., Seat]
) -> None:
    """From the phone to the shortlist: shown is who was ranked, cleared and released, and nobody else on any page."""
    mentor, ags, coordinator = sit("mentor", phone=True), sit("ags"), sit("coordinator")
    reference = win_vacancy(mentor)

    ags.go(f"/inbox/{reference}").get_by_role("button", name="Annehmen").click()
    ags.shoot("journey-accepted")
    wait_for_ranking(coordinator, reference)
    released = release_everybody(coordinator)

    page = ags.go(f"/shortlists/{reference}")
    shown = set(CODE.findall(page.content()))
    database = house.database()
    assert shown == released
    assert shown
    assert shown <= may_be_shown(database, reference)
    database.dispose()
    ags.shoot("journey-shortlist")

    page.keyboard.press("j")
    page.keyboard.press("g")
    page.get_by_text("geeignet", exact=True).first.wait_for()

    withdrawn = min(shown)
    page = coordinator.go(f"/people/{withdrawn}/consents")
    page.locator("#ags").get_by_role("button", name="Widerrufen").click()
    coordinator.shoot("journey-withdrawn")

    assert set(CODE.findall(ags.go(f"/shortlists/{reference}").content())) == shown - {withdrawn}
    assert withdrawn not in ags.go("/notifications").content()
    assert ags.faults + mentor.faults + coordinator.faults == []


def settle(database: Database) -> None:
    """Wait until no ranking waits for its renewal any more."""
    for _ in range(PATIENCE):
        with database.reading() as session:
            if count_stale(session, database.clock.today()) == 0:
                return
        time.sleep(1)
    pytest.fail(f"rankings still wait after {PATIENCE} s")


def waiting_for_answer(database: Database) -> tuple[int, int, int]:
    """A request, its person and a vacancy from whose list only the missing answer keeps the person."""
    with database.reading() as session:
        requests = session.query(tables.ClearanceRequest).filter_by(state=RequestState.PENDING).all()
        asked = {(request.participant_id, request.kind): request.id for request in requests}
        for vacancy in session.query(tables.Vacancy).filter_by(state=VacancyState.OPEN):
            run = current_run(session, vacancy.id)
            for members in exclusions_of(run).values() if run else ():
                for member in members:
                    request = asked.get((member.participant_id, vacancy.kind))
                    if request and {Reason.PRECHECK_MISSING, Reason.HOLD}.issuperset(member.reasons):
                        return request, member.participant_id, vacancy.id
    pytest.fail("the seeded county holds nobody who waits for the authority alone")


def is_listed(database: Database, participant_id: int, vacancy_id: int) -> bool:
    """Whether the person stands on the vacancy's current ranking."""
    with database.reading() as session:
        run = current_run(session, vacancy_id)
        assert run is not None
        first = {row.participant_id for row in rows_of(session, run.id)}
        return participant_id in first | {who for who, _ in rest_of(run)}


@pytest.mark.browser
def test_person_comes_onto_list_when_authority_answers(house: House, sit: Callable[..., Seat]) -> None:
    """Kept back without the authority's answer, on the list within seconds of it."""
    abh = sit("abh")
    database = house.database()
    settle(database)
    request, person, vacancy = waiting_for_answer(database)
    assert not is_listed(database, person, vacancy)
    page = abh.go("/worklist")
    abh.shoot("journey-worklist")

    card = page.locator(f"#request-{request}")
    card.get_by_role("button", name=re.compile("^(Keine Bedenken|Zustimmung)$")).click()

    assert "Ihre Antwort ist gespeichert" in page.inner_text("main")
    assert card.count() == 0
    settle(database)
    assert is_listed(database, person, vacancy)
    database.dispose()
    assert abh.faults == []
