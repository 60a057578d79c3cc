"""News that are acknowledged, and questions between partners that arrive in office hours and name nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from matcher.clock import FixedClock
from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.inquiries import InquiryState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.deliver_messages import deliver_messages
from matcher.usecases.work import Work
from tests.web.conftest import Page, Typed, Visitor
from tests.web.people_scene import Scene
from webapp.app import create_app
from webapp.settings import Settings

NEWS: Typed = {
    "kind": "law",
    "title": "Neue Fristen bei der Duldung",
    "text": "Ab Januar gilt:\n\nBitte Anträge früher stellen.",
    "valid_from": "01.01.2027",
    "roles": ["mentor", "ags"],
}
QUESTION: Typed = {
    "addressee": "ags",
    "topic": "work_permit",
    "subject": "Wie lange dauert die Zustimmung?",
    "text": "Es geht um eine Person mit Gestattung und B1.",
}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR, name="Koordination Kim")


def ask(who: Visitor, typed: Typed | None = None, *, status: int = 200) -> Page:
    return who.send(who.get("/questions/new"), "/questions/new", {**QUESTION, **(typed or {})}, status=status)


def told(scene: Scene, kind: NotificationKind) -> list[tuple[int | None, Role | None]]:
    return [(row.account_id, row.role) for row in scene.all(tables.Notification) if row.kind is kind]


def test_news_reach_whom_they_concern_until_they_take_note(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Told once, acknowledged once; the author sees who has not."""
    ags, authority = visitor(Role.AGS, name="AGS Ali"), visitor(Role.ABH)
    form = coordinator.get("/news/new")
    for _ in range(2):
        coordinator.send(form, "/news/new", NEWS)
    assert len(scene.all(tables.News)) == 1
    assert set(told(scene, NotificationKind.NEWS_PUBLISHED)) == {
        (scene.mentor.account_id, None),
        (ags.account_id, None),
    }

    page = scene.mentor.get("/news")
    assert "gilt ab Fr 01.01.2027" in page.text
    for _ in range(2):
        scene.mentor.send(page, "/news/1/noted")

    assert "Noch nicht zur Kenntnis genommen: AGS Ali" in coordinator.get("/news").text
    assert "/news/1/noted" not in scene.mentor.get("/news").html
    ags.send(ags.get("/news"), "/news/1/noted")
    assert "Alle haben es zur Kenntnis genommen" in coordinator.get("/news").text
    authority.post("/news/1/noted", status=404)


def test_news_that_were_withdrawn_are_gone(scene: Scene, coordinator: Visitor) -> None:
    """Nobody has to take note of what no longer holds."""
    coordinator.send(coordinator.get("/news/new"), "/news/new", NEWS)

    coordinator.send(coordinator.get("/news"), "/news/1/withdraw")

    assert "Neue Fristen" not in scene.mentor.get("/news").text
    scene.mentor.post("/news/1/noted", status=404)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"title": "x" * 201}, "title"),
        ({"valid_from": "31.02.2027"}, "valid_from"),
        ({"roles": []}, "roles"),
        ({"roles": ["admin"]}, "roles"),
        ({"kind": "gossip"}, "kind"),
    ],
)
def test_news_are_refused_at_their_field(coordinator: Visitor, scene: Scene, typed: Typed, field: str) -> None:
    """Nothing written, too much, nobody addressed; nothing typed is lost."""
    page = coordinator.send(coordinator.get("/news/new"), "/news/new", {**NEWS, **typed}, status=422)

    assert any(f"#{field}" in str(link.get("href")) for link in page.soup.find_all("a")), page.text
    if field != "title":
        assert page.value("title") == NEWS["title"]
    assert scene.all(tables.News) == []


def test_question_has_an_owner_and_gets_its_answer(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Asked in office hours it arrives at once; who answers looks after it, and the asker is told."""
    ags = visitor(Role.AGS, name="AGS Ali")
    page = ask(scene.mentor)
    assert "Antwort voraussichtlich bis 25.11.2026, 16:00" in page.text
    assert told(scene, NotificationKind.INQUIRY_ASKED) == [(None, Role.AGS)]

    thread = ags.get("/questions/1")
    ags.send(thread, "/questions/1", {"text": "Meist drei Wochen."})

    shown = scene.mentor.get("/questions/1")
    assert "Meist drei Wochen." in shown.text
    assert "kümmert sich: AGS Ali" in shown.text
    assert told(scene, NotificationKind.INQUIRY_ANSWERED) == [(scene.mentor.account_id, None)]
    scene.mentor.send(shown, "/questions/1", {"text": "Und bei Minijobs?"})
    assert told(scene, NotificationKind.INQUIRY_ASKED)[-1] == (ags.account_id, None)
    scene.mentor.send(scene.mentor.get("/questions/1"), "/questions/1/close")
    assert scene.all(tables.Inquiry)[0].state is InquiryState.CLOSED
    ags.post("/questions/1", {"text": "noch etwas", "submission": "answer-key"}, status=409)
    assert "Wie lange dauert" in coordinator.get("/questions").text


def test_question_is_taken_over_by_a_colleague(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """One owner at a time."""
    first, second = visitor(Role.AGS, name="AGS Ali"), visitor(Role.AGS, name="AGS Bo")
    ask(scene.mentor)
    first.send(first.get("/questions/1"), "/questions/1/own")

    second.send(second.get("/questions/1"), "/questions/1/own")

    assert scene.all(tables.Inquiry)[0].owner_id == second.account_id


@pytest.mark.parametrize("field", ["subject", "text"])
@pytest.mark.parametrize(
    "words",
    ["Es geht um {code}.", "Es geht um {code_small}", "Frau {name} fragt", "{turned}: darf sie?", "um {loud} bitte"],
)
def test_question_to_the_employer_service_names_nobody(scene: Scene, words: str, field: str) -> None:
    """Neither by code nor by name, however it is written; what was typed stays (I1)."""
    name = scene.portrait().name
    given, family = name.split()
    typed = words.format(
        code=scene.code, code_small=scene.code.lower(), name=name, turned=f"{family}, {given}", loud=name.upper()
    )

    page = ask(scene.mentor, {field: typed}, status=422)

    assert "ohne Namen und Kürzel" in page.soup.find(id=f"{field}-error").get_text()
    assert page.value(field) == typed
    assert scene.all(tables.Inquiry) == []


def test_names_of_others_people_are_not_given_away_by_a_refusal(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """A mentor cannot find out by asking whether somebody takes part."""
    stranger = visitor(Role.MENTOR)

    ask(stranger, {"text": f"Kennen Sie {scene.portrait().name}?"})


def test_question_to_the_coordinator_may_name_a_person(scene: Scene, coordinator: Visitor) -> None:
    """Between mentor and coordinator the code is what both need."""
    ask(scene.mentor, {"addressee": "coordinator", "topic": "other", "text": f"Wie weiter mit {scene.code}?"})

    assert scene.code in coordinator.get("/questions/1").text


def test_partners_from_outside_name_nobody_to_the_coordinator(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """The employer service's questions and the answers to them hold no code either."""
    ags = visitor(Role.AGS)
    ask(ags, {"addressee": "coordinator", "text": f"Was ist mit {scene.code}?"}, status=422)
    ask(ags, {"addressee": "coordinator"})

    refused = coordinator.send(
        coordinator.get("/questions/1"), "/questions/1", {"text": f"Das ist {scene.code}."}, status=422
    )

    assert "ohne Namen und Kürzel" in refused.text


def test_threads_are_closed_to_whoever_has_no_part_in_them(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Other mentors, the authority and the county find none; the coordinator reads along and does not answer."""
    ask(scene.mentor)

    for role in (Role.MENTOR, Role.ABH, Role.COUNTY, Role.COUNSELLOR):
        visitor(role).get("/questions/1", status=404)
    coordinator.get("/questions/1")
    coordinator.post("/questions/1", {"text": "x", "submission": "answer-key"}, status=404)


def test_employer_service_does_not_ask_itself(visitor: Callable[..., Visitor]) -> None:
    """It is offered the coordinator alone, and refused when it sends otherwise."""
    ags = visitor(Role.AGS)

    offered = [option["value"] for option in ags.get("/questions/new").soup.find(id="addressee").find_all("option")]

    assert offered == ["", "coordinator"]
    ask(ags, status=422)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"subject": ""}, "subject"), ({"text": ""}, "text"), ({"text": "x" * 4001}, "text"), ({"topic": "x"}, "topic")],
)
def test_question_is_refused_at_its_field(scene: Scene, typed: Typed, field: str) -> None:
    """What is missing is said where it is missing."""
    page = ask(scene.mentor, typed, status=422)

    assert page.soup.find(id=f"{field}-error") is not None
    assert scene.all(tables.Inquiry) == []


class Evening:
    """The same house on another day and hour."""

    def __init__(self, work: Work, settings: Settings) -> None:
        self._work, self._settings = work, settings
        self._opened: list[Database] = []

    def work(self, moment: datetime) -> Work:
        url = self._work.database.url.render_as_string(hide_password=False)
        self._opened.append(Database(url, clock=FixedClock(moment)))
        return replace(self._work, database=self._opened[-1])

    def seat(self, who: Visitor, moment: datetime) -> Visitor:
        """Somebody logged in at that moment."""
        app: Flask = create_app(self._settings, self.work(moment))
        app.testing = True
        client = app.test_client()
        with who.client.session_transaction() as known, client.session_transaction() as cookie:
            cookie.update(known)
        return Visitor(client, who.account_id)

    def close(self) -> None:
        for database in self._opened:
            database.dispose()


@pytest.fixture
def evening(work: Work, tmp_path) -> Iterator[Evening]:
    settings = Settings(
        data_dir=tmp_path,
        database_url=str(work.database.url),
        broker_url="filesystem://",
        secret_key="a key for tests only",
    )
    house = Evening(work, settings)
    yield house
    house.close()


def test_message_of_the_evening_waits_for_the_opening(
    scene: Scene, visitor: Callable[..., Visitor], evening: Evening
) -> None:
    """Written on Friday at 20:00 it reaches the office on Monday at 8:00, and the page says so at once."""
    ags = visitor(Role.AGS)
    friday, sunday = datetime(2026, 11, 27, 19, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC)
    monday = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)

    page = ask(evening.seat(scene.mentor, friday))

    assert "Die Nachricht kommt an: 30.11.2026, 08:00" in page.text
    assert "Antwort voraussichtlich bis 02.12.2026, 16:00" in page.text
    assert "kommt an: 30.11.2026, 08:00" in evening.seat(scene.mentor, sunday).get("/questions/1").text
    assert told(scene, NotificationKind.INQUIRY_ASKED) == []
    evening.seat(ags, sunday).get("/questions/1", status=404)
    assert [deliver_messages(evening.work(moment)) for moment in (sunday, monday, monday)] == [0, 1, 0]
    assert told(scene, NotificationKind.INQUIRY_ASKED) == [(None, Role.AGS)]
    assert "Gestattung" in evening.seat(ags, monday).get("/questions/1").text


def test_answer_of_the_evening_reaches_the_mentor_at_once(
    scene: Scene, visitor: Callable[..., Visitor], evening: Evening
) -> None:
    """Volunteers have no office hours."""
    ags = visitor(Role.AGS)
    ask(scene.mentor)
    late = datetime(2026, 11, 24, 20, tzinfo=UTC)
    seat = evening.seat(ags, late)

    seat.send(seat.get("/questions/1"), "/questions/1", {"text": "Drei Wochen."})

    assert told(scene, NotificationKind.INQUIRY_ANSWERED) == [(scene.mentor.account_id, None)]
    assert "Drei Wochen." in evening.seat(scene.mentor, late).get("/questions/1").text
