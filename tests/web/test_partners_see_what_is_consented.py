"""What each partner's pages show of a person, field by field, against every set of consents that there can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations

import pytest

from matcher.consents import OFFERED, DataCategory, needed_by
from matcher.model import Cefr, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.tables.courses import CourseKind, EnrolmentState
from matcher.store.worklist import asked_by_letter
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene

FIELDS = {
    DataCategory.PROFILE: ("Glasbläserei", "Uhrmacher", "DTZ-Zertifikat-77", "Wunschkoch", "15746"),
    DataCategory.IDENTITY: (
        "Zarifa",
        "Sonnenschein",
        "030 23125 777",
        "zarifa@example.org",
        "Musterweg 77",
        "07.03.1991",
    ),
    DataCategory.RESIDENCE: ("AZ-77-4711", "Permitwerk", "Somalia"),
}
"""A word of every field, which stands nowhere else."""
ORGANISATIONS = {Recipient.JOBCENTER: "jobcenter", Recipient.AGENCY: "agency"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """An asylum applicant with something in every field, in a course, with a question at the authority."""
    scene = Scene(work, visitor, **builders.gestattung(file_number="AZ-77-4711"))
    with work.database.writing() as session:
        who = scene.person
        identity = session.get_one(tables.Identity, who)
        identity.given_name, identity.family_name, identity.birth_date = "Zarifa", "Sonnenschein", date(1991, 3, 7)
        identity.phone, identity.email, identity.street = "030 23125 777", "zarifa@example.org", "Musterweg 77"
        session.query(tables.LanguageSkill).filter_by(participant_id=who).one().certificate = "DTZ-Zertifikat-77"
        wish = session.get_one(tables.WorkWish, who)
        wish.wishes, wish.postcode = ["Wunschkoch"], "15746"
        course = tables.Course(
            title="Deutsch am Abend",
            kind=CourseKind.INTEGRATION,
            provider="Träger",
            level_to=Cefr.B1,
            places=5,
            starts_on=date(2026, 11, 1),
            created_at=builders.AT,
            created_by=scene.mentor.account_id,
        )
        session.add_all(
            [
                tables.Experience(participant_id=who, title="Glasbläserei", years=4),
                tables.Qualification(participant_id=who, title="Uhrmacher"),
                tables.WorkPermit(
                    participant_id=who,
                    employer="Permitwerk",
                    kind=Kind.JOB,
                    valid_from=builders.TODAY,
                    valid_until=date(2027, 5, 1),
                    recorded_at=builders.AT,
                ),
                course,
            ]
        )
        session.flush()
        session.add(
            tables.Enrolment(
                course_id=course.id,
                participant_id=who,
                state=EnrolmentState.ENROLLED,
                begins_on=builders.TODAY,
                asked_at=builders.AT,
                asked_by=scene.mentor.account_id,
            )
        )
        session.commit()
        scene.course = course.id  # type: ignore[attr-defined]
    scene.consent(Recipient.ABH)
    scene.send("precheck", {"kinds": ["K01"], "agreed": "y"})
    return scene


def every_choice(recipient: Recipient) -> list[frozenset[DataCategory]]:
    offered = OFFERED[recipient]
    return [frozenset(chosen) for many in range(len(offered) + 1) for chosen in combinations(offered, many)]


def consent_to(scene: Scene, recipient: Recipient, categories: frozenset[DataCategory]) -> None:
    """Exactly these categories stand for the recipient, and nothing for anybody else."""
    with scene.work.database.writing() as session:
        for row in session.query(tables.DataConsent).filter_by(participant_id=scene.person, withdrawn_at=None):
            row.withdrawn_at, row.withdrawn_by = builders.AT, scene.mentor.account_id
        session.flush()
        for category in categories:
            builders.further_consent(session, scene.person, scene.mentor.account_id, recipient, category)
        session.commit()


def told(text: str) -> dict[DataCategory, int]:
    """How many fields of each category the text tells."""
    return {category: sum(word in text for word in words) for category, words in FIELDS.items()}


def expected(known: frozenset[DataCategory], *, of: dict[DataCategory, int]) -> dict[DataCategory, int]:
    """All fields of what may be known, none of the rest; `of` says how many fields this page has."""
    return {category: of.get(category, 0) if category in known else 0 for category in FIELDS}


@pytest.mark.parametrize("recipient", ORGANISATIONS)
def test_counsellor_sees_the_consent_matrix_field_by_field(scene: Scene, recipient: Recipient) -> None:
    """For every set of categories: page, list, search and course hold these fields and no word of others."""
    counsellor = scene.visitor(Role.COUNSELLOR, organisation=ORGANISATIONS[recipient])
    all_fields = {category: len(words) for category, words in FIELDS.items()}
    named = {DataCategory.IDENTITY: 2}

    for categories in every_choice(recipient):
        consent_to(scene, recipient, categories)
        known = categories if DataCategory.PROFILE in categories else frozenset()
        page = counsellor.get(scene.page, status=200 if known else 404)
        assert told(page.text) == expected(known, of=all_fields), categories
        listed = counsellor.get("/people")
        assert told(listed.text) == expected(known, of=named), categories
        assert (scene.code in listed.text) == bool(known)
        found = counsellor.send(listed, "/people/search", {"search": "Sonnenschein"})
        hits = told(" ".join(item.get_text(" ") for item in found.soup.select(".cards")))
        assert hits == expected(known, of=named), categories
        course = counsellor.get(f"/courses/{scene.course}")  # type: ignore[attr-defined]
        assert told(course.text) == expected(known, of=named), categories


def test_authority_sees_a_request_whole_or_not_at_all(scene: Scene) -> None:
    """For every set of categories: name and document of a question are told together; the profile never is."""
    authority = scene.visitor(Role.ABH)
    request = scene.all(tables.ClearanceRequest)[0].id
    asked = {"Zarifa", "Sonnenschein", "07.03.1991", "AZ-77-4711"}

    for categories in every_choice(Recipient.ABH):
        consent_to(scene, Recipient.ABH, categories)
        whole = needed_by(Recipient.ABH) <= categories
        text = authority.get("/worklist").text
        assert {word for words in FIELDS.values() for word in words if word in text} == (asked if whole else set())
        with scene.work.reading() as session:
            assert (asked_by_letter(session, request) is not None) == whole, categories


def test_leaving_hides_the_person_from_every_partner(scene: Scene) -> None:
    """Whatever was consented, nobody outside sees somebody who has left; an answer given before is not shown either."""
    counsellor, authority = scene.visitor(Role.COUNSELLOR, organisation="jobcenter"), scene.visitor(Role.ABH)
    scene.consent(Recipient.JOBCENTER)
    authority.send(
        authority.get("/worklist"),
        f"/worklist/{scene.all(tables.ClearanceRequest)[0].id}/answer",
        {"answer": "consent"},
    )
    address = f"{scene.page}/leave"

    scene.mentor.send(scene.mentor.get(address), address)

    counsellor.get(scene.page, status=404)
    assert scene.code not in counsellor.get("/people").text
    assert "Zarifa" not in authority.get("/worklist").text
