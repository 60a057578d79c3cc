"""Consent by recipient and category: signed on paper or screen, in one language or another, taken back at once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from matcher.consents import LANGUAGES, DataCategory, needed_by
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.consent_records import consent_records
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import SignedBy
from matcher.store.tables.people import ParticipantState
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Typed, Visitor
from tests.web.people_scene import Scene
from webapp.consent_texts import languages_with_text, sheet_text

STROKES = json.dumps([[[10 * step, 90 + 7 * (step % 3)] for step in range(12)]])


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def sign(scene: Scene, typed: Typed, *, language: str = "de", status: int = 200, who: Visitor | None = None) -> Page:
    visitor = who or scene.mentor
    address = f"{scene.page}/consents/sign?language={language}"
    return visitor.send(visitor.get(address), address, {"given_on": "20.11.2026", **typed}, status=status)


def standing(scene: Scene) -> set[tuple[Recipient, DataCategory]]:
    with scene.work.reading() as session:
        records = consent_records(session, scene.person)
    return {(record.recipient, cell.category) for record in records for cell in record.cells if cell.stands}


def released(scene: Scene) -> str:
    """A released entry for the scene's person; its vacancy's reference."""
    with scene.work.database.writing() as session:
        stage: Any = builders.stage(session)
        builders.entry(session, stage)
        mentorship = session.query(tables.Mentorship).filter_by(participant_id=stage.participant).one()
        mentorship.mentor_id = scene.mentor.account_id
        session.commit()
    scene.person = stage.participant
    scene.code = scene.code_of(stage.participant)
    scene.page = f"/people/{scene.code}"
    return str(scene.all(tables.Vacancy)[0].reference)


def seen_by_ags(scene: Scene) -> int:
    with scene.work.reading() as session:
        return len(session.execute(text("SELECT id FROM ags_entry")).all())


def withdraw(scene: Scene, recipient: str, category: str = "profile") -> Page:
    page = scene.mentor.get(f"{scene.page}/consents")
    return scene.mentor.send(page, f"{scene.page}/consents/{recipient}/withdraw", {"category": category})


def test_consent_stands_for_what_is_ticked_and_nothing_else(scene: Scene) -> None:
    """Recipient, category, day and language of the sheet stand as entered; one tick to the authority is the whole."""
    page = sign(scene, {"cells": ["abh:profile", "jobcenter:profile", "jobcenter:identity"]}, language="ti")

    assert standing(scene) == {
        *((Recipient.ABH, category) for category in needed_by(Recipient.ABH)),
        (Recipient.JOBCENTER, DataCategory.PROFILE),
        (Recipient.JOBCENTER, DataCategory.IDENTITY),
    }
    given = scene.all(tables.DataConsent)
    assert {(row.given_on, row.language) for row in given} == {(date(2026, 11, 20), "ti")}
    assert len({row.sheet_id for row in given}) == 1
    assert "Tigrinya" in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "cells"),
        ({"cells": ["jobcenter:identity"]}, "cells"),
        ({"cells": ["ags:residence"]}, "cells"),
        ({"cells": ["presse:profile"]}, "cells"),
        ({"cells": ["ags:profile"], "given_on": "24.12.2026"}, "given_on"),
        ({"cells": ["ags:profile"], "given_on": "31.12.2016"}, "given_on"),
        ({"cells": ["ags:profile"], "given_on": "31.02.2026"}, "given_on"),
        ({"cells": ["ags:profile"], "given_on": ""}, "given_on"),
        ({"cells": ["ags:profile"], "reference": "x" * 201}, "reference"),
        ({"cells": ["ags:profile"], "strokes": "[[[1,1]]]"}, "strokes"),
        ({"cells": ["ags:profile"], "strokes": "<svg/>"}, "strokes"),
    ],
)
def test_consent_is_refused_with_what_was_typed(scene: Scene, typed: dict[str, Any], field: str) -> None:
    """What cannot be is said at its field; nothing is recorded, ticks and texts stay."""
    page = sign(scene, typed, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    assert standing(scene) == set()
    for name in ("given_on", "reference", "strokes"):
        if name in typed:
            assert page.value(name) == typed[name]
    if typed.get("cells") == ["ags:profile"]:
        assert page.soup.find("input", attrs={"name": "cells", "value": "ags:profile"}).has_attr("checked")


def test_signature_on_the_screen_is_kept_as_a_drawing(scene: Scene) -> None:
    """The strokes are redrawn as SVG; what was sent is stored nowhere."""
    sign(scene, {"cells": ["ags:profile"], "strokes": STROKES}, language="ar")

    sheet = scene.all(tables.ConsentSheet)[0]
    assert (sheet.means, sheet.language, sheet.content_type) == (SignedBy.SCREEN, "ar", "image/svg+xml")
    shown = scene.mentor.client.get(f"{scene.page}/consents/sheets/{sheet.id}")
    assert shown.mimetype == "image/svg+xml"
    assert shown.data.startswith(b"<svg")


def test_scan_is_what_its_content_says(scene: Scene) -> None:
    """A picture is kept without what the camera wrote into it; a name that lies is refused at the field."""
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kirchplatz"
    Image.new("RGB", (20, 20), "white").save(picture, "JPEG", exif=exif)

    refused = sign_with_file(scene, picture.getvalue(), "bogen.pdf", status=422)
    sign_with_file(scene, picture.getvalue(), "bogen.jpg", status=303)

    assert "der Inhalt ist aber JPEG" in refused.text
    sheet = scene.all(tables.ConsentSheet)[0]
    assert (sheet.means, sheet.content_type) == (SignedBy.SCAN, "image/jpeg")
    assert b"Kirchplatz" not in sheet.content


def sign_with_file(scene: Scene, content: bytes, name: str, *, status: int) -> Page:
    address = f"{scene.page}/consents/sign"
    token = (
        scene.mentor.get(address).form(f"{address}?language=de").find("input", attrs={"name": "csrf_token"})["value"]
    )
    data = {
        "csrf_token": token,
        "cells": "ags:profile",
        "given_on": "20.11.2026",
        "scan": (io.BytesIO(content), name),
    }
    page = Page(scene.mentor.client.post(address, data=data, content_type="multipart/form-data"))
    assert page.status == status, page.text
    return page


def test_second_tick_is_left_as_it_was_given(scene: Scene) -> None:
    """Two screens that give the same consent record it once, as it was given first."""
    address = f"{scene.page}/consents/sign?language=de"
    first, second = scene.mentor.get(address), scene.mentor.get(address)
    for page, day in ((first, "19.11.2026"), (second, "20.11.2026")):
        scene.mentor.send(page, address, {"cells": ["ags:profile"], "given_on": day})

    assert [row.given_on for row in scene.all(tables.DataConsent)] == [date(2026, 11, 19)]


def test_withdrawing_takes_a_released_proposal_away_at_once(scene: Scene) -> None:
    """One button; the employer service sees nothing from then on, and the page lists what it had seen."""
    reference = released(scene)
    assert seen_by_ags(scene) == 1

    after = withdraw(scene, "ags")

    assert seen_by_ags(scene) == 0
    assert Recipient.AGS not in {recipient for recipient, _ in standing(scene)}
    assert "Widerrufen. Ab sofort geht nichts mehr dorthin." in after.text
    assert "Das haben sie schon bekommen: bitte löschen lassen" in after.text
    assert reference in after.text


def test_withdrawing_one_category_leaves_the_others(scene: Scene) -> None:
    """The name can be taken back while the profile goes on; the profile takes everything with it."""
    sign(scene, {"cells": ["agency:profile", "agency:identity", "agency:residence"]})

    withdraw(scene, "agency", "identity")
    assert standing(scene) == {
        (Recipient.AGENCY, DataCategory.PROFILE),
        (Recipient.AGENCY, DataCategory.RESIDENCE),
    }
    withdraw(scene, "agency")
    assert standing(scene) == set()


def test_withdrawing_needs_no_more_than_giving(scene: Scene) -> None:
    """Everything that stands has one button that asks nothing back."""
    sign(scene, {"cells": [f"{recipient}:profile" for recipient in Recipient]})

    page = scene.mentor.get(f"{scene.page}/consents")

    for recipient in Recipient:
        form = page.form(f"{scene.page}/consents/{recipient}/withdraw")
        assert [field["type"] for field in form.find_all("input")] == ["hidden", "hidden"]


def test_withdrawing_twice_is_no_error(scene: Scene) -> None:
    """A double click withdraws once."""
    scene.consent(Recipient.JOBCENTER)
    page = scene.mentor.get(f"{scene.page}/consents")

    for _ in range(2):
        scene.mentor.send(page, f"{scene.page}/consents/jobcenter/withdraw")

    assert len([row for row in scene.all(tables.AuditRow) if row.action == "withdraw_consent"]) == 1


@pytest.mark.parametrize("typed", [{}, {"category": "everything"}])
def test_withdrawal_of_something_unknown_is_not_found(scene: Scene, typed: Typed) -> None:
    """Only recipients and categories of the list exist."""
    recipient = "jobcenter" if typed else "presse"

    scene.mentor.post(f"{scene.page}/consents/{recipient}/withdraw", typed, status=404)


def test_withdrawing_from_the_authority_takes_back_its_question(work: Work, visitor: Callable[..., Visitor]) -> None:
    """What the authority has not answered is no longer asked."""
    scene = Scene(work, visitor, **builders.gestattung())
    scene.consent(Recipient.ABH)
    scene.send("precheck", {"kinds": ["K01"], "agreed": "y"})

    after = withdraw(scene, "abh")

    assert scene.all(tables.ClearanceRequest)[0].state is RequestState.WITHDRAWN
    assert "Offene Anfragen sind zurückgezogen." in after.text
    assert "Anfrage mit Name und Dokument (Arbeit)" in after.text


def test_withdrawing_from_the_project_means_leaving_it(scene: Scene) -> None:
    """Nothing goes on: the person has left, the mentor sees nobody, the next consent is refused."""
    scene.consent(Recipient.AWO, Recipient.AGS)

    after = withdraw(scene, "awo")

    assert "Die Person hat das Projekt damit verlassen." in after.text
    assert scene.all(tables.Participant)[0].state is ParticipantState.LEFT
    scene.mentor.get(scene.page, status=404)
    coordinator = scene.visitor(Role.COORDINATOR)
    refused = sign(scene, {"cells": ["ags:identity"]}, status=409, who=coordinator)
    assert "nimmt nicht mehr teil" in refused.text


def test_withdrawing_from_the_mentor_ends_the_mentorship(scene: Scene) -> None:
    """The mentor sees nothing any more, and nobody accompanies the person until they agree again."""
    scene.consent(Recipient.MENTOR)
    coordinator = scene.visitor(Role.COORDINATOR)

    after = withdraw(scene, "mentor")

    assert "Die Patenschaft ist beendet." in after.text
    scene.mentor.get(scene.page, status=404)
    assert scene.all(tables.Mentorship)[0].ended_on is not None
    typed: Typed = {"mentor": str(scene.mentor.account_id)}
    refused = scene.send("mentor", typed, status=409, who=coordinator)
    assert "Einverständnis für eine Patenschaft" in refused.text
    sign(scene, {"cells": ["mentor:profile"]}, who=coordinator)
    scene.send("mentor", typed, who=coordinator)
    scene.mentor.get(scene.page)


def test_counsellor_is_on_the_list_of_those_who_looked(scene: Scene) -> None:
    """After a withdrawal the page names the accounts that had seen the person."""
    scene.consent(Recipient.JOBCENTER)
    counsellor = scene.visitor(Role.COUNSELLOR, organisation="jobcenter", name="Frau Beispiel")
    counsellor.get("/people")
    counsellor.get(scene.page)

    after = withdraw(scene, "jobcenter")

    assert "Seite der Person angesehen: Frau Beispiel" in after.text
    assert "in einer Liste gesehen: Frau Beispiel" in after.text
    counsellor.get(scene.page, status=404)


def test_coordinator_does_what_a_mentor_does(scene: Scene) -> None:
    """Consent is open to the coordinator for everybody."""
    sign(scene, {"cells": ["ags:profile"]}, who=scene.visitor(Role.COORDINATOR))

    assert standing(scene) == {(Recipient.AGS, DataCategory.PROFILE)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_is_on_the_screen_in_every_language(scene: Scene, language: str) -> None:
    """German stands beside the language that the person reads; where there is no text, the page says so."""
    page = scene.mentor.get(f"{scene.page}/consents/sign?language={language}")
    found = sheet_text("2026-11", language)

    assert "Alles ist freiwillig." in page.text
    if found is None:
        assert "In dieser Sprache haben wir keinen Bogen." in page.text
    else:
        assert found.rights[0] in page.text
        other = page.soup.find("p", lang=language)
        assert language == "de" or other["dir"] == ("rtl" if language in {"ar", "fa"} else "ltr")


@pytest.mark.parametrize("language", languages_with_text("2026-11"))
def test_sheet_can_be_printed_on_one_page(scene: Scene, language: str) -> None:
    """A4, one page, with the person's name and code and a line to sign."""
    answer = scene.mentor.client.get(f"{scene.page}/consents/sheet.pdf?language={language}")

    reader = PdfReader(io.BytesIO(answer.data))
    assert answer.mimetype == "application/pdf"
    assert len(reader.pages) == 1
    written = reader.pages[0].extract_text()
    assert scene.code in written
    assert "Unterschrift" in written


def test_signed_sheet_can_be_printed_again(scene: Scene) -> None:
    """The PDF of a signed sheet shows the day, and the drawing where it was signed on the screen."""
    sign(scene, {"cells": ["ags:profile"], "strokes": STROKES}, language="uk")
    sheet = scene.all(tables.ConsentSheet)[0].id

    answer = scene.mentor.client.get(f"{scene.page}/consents/sheet.pdf?sheet={sheet}")

    assert "20.11.2026" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()


def test_sheets_are_the_persons_own(scene: Scene) -> None:
    """Somebody else's sheet is not found under this person's address."""
    sign(scene, {"cells": ["ags:profile"], "strokes": STROKES})
    sheet = scene.all(tables.ConsentSheet)[0].id
    other = scene.code_of(scene.add_person(scene.mentor.account_id))

    scene.mentor.get(f"/people/{other}/consents/sheets/{sheet}", status=404)
    scene.mentor.get(f"/people/{other}/consents/sheet.pdf?sheet={sheet}", status=404)
