"""The pre-check asked for, and what it does at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matcher.model import Answer, Kind, Mode, Recipient
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


def test_person_page_names_the_missing_fact_and_where_to_enter_it(work: Work, visitor: Callable[..., Visitor]) -> None:
    """What the gate cannot tell, it explains, and the button leads to the document."""
    scene = Scene(work, visitor, **builders.gestattung(nationality=None, in_reception_centre=None))
    scene.consent(*Recipient)

    page = scene.mentor.get(scene.page)

    assert "noch nicht geprüft" in page.text
    assert "ob die Person in der Aufnahmeeinrichtung wohnen muss" in page.text
    assert page.soup.select_one(".page-head a")["href"] == f"{scene.page}/edit/document"


def test_new_status_ends_the_prechecks(applicant: Scene) -> None:
    """A changed status voids what the authority answered about the old one."""
    applicant.consent(Recipient.ABH)
    applicant.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    applicant.send("edit/document", {"status": "duldung_60a"})

    assert applicant.all(tables.ClearanceRequest)[0].state is RequestState.WITHDRAWN
