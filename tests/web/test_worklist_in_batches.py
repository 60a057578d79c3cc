"""The authority's worklist: what is urgent first, several answers at once, and nothing of what an answer unlocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matcher.model import Answer, Kind, Reason, Role
from matcher.store import tables
from matcher.usecases.answer_request import answer_request
from matcher.usecases.work import Work
from tests.web.conftest import Visitor
from tests.web.request_scene import Scene


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def test_worklist_puts_urgent_request_first_when_the_coordinator_marks_it(scene: Scene) -> None:
    """Urgency comes before the deadline, says so on the card, and can be taken back."""
    due, waits = scene.ask(Kind.WORK_SHADOWING), scene.ask(Kind.JOB)
    before = scene.abh.get("/worklist").soup.select("[id^=request-]")

    scene.coordinator.send(scene.coordinator.get("/letters"), f"/letters/{waits}/urgency")
    page = scene.abh.get("/worklist")

    assert [card["id"] for card in before] == [f"request-{due}", f"request-{waits}"]
    assert [card["id"] for card in page.soup.select("[id^=request-]")] == [f"request-{waits}", f"request-{due}"]
    assert "dringend" in page.soup.select_one(f"#request-{waits}").get_text()
    scene.coordinator.send(scene.coordinator.get("/letters"), f"/letters/{waits}/urgency")
    assert [row.urgent for row in scene.all(tables.ClearanceRequest)] == [False, False]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_urgency_is_refused_to_everybody_but_the_coordinator(
    scene: Scene, visitor: Callable[..., Visitor], role: Role
) -> None:
    """Neither a mentor nor the authority itself moves requests."""
    request = scene.ask()

    visitor(role).post(f"/letters/{request}/urgency", {"urgent": "yes"}, status=403)

    assert not scene.all(tables.ClearanceRequest)[0].urgent


def test_batch_answers_each_request_in_its_own_words_when_several_are_ticked(scene: Scene) -> None:
    """Consent where consent is asked, no concerns where concerns are; what is not ticked waits."""
    consult, consent, left = scene.ask(Kind.WORK_SHADOWING), scene.ask(Kind.JOB), scene.ask(Kind.TRAINING)
    page = scene.abh.get("/worklist")

    done = scene.abh.send(page, "/worklist/batch", {"request": [str(consult), str(consent)]})

    assert "2 Anfragen sind beantwortet." in done.text
    answers = {row.request_id: row.answer for row in scene.all(tables.ClearanceDecision)}
    assert answers == {consult: Answer.NO_CONCERNS, consent: Answer.CONSENT}
    assert [row.id for row in scene.all(tables.ClearanceRequest) if row.state == "pending"] == [left]


def test_batch_passes_over_what_was_answered_meanwhile(scene: Scene) -> None:
    """An answer that stands is not replaced by a tick on an old page."""
    first, second = scene.ask(Kind.WORK_SHADOWING), scene.ask(Kind.JOB)
    page = scene.abh.get("/worklist")
    answer_request(scene.work, scene.actor(Role.ABH), first, Answer.OBJECTION)

    done = scene.abh.send(page, "/worklist/batch", {"request": [str(first), str(second)]})

    assert "1 Anfrage ist beantwortet." in done.text
    assert "1 Anfrage war schon beantwortet" in done.text
    assert {row.request_id: row.answer for row in scene.all(tables.ClearanceDecision)}[first] is Answer.OBJECTION


def test_batch_asks_for_a_tick_when_nothing_is_chosen(scene: Scene) -> None:
    """Nothing is answered by accident."""
    scene.ask(Kind.WORK_SHADOWING)
    scene.ask(Kind.JOB)

    page = scene.abh.send(scene.abh.get("/worklist"), "/worklist/batch", status=422)

    assert "mindestens eine Anfrage ankreuzen" in page.text
    assert scene.all(tables.ClearanceDecision) == []


def test_batch_is_refused_to_the_coordinator(scene: Scene) -> None:
    """The coordinator may copy a letter, never answer in the authority's place."""
    request = scene.ask()

    scene.coordinator.post("/worklist/batch", {"request": str(request)}, status=403)

    assert scene.all(tables.ClearanceDecision) == []


def test_worklist_never_says_what_an_answer_unlocks(scene: Scene) -> None:
    """What opens lists is for those who ask; it must not sway the authority."""
    scene.keep_back(Reason.HOLD, Reason.PRECHECK_MISSING)
    scene.ask()

    page = scene.abh.get("/worklist")

    assert "Vorschlagslist" not in page.text
    assert "öffnet" not in page.text


def test_answer_on_paper_is_shown_to_the_authority_with_its_scan(scene: Scene) -> None:
    """What was entered in its name stands on its own page, and it is told."""
    request = scene.ask()
    page = scene.coordinator.get(f"/letters/{request}/answer")
    scene.coordinator.send(
        page,
        f"/letters/{request}/answer",
        {"answer": "consent", "dated": "23.11.2026", "reference": "Scan 2026-118"},
    )

    assert "vom Papier eingetragen (Scan 2026-118)" in scene.abh.get("/worklist").text
    with scene.work.reading() as session:
        told = session.scalars(
            select(tables.Notification.subject_id).where(
                tables.Notification.role == Role.ABH, tables.Notification.kind == "clearance_answered"
            )
        ).all()
    assert told == [request]
