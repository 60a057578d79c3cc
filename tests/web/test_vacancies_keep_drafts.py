"""A half-typed vacancy outlives the browser, is resumed as typed, and ends with the sending."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from matcher.access import Actor
from matcher.model import Role
from matcher.store import tables
from matcher.usecases.keep_vacancy_draft import keep_vacancy_draft
from matcher.usecases.work import Work
from tests.web.conftest import Page, Typed, Visitor
from tests.web.vacancy_scene import TYPED

Enter = Callable[..., Visitor]
WRONG: Typed = {**TYPED, "starts_on": "31.02.2027", "pay": "VB", "german_min": "B1"}


def autosave(mentor: Visitor, page: Page, typed: Typed) -> Page:
    """What the page sends by itself when a field changes."""
    data = {
        "csrf_token": page.value("csrf_token"),
        "submission": page.value("submission"),
        **typed,
    }
    return Page(mentor.client.post("/vacancy-draft", data=data, headers={"HX-Request": "true"}))


def drafts(work: Work) -> list[tables.VacancyDraft]:
    with work.reading() as session:
        return list(session.scalars(select(tables.VacancyDraft)))


def test_draft_is_resumed_as_typed_after_a_closed_browser(work: Work, visitor: Enter) -> None:
    """Right and wrong values alike stand in the form again, on another device too."""
    phone = visitor(Role.MENTOR)
    saved = autosave(phone, phone.get("/vacancies/new"), WRONG)
    desk = visitor(Role.MENTOR, account_id=phone.account_id)

    asked = desk.get("/vacancies/new")
    resumed = desk.get("/vacancies/new?draft=resume")

    assert "Entwurf gespeichert" in saved.text
    assert "Verkäufer Backwaren, Bäckerei Sommer" in asked.text
    for name in ("employer", "title", "description", "postcode", "starts_on", "pay", "hours", "places"):
        assert resumed.value(name) == WRONG[name], name
    assert resumed.soup.find("input", attrs={"name": "german_min", "value": "B1"}).has_attr("checked")


def test_button_saves_draft_without_javascript(work: Work, visitor: Enter) -> None:
    """The button sends the same form elsewhere and says where the draft is."""
    mentor = visitor(Role.MENTOR)
    page = mentor.get("/vacancies/new")
    button = page.soup.find("button", attrs={"formaction": True})

    answer = mentor.post(str(button["formaction"]), {**WRONG, "submission": page.value("submission")}, status=303)

    assert answer.response.headers["Location"] == "/vacancies"
    assert "Der Entwurf ist gespeichert." in mentor.get("/vacancies").text
    assert drafts(work)[0].content["title"] == ["Verkäufer Backwaren"]


def test_sending_ends_the_draft_and_a_late_save_does_not_bring_it_back(work: Work, visitor: Enter) -> None:
    """The save that was still under way when the form was sent changes nothing."""
    mentor = visitor(Role.MENTOR)
    page = mentor.get("/vacancies/new")
    autosave(mentor, page, TYPED)

    mentor.send(page, "/vacancies/new", TYPED)
    autosave(mentor, page, TYPED)

    assert drafts(work) == []
    assert "Stelle melden" in mentor.get("/vacancies/new").text


def test_draft_is_discarded_by_a_post_and_belongs_to_its_mentor(work: Work, visitor: Enter) -> None:
    """Another mentor sees an empty form; after discarding so does the first."""
    mentor, other = visitor(Role.MENTOR), visitor(Role.MENTOR)
    autosave(mentor, mentor.get("/vacancies/new"), TYPED)

    others = other.get("/vacancies/new")
    asked = mentor.get("/vacancies/new")
    discarded = mentor.send(asked, "/vacancy-draft/discard")

    assert others.value("title") == ""
    assert discarded.value("title") == ""
    assert drafts(work) == []


def test_nothing_is_kept_of_an_empty_or_endless_form(work: Work, visitor: Enter) -> None:
    """A touched but empty form makes no draft; one that is far too long is refused."""
    mentor = visitor(Role.MENTOR)
    page = mentor.get("/vacancies/new")

    empty = autosave(mentor, page, {"places": "1"})
    endless = autosave(mentor, page, {"title": "x", "description": "x" * 30_000})

    assert (empty.status, endless.status) == (200, 422)
    assert drafts(work) == []


def test_last_of_two_saves_counts(work: Work, visitor: Enter) -> None:
    """One draft per mentor, the newest."""
    actor = Actor(id=visitor(Role.MENTOR).account_id, roles=frozenset({Role.MENTOR}))

    for title in ("Koch", "Köchin"):
        keep_vacancy_draft(work, actor, {"title": [title]}, submission="s" * 20)

    assert [row.content["title"] for row in drafts(work)] == [["Köchin"]]
