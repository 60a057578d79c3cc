"""The criteria's page: what is in force and how it counts, and the way back to what was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from matcher.access import Actor
from matcher.model import Role
from matcher.ranking import Criteria, Feature
from matcher.store import tables
from matcher.store.criteria import Version, versions
from matcher.usecases.activate_criteria import activate_criteria
from matcher.usecases.save_draft import save_draft
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor


@pytest.fixture
def coordinator(work: Work, visitor: Callable[..., Visitor]) -> Visitor:
    with work.database.writing() as session:
        builders.criteria(session)
        for _ in range(2):
            builders.vacancy(session)
        session.execute(update(tables.Vacancy).values(covered_generation=1))
        session.commit()
    return visitor(Role.COORDINATOR)


def active(work: Work) -> Version:
    with work.reading() as session:
        return versions(session)[0]


def put_in_force(work: Work, account_id: int, **weights: float) -> None:
    """By the only coordinator, alone."""
    actor = Actor(account_id, frozenset({Role.COORDINATOR}))
    content = Criteria.default().to_dict()
    content["weights"] |= weights
    draft_id = save_draft(work, actor, content, name="Versuch")
    activate_criteria(work, actor, draft_id, revision=1, against=active(work).number, comment="Probe")


def test_page_shows_each_criterion_with_its_curve_and_weight(coordinator: Visitor) -> None:
    """A picture with title and description, the weight beside it, for whatever can be weighed."""
    page = coordinator.get("/criteria")

    for feature in Feature:
        picture = page.soup.find("svg", attrs={"aria-labelledby": f"curve-{feature}-title curve-{feature}-desc"})
        assert picture is not None, feature
        assert picture.desc.get_text(strip=True), feature
    assert "Gewicht 30 (28 %)" in page.text


def test_page_says_what_makes_up_todays_first_places(work: Work, coordinator: Visitor) -> None:
    """Shares of the contributions in the first places of current lists; older runs do not count."""
    with work.database.writing() as session:
        person = builders.participant(session)
        vacancy = session.scalars(select(tables.Vacancy.id)).first()
        old, new = (builders.run(session, vacancy, [person.id]) for _ in range(2))
        for run, parts in ((old, {"german": 0.8}), (new, {"german": 0.2, "commute": 0.6})):
            session.execute(
                update(tables.RankingRow).where(tables.RankingRow.run_id == run.id).values(contributions=parts)
            )
        session.commit()

    page = coordinator.get("/criteria")

    assert "Gewicht 18 (17 %) · oben auf den Listen 25 %" in page.text
    assert "Gewicht 12 (11 %) · oben auf den Listen 75 %" in page.text


def test_earlier_version_returns_with_one_click(work: Work, coordinator: Visitor) -> None:
    """The old content is in force again, as a version of its own; the list says what differed; lists are renewed."""
    put_in_force(work, coordinator.account_id, german=40.0)
    page = coordinator.get("/criteria")
    assert "Deutsch: 18 (jetzt 40)" in page.text

    done = coordinator.send(page, "/criteria/1/restore")

    assert "Version 1 gilt wieder, jetzt als Version 3" in done.text
    assert active(work).content["weights"]["german"] == 18
    with work.reading() as session:
        wanted = session.scalars(select(tables.Vacancy.wanted_generation)).all()
    assert list(wanted) == [3, 3]


def test_page_tells_how_far_the_new_lists_have_come(work: Work, coordinator: Visitor) -> None:
    """While lists are renewed the page says how many are done, and asks again by itself."""
    put_in_force(work, coordinator.account_id, german=40.0)

    page = coordinator.get("/criteria")
    state = coordinator.client.get("/criteria/state")
    with work.database.writing() as session:
        session.execute(
            update(tables.Vacancy).values(
                covered_generation=tables.Vacancy.wanted_generation, covered_on=builders.TODAY
            )
        )
        session.commit()
    done = coordinator.client.get("/criteria/state")

    assert "0 von 2 Ranglisten sind neu berechnet" in page.text
    assert "HX-Refresh" not in state.headers
    assert done.headers["HX-Refresh"] == "true"


def test_page_counts_whom_each_filter_would_keep_back(work: Work, coordinator: Visitor) -> None:
    """One person lacks the German that one of two vacancies needs: kept back from one list if that were hard."""
    with work.database.writing() as session:
        builders.participant(session)
        session.execute(
            update(tables.Vacancy)
            .where(tables.Vacancy.id == session.scalars(select(tables.Vacancy.id)).first())
            .values(german_min="C1")
        )
        session.commit()

    page = coordinator.get("/criteria/kept-back")

    assert (
        "Deutsch unter dem Mindestniveau (keine Pflicht): würde heute 1 Personen auf 1 Listen zurückhalten."
        in page.text
    )
    assert "zu weit entfernt (Pflicht): hält heute 0 Personen auf 0 Listen zurück." in page.text
