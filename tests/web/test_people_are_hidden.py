"""Who may not see a person, does not; who may see them in part, sees that part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.base import Base
from matcher.usecases.work import Work
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene

PARTS = (
    "",
    "/edit/identity",
    "/edit/german",
    "/edit/qualifications",
    "/edit/experience",
    "/edit/wishes",
    "/edit/document",
    "/permit",
    "/consents/sign",
    "/precheck",
    "/stop",
    "/mentor",
    "/leave",
)
READ = ("/consents", "/consents/sheet.pdf", "/consents/sheets/1")
DEEDS = (*PARTS[1:], "/consents/ags/withdraw", "/stop/lift")


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    found = Scene(work, visitor, file_number="MUSTER-1/26", nationality="SOM")
    with work.database.writing() as session:
        identity = session.get_one(tables.Identity, found.person)
        identity.phone, identity.birth_date = "0170 1234567", date(1991, 7, 3)
        session.commit()
    return found


def test_another_mentor_finds_nobody_and_does_nothing(scene: Scene) -> None:
    """Another mentor's person does not exist, whichever page is asked for and whichever form is sent."""
    stranger = scene.visitor(Role.MENTOR)

    for part in (*PARTS, *READ):
        assert "Vor Nach" not in stranger.get(scene.page + part, status=404).text
    for deed in DEEDS:
        stranger.post(scene.page + deed, status=404)


@pytest.mark.parametrize("role", [Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_other_roles_are_turned_away(scene: Scene, role: Role) -> None:
    """Employer service, authority, county and administration have no way to these pages."""
    visitor = scene.visitor(role)

    for address in ("/people", "/day", *(scene.page + part for part in PARTS)):
        assert "Vor Nach" not in visitor.get(address, status=403).text


@pytest.mark.parametrize("organisation", ["jobcenter", "agency", ""])
def test_counsellor_finds_nobody_without_consent_to_their_own_organisation(scene: Scene, organisation: str) -> None:
    """Consent to the other organisation does not help."""
    other = Recipient.AGENCY if organisation == "jobcenter" else Recipient.JOBCENTER
    scene.consent(*([other] if organisation else [Recipient.JOBCENTER, Recipient.AGENCY]))
    counsellor = scene.visitor(Role.COUNSELLOR, organisation=organisation)

    counsellor.get(scene.page, status=404)
    counsellor.post(f"{scene.page}/stop", {"reason": "other"}, status=404)

    assert scene.code not in counsellor.get("/people").text
    assert scene.all(tables.PlacementStop) == []


def test_counsellor_sees_the_profile_and_neither_papers_nor_contact(scene: Scene) -> None:
    """Consent to the Jobcenter covers skills and wishes; document, contact and birth date stay with the project."""
    scene.consent(Recipient.JOBCENTER)
    counsellor = scene.visitor(Role.COUNSELLOR, organisation="jobcenter")

    page = counsellor.get(scene.page)

    assert scene.code in page.text
    assert "15711" in page.text
    for hidden in (
        "MUSTER-1/26",
        "0170 1234567",
        "03.07.1991",
        "Aufenthaltserlaubnis",
        "Somalia",
        "Ausländerbehörde prüft",
    ):
        assert hidden not in page.text


def test_counsellor_changes_nothing_but_the_stop(scene: Scene) -> None:
    """With consent a counsellor reads; every edit is refused."""
    scene.consent(Recipient.JOBCENTER)
    counsellor = scene.visitor(Role.COUNSELLOR, organisation="jobcenter")

    for part in (part for part in PARTS if part not in {"", "/stop"}):
        counsellor.get(scene.page + part, status=403)
        counsellor.post(scene.page + part, status=403)


def test_counsellor_who_is_also_a_mentor_edits_only_whom_they_accompany(scene: Scene) -> None:
    """Consent to the Jobcenter makes nobody their mentee, even where the account holds both roles."""
    scene.consent(Recipient.JOBCENTER)
    both = scene.visitor(Role.COUNSELLOR, organisation="jobcenter")
    with scene.work.database.writing() as session:
        session.add(tables.AccountRole(account_id=both.account_id, role=Role.MENTOR))
        session.commit()

    assert "MUSTER-1/26" not in both.get(scene.page).text
    both.get(f"{scene.page}/edit/document", status=403)
    both.post(f"{scene.page}/consents/jobcenter/withdraw", status=403)


def test_mentor_may_neither_stop_nor_assign(scene: Scene) -> None:
    """A mentor accompanies; stops and assignments are others' to make."""
    scene.mentor.get(f"{scene.page}/stop", status=403)
    scene.mentor.post(f"{scene.page}/stop", {"reason": "other"}, status=403)
    scene.mentor.post(f"{scene.page}/mentor", {"mentor": str(scene.mentor.account_id)}, status=403)

    assert scene.all(tables.PlacementStop) == []


def test_visitor_without_login_is_sent_to_it(scene: Scene) -> None:
    """Nothing is shown before the login."""
    client = scene.mentor.client.application.test_client()

    for address in ("/people", "/day", scene.page):
        assert client.get(address).headers["Location"].startswith("/login")


def test_looking_changes_nothing(scene: Scene) -> None:
    """No page that is only looked at writes anything, but a partner's look leaves its audit row."""
    coordinator = scene.visitor(Role.COORDINATOR)
    before = _counts(scene)

    for part in PARTS:
        coordinator.get(scene.page + part)
    for address in ("/people", "/people?show=left", "/people/new", "/day"):
        scene.mentor.get(address)

    assert _counts(scene) == before


def test_partner_looking_leaves_an_audit_row(scene: Scene) -> None:
    """A counsellor's look is traced by ids only."""
    scene.consent(Recipient.AGENCY)
    counsellor = scene.visitor(Role.COUNSELLOR, organisation="agency")

    counsellor.get(scene.page)

    row = scene.all(tables.AuditRow)[-1]
    assert (row.action, row.subject_id, row.actor_id) == ("view_participant", scene.person, counsellor.account_id)


def test_deeds_answer_no_link(scene: Scene) -> None:
    """A link withdraws and lifts nothing."""
    coordinator = scene.visitor(Role.COORDINATOR)

    for deed in ("/consents/ags/withdraw", "/stop/lift"):
        coordinator.get(scene.page + deed, status=405)


def _counts(scene: Scene) -> dict[str, int]:
    with scene.work.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }
