"""Each section of a person's page: it keeps what is right, and says at the field what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from matcher.model import (
    Application,
    Cefr,
    Experience,
    Kind,
    Permit,
    Qualification,
    QualificationLevel,
    Recognition,
    WorkNote,
)
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def test_edit_identity_is_kept_when_right(scene: Scene) -> None:
    """Name and contact stand as typed, in any script."""
    page = scene.send(
        "edit/identity", {"given_name": "Амир", "family_name": "Ødegård", "birth_date": "24.11.1994", "city": "Lübben"}
    )

    identity = scene.portrait().identity
    assert "Name und Kontakt gespeichert." in page.text
    assert (identity.given_name, identity.family_name) == ("Амир", "Ødegård")
    assert (identity.birth_date, identity.city) == (date(1994, 11, 24), "Lübben")


def test_edit_german_is_kept_when_right(scene: Scene) -> None:
    """Speaking and writing stand apart."""
    scene.send("edit/german", {"speaking": "B2", "writing": "A2", "certificate": "DTZ"})

    german = scene.portrait().german
    assert german is not None
    assert (german.speaking, german.writing, german.certificate) == (Cefr.B2, Cefr.A2, "DTZ")


def test_edit_qualifications_are_kept_when_right(scene: Scene) -> None:
    """A row added by the button, without saving, is stored with the others."""
    address = f"{scene.page}/edit/qualifications"
    first = {"rows-0-title": "Elektriker", "rows-0-level": "vocational", "rows-0-recognition": "partial"}
    longer = scene.mentor.send(scene.mentor.get(address), address, {**first, "more": "1"})
    assert scene.portrait().qualifications == ()

    scene.mentor.send(longer, address, {"rows-1-title": "Abitur", "rows-1-level": "school"})

    assert scene.portrait().qualifications == (
        Qualification(title="Elektriker", level=QualificationLevel.VOCATIONAL, recognition=Recognition.PARTIAL),
        Qualification(title="Abitur", level=QualificationLevel.SCHOOL),
    )


def test_edit_experience_is_kept_when_right(scene: Scene) -> None:
    """Years may be typed with a comma; an emptied row falls away."""
    scene.send("edit/experience", {"rows-0-title": "Lager", "rows-0-years": "2,5", "rows-0-last_year": "2024"})
    assert scene.portrait().experiences == (Experience(title="Lager", years=2.5, last_year=2024),)

    scene.send("edit/experience", {"rows-0-title": "", "rows-0-years": "", "rows-0-last_year": ""})
    assert scene.portrait().experiences == ()


def test_edit_experience_keeps_the_code_while_the_title_stays(scene: Scene) -> None:
    """A recorded occupation code belongs to its title: it stays with it and goes with it."""
    with scene.work.database.writing() as session:
        session.add(tables.Experience(participant_id=scene.person, title="Koch", occupation="29302"))
        session.commit()

    scene.send("edit/experience", {"rows-0-years": "3"})
    assert scene.portrait().experiences == (Experience(title="Koch", years=3, occupation="29302"),)

    scene.send("edit/experience", {"rows-0-title": "Maler"})
    assert scene.portrait().experiences[0].occupation is None


def test_edit_wishes_are_kept_when_right(scene: Scene) -> None:
    """No box ticked is not known; the box for none says that there is none."""
    scene.send(
        "edit/wishes",
        {
            "wishes": "Koch, Lager",
            "kinds": ["K01", "K04"],
            "hours_min": "20",
            "hours_max": "38,5",
            "postcode": "15711",
            "licences": ["none"],
            "available_from": "01.12.2026",
        },
    )

    wishes = scene.portrait().wishes
    assert wishes is not None
    assert (wishes.wishes, wishes.kinds) == (("Koch", "Lager"), (Kind.JOB, Kind.TRAINING))
    assert (wishes.hours_min, wishes.hours_max, wishes.postcode) == (20, 38.5, "15711")
    assert (wishes.licences, wishes.shifts) == ((), None)
    assert wishes.available_from == date(2026, 12, 1)


def test_edit_wishes_keep_a_rare_kind_that_is_recorded(scene: Scene) -> None:
    """Saving the form loses nothing that stood before, however rare."""
    with scene.work.database.writing() as session:
        session.get_one(tables.WorkWish, scene.person).kinds = [str(Kind.SELF_EMPLOYMENT)]
        session.commit()

    scene.send("edit/wishes", {"postcode": "15711"})

    wishes = scene.portrait().wishes
    assert wishes is not None
    assert wishes.kinds == (Kind.SELF_EMPLOYMENT,)


def test_edit_document_is_kept_when_right(scene: Scene) -> None:
    """Everything the gate asks of the document stands as read."""
    scene.send(
        "edit/document",
        {
            "status": "gestattung",
            "note": "nur_mit_erlaubnis",
            "valid_until": "01.06.2027",
            "nationality": "SOM",
            "application": "pending",
            "in_reception_centre": "no",
            "unaccompanied_minor": "no",
            "tolerated_on": ["none"],
            "permit_on": "yes",
            "applied_for": ["25b"],
        },
    )

    document = scene.portrait().document
    assert document is not None
    assert (document.status, document.note) == ("gestattung", WorkNote.NUR_MIT_ERLAUBNIS)
    assert (document.valid_until, document.nationality) == (date(2027, 6, 1), "SOM")
    assert (document.application, document.in_reception_centre) == (Application.PENDING, False)
    assert document.further == {
        "unaccompanied_minor": False,
        "tolerated_on": [],
        "permit_on": ["2026-06-11"],
        "applied_for": ["25b"],
    }


def test_document_without_a_printed_end_is_known_to_have_none(scene: Scene) -> None:
    """Seen without an expiry date is not the same as not recorded."""
    scene.send("edit/document", {"valid_until": "", "no_expiry": "y"})
    known = scene.portrait().document
    scene.mentor.post(f"{scene.page}/edit/document", {"version": "2", "submission": "k" * 20}, status=303)
    unknown = scene.portrait().document

    assert known is not None
    assert (known.valid_until, known.expiry_known) == (None, True)
    assert unknown is not None
    assert (unknown.valid_until, unknown.expiry_known) == (None, False)


def test_document_saved_unchanged_voids_no_clearance(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Opening and saving the form is no new document, whatever further facts are recorded."""
    further = {"tolerated_on": ["2025-05-06", "2023-08-30"], "old_title": None, "child_welfare": True}
    scene = Scene(work, visitor, **builders.gestattung(further=further))
    with work.database.writing() as session:
        builders.decision(session, scene.person)
        session.commit()

    scene.send("edit/document", {})

    assert len(scene.all(tables.ResidenceDocument)) == 1
    assert scene.all(tables.ClearanceDecision)[0].superseded_at is None


def test_document_form_never_asks_what_only_the_authority_states(scene: Scene) -> None:
    """Bars and the kind of procedure have no field, and sending them anyway changes nothing."""
    address = f"{scene.page}/edit/document"
    page = scene.mentor.get(address)

    assert page.soup.find(attrs={"name": "abh_bars"}) is None
    assert page.soup.find(attrs={"name": "procedure"}) is None
    scene.mentor.send(page, address, {"procedure": "ordinary", "abh_bars": ["own_fault"]})
    assert scene.all(tables.AuthorityStatement) == []


def test_permit_is_kept_once_when_sent_twice(scene: Scene) -> None:
    """A double click on a permit records one permit."""
    address = f"{scene.page}/permit"
    page = scene.mentor.get(address)
    typed: Typed = {"employer": "Lager GmbH", "kind": "K01", "valid_from": "01.12.2026", "valid_until": "30.11.2027"}

    scene.mentor.send(page, address, typed)
    scene.mentor.send(page, address, typed)

    assert [standing.permit for standing in scene.portrait().permits] == [
        Permit(employer="Lager GmbH", kind=Kind.JOB, valid_from=date(2026, 12, 1), valid_until=date(2027, 11, 30))
    ]


def test_permit_counts_no_more_once_it_is_revoked(scene: Scene) -> None:
    """The page offers it, the ranking hears of it, and a number of somebody else's permit is not found."""
    address = f"{scene.page}/permit"
    typed: Typed = {"employer": "Lager GmbH", "kind": "K01", "valid_from": "01.12.2026", "valid_until": "30.11.2027"}
    scene.mentor.send(scene.mentor.get(address), address, typed)
    changes = scene.changes()
    page = scene.mentor.get(address)
    button = page.soup.select_one('main form.inline input[name="permit"]')

    scene.mentor.post(f"{address}/revoke", {"permit": "999999"}, status=404)
    scene.mentor.post(f"{address}/revoke", {"permit": button["value"]}, status=303)
    scene.mentor.post(f"{address}/revoke", {"permit": button["value"]}, status=303)

    assert scene.portrait().permits == ()
    assert scene.changes() == changes + 1
    assert "Eingetragene Erlaubnisse" not in scene.mentor.get(address).text


@pytest.mark.parametrize(
    ("section", "typed", "field", "says"),
    [
        ("edit/identity", {"birth_date": "31.02.1990"}, "birth_date", "Diesen Tag gibt es nicht: 31.02.1990"),
        ("edit/identity", {"birth_date": "24.11.2094"}, "birth_date", "liegt in der Zukunft"),
        ("edit/identity", {"given_name": ""}, "given_name", "Bitte ausfüllen"),
        ("edit/identity", {"given_name": "x" * 201}, "given_name", "höchstens 200"),
        ("edit/identity", {"email": "kein Ort"}, "email", "name@beispiel.de"),
        ("edit/german", {"certificate": "x" * 101}, "certificate", "höchstens 100"),
        ("edit/german", {"speaking": "Z9"}, "speaking", "aus der Liste"),
        ("edit/experience", {"rows-0-title": "Koch", "rows-0-years": "viele"}, "rows-0-years", "Zahl"),
        ("edit/experience", {"rows-0-title": "", "rows-0-years": "3"}, "rows-0-title", "Bitte ausfüllen"),
        ("edit/experience", {"rows-0-title": "Koch", "rows-0-last_year": "2099"}, "rows-0-last_year", "bis 2026"),
        ("edit/qualifications", {"rows-0-title": "x" * 201}, "rows-0-title", "höchstens 200"),
        ("edit/wishes", {"postcode": "1571"}, "postcode", "5 Ziffern"),
        ("edit/wishes", {"hours_min": "30", "hours_max": "20"}, "hours_max", "kleiner als"),
        ("edit/wishes", {"available_from": "morgen"}, "available_from", "Datum wie"),
        ("edit/wishes", {"skills": "x" * 201}, "skills", "höchstens 200"),
        ("edit/document", {"valid_until": "31.02.2027"}, "valid_until", "Diesen Tag gibt es nicht"),
        ("edit/document", {"no_expiry": "y", "valid_until": "1.2.2027"}, "no_expiry", "nicht beides"),
        ("edit/document", {"status": "ae_25"}, "status", "aus der Liste"),
        ("edit/document", {"nationality": "QQQ"}, "nationality", "aus der Liste"),
        ("permit", {"employer": "A", "valid_from": "1.2.2027", "valid_until": "1.1.2027"}, "valid_until", "nach dem"),
        ("permit", {"valid_from": "1.2.2027"}, "employer", "Bitte ausfüllen"),
    ],
)
def test_wrong_entry_is_said_at_its_field_and_everything_typed_stays(
    scene: Scene, section: str, typed: Typed, field: str, says: str
) -> None:
    """The message stands at the field and in the summary; nothing typed is lost, nothing is written."""
    before = scene.portrait()
    others: Typed = {"kind": "K01", "valid_until": "1.3.2027", "valid_from": "1.2.2027"} if section == "permit" else {}

    page = scene.send(section, others | typed, status=422)

    error = page.soup.find(id=f"{field}-error")
    assert error is not None
    assert says in error.text
    assert page.soup.select_one(f'.kern-alert a[href="#{field}"]') is not None
    for name, value in typed.items():
        if name not in {"speaking", "status", "nationality"}:
            assert page.value(name) == value, name
    assert scene.portrait() == before


def test_refusal_of_a_later_row_stands_at_that_row(scene: Scene) -> None:
    """An empty row in between does not shift the message to another row."""
    page = scene.mentor.post(
        f"{scene.page}/edit/experience",
        {
            "rows-0-title": "",
            "rows-1-title": "Maler",
            "rows-1-last_year": "2050",
            "submission": "k" * 20,
            "version": "1",
        },
        status=422,
    )

    error = page.soup.find(id="rows-1-last_year-error")
    assert error is not None
    assert f"bis {TODAY.year}" in error.text


def test_edit_sent_twice_is_carried_out_once(scene: Scene) -> None:
    """A double click raises the version once and shows no conflict."""
    address = f"{scene.page}/edit/german"
    page = scene.mentor.get(address)
    before = scene.portrait().version

    scene.mentor.send(page, address, {"speaking": "C1"})
    scene.mentor.send(page, address, {"speaking": "C1"})

    assert scene.portrait().version == before + 1


def test_concurrent_edit_keeps_what_was_typed_and_can_be_saved_on_top(scene: Scene) -> None:
    """Who saves second sees what stands now, keeps their own entry, and saves again on purpose."""
    address = f"{scene.page}/edit/german"
    page = scene.mentor.get(address)
    scene.send("edit/german", {"speaking": "A1", "writing": "A1"})

    conflict = scene.mentor.send(page, address, {"speaking": "C1", "certificate": "telc"}, status=409)

    assert "Jemand anders hat diese Person inzwischen geändert" in conflict.text
    assert "A1" in conflict.text
    assert (conflict.value("speaking"), conflict.value("certificate")) == ("C1", "telc")
    scene.mentor.send(conflict, address)
    german = scene.portrait().german
    assert german is not None
    assert german.speaking is Cefr.C1
