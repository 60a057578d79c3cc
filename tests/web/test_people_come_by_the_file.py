"""Many people out of one file: every row looked at first, taken in, and all of it taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from matcher.clock import FixedClock
from matcher.interchange.people import PEOPLE
from matcher.interchange.templates import header_of
from matcher.interchange.writing import workbook
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.merges import known_people
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.imports import ImportState
from matcher.store.tables.people import IntakeSource, ParticipantState
from matcher.usecases.undo_people_import import discard_expired_people_imports
from matcher.usecases.work import Work
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene

HEADER = "Vorname;Nachname;Geburtsdatum;Weg ins Projekt;Aufenthaltsstatus;gültig bis;Deutsch;Beruf;Berufsjahre;PLZ"
FILE = f"""{HEADER};Stunden bis
محمد;کریمی;17.03.1994;Jobcenter;Aufenthaltsgestattung;31.05.2027;A2;Lagerhelfer;3;15711;38,5
Олена;Коваленко;03.04.1990;von selbst;Aufenthaltserlaubnis § 24;31.12.2027;B1;Köchin;5;15745;30
"""


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    scene = Scene(work, visitor)
    scene.coordinator = visitor(Role.COORDINATOR)  # type: ignore[attr-defined]
    return scene


def coordinator(scene: Scene) -> Visitor:
    return scene.coordinator  # type: ignore[attr-defined, no-any-return]


def upload(scene: Scene, content: str | bytes, name: str = "menschen.csv", *, status: int = 200) -> Page:
    visitor = coordinator(scene)
    token = visitor.get("/people-imports").form("/people-imports").find("input", attrs={"name": "csrf_token"})["value"]
    sent = content.encode() if isinstance(content, str) else content
    data = {"csrf_token": token, "file": (io.BytesIO(sent), name)}
    answer = Page(
        visitor.client.post("/people-imports", data=data, content_type="multipart/form-data", follow_redirects=True)
    )
    assert answer.status == status, answer.text[:1500]
    return answer


def confirm(scene: Scene, page: Page, *, status: int = 200, **typed: list[str]) -> Page:
    number = scene.all(tables.PeopleImport)[-1].id
    return coordinator(scene).send(page, f"/people-imports/{number}/confirm", typed, status=status)


def undo(scene: Scene, page: Page) -> Page:
    number = scene.all(tables.PeopleImport)[-1].id
    return coordinator(scene).send(page, f"/people-imports/{number}/undo")


def test_people_of_a_file_are_looked_at_before_they_are_taken_in(scene: Scene) -> None:
    """Nothing is written by looking; confirmed, everybody stands under a code with all that the file said."""
    page = upload(scene, FILE)
    assert "2 Menschen sind bereit." in page.text
    assert len(scene.all(tables.Participant)) == 1

    done = confirm(scene, page)

    assert "2 Menschen sind aufgenommen." in done.text
    first, second = scene.all(tables.Participant)[1:]
    assert (first.intake_source, second.intake_source) == (IntakeSource.JOBCENTER, IntakeSource.OWN_INITIATIVE)
    scene.person = first.id
    portrait = scene.portrait()
    assert portrait.name == "محمد کریمی"
    assert portrait.identity.birth_date == date(1994, 3, 17)
    assert (portrait.document.status, portrait.document.valid_until) == ("gestattung", date(2027, 5, 31))
    assert portrait.experiences[0].years == 3
    assert (portrait.wishes.postcode, portrait.wishes.hours_max) == ("15711", 38.5)
    assert str(portrait.german.speaking) == "A2"
    assert portrait.mentorship is None
    assert "محمد کریمی" in done.text


def test_file_opens_no_gate(scene: Scene) -> None:
    """Consent, pre-check and permit are named and left out; an objection and a stop keep the person back."""
    page = upload(
        scene,
        "Vorname;Nachname;Einverständnis AGS;Vorprüfung;Vermittlungsstopp\n"
        "Amina;Haddad;ja;keine Bedenken;nein\nBilal;Nasser;ja;Bedenken;nein\nCelal;Demir;;;ja\n",
    )
    assert "Einverständnis AGS: Ein Einverständnis wird nicht übernommen: Es braucht die Unterschrift" in page.text

    confirm(scene, page, row=["2", "3", "4"])

    assert scene.all(tables.DataConsent) == []
    assert scene.all(tables.ClearanceDecision) == []
    assert [row.reason for row in scene.all(tables.PlacementStop)] == [StopReason.AUTHORITY, StopReason.OTHER]


def test_likely_double_is_shown_and_not_chosen(scene: Scene) -> None:
    """Known people in another spelling and repeated rows wait for a person's word."""
    confirm(scene, upload(scene, FILE))
    known = scene.all(tables.Participant)[-1].code

    page = upload(
        scene,
        "Vorname;Nachname;Geburtsdatum\nKovalenko;Olena;01.01.1990\nAmina;Haddad;05.05.1999\nHaddad;Amina;05.05.1999\n",
    )

    boxes = {box["value"]: box.has_attr("checked") for box in page.soup.find_all("input", attrs={"name": "row"})}
    assert boxes == {"2": False, "3": True, "4": False}
    assert page.soup.find("a", href=f"/people/{known}") is not None
    assert "steht doppelt in der Datei" in page.text


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Amina;Haddad;31.02.1990;B1;;;", "31.02.1990"),
        ("Amina;Haddad;05.05.2030;B1;;;", "liegt in der Zukunft"),
        ("Amina;Haddad;05.05.1890;B1;;;", "1890"),
        ("Amina;Haddad;05.05.1990;B3;;;", "B3"),
        ("Amina;Haddad;05.05.1990;B1;40;20;", "vertauscht"),
        ("Amina;Haddad;05.05.1990;B1;;;500", "0 bis 300 km"),
        ("Amina;;05.05.1990;B1;;;", "Vorname und Nachname"),
        (f"{'x' * 300};Haddad;05.05.1990;B1;;;", "300 Zeichen"),
    ],
)
def test_row_that_cannot_be_is_told_with_row_and_what_to_do(scene: Scene, row: str, message: str) -> None:
    """The other row goes on; nothing of the bad one is offered."""
    page = upload(
        scene,
        "Vorname;Nachname;Geburtsdatum;Deutsch;Stunden von;Stunden bis;Umkreis km\n"
        f"Olena;Kovalenko;03.04.1990;B1;20;30;40\n{row}\n",
    )

    assert message in page.text
    assert "Zeile 3" in page.text
    assert [box["value"] for box in page.soup.find_all("input", attrs={"name": "row"})] == ["2"]
    confirm(scene, page, status=422, row=["3"])
    assert len(scene.all(tables.Participant)) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "leer.csv", "leer"),
        ("%PDF-1.7 nonsense", "bogen.csv", ""),
        ("Farbe;Zahl\nrot;1\n", "farben.csv", "Kopfzeile"),
        ("Vorname;Nachname\n", "kopf.csv", "unter der Kopfzeile nichts"),
    ],
)
def test_file_that_cannot_be_read_is_said_at_its_field(scene: Scene, content: str, name: str, message: str) -> None:
    """Nothing is kept of it."""
    page = upload(scene, content, name, status=422)

    assert page.soup.find(id="file-error") is not None
    assert message in page.text
    assert scene.all(tables.PeopleImport) == []


def test_codes_of_the_file_are_kept_and_taken_ones_refused(scene: Scene) -> None:
    """A code alone is enough; one that stands already is told."""
    page = upload(scene, f"Kürzel;Deutsch\nLDS-IMP1;A2\n{scene.code};B1\nLDS 1;B1\n")

    confirm(scene, page)

    assert scene.all(tables.Participant)[-1].code == "LDS-IMP1"
    assert f"Das Kürzel {scene.code} gibt es schon." in page.text
    assert "Ein Kürzel hat 5 bis 16 Zeichen" in page.text


def test_whole_import_is_undone_and_nothing_about_anybody_is_kept(scene: Scene) -> None:
    """Names, papers and wishes are gone, the codes are free again, and the corrected file can come."""
    content = (
        FILE.replace("Vorname;", "Kürzel;Vorname;").replace("محمد", "LDS-IMP1;محمد").replace("Олена", "LDS-IMP2;Олена")
    )
    done = confirm(scene, upload(scene, content))

    after = undo(scene, done)

    assert "2 Menschen sind gelöscht." in after.text
    assert len(scene.all(tables.Experience)) == 0
    with scene.work.reading() as session:
        assert len(known_people(session)) == 1
        assert session.query(tables.Identity).count() == 1
    gone = scene.all(tables.Participant)[1:]
    assert {row.state for row in gone} == {ParticipantState.LEFT}
    assert "محمد" not in coordinator(scene).get("/people?show=left").text
    coordinator(scene).get("/people/LDS-IMP1", status=404)
    confirm(scene, upload(scene, content))
    assert [row.code for row in scene.all(tables.Participant)[-2:]] == ["LDS-IMP1", "LDS-IMP2"]


def test_import_with_which_somebody_has_worked_stays(scene: Scene) -> None:
    """The message names the person; nobody else is taken away either."""
    done = confirm(scene, upload(scene, FILE))
    touched = scene.all(tables.Participant)[-1]
    scene.consent(Recipient.AWO, person=touched.id)

    after = undo(scene, done)

    assert f"Daran wurde schon gearbeitet: {touched.code}." in after.text
    assert scene.all(tables.PeopleImport)[0].state is ImportState.DONE
    assert scene.all(tables.Participant)[1].state is ParticipantState.ACTIVE


def test_confirming_and_undoing_twice_is_once(scene: Scene) -> None:
    """Double clicks change nothing more."""
    page = upload(scene, FILE)
    done = confirm(scene, page)
    again = confirm(scene, page)
    assert "2 Menschen sind aufgenommen." in again.text
    assert len(scene.all(tables.Participant)) == 3

    undo(scene, done)
    undo(scene, done)

    assert scene.all(tables.PeopleImport)[0].state is ImportState.UNDONE


def test_undecided_file_is_let_go(scene: Scene) -> None:
    """By hand at once, by itself after a day; its content is not kept."""
    page = upload(scene, FILE)
    number = scene.all(tables.PeopleImport)[0].id
    coordinator(scene).send(page, f"/people-imports/{number}/discard")
    upload(scene, FILE)
    late = Database(
        scene.work.database.url.render_as_string(hide_password=False),
        clock=FixedClock(datetime(2026, 11, 25, 9, tzinfo=UTC)),
    )

    assert discard_expired_people_imports(replace(scene.work, database=late)) == 1

    late.dispose()
    assert [(row.state, row.content) for row in scene.all(tables.PeopleImport)] == [(ImportState.DISCARDED, None)] * 2


def test_workbook_and_template_are_taken_too(scene: Scene) -> None:
    """The empty template has every column, and filled in it is read."""
    sent = coordinator(scene).client.get("/people-imports/template.xlsx")
    header = [cell.value for cell in load_workbook(io.BytesIO(sent.data))["Daten"][1]]
    assert header == list(header_of(PEOPLE, "de"))

    filled = workbook({"Daten": (("Vorname", "Nachname"), [("Ngọc", "Trần")])})
    confirm(scene, upload(scene, filled, "menschen.xlsx"))

    scene.person = scene.all(tables.Participant)[-1].id
    assert scene.portrait().name == "Ngọc Trần"


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COUNSELLOR, Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_nobody_but_coordinators_imports_people(scene: Scene, role: Role) -> None:
    """The pages are closed, and somebody else's import is not found."""
    upload(scene, FILE)
    scene.visitor(role).get("/people-imports", status=403)
    scene.visitor(Role.COORDINATOR).get("/people-imports/1", status=404)
