"""A list of thousands: the page shows the first of each part, the whole of one part page by page, and finds anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from matcher.model import Reason, Role
from matcher.results import Ground
from matcher.store.blobs import pack_group, pack_order
from matcher.store.ranked_runs import FIRST, PAGE_SIZE
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor

MANY = PAGE_SIZE + 20


@pytest.fixture
def long(work: Work) -> tuple[str, dict[str, list[str]]]:
    """Reference of a vacancy with one place with reasons, many behind it and many kept back; their codes."""
    with work.database.writing() as session:
        job = builders.vacancy(session)
        people = [builders.participant(session) for _ in range(1 + 2 * MANY)]
        run = builders.run(session, job.id, [people[0].id])
        behind, kept = people[1 : 1 + MANY], people[1 + MANY :]
        run.rest = pack_order(np.array([row.id for row in behind], np.uint32), np.linspace(0.7, 0.1, MANY))
        run.pool, run.ranked, run.excluded = len(people), 1 + MANY, MANY
        run.kept_back = pack_group(
            np.array([row.id for row in kept], np.uint32),
            np.zeros(MANY, np.int64),
            [Ground((Reason.OUT_OF_REACH,), date(2027, 1, 4))],
        )
        session.commit()
        return job.reference, {"behind": [row.code for row in behind], "kept": [row.code for row in kept]}


def codes(page: Page, known: list[str]) -> list[str]:
    return [code for code in known if f">{code}<" in page.html]


def test_page_shows_first_of_each_long_list(
    visitor: Callable[..., Visitor], long: tuple[str, dict[str, list[str]]]
) -> None:
    """Counts are whole, people are the first ones."""
    reference, people = long

    page = visitor(Role.COORDINATOR).get(f"/rankings/{reference}")

    assert f"{MANY} weitere Personen" in page.text
    assert f"Zurückgehalten: {MANY}" in page.text
    assert codes(page, people["behind"]) == people["behind"][:FIRST]
    assert codes(page, people["kept"]) == people["kept"][:FIRST]


@pytest.mark.parametrize(("group", "part"), [("rest", "behind"), ("out_of_reach", "kept")])
def test_opened_list_is_read_page_by_page(
    visitor: Callable[..., Visitor], long: tuple[str, dict[str, list[str]]], group: str, part: str
) -> None:
    """Everybody stands on exactly one page; a page that is not there is the last one."""
    reference, people = long
    coordinator = visitor(Role.COORDINATOR)

    first, second, beyond = (coordinator.get(f"/rankings/{reference}?group={group}&page={page}") for page in (1, 2, 99))

    assert codes(first, people[part]) == people[part][:PAGE_SIZE]
    assert codes(second, people[part]) == codes(beyond, people[part]) == people[part][PAGE_SIZE:]
    assert "Seite 1 von 2" in first.text


def test_anybody_is_found_however_far_behind(
    visitor: Callable[..., Visitor], long: tuple[str, dict[str, list[str]]]
) -> None:
    """The last of the list with the place, the last kept back with the reason."""
    reference, people = long
    coordinator = visitor(Role.COORDINATOR)

    ranked = coordinator.get(f"/rankings/{reference}?code={people['behind'][-1]}")
    kept = coordinator.get(f"/rankings/{reference}?code={people['kept'][-1].lower()}")

    assert f"{people['behind'][-1]} steht auf Platz {1 + MANY}." in ranked.text
    assert f"{people['kept'][-1]}: zu weit entfernt" in kept.text
