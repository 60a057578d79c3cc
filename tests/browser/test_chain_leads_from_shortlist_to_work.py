"""The second half of the main job: from a released entry to a person at work, whose start waits for its permit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from fixtures.logins import DOMAIN
from matcher.model import Answer
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.usecases.answer_request import Conditions, answer_request
from tests import builders
from tests.browser.conftest import House, Seat
from tests.store.placement_case import Case


@pytest.fixture
def case(house: House) -> Iterator[Case]:
    """Somebody who needs a permit, released for one vacancy, accompanied by the mentor who logs in."""
    database = house.database()
    today = database.clock.today()
    since = today - timedelta(days=340)
    days = dict.fromkeys(("status_since", "stay_since", "registered_on", "applied_on"), since)
    held = database.clock.now() + timedelta(hours=1)
    case = Case(database, lease_until=held, **builders.gestattung(valid_until=today + timedelta(days=200), **days))
    with database.writing() as session:
        login = session.query(tables.Account).filter_by(email=f"mentor@{DOMAIN}").one()
        session.query(tables.Mentorship).filter_by(participant_id=case.person).one().mentor_id = login.id
        session.get_one(tables.Vacancy, case.vacancy).acquired_by = login.id
        session.commit()
    yield case
    with database.writing() as session:  # the worker has its vacancies back, so that nothing waits for them
        session.query(tables.Vacancy).filter(tables.Vacancy.lease_until == held).update({"lease_until": None})
        session.commit()
    case.close()
    database.dispose()


def facts(case: Case) -> tuple[str, str, str]:
    """Code and family name of the person, reference of the vacancy."""
    with case.work.reading() as session:
        person = session.get_one(tables.Participant, case.person)
        name = session.get_one(tables.Identity, case.person).family_name
        return person.code, name, session.get_one(tables.Vacancy, case.vacancy).reference


def permit(case: Case) -> None:
    """The authority agrees, and so does the agency."""
    with case.work.reading() as session:
        request = session.scalars(
            select(tables.ClearanceRequest).where(
                tables.ClearanceRequest.participant_id == case.person,
                tables.ClearanceRequest.vacancy_id == case.vacancy,
                tables.ClearanceRequest.state == RequestState.PENDING,
            )
        ).one()
    today = case.work.clock.today()
    answer_request(
        case.work, case.abh, request.id, Answer.CONSENT, Conditions(ba_sent_on=today, ba_answer=Answer.CONSENT)
    )


def propose(ags: Seat, code: str, reference: str) -> None:
    page = ags.go(f"/shortlists/{reference}")
    page.get_by_role("button", name=f"Dem Betrieb vorgeschlagen: {code}").click()
    page.get_by_role("link", name="Antwort des Betriebs").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    ags.shoot("proposal-anonymous")


def ask_person(mentor: Seat, code: str) -> list[str]:
    """From the day's list; what is wrong with the page."""
    page = mentor.go("/day")
    mentor.shoot("day-dues")
    due = page.get_by_role("listitem").filter(has_text=code).filter(has_text="Person fragen")
    due.get_by_role("link", name="Zum Vorschlag").click()
    page.get_by_role("button", name="Ja, einverstanden").wait_for()
    mentor.shoot("proposal-ask-person")
    found = mentor.inspect()
    page.get_by_role("button", name="Ja, einverstanden").click()
    page.get_by_text("Eingetragen: Die Person ist einverstanden.").wait_for()
    return found


def invite(ags: Seat, today: date) -> list[str]:
    """A meeting tomorrow; what is wrong with the page."""
    page = ags.page
    page.locator("summary", has_text="Gespräch eintragen").click()
    page.get_by_label("Tag", exact=False).first.fill(typed(today + timedelta(days=1)))
    page.get_by_label("Uhrzeit").fill("14:30")
    page.get_by_label("Ort").fill("Musterstraße 1, Wildau")
    page.get_by_role("button", name="Gespräch eintragen").click()
    page.get_by_text("Die Kalenderdatei steht bereit.").wait_for()
    ags.shoot("proposal-meeting")
    return ags.inspect()


def plan(mentor: Seat, today: date) -> list[str]:
    """The firm wants the person, the first day is today; what is wrong with the page."""
    page = mentor.page
    page.reload()
    page.locator("summary", has_text="Antwort des Betriebs eintragen").click()
    page.get_by_label("Betrieb will einstellen").check()
    page.get_by_role("button", name="Antwort eintragen").click()
    page.get_by_label("Erster Arbeitstag").fill(typed(today))
    page.get_by_label("Laufender Integrationskurs: Zeiten passen zur Arbeit").check()
    page.get_by_role("button", name="Beginn planen").click()
    page.get_by_text("darf noch nicht anfangen").wait_for()
    mentor.shoot("proposal-blocked")
    return mentor.inspect()


def lists(ags: Seat, mentor: Seat, reference: str) -> list[str]:
    """Where the proposal stands meanwhile; what is wrong with these pages."""
    found = []
    for seat, path, name in (
        (ags, f"/shortlists/{reference}", "shortlist-named"),
        (ags, "/proposals", "proposals"),
        (mentor, "/proposals", "proposals"),
    ):
        seat.go(path)
        seat.shoot(name)
        found += seat.inspect()
    return found


def typed(day: date) -> str:
    """A day as people here type it."""
    return f"{day:%d.%m.%Y}"


@pytest.mark.browser
def test_person_starts_work_only_once_the_permit_is_there(sit: Callable[..., Seat], case: Case) -> None:
    """Proposed, asked, invited, wanted, planned, refused, permitted, at work; the name only after the yes."""
    ags, mentor = sit("ags"), sit("mentor", phone=True)
    code, name, reference = facts(case)
    today = case.work.clock.today()

    propose(ags, code, reference)
    assert name not in ags.page.content()
    found = ags.inspect() + ask_person(mentor, code)
    ags.page.reload()
    assert name in ags.page.content()
    found += invite(ags, today) + plan(mentor, today) + lists(ags, mentor, reference)

    page = mentor.go(f"/proposals/{case.entry}")
    page.get_by_role("button", name="Hat angefangen").click()
    page.get_by_text("Die Person darf noch nicht anfangen.").wait_for()
    assert case.stands() == ("hiring", None, None)
    refusals = [fault for fault in mentor.faults if "409" in fault]
    page.get_by_role("link", name="Freigabe für diese Stelle").click()
    page.get_by_label("Die Person ist mit dieser Anfrage einverstanden.").check()
    page.get_by_role("button", name="Freigabe für diese Stelle anfragen").click()
    permit(case)
    page = mentor.go(f"/proposals/{case.entry}")
    page.get_by_role("button", name="Hat angefangen").click()
    page.get_by_text("Eingetragen: Die Person arbeitet.").wait_for()
    mentor.shoot("proposal-at-work")
    found += mentor.inspect()

    assert code not in ags.go(f"/shortlists/{reference}").content()
    assert case.stands() == ("closed", "hired", None)
    assert found + ags.faults + [fault for fault in mentor.faults if fault not in refusals] == []
