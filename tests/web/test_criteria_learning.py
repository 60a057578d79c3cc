"""Learning on the criteria page: silent with its reason, or offered as a draft like any other with its uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import func, select, update

from matcher.model import Role
from matcher.ranking import DEFAULT_WEIGHTS, Feature
from matcher.ranking.learn import LEAST_LISTS, learn
from matcher.ranking.pairwise import SeenList
from matcher.store import tables
from matcher.store.criteria import criteria_in_force
from matcher.store.decisions import decisions_on_fit
from matcher.store.tables.shortlists import VerdictReason
from matcher.usecases.work import Work
from tests import builders
from tests.planted import NOW, PLANTED, judged, store
from tests.web.conftest import Visitor

PATH = "/criteria/learning"


def decide(work: Work, lists: Sequence[SeenList], reason: VerdictReason = VerdictReason.SKILLS) -> list[int]:
    with work.database.writing() as session:
        builders.criteria(session)
        reviews = store(session, lists, reason)
        session.commit()
        return reviews


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor], work: Work) -> Visitor:
    with work.database.writing() as session:
        builders.criteria(session)
        session.commit()
    return visitor(Role.COORDINATOR)


def test_store_gives_back_what_was_seen_when_it_was_decided(work: Work) -> None:
    """Utilities, decisions and places are those of the release, whatever the people are by now."""
    lists = judged(1, 5, PLANTED)
    lists[0].utilities[:, list(Feature).index(Feature.KIND)] = np.nan
    decide(work, lists)

    with work.reading() as session:
        decided = decisions_on_fit(session)

    assert (len(decided.lists), decided.decisions, decided.left_out) == (5, 30, 0)
    for found, seen in zip(decided.lists, lists, strict=True):
        assert people(found) == people(seen)
        assert found.places.tolist() == list(range(1, 7))
        score = np.nansum(found.utilities * NOW, axis=1)
        assert (np.diff(score) <= 1e-9).all()


@pytest.mark.parametrize("reason", [VerdictReason.EMPLOYER, VerdictReason.OTHER])
def test_reasons_that_do_not_speak_of_fit_teach_nothing(work: Work, reason: VerdictReason) -> None:
    """What a firm wishes, or another reason, is no judgement on a person's fit."""
    decide(work, judged(1, 5, PLANTED), reason)

    with work.reading() as session:
        decided = decisions_on_fit(session)

    assert decided.left_out > 0
    assert not any(seen.tells for seen in decided.lists)


def test_undone_decisions_teach_nothing(work: Work) -> None:
    """Only what stands counts."""
    reviews = decide(work, judged(1, 3, PLANTED))
    undo(work, reviews)

    with work.reading() as session:
        assert decisions_on_fit(session).lists == ()


def test_page_is_silent_below_thirty_lists_and_says_how_many_are_missing(work: Work, coordinator: Visitor) -> None:
    """No numbers, no button, but the reason."""
    decide(work, judged(1, 4, PLANTED))

    page = coordinator.get(PATH)

    assert f"Es fehlen {LEAST_LISTS - 4} Listen." in page.text
    assert "Bisher sind es 4." in page.text
    assert not page.soup.find("form", action=PATH)
    assert PATH in coordinator.get("/criteria").html


def test_page_is_silent_where_decisions_are_chance(work: Work, coordinator: Visitor) -> None:
    """Shuffled decisions: enough of them, and nothing in them."""
    draw = np.random.default_rng(5)
    lists = [SeenList(seen.utilities, draw.permutation(seen.liked), seen.places) for seen in judged(1, 40, PLANTED)]
    decide(work, lists)

    page = coordinator.get(PATH)

    assert "Kein Vorschlag" in page.text
    assert not page.soup.find("form", action=PATH)


def test_proposal_says_what_it_rests_on_and_how_sure_it_is(work: Work, coordinator: Visitor) -> None:
    """Lists, decisions, period, order of unseen lists, and an interval for each weight, as table and picture."""
    decide(work, judged(2, 60, PLANTED))
    with work.reading() as session:
        lesson = learn(decisions_on_fit(session).lists, DEFAULT_WEIGHTS)

    page = coordinator.get(PATH)

    assert "Beruht auf 360 Entscheidungen auf 60 Listen, Fr 25.09.2026 bis Mo 23.11.2026." in page.text
    assert f"{round(lesson.order_then * 100)} von 100 Paaren" in page.text
    rows = {row.th.text: [cell.text for cell in row.find_all("td")] for row in page.soup.select("tbody tr")}
    assert set(rows) == {feature.german for feature in Feature}
    german = next(item for item in lesson.estimates if item.feature is Feature.GERMAN)
    assert rows["Deutsch"][0] == "18"
    assert rows["Deutsch"][1] == f"{german.proposed:.1f}".replace(".", ",")
    assert "Deutsch: bisher 18, Vorschlag" in page.soup.find("desc").text
    assert "In mindestens 90 von 100 Fällen" in page.text


def test_one_click_makes_a_draft_like_any_other(work: Work, coordinator: Visitor) -> None:
    """The draft names its source, is in force for nobody, and can be tuned further."""
    decide(work, judged(2, 60, PLANTED))

    page = coordinator.send(coordinator.get(PATH), PATH)

    assert page.response.request.path == "/criteria/drafts/1"
    assert "Aus 360 Entscheidungen des Arbeitgeberservice auf 60 Listen" in page.value("note")
    assert "worauf der Entwurf beruht" in page.text
    assert float(page.value("weights-german").replace(",", ".")) > 18
    with work.reading() as session:
        number, criteria = criteria_in_force(session)
        row = session.get(tables.CriteriaDraft, 1)
    assert (number, criteria.weights) == (1, DEFAULT_WEIGHTS)
    assert sum(row.content["weights"].values()) == pytest.approx(sum(DEFAULT_WEIGHTS.values()), abs=0.6)
    assert row.content["filters"] == criteria.to_dict()["filters"]
    changed = coordinator.send(page, "/criteria/drafts/1", {"weights-german": "20"})
    assert "Der Entwurf wurde danach von Hand geändert." in changed.text
    assert "aus Entscheidungen gelernt" in coordinator.get("/criteria").text


def test_double_click_makes_one_draft(work: Work, coordinator: Visitor) -> None:
    decide(work, judged(2, 60, PLANTED))
    page = coordinator.get(PATH)

    first, second = (coordinator.send(page, PATH) for _ in range(2))

    assert first.response.request.path == second.response.request.path
    with work.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.CriteriaDraft)) == 1


def test_proposal_that_was_overtaken_is_shown_anew(work: Work, coordinator: Visitor) -> None:
    """A decision was undone while the page was open: the click drafts nothing and shows what holds now."""
    reviews = decide(work, judged(2, 60, PLANTED))
    page = coordinator.get(PATH)
    undo(work, reviews[:1])

    answer = coordinator.send(page, PATH, status=409)

    assert "Inzwischen wurde neu entschieden." in answer.text
    assert "Beruht auf 359 Entscheidungen" in answer.text
    with work.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.CriteriaDraft)) == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_learns(visitor: Callable[..., Visitor], role: Role) -> None:
    person = visitor(role)

    person.get(PATH, status=403)
    person.post(PATH, {"seen": "1-1"}, status=403)


def people(seen: SeenList) -> list[tuple[list[str], bool]]:
    """Everybody on the list with the decision, in no order."""
    rows = [[f"{value:.6f}" for value in row] for row in seen.utilities]
    return sorted(zip(rows, seen.liked.tolist(), strict=True))


def undo(work: Work, reviews: Sequence[int]) -> None:
    with work.database.writing() as session:
        session.execute(
            update(tables.Review)
            .where(tables.Review.id.in_(reviews))
            .values(superseded_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
        )
        session.commit()
