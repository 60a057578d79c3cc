"""The case folder: whole for its keepers, and for each partner exactly what the person consented to."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from itertools import combinations

import pytest
from pypdf import PdfReader

from matcher.consents import OFFERED, DataCategory
from matcher.folder import RECIPIENTS, Matter, matters_for
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.tables.activities import ActivityKind
from matcher.store.tables.consents import StopReason
from matcher.store.tables.papers import Media, PaperKind
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene

TOLD = {
    Matter.IDENTITY: ("Zarifa", "030 23125 777", "Musterweg 77"),
    Matter.PROFILE: ("Glasbläserei", "Uhrmacher", "DTZ-Zertifikat-77"),
    Matter.ACCOMPANIMENT: ("zur Behörde begleitet", "unbekannt verzogen"),
    Matter.RESIDENCE: ("AZ-77-4711", "Permitwerk"),
    Matter.PAPERS: ("Scan-Zeugnis-77",),
    Matter.CONSENTS: ("Einverständnis gegeben:",),
}
"""What stands in the folder about each matter, and nowhere else."""
NOTE = "Notiz-die-drinnen-bleibt"
PARTNERS = {Recipient.JOBCENTER: "jobcenter", Recipient.AGENCY: "agency"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """A person about whom every matter has something to tell."""
    scene = Scene(work, visitor, file_number="AZ-77-4711")
    with work.database.writing() as session:
        who = scene.person
        identity = session.get_one(tables.Identity, who)
        identity.given_name, identity.phone, identity.street = "Zarifa", "030 23125 777", "Musterweg 77"
        session.query(tables.LanguageSkill).filter_by(participant_id=who).one().certificate = "DTZ-Zertifikat-77"
        session.add_all(
            [
                tables.Experience(participant_id=who, title="Glasbläserei", years=4),
                tables.Qualification(participant_id=who, title="Uhrmacher"),
                tables.WorkPermit(
                    participant_id=who,
                    employer="Permitwerk",
                    kind=builders.Kind.JOB,
                    valid_from=builders.TODAY,
                    valid_until=date(2027, 5, 1),
                    recorded_at=builders.AT,
                ),
                tables.Activity(
                    participant_id=who,
                    kind=ActivityKind.VISIT_ACCOMPANIED,
                    done_on=builders.TODAY,
                    note=NOTE,
                    recorded_at=builders.AT,
                    recorded_by=scene.mentor.account_id,
                ),
                tables.Paper(
                    participant_id=who,
                    kind=PaperKind.CERTIFICATE,
                    title="Scan-Zeugnis-77",
                    media=Media.PDF,
                    size=1000,
                    digest="0" * 64,
                    key="0" * 32,
                    uploaded_at=builders.AT,
                    uploaded_by=scene.mentor.account_id,
                ),
                tables.PlacementStop(
                    participant_id=who, reason=StopReason.OTHER, set_at=builders.AT, set_by=scene.mentor.account_id
                ),
                tables.Task(
                    what="unbekannt verzogen",
                    participant_id=who,
                    owner_id=scene.mentor.account_id,
                    due_on=date(2026, 12, 1),
                    created_at=builders.AT,
                    created_by=scene.mentor.account_id,
                ),
            ]
        )
        session.commit()
    return scene


def consent_to(scene: Scene, recipient: Recipient, categories: frozenset[DataCategory]) -> None:
    """Exactly these categories stand for the recipient from now on."""
    with scene.work.database.writing() as session:
        standing = session.query(tables.DataConsent).filter_by(participant_id=scene.person, withdrawn_at=None)
        for row in standing:
            row.withdrawn_at, row.withdrawn_by = builders.AT, scene.mentor.account_id
        session.flush()
        for category in categories:
            builders.further_consent(session, scene.person, scene.mentor.account_id, recipient, category)
        session.commit()


def found_in(text: str) -> frozenset[Matter]:
    """Matters of which the text tells anything; one of several words is enough."""
    flat = " ".join(text.replace("\u200b", "").split())
    return frozenset(matter for matter, words in TOLD.items() if any(word in flat for word in words))


def whole(text: str, matters: frozenset[Matter]) -> list[str]:
    """Words of these matters that the text does not hold."""
    flat = " ".join(text.replace("\u200b", "").split())
    return [word for matter in matters for word in TOLD.get(matter, ()) if word not in flat]


def pdf_text(answer: Page) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.response.data)).pages)


def every_choice(recipient: Recipient) -> list[frozenset[DataCategory]]:
    offered = OFFERED[recipient]
    return [frozenset(chosen) for many in range(len(offered) + 1) for chosen in combinations(offered, many)]


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_folder_of_a_partner_is_the_consent_matrix_field_by_field(
    scene: Scene, visitor: Callable[..., Visitor], recipient: Recipient
) -> None:
    """For every set of categories: page, paper and the partner's own page hold these matters and no word of others."""
    coordinator = visitor(Role.COORDINATOR)
    partner = visitor(Role.COUNSELLOR, organisation=PARTNERS[recipient]) if recipient in PARTNERS else None
    address = f"/people/{scene.code}/folder"

    for number, categories in enumerate(every_choice(recipient)):
        consent_to(scene, recipient, categories)
        expected = matters_for(recipient, categories) & frozenset(TOLD)
        pages = [coordinator.get(f"{address}?for={recipient}", status=200 if expected else 404)]
        if partner is not None:
            pages.append(partner.get(address, status=200 if expected else 404))
        if expected:
            key = {"submission": f"print-{recipient}-{number:04d}", "for": str(recipient)}
            paper = coordinator.post(f"{address}/print", key, status=200)
            assert found_in(pdf_text(paper)) == expected, categories
        for page in pages:
            page.soup.title.decompose()
            assert found_in(page.text) == expected, categories
            assert whole(page.text, expected) == [], categories
            assert NOTE not in page.html


def test_whole_folder_is_for_its_keepers_and_keeps_notes_inside(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """Mentor and coordinator see everything; notes of activities stand on no page that is printed."""
    consent_to(scene, Recipient.JOBCENTER, frozenset({DataCategory.PROFILE}))

    for keeper in (scene.mentor, visitor(Role.COORDINATOR)):
        page = keeper.get(f"/people/{scene.code}/folder")
        assert whole(page.text, frozenset(TOLD)) == []
        assert NOTE not in page.html


@pytest.mark.parametrize("role", [Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_folder_has_no_door_for_other_roles(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    """Employer service and authority come to people by their own ways alone, whatever was consented."""
    consent_to(scene, Recipient.AGS, frozenset({DataCategory.PROFILE, DataCategory.IDENTITY}))

    visitor(role).get(f"/people/{scene.code}/folder", status=403)


@pytest.mark.parametrize("word", ["ags", "employer", "mentor", "awo", "nobody"])
def test_no_copy_is_made_for_employer_service_or_firm(scene: Scene, word: str) -> None:
    """Such an address shows the keeper their own folder, and prints that."""
    page = scene.mentor.get(f"/people/{scene.code}/folder?for={word}")

    assert "Hier steht nur" not in page.text
    assert page.soup.find("input", attrs={"name": "for", "value": ""}) is not None


def test_other_mentors_find_no_folder(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """To them the person does not exist."""
    stranger = visitor(Role.MENTOR)

    stranger.get(f"/people/{scene.code}/folder", status=404)
    stranger.post(f"/people/{scene.code}/folder/print", {"submission": "print-stranger"}, status=404)


def test_partners_look_leaves_a_trace_and_a_keepers_does_not(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """Every read by a partner is on record (I11)."""
    consent_to(scene, Recipient.JOBCENTER, frozenset({DataCategory.PROFILE}))
    partner = visitor(Role.COUNSELLOR, organisation="jobcenter")

    scene.mentor.get(f"/people/{scene.code}/folder")
    partner.get(f"/people/{scene.code}/folder")

    looks = [row for row in scene.all(tables.AuditRow) if row.action == "view_folder"]
    assert [(row.actor_id, row.subject_id) for row in looks] == [(partner.account_id, scene.person)]


def test_withdrawal_closes_the_partners_folder_at_once(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """The next look finds nothing (I10)."""
    consent_to(scene, Recipient.JOBCENTER, frozenset(DataCategory))
    partner = visitor(Role.COUNSELLOR, organisation="jobcenter")
    partner.get(f"/people/{scene.code}/folder")

    consent_to(scene, Recipient.JOBCENTER, frozenset())

    partner.get(f"/people/{scene.code}/folder", status=404)
