"""Job counsellors refer people to the project (6), and learn no more of them than consent allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.access import Actor
from matcher.errors import DeniedError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.portraits import Identity
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.people import IntakeSource
from matcher.usecases.refer_participant import refer_participant
from matcher.usecases.work import Work
from tests.web.conftest import Typed, Visitor
from tests.web.people_scene import Scene

PAGE = "/people/refer"
PERSON: Typed = {"given_name": "Олена", "family_name": "Коваленко", "phone": "03375 123456", "agreed": "y"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.fixture
def counsellor(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COUNSELLOR, organisation="jobcenter")


def referred(scene: Scene) -> list[tables.Participant]:
    return [row for row in scene.all(tables.Participant) if row.id != scene.person]


@pytest.mark.parametrize(
    ("organisation", "source"), [("jobcenter", IntakeSource.JOBCENTER), ("agency", IntakeSource.AGENCY)]
)
def test_referral_waits_for_a_mentor_and_the_coordinator_hears_of_it(
    scene: Scene, visitor: Callable[..., Visitor], organisation: str, source: IntakeSource
) -> None:
    """The person stands under a code with their source, nobody accompanies them yet, one message says so."""
    counsellor = visitor(Role.COUNSELLOR, organisation=organisation)

    page = counsellor.send(counsellor.get(PAGE), PAGE, PERSON)

    (person,) = referred(scene)
    assert (person.intake_source, person.created_by) == (source, counsellor.account_id)
    assert person.code in page.text
    told = [row for row in scene.all(tables.Notification) if row.kind is NotificationKind.PERSON_REFERRED]
    assert [(row.role, row.account_id, row.subject_id) for row in told] == [(Role.COORDINATOR, None, person.id)]
    coordinator = visitor(Role.COORDINATOR)
    assert person.code in coordinator.get("/people?show=unaccompanied").text
    assert coordinator.get("/notifications").soup.find("a", href=f"/people/{person.code}/mentor") is not None


def test_referral_shows_the_counsellor_a_code_until_the_person_consents(scene: Scene, counsellor: Visitor) -> None:
    """Name and profile stay closed to whoever referred; with consent the code leads to the profile."""
    counsellor.send(counsellor.get(PAGE), PAGE, PERSON)
    (person,) = referred(scene)
    before = counsellor.get(PAGE)

    counsellor.get(f"/people/{person.code}", status=404)
    scene.consent(Recipient.JOBCENTER, person=person.id)
    after = counsellor.get(PAGE)

    assert person.code in before.text
    assert "Коваленко" not in before.text
    assert before.soup.find("a", href=f"/people/{person.code}") is None
    assert after.soup.find("a", href=f"/people/{person.code}") is not None


def test_referral_does_not_tell_whom_the_project_knows(scene: Scene, counsellor: Visitor) -> None:
    """Somebody of the same name is entered again without a word; telling them apart is the coordinator's."""
    known = scene.portrait().identity

    page = counsellor.send(
        counsellor.get(PAGE),
        PAGE,
        {"given_name": known.given_name, "family_name": known.family_name, "agreed": "y"},
    )

    assert scene.code not in page.text
    assert len(referred(scene)) == 1


def test_referral_is_seen_by_nobody_else_who_counsels(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """A colleague's list does not name the code."""
    counsellor, colleague = (visitor(Role.COUNSELLOR, organisation="jobcenter") for _ in range(2))
    counsellor.send(counsellor.get(PAGE), PAGE, PERSON)
    (person,) = referred(scene)

    assert person.code not in colleague.get(PAGE).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"agreed": ""}, "Bitte zuerst die Person fragen."),
        ({"given_name": ""}, "Bitte ausfüllen."),
        ({"given_name": "x" * 300}, "Das sind 300 Zeichen"),
        ({"birth_date": "31.02.1990"}, "Diesen Tag gibt es nicht"),
        ({"birth_date": "01.01.2099"}, "liegt in der Zukunft"),
        ({"email": "kovalenko"}, "Bitte eine E-Mail-Adresse"),
        ({"phone": "0" * 60}, "60 Zeichen"),
    ],
)
def test_referral_says_what_is_wrong_and_keeps_what_was_typed(
    scene: Scene, counsellor: Visitor, typed: dict[str, str], told: str
) -> None:
    """Nothing is written, and the other fields stand as they were."""
    page = counsellor.send(counsellor.get(PAGE), PAGE, {**PERSON, **typed}, status=422)

    kept = page.soup.find("input", attrs={"name": "family_name"})
    assert told in page.text
    assert kept is not None
    assert kept["value"] == "Коваленко"
    assert referred(scene) == []


def test_referral_counts_once_when_sent_twice(scene: Scene, counsellor: Visitor) -> None:
    """The same form twice leaves one person and one message."""
    form = counsellor.get(PAGE)

    counsellor.send(form, PAGE, PERSON)
    counsellor.send(form, PAGE, PERSON)

    assert len(referred(scene)) == 1
    assert sum(row.kind is NotificationKind.PERSON_REFERRED for row in scene.all(tables.Notification)) == 1


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COORDINATOR, Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_referral_is_for_counsellors(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    """Nobody else opens the page or carries it out, and a counsellor of no organisation refers nobody."""
    somebody = visitor(role)
    somebody.get(PAGE, status=403)
    other = Actor(id=somebody.account_id, roles=frozenset({role}), organisation="jobcenter")
    of_none = Actor(id=somebody.account_id, roles=frozenset({Role.COUNSELLOR}))
    identity = Identity(given_name="Amina", family_name="Haddad")

    for actor in (other, of_none):
        with pytest.raises(DeniedError):
            refer_participant(scene.work, actor, identity, agreed=True, submission="referral")

    assert referred(scene) == []


def test_counsellors_do_not_open_the_projects_own_intake(counsellor: Visitor) -> None:
    """The page that shows likenesses is the project's; a counsellor refers instead."""
    counsellor.get("/people/new", status=403)

    assert counsellor.get("/people").soup.find("a", href=PAGE) is not None
