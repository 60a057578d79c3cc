"""Consent given and taken back, and the pre-check asked for: what each does at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from matcher.model import Answer, Kind, Mode, Recipient, Role
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.fixture
def applicant(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """An asylum applicant, about whom the authority has to be asked."""
    return Scene(work, visitor, **builders.gestattung())


def released(scene: Scene) -> int:
    """A released entry for the person; its vacancy's id."""
    with scene.work.database.writing() as session:
        stage: Any = builders.stage(session)
        builders.entry(session, stage)
        mentorship = session.query(tables.Mentorship).filter_by(participant_id=stage.participant).one()
        mentorship.mentor_id = scene.mentor.account_id
        session.commit()
    scene.person = stage.participant
    scene.code = scene.code_of(stage.participant)
    scene.page = f"/people/{scene.code}"
    return int(stage.vacancy)


def seen_by_ags(scene: Scene) -> int:
    with scene.work.reading() as session:
        return len(session.execute(text("SELECT id FROM ags_entry")).all())


def test_consent_is_given_for_each_recipient_that_is_ticked(scene: Scene) -> None:
    """Recipient, day and language of the sheet stand as entered."""
    page = scene.send("consents", {"recipients": ["ags", "abh"], "given_on": "20.11.2026", "language": "ti"})

    given = scene.portrait().consents
    assert set(given) == {Recipient.AGS, Recipient.ABH}
    assert (given[Recipient.AGS].given_on, given[Recipient.AGS].language) == (date(2026, 11, 20), "ti")
    assert "Tigrinya" in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"given_on": "20.11.2026"}, "recipients"),
        ({"recipients": ["ags"], "given_on": "24.12.2026"}, "given_on"),
        ({"recipients": ["ags"], "given_on": "31.02.2026"}, "given_on"),
        ({"recipients": ["ags"], "given_on": ""}, "given_on"),
        ({"recipients": ["ags"], "language": "xx"}, "language"),
    ],
)
def test_consent_is_refused_with_what_was_typed(scene: Scene, typed: dict[str, Any], field: str) -> None:
    """What cannot be is said at its field; nothing is recorded."""
    page = scene.send("consents", typed, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    assert scene.portrait().consents == {}
    if "given_on" in typed:
        assert page.value("given_on") == typed["given_on"]
    if "recipients" in typed:
        assert page.soup.find("input", attrs={"name": "recipients", "value": "ags"}).has_attr("checked")


def test_withdrawing_takes_a_released_proposal_away_at_once(scene: Scene) -> None:
    """One button; the employer service sees nothing from then on, and the page lists what it had seen."""
    released(scene)
    assert seen_by_ags(scene) == 1
    page = scene.mentor.get(f"{scene.page}/consents")

    after = scene.mentor.send(page, f"{scene.page}/consents/ags/withdraw")

    assert seen_by_ags(scene) == 0
    assert Recipient.AGS not in scene.portrait().consents
    assert "Widerrufen. Ab sofort geht nichts mehr dorthin." in after.text
    assert "Schon gezeigt worden war:" in after.text
    assert scene.all(tables.Vacancy)[0].reference in after.text


def test_withdrawing_needs_no_more_than_giving(scene: Scene) -> None:
    """Each recipient to whom consent stands has one button that asks nothing back."""
    scene.consent(*Recipient)

    page = scene.mentor.get(f"{scene.page}/consents")

    for recipient in Recipient:
        form = page.form(f"{scene.page}/consents/{recipient}/withdraw")
        assert [field["type"] for field in form.find_all("input")] == ["hidden"]


def test_withdrawing_twice_is_no_error(scene: Scene) -> None:
    """A double click withdraws once."""
    scene.consent(Recipient.JOBCENTER)
    page = scene.mentor.get(f"{scene.page}/consents")

    for _ in range(2):
        scene.mentor.send(page, f"{scene.page}/consents/jobcenter/withdraw")

    assert len([row for row in scene.all(tables.AuditRow) if row.action == "withdraw_consent"]) == 1


def test_withdrawal_for_an_unknown_recipient_is_not_found(scene: Scene) -> None:
    """Only recipients of the list exist."""
    scene.mentor.post(f"{scene.page}/consents/presse/withdraw", status=404)


def test_precheck_is_asked_with_the_persons_agreement(applicant: Scene) -> None:
    """The request waits at the authority, and page and list say so."""
    applicant.consent(Recipient.ABH)

    page = applicant.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    request = applicant.all(tables.ClearanceRequest)[0]
    assert (request.kind, request.mode, request.sent_on) == (Kind.JOB, Mode.CONSENT, TODAY)
    assert "Arbeit: Die Anfrage ist bei der Ausländerbehörde." in page.text
    assert "Ausländerbehörde prüft" in applicant.mentor.get(applicant.page).text


@pytest.mark.parametrize(
    ("typed", "field"), [({"kinds": ["K01"]}, "agreed"), ({"agreed": "y"}, "kinds"), ({"kinds": ["K99"]}, "kinds")]
)
def test_precheck_is_refused_without_kind_or_agreement(applicant: Scene, typed: dict[str, Any], field: str) -> None:
    """Nothing goes out without a tick; the other tick stays."""
    applicant.consent(Recipient.ABH)

    page = applicant.send("precheck", typed, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    assert applicant.all(tables.ClearanceRequest) == []
    if typed.get("kinds") == ["K01"]:
        assert page.soup.find("input", attrs={"name": "kinds", "value": "K01"}).has_attr("checked")


def test_precheck_says_which_consent_is_missing(applicant: Scene) -> None:
    """Without consent to the authority nothing is sent; the ticks stay."""
    page = applicant.send("precheck", {"kinds": ["K01"], "agreed": "y"}, status=409)

    assert "Es fehlt das Einverständnis für die Ausländerbehörde." in page.text
    assert page.soup.find("input", attrs={"name": "agreed"}).has_attr("checked")
    assert applicant.all(tables.ClearanceRequest) == []


def test_precheck_sent_twice_is_asked_once(applicant: Scene) -> None:
    """A double click asks once, and says that the request is under way."""
    applicant.consent(Recipient.ABH)
    address = f"{applicant.page}/precheck"
    form = applicant.mentor.get(address)
    ticked = {"kinds": ["K01"], "agreed": "y"}

    applicant.mentor.send(form, address, ticked)
    again = applicant.mentor.send(form, address, ticked, status=409)

    assert len(applicant.all(tables.ClearanceRequest)) == 1
    assert "läuft schon" in again.text


def test_precheck_of_a_title_that_allows_work_troubles_no_authority(scene: Scene) -> None:
    """Where no authority is to be asked, looking at the document is recorded."""
    page = scene.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    decision = scene.all(tables.ClearanceDecision)[0]
    assert decision.answer is Answer.TITLE_CHECKED
    assert scene.all(tables.ClearanceRequest) == []
    assert "Die Ausländerbehörde wird nicht gefragt." in page.text


def test_withdrawing_consent_to_the_authority_takes_back_its_question(applicant: Scene) -> None:
    """What the authority has not answered is no longer asked."""
    applicant.consent(Recipient.ABH)
    applicant.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    page = applicant.mentor.get(f"{applicant.page}/consents")
    after = applicant.mentor.send(page, f"{applicant.page}/consents/abh/withdraw")

    assert applicant.all(tables.ClearanceRequest)[0].state is RequestState.WITHDRAWN
    assert "Offene Anfragen sind zurückgezogen." in after.text


def test_person_page_names_the_missing_fact_and_where_to_enter_it(work: Work, visitor: Callable[..., Visitor]) -> None:
    """What the gate cannot tell, it explains, and the button leads to the document."""
    scene = Scene(work, visitor, **builders.gestattung(nationality=None, in_reception_centre=None))
    scene.consent(*Recipient)

    page = scene.mentor.get(scene.page)

    assert "noch nicht geprüft" in page.text
    assert "Wohnpflicht in der Aufnahmeeinrichtung" in page.text
    assert page.soup.select_one(".page-head a")["href"] == f"{scene.page}/edit/document"


def test_new_status_ends_the_prechecks(applicant: Scene) -> None:
    """A changed status voids what the authority answered about the old one."""
    applicant.consent(Recipient.ABH)
    applicant.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    applicant.send("edit/document", {"status": "duldung_60a"})

    assert applicant.all(tables.ClearanceRequest)[0].state is RequestState.WITHDRAWN


def test_coordinator_does_what_a_mentor_does(scene: Scene) -> None:
    """Consent and edits are open to the coordinator for everybody."""
    coordinator = scene.visitor(Role.COORDINATOR)

    scene.send("consents", {"recipients": ["ags"], "given_on": "20.11.2026"}, who=coordinator)

    assert scene.portrait().consents[Recipient.AGS].given_on == date(2026, 11, 20)
