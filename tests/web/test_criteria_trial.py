"""A draft on all open vacancies: asked for once, computed by a worker, found again whatever dies, told in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import null, select, update

from matcher.clock import FixedClock
from matcher.model import Cefr, Role
from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.usecases.errands import LEASE, MOST_ATTEMPTS, claim_errand, tell
from matcher.usecases.run_trial import run_trial
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from workers.renewal import Renewal

DRAFT = "/criteria/drafts/1"


@dataclass
class Scene:
    work: Work
    coordinator: Visitor
    page: Page
    codes: list[str]

    def ask(self) -> Page:
        self.page = self.coordinator.send(self.page, f"{DRAFT}/trial")
        return self.page

    def rows(self) -> list[tables.CriteriaTrial]:
        with self.work.reading() as session:
            return list(session.scalars(select(tables.CriteriaTrial).order_by(tables.CriteriaTrial.id)))

    def set(self, **values: Any) -> None:
        with self.work.database.writing() as session:
            session.execute(update(tables.CriteriaTrial).values(**values))
            session.commit()


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """Six people alike but for their German, which the draft makes count for everything; one of six is cut off."""
    with work.database.writing() as session:
        builders.criteria(session)
        builders.vacancy(session, german_min=Cefr.C1)
        people = [builders.participant(session) for _ in range(6)]
        for person, level in zip(people, (Cefr.A1, Cefr.B1, Cefr.B1, Cefr.B2, Cefr.B2, Cefr.C1), strict=True):
            session.execute(
                update(tables.LanguageSkill)
                .where(tables.LanguageSkill.participant_id == person.id)
                .values(speaking=level, writing=level)
            )
        session.execute(
            update(tables.WorkWish)
            .where(tables.WorkWish.participant_id == people[5].id)
            .values(postcode="15907", reach_km=100)
        )
        session.commit()
    coordinator = visitor(Role.COORDINATOR)
    typed = {"name": "Deutsch", "weights-german": "0", "weights-commute": "100"}
    page = coordinator.send(coordinator.get("/criteria/drafts/new"), "/criteria/drafts", typed)
    return Scene(work, coordinator, page, [person.code for person in people])


def test_trial_waits_for_a_worker_and_the_page_shows_how_far_it_is(scene: Scene) -> None:
    """Nothing is computed while the page is served; asking twice is one trial."""
    page = scene.ask()
    again = scene.coordinator.post(f"{DRAFT}/trial", {"revision": "1"}, status=303)
    state = scene.coordinator.client.get(f"{DRAFT}/trial")

    assert "0 von 1 Stellen berechnet" in page.text
    assert again.status == 303
    assert [row.state for row in scene.rows()] == [TrialState.WAITING]
    assert "HX-Refresh" not in state.headers


def test_sweep_finds_a_trial_that_no_bell_announced(scene: Scene) -> None:
    """A worker that was never rung computes it in its next round."""
    scene.ask()
    renewal = Renewal(scene.work)

    renewal.start()
    for _ in range(200):
        if scene.rows()[0].state is TrialState.DONE:
            break
        threading.Event().wait(0.1)
    renewal.stop()

    assert scene.rows()[0].state is TrialState.DONE


def test_page_says_what_the_draft_would_do(scene: Scene) -> None:
    """Lists changed, who appears, who vanishes; nothing is claimed about decisions that nobody has made."""
    scene.ask()
    run_trial(scene.work)

    page = scene.coordinator.get(DRAFT)

    assert "Auf 1 von 1 Listen ändern sich die ersten fünf Plätze." in page.text
    assert f"1 Person steht neu auf einer Liste oben: {scene.codes[0]}" in page.text
    assert f"1 Person steht auf keiner Liste mehr oben: {scene.codes[5]}" in page.text
    assert "Darum lässt sich nichts vergleichen." in page.text
    state = scene.coordinator.client.get(f"{DRAFT}/trial")
    assert state.headers["HX-Refresh"] == "true"


def test_page_compares_with_decisions_and_says_on_how_many_lists_that_rests(scene: Scene) -> None:
    """One judged list: whom the service found suitable stands first under the draft alone."""
    with scene.work.database.writing() as session:
        stage = builders.stage(session)
        for verdict in (Verdict.SUITABLE, Verdict.NOT_SUITABLE):
            _judge(session, stage, verdict)
        session.commit()
    scene.ask()

    run_trial(scene.work)

    page = scene.coordinator.get(DRAFT)
    assert "Verglichen mit 1 Listen" in page.text
    assert "Das sind wenige Listen: Der Unterschied kann Zufall sein." in page.text


def test_result_is_not_shown_for_another_draft_than_was_tried(scene: Scene) -> None:
    """After a change the old result would mislead."""
    scene.ask()
    run_trial(scene.work)

    page = scene.coordinator.send(scene.page, DRAFT, {"weights-german": "50"})

    assert "ist neuer als die letzte Rechnung" in page.text
    assert "Auf 1 von 1 Listen" not in page.text


def test_trial_of_a_dead_worker_is_taken_over_once_its_lease_is_over(scene: Scene, clock: FixedClock) -> None:
    """A claim alone computes nothing; until it runs out others leave the trial alone."""
    scene.ask()
    scene.set(lease_until=clock.now() + LEASE, attempts=1)
    busy = run_trial(scene.work)

    scene.set(lease_until=clock.now() - timedelta(seconds=1))
    taken = run_trial(scene.work)

    assert (busy, taken) == (None, scene.rows()[0].id)
    assert scene.rows()[0].state is TrialState.DONE


def test_trial_that_cannot_be_computed_is_given_up_and_said_so(scene: Scene) -> None:
    """Poison does not occupy the workers for ever; the page offers another attempt."""
    scene.ask()
    scene.set(content={"weights": {"unknown": 1}})

    for _ in range(MOST_ATTEMPTS + 2):
        run_trial(scene.work)

    (row,) = scene.rows()
    page = scene.coordinator.get(DRAFT)
    assert (row.state, row.attempts, row.last_error) == (TrialState.FAILED, MOST_ATTEMPTS, "InvalidCriteriaError")
    assert "Das ließ sich nicht berechnen." in page.text
    assert page.form(f"{DRAFT}/trial")


def test_late_worker_does_not_overwrite_the_one_that_took_over(scene: Scene, clock: FixedClock) -> None:
    """Whoever has lost the claim writes nothing."""
    scene.ask()
    late = claim_errand(scene.work, tables.CriteriaTrial)
    scene.set(lease_until=clock.now() - timedelta(seconds=1))
    run_trial(scene.work)
    scene.set(state=TrialState.WAITING, result=null())

    tell(scene.work, late, done=1, total=7)

    assert (scene.rows()[0].attempts, scene.rows()[0].total) == (2, 1)


def _judge(session: Any, stage: builders.Stage, verdict: Verdict) -> None:
    """One more person on the stage's list, judged."""
    person = stage.participant
    if verdict is Verdict.NOT_SUITABLE:
        other = builders.participant(session, mentor=stage.mentor)
        agreed = builders.consent(session, other.id, stage.coordinator)
        decided = builders.decision(session, other.id)
        opening = tables.Opening(
            participant_id=other.id,
            vacancy_id=stage.vacancy,
            decision_id=decided.id,
            open_from=builders.TODAY,
            open_until=None,
            pack="de-lds-2026",
            rule="R26-42",
            opened_at=builders.AT,
        )
        session.add(opening)
        session.flush()
        entry = builders.entry(
            session, stage, participant_id=other.id, consent_id=agreed.id, opening_id=opening.id, rank=2
        )
    else:
        entry = builders.entry(session, stage, participant_id=person)
    session.add(
        tables.Review(
            entry_id=entry.id,
            verdict=verdict,
            reason=VerdictReason.SKILLS if verdict is Verdict.NOT_SUITABLE else None,
            reviewed_at=builders.AT,
            reviewed_by=stage.coordinator,
        )
    )
    session.flush()
