"""Filters under a name, for one account; and lists that are found again as they were left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor

Enter = Callable[..., Visitor]


def kept(work: Work) -> list[tuple[str, str, dict[str, str]]]:
    with work.reading() as session:
        rows = session.scalars(select(tables.SavedView).order_by(tables.SavedView.id))
        return [(str(row.page), row.name, row.filters) for row in rows]


@pytest.mark.parametrize(
    ("role", "path", "page", "filters"),
    [
        (Role.AGS, "/inbox?show=open&search=Lager", "inbox", {"show": "open", "search": "Lager"}),
        (Role.MENTOR, "/vacancies?show=returned", "vacancies", {"show": "returned"}),
        (Role.MENTOR, "/proposals?show=closed", "proposals", {"show": "closed"}),
    ],
)
def test_view_is_kept_opened_and_forgotten(
    work: Work, visitor: Enter, role: Role, path: str, page: str, filters: dict[str, str]
) -> None:
    """The name leads to the same filters; deleting it leaves the list."""
    somebody = visitor(role)

    named = somebody.send(somebody.get(path), f"/views/{page}", {"name": "  Meine  Lager "})
    link = next(item for item in named.soup.find_all("a") if item.text == "Meine Lager")

    assert kept(work) == [(page, "Meine Lager", filters)]
    assert link["aria-current"] == "true"
    assert somebody.get(str(link["href"])).status == 200
    somebody.send(named, f"/views/{page}/forget")
    assert kept(work) == []


def test_view_of_the_same_name_takes_the_new_filters(work: Work, visitor: Enter) -> None:
    """No second row, no error."""
    ags = visitor(Role.AGS)
    for path in ("/inbox?show=open", "/inbox?show=closed"):
        ags.send(ags.get(path), "/views/inbox", {"name": "Heute"})

    assert kept(work) == [("inbox", "Heute", {"show": "closed"})]


@pytest.mark.parametrize(("name", "message"), [(" ", "Bitte einen Namen eintragen."), ("x" * 61, "höchstens 60")])
def test_view_needs_a_name(work: Work, visitor: Enter, name: str, message: str) -> None:
    """The list comes back under its filters, with what is wrong."""
    ags = visitor(Role.AGS)

    page = ags.send(ags.get("/inbox?show=open"), "/views/inbox", {"name": name})

    assert message in page.text
    assert page.value("show") == "open"
    assert kept(work) == []


def test_views_are_ones_own(work: Work, visitor: Enter) -> None:
    """Another account neither sees nor deletes them, and a list that does not exist is not there."""
    ags, other = visitor(Role.AGS), visitor(Role.AGS)
    ags.send(ags.get("/inbox?show=open"), "/views/inbox", {"name": "Nur meine"})

    assert "Nur meine" not in other.get("/inbox").text
    other.post("/views/inbox/forget", {"view": "1"}, status=303)
    other.post("/views/people", {"name": "x"}, status=404)
    assert len(kept(work)) == 1


def test_list_is_found_again_as_it_was_left(work: Work, visitor: Enter) -> None:
    """Back from a vacancy: filter, search and page are as before, until the login ends."""
    ags = visitor(Role.AGS)
    with work.database.writing() as session:
        reference = builders.vacancy(session, title="Lagerhelfer").reference
        session.commit()
    ags.get("/inbox?show=open&search=Lager")

    page = ags.get(f"/inbox/{reference}")
    back = next(item for item in page.soup.find_all("a") if item.text == "Zurück zur Liste")

    assert str(back["href"]) == "/inbox?search=Lager&show=open"
