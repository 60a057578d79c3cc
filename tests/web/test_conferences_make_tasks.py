"""Case conferences: the agenda is built from what is due, decisions become tasks on their owner's first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.model import Answer, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.conferences import AgendaTopic, ConferenceState, TaskState
from matcher.store.tables.consents import StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.end_conference import end_conference
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Typed, Visitor
from tests.web.people_scene import Scene

PLAN: Typed = {"kind": "cases", "day": "30.11.2026", "time": "14:30", "place": "Kirchplatz, Raum 2"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """A mentor with one person who needs nothing yet."""
    return Scene(work, visitor)


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR, name="Koordination Kim")


def plan(scene: Scene, coordinator: Visitor, *guests: Visitor, **typed: str) -> Page:
    chosen: Typed = {**PLAN, "guests": [str(guest.account_id) for guest in guests], **typed}
    return coordinator.send(coordinator.get("/conferences/new"), "/conferences/new", chosen)


def on_agenda(scene: Scene) -> set[tuple[int | None, AgendaTopic]]:
    return {(row.participant_id, row.topic) for row in scene.all(tables.ConferenceItem) if row.removed_at is None}


def decide(scene: Scene, coordinator: Visitor, typed: Typed, *, item: int = 0, status: int = 200) -> Page:
    row = scene.all(tables.ConferenceItem)[item]
    address = f"/conferences/{row.conference_id}/items/{row.id}"
    return coordinator.send(coordinator.get(address), address, typed, status=status)


def test_agenda_is_built_from_what_is_due(scene: Scene, coordinator: Visitor) -> None:
    """Papers, objections, mentorships, stops, people without a mentor, late tasks; nobody who needs nothing."""
    expiring = scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 20))
    alone, objected, stopped = (scene.add_person(mentor) for mentor in (None, *(scene.mentor.account_id,) * 2))
    with scene.work.database.writing() as session:
        session.get_one(tables.Participant, alone).created_at = builders.AT - timedelta(days=30)
        for kind in (Kind.JOB, Kind.TRAINING):
            builders.decision(session, objected, kind=kind, answer=Answer.OBJECTION, open_from=None, open_until=None)
        session.add(
            tables.PlacementStop(
                participant_id=stopped,
                reason=StopReason.UNREACHABLE,
                set_at=builders.AT - timedelta(days=40),
                set_by=scene.mentor.account_id,
            )
        )
        session.query(tables.Mentorship).filter_by(participant_id=stopped).one().planned_end = date(2026, 12, 31)
        session.add(
            tables.Task(
                what="Zeugnis übersetzen",
                participant_id=objected,
                owner_id=scene.mentor.account_id,
                due_on=date(2026, 11, 1),
                created_at=builders.AT,
                created_by=scene.mentor.account_id,
            )
        )
        session.commit()

    page = plan(scene, coordinator)

    assert on_agenda(scene) == {
        (expiring, AgendaTopic.DOCUMENT),
        (alone, AgendaTopic.UNACCOMPANIED),
        (objected, AgendaTopic.PRECHECK),
        (objected, AgendaTopic.TASK),
        (stopped, AgendaTopic.STOP),
        (stopped, AgendaTopic.MENTORSHIP),
    }
    assert "Zeugnis übersetzen" in page.text


def test_agenda_names_somebody_once_for_each_topic(scene: Scene, coordinator: Visitor) -> None:
    """Objections to two kinds of employment are one thing to talk about, and planning the meeting does not fail."""
    person = scene.add_person(scene.mentor.account_id)
    with scene.work.database.writing() as session:
        for kind in (Kind.JOB, Kind.TRAINING):
            closed = {"answer": Answer.OBJECTION, "open_from": None, "open_until": None}
            builders.decision(session, person, kind=kind, **closed)
        session.commit()

    plan(scene, coordinator)

    assert on_agenda(scene) == {(person, AgendaTopic.PRECHECK)}


def test_agenda_takes_a_few_of_each_topic_and_more_when_asked(scene: Scene, coordinator: Visitor) -> None:
    """The most urgent first; what was taken off does not come back by itself."""
    people = [scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, day)) for day in range(1, 8)]
    page = plan(scene, coordinator)
    first = scene.all(tables.ConferenceItem)[0]
    assert [who for who, _ in sorted(on_agenda(scene))] == people[:4]

    coordinator.send(page, f"/conferences/1/items/{first.id}/remove")
    coordinator.send(coordinator.get("/conferences/1"), "/conferences/1/fill")
    again = coordinator.send(coordinator.get("/conferences/1"), "/conferences/1/fill")

    assert {who for who, _ in on_agenda(scene)} == set(people[1:])
    assert "Nichts weiter ist fällig" in again.text


def test_meeting_stands_once_when_the_form_is_sent_twice(scene: Scene, coordinator: Visitor) -> None:
    """One meeting, one message to each guest."""
    form = coordinator.get("/conferences/new")
    typed = {**PLAN, "guests": [str(scene.mentor.account_id)]}

    for _ in range(2):
        coordinator.send(form, "/conferences/new", typed)

    assert len(scene.all(tables.Conference)) == 1
    told = [row for row in scene.all(tables.Notification) if row.kind is NotificationKind.CONFERENCE_PLANNED]
    assert [(row.account_id, row.subject_id) for row in told] == [(scene.mentor.account_id, 1)]
    assert scene.all(tables.Conference)[0].starts_at == datetime(2026, 11, 30, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": "22.11.2026"}, "day"),
        ({"day": "30.11.2028"}, "day"),
        ({"day": "30.02.2027"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"time": ""}, "time"),
        ({"place": ""}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"kind": "party"}, "kind"),
        ({"guests": ["99999"]}, "guests"),
    ],
)
def test_meeting_is_refused_at_its_field_and_nothing_typed_is_lost(
    scene: Scene, coordinator: Visitor, typed: Typed, field: str
) -> None:
    """A day that is over or never was, no time, no place, a guest whom nobody knows."""
    page = coordinator.send(coordinator.get("/conferences/new"), "/conferences/new", {**PLAN, **typed}, status=422)

    assert any(f"#{field}" in str(link.get("href")) for link in page.soup.find_all("a")), page.text
    for name, value in {**PLAN, **typed}.items():
        if name not in {"guests", "kind"}:
            assert page.value(name) == value
    assert scene.all(tables.Conference) == []


def test_decision_becomes_a_task_on_the_owners_day(scene: Scene, coordinator: Visitor) -> None:
    """Owner and due date; the owner is told, ticks it off on the first page and can take that back."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator)
    typed: Typed = {
        "minute": "Termin bei der ABH holen",
        "what": "Termin vereinbaren",
        "owner": str(scene.mentor.account_id),
        "due_on": "27.11.2026",
    }

    page = decide(scene, coordinator, typed)

    task = scene.all(tables.Task)[0]
    assert (task.owner_id, task.due_on, task.state) == (scene.mentor.account_id, date(2026, 11, 27), TaskState.OPEN)
    assert "Beschlossen: Termin bei der ABH holen" in page.text
    assert "Neue Aufgabe für Sie" in scene.mentor.get("/notifications").text
    day = scene.mentor.get("/day")
    assert "Termin vereinbaren" in day.text
    after = scene.mentor.send(day, f"/tasks/{task.id}/close")
    assert after.response.request.path == "/day"
    assert "Termin vereinbaren" not in after.text
    scene.mentor.send(scene.mentor.get("/tasks"), f"/tasks/{task.id}/reopen")
    assert "Termin vereinbaren" in scene.mentor.get("/day").text


def test_task_of_the_coordinator_stands_on_the_overview(scene: Scene, coordinator: Visitor) -> None:
    """Whoever steers sees their own tasks on their first page too."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator)

    decide(
        scene,
        coordinator,
        {"what": "ABH anrufen", "owner": str(coordinator.account_id), "due_on": "24.11.2026"},
    )

    shown = coordinator.get("/overview")
    assert "ABH anrufen" in shown.text
    assert coordinator.send(shown, "/tasks/1/close").response.request.path == "/overview"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "minute"),
        ({"what": "anrufen"}, "owner"),
        ({"what": "anrufen", "owner": "mentor"}, "due_on"),
        ({"what": "anrufen", "owner": "mentor", "due_on": "22.11.2026"}, "due_on"),
        ({"what": "anrufen", "owner": "mentor", "due_on": "32.11.2026"}, "due_on"),
        ({"what": "x" * 301, "owner": "mentor", "due_on": "27.11.2026"}, "what"),
    ],
)
def test_decision_is_refused_at_its_field(scene: Scene, coordinator: Visitor, typed: Typed, field: str) -> None:
    """Nothing written, nobody, no day, a day that is over."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator)
    sent = {**typed, "owner": str(scene.mentor.account_id)} if typed.get("owner") == "mentor" else typed

    page = decide(scene, coordinator, sent, status=422)

    assert any(f"#{field}" in str(link.get("href")) for link in page.soup.find_all("a")), page.text
    assert scene.all(tables.Task) == []


def test_task_about_a_person_goes_only_to_whoever_may_see_them(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """A guest without that right is not offered, and is refused when sent all the same."""
    authority, counsellor = visitor(Role.ABH), visitor(Role.COUNSELLOR, organisation="jobcenter")
    person = scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator, authority, counsellor)
    row = scene.all(tables.ConferenceItem)[0]
    address = f"/conferences/{row.conference_id}/items/{row.id}"
    offered = {str(option["value"]) for option in coordinator.get(address).soup.find(id="owner").find_all("option")}
    assert offered == {"", str(coordinator.account_id), str(scene.mentor.account_id)}

    typed: Typed = {"what": "x", "owner": str(authority.account_id), "due_on": "27.11.2026"}
    decide(scene, coordinator, typed, status=422)
    scene.consent(Recipient.JOBCENTER, person=person)
    decide(scene, coordinator, {**typed, "owner": str(counsellor.account_id)})

    assert scene.all(tables.Task)[0].owner_id == counsellor.account_id


def test_guests_see_of_the_agenda_whom_they_may_see(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Others' people are counted, not named; a partner's look is on record."""
    counsellor, stranger = visitor(Role.COUNSELLOR, organisation="jobcenter"), visitor(Role.MENTOR)
    known, unknown = (scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1)) for _ in range(2))
    scene.consent(Recipient.JOBCENTER, person=known)
    plan(scene, coordinator, counsellor, stranger)

    page = counsellor.get("/conferences/1")

    assert scene.code_of(known) in page.text
    assert scene.code_of(unknown) not in page.text
    assert "1 weiterer Punkt betrifft Menschen" in page.text
    assert scene.code_of(known) not in stranger.get("/conferences/1").text
    looks = [row for row in scene.all(tables.AuditRow) if row.action == "view_conference"]
    assert [(row.actor_id, row.detail) for row in looks] == [(counsellor.account_id, {"participants": [known]})]


def test_task_is_hidden_from_its_owner_when_consent_ends(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """A withdrawal is felt at once, in lists of tasks too (I10)."""
    counsellor = visitor(Role.COUNSELLOR, organisation="jobcenter")
    person = scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    scene.consent(Recipient.JOBCENTER, person=person)
    plan(scene, coordinator, counsellor)
    decide(scene, coordinator, {"what": "Maßnahme prüfen", "owner": str(counsellor.account_id), "due_on": "27.11.2026"})
    assert "Maßnahme prüfen" in counsellor.get("/tasks").text

    with scene.work.database.writing() as session:
        for row in session.query(tables.DataConsent).filter_by(participant_id=person):
            row.withdrawn_at, row.withdrawn_by = builders.AT, scene.mentor.account_id
        session.commit()

    assert "Maßnahme prüfen" not in counsellor.get("/tasks").text


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COORDINATOR, Role.ADMIN}])
def test_only_the_coordinator_holds_meetings(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor], role: Role
) -> None:
    """Who is not asked to come finds no meeting; guests look and change nothing."""
    guest, other = visitor(role), visitor(role)
    plan(scene, coordinator, guest)

    other.get("/conferences/1", status=404)
    guest.get("/conferences/1")
    guest.get("/conferences/new", status=403)
    for step in ("fill", "cancel", "end"):
        guest.post(f"/conferences/1/{step}", status=403)
    guest.post("/conferences/1/items", {"detail": "x", "submission": "item-key-1"}, status=403)


def test_item_is_added_by_code_or_without(scene: Scene, coordinator: Visitor) -> None:
    """About a person, or about the project; a code that is none is refused at its field."""
    page = plan(scene, coordinator)
    coordinator.send(page, "/conferences/1/items", {"code": scene.code, "detail": "Wohnung"})
    coordinator.send(coordinator.get("/conferences/1"), "/conferences/1/items", {"detail": "Sommerfest"})
    wrong = coordinator.send(
        coordinator.get("/conferences/1"), "/conferences/1/items", {"code": "LDS-NONE", "detail": "x"}, status=422
    )

    assert on_agenda(scene) == {(scene.person, AgendaTopic.OTHER), (None, AgendaTopic.OTHER)}
    assert "Kürzel gibt es hier nicht" in wrong.soup.find(id="code-error").get_text()


def test_item_with_a_decision_stays_on_the_agenda(scene: Scene, coordinator: Visitor) -> None:
    """What is on record is not taken off again."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator)
    decide(scene, coordinator, {"minute": "abwarten"})

    coordinator.post("/conferences/1/items/1/remove", status=409)

    assert on_agenda(scene) != set()


@pytest.fixture
def later(work: Work) -> Iterator[Work]:
    """The day after the meeting."""
    url = work.database.url.render_as_string(hide_password=False)
    database = Database(url, clock=FixedClock(datetime(2026, 12, 1, 9, tzinfo=UTC)))
    yield replace(work, database=database)
    database.dispose()


def test_meeting_is_closed_once_it_has_begun_and_changed_no_more(
    scene: Scene, coordinator: Visitor, later: Work
) -> None:
    """Before it begins it can be called off, not closed; afterwards nothing is written into it."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    page = plan(scene, coordinator)
    coordinator.post("/conferences/1/end", status=409)
    form = coordinator.get("/conferences/1/items/1")
    assert "/conferences/1/end" not in page.html

    end_conference(later, Actor(id=coordinator.account_id, roles=frozenset({Role.COORDINATOR})), 1)

    late = coordinator.send(form, "/conferences/1/items/1", {"minute": "zu spät"}, status=409)
    assert "schon abgeschlossen" in late.text
    assert late.value("minute") == "zu spät"
    assert scene.all(tables.Conference)[0].state is ConferenceState.HELD


def test_meeting_that_is_called_off_tells_its_guests(scene: Scene, coordinator: Visitor) -> None:
    """They are told, and it stands among those that are over."""
    page = plan(scene, coordinator, scene.mentor)

    coordinator.send(page, "/conferences/1/cancel")

    kinds = [row.kind for row in scene.all(tables.Notification) if row.account_id == scene.mentor.account_id]
    assert NotificationKind.CONFERENCE_CANCELLED in kinds
    assert "abgesagt" in scene.mentor.get("/conferences/1").text


def test_task_of_somebody_else_is_not_there(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Its number tells a stranger nothing."""
    scene.add_person(scene.mentor.account_id, valid_until=date(2026, 12, 1))
    plan(scene, coordinator)
    decide(scene, coordinator, {"what": "x", "owner": str(scene.mentor.account_id), "due_on": "27.11.2026"})

    for step in ("close", "reopen"):
        visitor(Role.MENTOR).post(f"/tasks/1/{step}", status=404)
