"""The mentor's day: what is next for their people, their vacancies, and what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import ReturnReason, VacancyState
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT, TODAY
from tests.web.conftest import Page, Visitor
from tests.web.people_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def test_day_puts_what_has_a_date_first(scene: Scene) -> None:
    """An ending document comes before what can be done any time, each with a button to the right page."""
    ending = scene.code_of(scene.add_person(scene.mentor.account_id, valid_until=TODAY + timedelta(days=3)))

    page = scene.mentor.get("/day")

    steps = [(link.text.strip(), link["href"]) for link in page.soup.select("section[aria-labelledby=now] a.kern-btn")]
    assert steps[0] == ("Neues Dokument eintragen", f"/people/{ending}/edit/document")
    assert ("Einverständnis einholen", f"{scene.page}/consents") in steps
    assert "in 3 Tagen, Do" in page.text


def test_day_is_the_first_page_of_a_mentor(scene: Scene) -> None:
    """After the login a mentor stands here."""
    assert scene.mentor.get("/").response.request.path == "/day"


def test_day_shows_nobody_elses_people(scene: Scene) -> None:
    """Another mentor's day does not name the person."""
    page = scene.visitor(Role.MENTOR).get("/day")

    assert scene.code not in page.text
    assert "Sie begleiten noch niemanden." in page.text


def test_day_says_when_others_have_the_next_word(scene: Scene) -> None:
    """Whoever waits stands apart, with how long it may take."""
    with scene.work.database.writing() as session:
        session.add(
            tables.PlacementStop(participant_id=scene.person, reason="other", set_at=AT, set_by=scene.mentor.account_id)
        )
        session.commit()

    page = scene.mentor.get("/day")

    waiting = page.soup.select_one("section[aria-labelledby=waiting]")
    assert waiting is not None
    assert scene.code in waiting.text
    assert page.soup.select("section[aria-labelledby=now] a.kern-btn") == []


def test_day_shows_own_vacancies_alone(scene: Scene) -> None:
    """A returned vacancy says why; others' vacancies do not appear."""
    with scene.work.database.writing() as session:
        builders.vacancy(
            session,
            acquired_by=scene.mentor.account_id,
            title="Bäckerin",
            state=VacancyState.RETURNED,
            return_reason=ReturnReason.UNCLEAR,
        )
        builders.vacancy(session, title="Maler")
        session.commit()

    page = scene.mentor.get("/day")

    assert "Bäckerin" in page.text
    assert "zurückgegeben: Angaben unklar" in page.text
    assert "Maler" not in page.text


def test_day_shows_messages_until_they_are_read(scene: Scene) -> None:
    """A message stands until its reader says so; others' messages stay unread."""
    stranger = scene.visitor(Role.MENTOR)
    with scene.work.database.writing() as session:
        for account in (scene.mentor.account_id, stranger.account_id):
            session.add(
                tables.Notification(
                    kind=NotificationKind.CLEARANCE_ANSWERED,
                    subject_kind="participant",
                    subject_id=scene.person,
                    account_id=account,
                    created_at=AT,
                )
            )
        session.commit()
    page = scene.mentor.get("/day")
    assert "Anfrage beantwortet" in page.text

    scene.mentor.send(page, "/day/read")

    assert "Anfrage beantwortet" not in scene.mentor.get("/day").text
    others = stranger.get("/day").text
    assert "Anfrage beantwortet" in others
    assert scene.code not in others


def test_day_rests_when_everything_is_there(scene: Scene) -> None:
    """With every paper and fact there is nothing to do."""
    scene.consent(*Recipient)
    with scene.work.database.writing() as session:
        session.add(tables.Experience(participant_id=scene.person, title="Lager", years=3))
        wish = session.get_one(tables.WorkWish, scene.person)
        wish.hours_max, wish.licences = 40, []
        document = session.query(tables.ResidenceDocument).one()
        document.valid_until = date(2029, 1, 1)
        session.commit()

    assert "Nichts zu tun." in scene.mentor.get("/day").text


def cards(page: Page) -> list[str]:
    return [" ".join(card.get_text(" ").split()) for card in page.soup.select("section[aria-labelledby=now] li")]


def test_day_is_one_list_by_day_with_meetings_questions_and_courses(scene: Scene) -> None:
    """Overdue first, then today, then what is near; what has no date comes last, whatever kind of thing it is."""
    scene.consent(*Recipient)
    with scene.work.database.writing() as session:
        stage = builders.stage(session, title="Fachkraft Lagerlogistik")
        person = session.get(tables.Participant, stage.participant)
        session.query(tables.Mentorship).filter_by(participant_id=person.id).one().mentor_id = scene.mentor.account_id
        entry = builders.entry(session, stage)
        proposal = tables.Proposal(entry_id=entry.id, state="interview", waiting_since=TODAY)
        session.add(proposal)
        session.flush()
        session.add(
            tables.Interview(
                proposal_id=proposal.id,
                uid="one@passgenau",
                starts_at=AT + timedelta(hours=4),
                minutes=45,
                place="Wildau",
                state="planned",
                changed_at=AT,
                changed_by=scene.mentor.account_id,
            )
        )
        for title, begins, until in (
            ("Deutsch B1", TODAY + timedelta(days=2), TODAY + timedelta(days=90)),
            ("Staplerschein", TODAY - timedelta(days=30), TODAY - timedelta(days=2)),
            ("Deutsch A2", TODAY - timedelta(days=30), TODAY + timedelta(days=60)),
        ):
            course = tables.Course(
                title=title,
                kind="other",
                provider="VHS",
                places=5,
                starts_on=begins,
                until=until,
                created_at=AT,
                created_by=scene.mentor.account_id,
            )
            session.add(course)
            session.flush()
            session.add(
                tables.Enrolment(
                    course_id=course.id,
                    participant_id=scene.person,
                    state="enrolled",
                    begins_on=begins,
                    asked_at=AT,
                    asked_by=scene.mentor.account_id,
                )
            )
        session.commit()

    listed = cards(scene.mentor.get("/day"))

    assert "Staplerschein" in listed[0]
    assert "vor 3 Tagen" in listed[0]
    assert "Vorstellungsgespräch" in listed[1]
    assert "heute, Mo 23.11.2026, 14:00" in listed[1]
    assert any("Kurs beginnt Deutsch B1" in card for card in listed[2:4])
    assert all("Deutsch A2" not in card for card in listed)
    assert all(" Tagen" not in card for card in listed[4:])


def test_day_of_a_cover_shows_for_whom_they_stand_in(scene: Scene, work: Work) -> None:
    """The covered person's steps stand in the same list, marked; before and after the cover they do not."""
    cover = scene.visitor(Role.MENTOR)
    coordinator = scene.visitor(Role.COORDINATOR)
    assert scene.code not in cover.get("/day").text
    with work.database.writing() as session:
        session.add(
            tables.MentorCover(
                mentor_id=scene.mentor.account_id,
                cover_id=cover.account_id,
                begins_on=TODAY,
                until=TODAY + timedelta(days=1),
                named_at=AT,
                named_by=coordinator.account_id,
            )
        )
        session.commit()

    page = cover.get("/day")

    assert any(scene.code in card and "In Vertretung für" in card for card in cards(page))
    assert "In Vertretung für" not in scene.mentor.get("/day").text
