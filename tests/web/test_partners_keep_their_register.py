"""The register of partners: entries with their history, whom a change is told to, and folders that follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.partners import ContactTopic, PartnerEvent
from matcher.usecases.work import Work
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene

JOBCENTER: Typed = {"name": "Jobcenter Dahme-Spreewald", "kind": "jobcenter", "phone": "03375 100"}
FRAU_KLEIN: Typed = {"name": "Anna Klein", "duty": "Fallmanagement", "phone": "03375 101"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR)


@pytest.fixture
def jobcenter(coordinator: Visitor) -> Visitor:
    """The coordinator, after having entered a Jobcenter (1) with a contact (1)."""
    coordinator.send(coordinator.get("/partners/new"), "/partners/new", JOBCENTER)
    coordinator.send(coordinator.get("/partners/1/contacts"), "/partners/1/contacts", FRAU_KLEIN)
    return coordinator


def name_her(scene: Scene, contact: str = "1", topic: str = "jobcenter") -> None:
    address = f"{scene.page}/contacts"
    scene.mentor.send(scene.mentor.get(address), address, {"topic": topic, "contact": contact})


def told(scene: Scene) -> set[tuple[int | None, Role | None]]:
    rows = [row for row in scene.all(tables.Notification) if row.kind is NotificationKind.PARTNER_CHANGED]
    return {(row.account_id, row.role) for row in rows}


def forget(scene: Scene) -> None:
    with scene.work.database.writing() as session:
        session.execute(text("DELETE FROM notification"))
        session.commit()


def test_contact_of_a_person_stands_in_their_folder(scene: Scene, jobcenter: Visitor) -> None:
    """Who is responsible for what, with phone and place."""
    name_her(scene)

    folder = scene.mentor.get(f"{scene.page}/folder")

    assert "Anna Klein, Jobcenter Dahme-Spreewald, 03375 101" in folder.text
    assert "Ansprechpartner festgelegt: Jobcenter, Anna Klein" in folder.text


def test_change_updates_open_folders_and_tells_the_mentor(
    scene: Scene, jobcenter: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """The new number stands there at once, the slip says so; mentor and other partners hear of it, nobody twice."""
    authority, uninvolved = visitor(Role.ABH), visitor(Role.MENTOR)
    name_her(scene)
    scene.mentor.send(scene.mentor.get(f"{scene.page}/folder"), f"{scene.page}/folder/print")
    forget(scene)

    jobcenter.send(jobcenter.get("/partners/contacts/1"), "/partners/contacts/1", {"phone": "03375 999"})

    folder = scene.mentor.get(f"{scene.page}/folder").text
    assert "03375 999" in folder
    assert "03375 101" not in folder
    assert "Neu seitdem: Ansprechpartner" in folder
    assert told(scene) == {(scene.mentor.account_id, None), (authority.account_id, None), (None, Role.COORDINATOR)}
    assert uninvolved.account_id not in {account for account, _ in told(scene)}
    assert "/partners/1" in scene.mentor.get("/notifications").html


def test_successor_takes_over_in_all_folders(scene: Scene, jobcenter: Visitor) -> None:
    """Whoever was named is named no longer; the register keeps that they were."""
    name_her(scene)
    jobcenter.send(jobcenter.get("/partners/1/contacts"), "/partners/1/contacts", {"name": "Bernd Groß"})

    after = jobcenter.send(
        jobcenter.get("/partners/contacts/1/leave"), "/partners/contacts/1/leave", {"successor": "2"}
    )

    assert "1 Mappe ist geändert" in after.text
    assert "Anna Klein, bis Mo 23.11.2026 → Bernd Groß" in after.text
    folder = scene.mentor.get(f"{scene.page}/folder")
    contacts = folder.soup.find(id="contacts").get_text(" ")
    assert "Bernd Groß" in contacts
    assert "Anna Klein" not in contacts
    jobcenter.get("/partners/contacts/1", status=404)


def test_contact_who_leaves_without_successor_leaves_the_folder_open(scene: Scene, jobcenter: Visitor) -> None:
    """Nobody is named in their place; the mentor was told and can name somebody."""
    name_her(scene)
    forget(scene)

    jobcenter.send(jobcenter.get("/partners/contacts/1/leave"), "/partners/contacts/1/leave", {"successor": ""})

    assert "Anna Klein" not in scene.mentor.get(f"{scene.page}/folder").soup.find(id="contacts").get_text()
    assert (scene.mentor.account_id, None) in told(scene)
    name_her_again = scene.mentor.get(f"{scene.page}/contacts")
    assert "Anna Klein" not in name_her_again.soup.find(id="contact").get_text()
    scene.mentor.send(name_her_again, f"{scene.page}/contacts", {"topic": "jobcenter", "contact": "1"}, status=422)


def test_one_contact_is_named_for_a_topic_at_a_time(scene: Scene, jobcenter: Visitor) -> None:
    """A new name ends the old one; ending leaves nobody."""
    jobcenter.send(jobcenter.get("/partners/1/contacts"), "/partners/1/contacts", {"name": "Bernd Groß"})
    for contact in ("1", "2", "2"):
        name_her(scene, contact)

    rows = [(row.contact_id, row.ended_at is None) for row in scene.all(tables.PersonContact)]
    assert rows == [(1, False), (2, True)]
    assert scene.all(tables.PersonContact)[0].topic is ContactTopic.JOBCENTER
    scene.mentor.send(scene.mentor.get(f"{scene.page}/contacts"), f"{scene.page}/contacts/end")
    assert "Bernd Groß" not in scene.mentor.get(f"{scene.page}/folder").soup.find(id="contacts").get_text()


def test_history_says_what_stood_there_and_cannot_be_changed(
    jobcenter: Visitor, scene: Scene, database: Database
) -> None:
    """Every change with before, after, who and when; the row refuses to be edited or deleted."""
    jobcenter.send(jobcenter.get("/partners/1/edit"), "/partners/1/edit", {"phone": "03375 200", "kind": "agency"})

    page = jobcenter.get("/partners/1")

    assert "Telefon: 03375 100 → 03375 200" in page.text
    assert "Art: Jobcenter → Agentur für Arbeit" in page.text
    events = [row.event for row in scene.all(tables.PartnerChange)]
    assert events == [PartnerEvent.ADDED, PartnerEvent.ADDED, PartnerEvent.CHANGED]
    for statement in ("UPDATE partner_change SET event = 'left'", "DELETE FROM partner_change"):
        with database.writing() as session, pytest.raises(IntegrityError):
            session.execute(text(statement))


def test_entry_stands_once_when_sent_twice(coordinator: Visitor, scene: Scene) -> None:
    """A double click enters one organisation and one contact."""
    form = coordinator.get("/partners/new")
    for _ in range(2):
        coordinator.send(form, "/partners/new", JOBCENTER)
    contact = coordinator.get("/partners/1/contacts")
    for _ in range(2):
        coordinator.send(contact, "/partners/1/contacts", FRAU_KLEIN)

    assert len(scene.all(tables.Organisation)) == 1
    assert len(scene.all(tables.Contact)) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "JOBCENTER Dahme-Spreewald"}, "name"),
        ({"kind": "secret"}, "kind"),
        ({"postcode": "1571"}, "postcode"),
        ({"email": "anna@"}, "email"),
        ({"phone": "0" * 41}, "phone"),
    ],
)
def test_entry_is_refused_at_its_field_and_nothing_typed_is_lost(
    jobcenter: Visitor, scene: Scene, typed: Typed, field: str
) -> None:
    """No name, a name that is taken, a postcode or address that cannot be."""
    sent: Typed = {"name": "Caritas", "kind": "welfare", "city": "Lübben", **typed}

    page = jobcenter.send(jobcenter.get("/partners/new"), "/partners/new", sent, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    assert page.value("city") == "Lübben"
    if field != "kind":
        assert page.value(field) == typed[field]
    assert len(scene.all(tables.Organisation)) == 1


@pytest.mark.parametrize(("address", "name"), [("/partners/1/edit", "phone"), ("/partners/contacts/1", "phone")])
def test_second_editor_is_told_and_keeps_what_they_typed(jobcenter: Visitor, address: str, name: str) -> None:
    """Nobody overwrites what somebody else has just saved."""
    mine, theirs = jobcenter.get(address), jobcenter.get(address)
    jobcenter.send(theirs, address, {name: "03375 555"})

    page = jobcenter.send(mine, address, {name: "03375 777"}, status=409)

    assert "inzwischen geändert" in page.text
    assert page.value(name) == "03375 777"
    jobcenter.send(page, address)
    assert "03375 777" in jobcenter.get("/partners/1").text


@pytest.mark.parametrize("role", list(Role))
def test_register_is_read_by_all_partners_and_kept_by_those_who_work_there(
    jobcenter: Visitor, visitor: Callable[..., Visitor], role: Role
) -> None:
    """Mentors and county read; administration has nothing to do with it."""
    person = visitor(role)
    keeps = role in {Role.COORDINATOR, Role.COUNSELLOR, Role.ABH, Role.AGS}

    person.get("/partners", status=403 if role is Role.ADMIN else 200)
    person.get("/partners/1", status=403 if role is Role.ADMIN else 200)
    for address in ("/partners/new", "/partners/1/edit", "/partners/1/contacts", "/partners/contacts/1"):
        person.get(address, status=200 if keeps else 403)


def test_contacts_of_a_person_are_named_by_whoever_accompanies_them(
    scene: Scene, jobcenter: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Other mentors and partners do not."""
    typed: Typed = {"topic": "jobcenter", "contact": "1", "submission": "contact-key"}
    visitor(Role.MENTOR).post(f"{scene.page}/contacts", typed, status=404)
    visitor(Role.AGS).post(f"{scene.page}/contacts", typed, status=403)
    visitor(Role.COUNSELLOR, organisation="jobcenter").post(f"{scene.page}/contacts", typed, status=403)

    assert scene.all(tables.PersonContact) == []
