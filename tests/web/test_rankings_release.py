"""The ranking's page: who stands where, who is kept back and why, and the release to the employer service."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from sqlalchemy import event, select, update

from matcher.access import Actor
from matcher.model import Reason, Recipient, Role
from matcher.results import Ground
from matcher.store import tables
from matcher.store.blobs import pack_group
from matcher.store.staleness import MOST_ATTEMPTS
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor


@dataclass(frozen=True)
class Scene:
    work: Work
    reference: str
    vacancy: int
    people: dict[str, int]
    mentor: Actor

    @property
    def path(self) -> str:
        return f"/rankings/{self.reference}"

    def released(self) -> set[int]:
        with self.work.reading() as session:
            return set(session.scalars(select(builders.tables.ShortlistEntry.participant_id)))

    def set(self, **values: object) -> None:
        with self.work.database.writing() as session:
            session.execute(update(tables.Vacancy).where(tables.Vacancy.id == self.vacancy).values(**values))
            session.commit()


@pytest.fixture
def scene(work: Work) -> Scene:
    """Three people with a title that allows the job; two agreed to the employer service."""
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        builders.criteria(session)
        people = [builders.participant(session, mentor=mentor) for _ in range(3)]
        for person in people[:2]:
            builders.consent(session, person.id, mentor)
        vacancy = builders.vacancy(session, acquired_by=mentor, title="Köchin oder Koch")
        session.commit()
    Ranker(work).rank_all()
    return Scene(
        work=work,
        reference=vacancy.reference,
        vacancy=vacancy.id,
        people={person.code: person.id for person in people},
        mentor=Actor(id=mentor, roles=frozenset({Role.MENTOR})),
    )


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR)


def keep_back(scene: Scene, reasons: list[str], lifts_on: str | None, code: str) -> None:
    """Publish a run that keeps this person back and ranks nobody else with reasons."""
    with scene.work.database.writing() as session:
        others = [who for other, who in scene.people.items() if other != code]
        run = builders.run(session, scene.vacancy, others)
        run.pool, run.excluded = 3, 1
        ground = Ground(tuple(map(Reason, reasons)), date.fromisoformat(lifts_on) if lifts_on else None)
        run.kept_back = pack_group(np.array([scene.people[code]], np.uint32), np.array([0]), [ground])
        session.commit()


def test_ranking_says_that_pool_is_ranked_and_kept_back(scene: Scene, coordinator: Visitor) -> None:
    """Nobody is missing from the page (I6): the first line adds up, everybody is named by code."""
    keep_back(scene, ["precheck_missing", "german_below_minimum"], "2026-12-07", code := next(iter(scene.people)))

    page = coordinator.get(scene.path)

    assert "3 Personen geprüft = 2 auf der Liste + 1 zurückgehalten" in page.text
    assert all(other in page.text for other in scene.people)
    assert "Vorprüfung fehlt: 1" in page.text
    assert f"{code} Vorprüfung fehlt · Deutsch unter dem Mindestniveau – entfällt in 14 Tagen" in page.text
    assert not re.search(r"Nach\d", page.html), "the list shows no name"


def test_ranking_answers_why_not_for_one_person(scene: Scene, coordinator: Visitor) -> None:
    """A code asked for gets its place, its reasons, or that it does not occur."""
    keep_back(scene, ["stopped"], None, code := next(iter(scene.people)))

    assert f"{code}: Vermittlungsstopp" in coordinator.get(f"{scene.path}?code={code.lower()}").text
    assert "steht auf Platz 1" in coordinator.get(f"{scene.path}?code={list(scene.people)[1]}").text
    assert "kommt in dieser Rangliste nicht vor" in coordinator.get(f"{scene.path}?code=LDS-ZZZZ").text


def test_release_puts_ticked_people_before_the_employer_service(scene: Scene, coordinator: Visitor) -> None:
    """Only who may be released has a box; the message says who was."""
    page = coordinator.get(scene.path)
    boxes = [box["value"] for box in page.soup.select("input[name=participant]")]
    agreed = list(scene.people)[:2]
    assert sorted(boxes) == sorted(agreed)
    assert "Einverständnis für den Arbeitgeberservice fehlt" in page.text

    done = coordinator.send(page, f"{scene.path}/release", {"participant": agreed[:1]})

    assert f"freigegeben: {agreed[0]}" in done.text
    assert scene.released() == {scene.people[agreed[0]]}


def test_release_says_so_when_consent_was_withdrawn_in_between(scene: Scene, coordinator: Visitor) -> None:
    """The page was older than the truth: who withdrew is not released, and the message says why."""
    page = coordinator.get(scene.path)
    first, second = list(scene.people)[:2]
    withdraw_consent(scene.work, scene.mentor, scene.people[first], Recipient.AGS)

    done = coordinator.send(page, f"{scene.path}/release", {"participant": [first, second]})

    assert f"freigegeben: {second}" in done.text
    assert f"Nicht freigegeben: {first} – Einverständnis für den Arbeitgeberservice fehlt" in done.text
    assert scene.released() == {scene.people[second]}


def test_release_asks_for_a_tick_when_nobody_is_chosen(scene: Scene, coordinator: Visitor) -> None:
    page = coordinator.send(coordinator.get(scene.path), f"{scene.path}/release", status=422)

    assert "mindestens eine Person ankreuzen" in page.text


def test_release_keeps_ticks_when_vacancy_was_closed_in_between(scene: Scene, coordinator: Visitor) -> None:
    """Nothing is released for a vacancy that is not open any more, and the page says so."""
    page = coordinator.get(scene.path)
    scene.set(state="closed", outcome="filled")

    done = coordinator.send(page, f"{scene.path}/release", {"participant": list(scene.people)[:1]}, status=409)

    assert "nicht offen" in done.text
    assert scene.released() == set()


def test_job_clearance_can_be_asked_for_before_release(scene: Scene, coordinator: Visitor) -> None:
    """The switch holds for this vacancy, asks for a new ranking, and can be taken back."""
    page = coordinator.send(coordinator.get(scene.path), f"{scene.path}/job-clearance")

    assert "zuerst die Antwort" in page.text
    assert "Wird neu berechnet" in page.text
    with scene.work.reading() as session:
        assert session.get(tables.Vacancy, scene.vacancy).l2_before_release is True
    coordinator.send(page, f"{scene.path}/job-clearance")
    with scene.work.reading() as session:
        assert session.get(tables.Vacancy, scene.vacancy).l2_before_release is False


def test_state_tells_the_page_to_reload_when_the_list_is_new(scene: Scene, coordinator: Visitor) -> None:
    """While the list is renewed the notice asks again; then the page is loaded anew."""
    scene.set(wanted_generation=99)
    waiting = coordinator.get(f"{scene.path}/state")
    Ranker(scene.work).rank_all()

    done = coordinator.get(f"{scene.path}/state")

    assert "Wird neu berechnet" in waiting.text
    assert "HX-Refresh" not in waiting.response.headers
    assert done.response.headers["HX-Refresh"] == "true"


def test_given_up_ranking_can_be_tried_again(scene: Scene, coordinator: Visitor) -> None:
    """Where the workers stopped trying, the page says so and offers another attempt."""
    scene.set(wanted_generation=99, attempts=MOST_ATTEMPTS, last_error="ValueError")

    page = coordinator.get(scene.path)
    coordinator.send(page, f"{scene.path}/renew")

    assert "lässt sich gerade nicht berechnen" in page.text
    with scene.work.reading() as session:
        assert session.get(tables.Vacancy, scene.vacancy).attempts == 0


def test_list_counts_its_filters_and_keeps_them_in_the_address(scene: Scene, coordinator: Visitor) -> None:
    with scene.work.database.writing() as session:
        builders.vacancy(session, title="Noch nie berechnet")
        session.commit()

    everything = coordinator.get("/rankings")
    ready = coordinator.get("/rankings?show=ready")
    renewing = coordinator.get("/rankings?show=renewing")

    assert "Alle (2)" in everything.text
    assert "Köchin oder Koch" in ready.text
    assert "Noch nie berechnet" not in ready.text
    assert "Noch nie berechnet" in renewing.text
    assert "2 Personen warten auf Freigabe" in everything.text


def test_unknown_reference_is_not_found(coordinator: Visitor) -> None:
    page = coordinator.get("/rankings/V-NONE", status=404)

    assert "Kennung prüfen" in page.text


def test_ranking_needs_the_same_number_of_queries_for_many_people(scene: Scene, coordinator: Visitor) -> None:
    """No query per person, neither on the list nor among the kept back."""
    queries: list[str] = []
    event.listen(scene.work.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    coordinator.get(scene.path)
    for_three = len(queries)
    with scene.work.database.writing() as session:
        for _ in range(12):
            builders.participant(session, valid_until=date(2028, 1, 1))
        session.execute(update(tables.Vacancy).values(wanted_generation=99))
        session.commit()
    Ranker(scene.work).rank_all()
    queries.clear()

    page = coordinator.get(scene.path)

    assert "15 Personen geprüft" in page.text
    assert len(queries) == for_three


def test_smallest_step_up_is_the_coordinators_to_see(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """It stands beside the place; on the employer service's card neither it nor the ranks in it appear."""
    code, who = next(iter(scene.people.items()))
    step = {"de": "mit B1 statt A2: Rang 7 → 2", "en": "with B1 instead of A2: rank 7 → 2"}
    with scene.work.database.writing() as session:
        row = session.scalars(select(tables.RankingRow).where(tables.RankingRow.participant_id == who)).one()
        row.words = {**row.words, "change": step}
        session.commit()
    page = coordinator.get(scene.path)
    coordinator.send(page, f"{scene.path}/release", {"participant": [code]})

    shown = visitor(Role.AGS).get(f"/shortlists/{scene.reference}")

    assert "Kleinster Schritt nach vorn: mit B1 statt A2: Rang 7 → 2" in page.text
    assert code in shown.text
    assert "Rang 7" not in shown.html
    assert "Kleinster Schritt" not in shown.html
