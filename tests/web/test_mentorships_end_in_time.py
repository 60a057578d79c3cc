"""Mentorships: their term, warnings, a later end, the closing checklist, and no two at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from matcher.clock import FixedClock
from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.mentorship_ends import ClosingItem
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.warn_mentorships import warn_mentorships
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Typed, Visitor
from tests.web.people_scene import Scene

BEGAN, ENDS = date(2026, 9, 1), date(2027, 9, 1)
ALL_DONE: Typed = {**{str(item): "done" for item in ClosingItem}, "reason": "settled"}


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.COORDINATOR)


@pytest.fixture
def at(work: Work) -> Iterator[Callable[[datetime], Work]]:
    """The same database on another day."""
    opened: list[Database] = []

    def on(moment: datetime) -> Work:
        url = work.database.url.render_as_string(hide_password=False)
        opened.append(Database(url, clock=FixedClock(moment)))
        return replace(work, database=opened[-1])

    yield on
    for database in opened:
        database.dispose()


def assign(scene: Scene, who: Visitor, typed: Typed, *, status: int = 200) -> Page:
    return scene.send("mentor", typed, status=status, who=who)


def standing(scene: Scene) -> tables.Mentorship:
    return next(row for row in scene.all(tables.Mentorship) if row.ended_on is None)


def told(scene: Scene, kind: NotificationKind) -> list[tuple[int | None, Role | None]]:
    return [(row.account_id, row.role) for row in scene.all(tables.Notification) if row.kind is kind]


def closings(scene: Scene) -> list[tables.MentorshipClosing]:
    with scene.work.reading() as session:
        return list(session.scalars(select(tables.MentorshipClosing)))


def test_mentorship_that_runs_already_is_entered_with_its_beginning(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Paper comes first: the twelve months count from the beginning, not from the entry."""
    fresh = scene.add_person()
    other = visitor(Role.MENTOR)
    address = f"/people/{scene.code_of(fresh)}/mentor"

    coordinator.send(coordinator.get(address), address, {"mentor": str(other.account_id), "begins_on": "01.10.2026"})

    row = scene.all(tables.Mentorship)[-1]
    assert (row.begins_on, row.planned_end) == (date(2026, 10, 1), date(2027, 10, 1))
    assert told(scene, NotificationKind.MENTORSHIP_BEGUN) == [(other.account_id, None)]


@pytest.mark.parametrize(
    ("typed", "field", "word"),
    [
        ({"begins_on": "24.11.2026"}, "begins_on", "zwischen dem 24.11.2025 und heute"),
        ({"begins_on": "23.11.2025"}, "begins_on", "zwischen"),
        ({"begins_on": "31.02.2026"}, "begins_on", "Diesen Tag gibt es nicht"),
        ({"planned_end": "23.11.2026"}, "planned_end", "nach dem Anfang und nach heute"),
        ({"begins_on": "01.11.2026", "planned_end": "01.10.2026"}, "planned_end", "nach dem Anfang"),
        ({"planned_end": "24.11.2027"}, "planned_end", "höchstens 12 Monate, also bis 23.11.2027"),
    ],
)
def test_term_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor], typed: Typed, field: str, word: str
) -> None:
    """End before start, more than twelve months, a beginning that is not yet, a day that never was."""
    fresh, other = scene.add_person(), visitor(Role.MENTOR)
    address = f"/people/{scene.code_of(fresh)}/mentor"

    page = coordinator.send(coordinator.get(address), address, {"mentor": str(other.account_id), **typed}, status=422)

    assert word in page.soup.find(id=f"{field}-error").get_text()
    for name, value in typed.items():
        assert page.value(name) == value
    assert len(scene.all(tables.Mentorship)) == 1


def test_overlapping_mentorship_is_refused_with_the_day_from_which_it_is_possible(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """While somebody accompanies the person, nobody else can have begun."""
    other = visitor(Role.MENTOR)
    typed: Typed = {"mentor": str(other.account_id), "begins_on": "01.11.2026"}

    page = assign(scene, coordinator, typed, status=422)

    assert "Bis zum 23.11.2026 begleitet schon jemand anders" in page.soup.find(id="begins_on-error").get_text()
    assert standing(scene).mentor_id == scene.mentor.account_id
    assign(scene, coordinator, {"mentor": str(other.account_id)})
    assert standing(scene).mentor_id == other.account_id


def test_database_refuses_two_mentorships_on_one_day(scene: Scene, database: Database) -> None:
    """The line holds without any use case."""
    second = tables.Mentorship(
        participant_id=scene.person,
        mentor_id=scene.mentor.account_id,
        begins_on=date(2026, 10, 1),
        planned_end=date(2027, 1, 1),
        ended_on=date(2026, 12, 1),
    )
    with database.writing() as session:
        session.add(second)
        with pytest.raises(IntegrityError):
            session.flush()


def test_suggestions_stand_beside_the_choice_with_their_reasons(
    scene: Scene, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """A shared language and a short way are said; who has no room is not suggested."""
    near, full = visitor(Role.MENTOR, name="Nahe Naima"), visitor(Role.MENTOR, name="Voller Volker")
    page = near.get(f"/mentoring/{near.account_id}")
    typed: Typed = {"languages": ["ar", "fr"], "postcode": "15745", "area": "Wildau"}
    near.send(page, f"/mentoring/{near.account_id}/entry", typed)
    full.send(full.get(f"/mentoring/{full.account_id}"), f"/mentoring/{full.account_id}/limit", {"most": "0"})
    scene.send("languages", {"languages": ["ar"]})

    shown = coordinator.get(f"{scene.page}/mentor")

    first = shown.soup.find("ol").find("li").get_text(" ")
    assert "Nahe Naima" in first
    assert "gemeinsame Sprache: Arabisch" in first
    assert "in der Nähe" in first
    assert "Voller Volker" not in shown.soup.find("ol").get_text()
    assert "Sprachen: Arabisch, Französisch" in coordinator.get("/mentoring").text


def test_languages_of_a_person_do_not_make_rankings_stale(scene: Scene) -> None:
    """They serve to find a mentor; no list of candidates reads them (I8)."""
    before = scene.changes()

    scene.send("languages", {"languages": ["ti", "ar"]})

    assert scene.changes() == before
    skills = {row.language for row in scene.all(tables.LanguageSkill)}
    assert skills == {"de", "ar", "ti"}
    scene.send("languages", {"languages": ["ar"]})
    assert {row.language for row in scene.all(tables.LanguageSkill)} == {"de", "ar"}


def test_training_is_recorded_once_and_can_be_taken_back(scene: Scene) -> None:
    """A double click records one; a day to come is refused at its field."""
    address = f"/mentoring/{scene.mentor.account_id}"
    page = scene.mentor.get(address)
    typed: Typed = {"title": "Asylrecht", "held_on": "01.11.2026"}

    for _ in range(2):
        shown = scene.mentor.send(page, f"{address}/trainings", typed)
    late = scene.mentor.send(
        scene.mentor.get(address), f"{address}/trainings", {"title": "X", "held_on": "24.11.2026"}, status=422
    )

    assert "Asylrecht" in shown.text
    assert "Zukunft" in late.soup.find(id="held_on-error").get_text()
    assert len(scene.all(tables.MentorTraining)) == 1
    row = scene.all(tables.MentorTraining)[0]
    after = scene.mentor.send(scene.mentor.get(address), f"{address}/trainings/remove", holding=str(row.id))
    assert "Noch keine Schulung eingetragen" in after.text


def test_register_of_another_mentor_is_closed(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """A mentor describes themselves, and nobody else."""
    other = visitor(Role.MENTOR)

    other.post(f"/mentoring/{scene.mentor.account_id}/entry", {"area": "x"}, status=403)
    other.post(
        f"/mentoring/{scene.mentor.account_id}/trainings",
        {"title": "x", "held_on": "01.11.2026", "submission": "trainings-key"},
        status=403,
    )


@pytest.mark.parametrize(
    ("on", "months"), [(datetime(2027, 6, 30, 9, tzinfo=UTC), 0), (datetime(2027, 7, 1, 9, tzinfo=UTC), 1)]
)
@pytest.mark.usefixtures("scene")
def test_warning_comes_with_month_ten(at: Callable[[datetime], Work], on: datetime, months: int) -> None:
    """Two months before the planned end, and not a day earlier; each warning once."""
    work = at(on)

    assert warn_mentorships(work) == months
    assert warn_mentorships(work) == 0


def test_warnings_are_given_at_ten_eleven_and_twelve_months_and_anew_after_an_extension(
    scene: Scene, coordinator: Visitor, at: Callable[[datetime], Work]
) -> None:
    """Mentor and coordinator hear of each once; a later end is warned of in its own time."""
    before = [warn_mentorships(at(datetime(2027, month, 5, 9, tzinfo=UTC))) for month in (7, 8)]
    coordinator.send(
        coordinator.get(f"{scene.page}/mentorship"),
        f"{scene.page}/mentorship/extend",
        {"until": "01.12.2027", "why": "Probezeit bis November"},
    )
    after = [warn_mentorships(at(datetime(2027, month, 5, 9, tzinfo=UTC))) for month in (9, 10)]

    assert (before, after) == ([1, 1], [0, 1])
    kinds = told(scene, NotificationKind.MENTORSHIP_ENDING)
    assert kinds.count((scene.mentor.account_id, None)) == 3
    assert kinds.count((None, Role.COORDINATOR)) == 3


def test_extension_keeps_the_coordinators_reason_and_tells_the_mentor(scene: Scene, coordinator: Visitor) -> None:
    """Who extended, until when and why stands on the page."""
    page = coordinator.send(
        coordinator.get(f"{scene.page}/mentorship"),
        f"{scene.page}/mentorship/extend",
        {"until": "01.02.2028", "why": "Anerkennung läuft noch"},
    )

    assert standing(scene).planned_end == date(2028, 2, 1)
    assert "Anerkennung läuft noch" in page.text
    assert told(scene, NotificationKind.MENTORSHIP_EXTENDED) == [(scene.mentor.account_id, None)]
    assert "Anerkennung läuft noch" in scene.mentor.get(f"{scene.page}/mentorship").text


@pytest.mark.parametrize(
    ("typed", "field", "word"),
    [
        ({"until": "01.02.2028", "why": ""}, "why", "ausfüllen"),
        ({"until": "01.09.2027", "why": "x"}, "until", "nach dem 01.09.2027"),
        ({"until": "02.03.2028", "why": "x"}, "until", "höchstens 6 Monate möglich, also bis 01.03.2028"),
        ({"until": "bald", "why": "x"}, "until", "Datum wie 24.11.2026"),
    ],
)
def test_extension_is_refused_where_it_says_why_not(
    scene: Scene, coordinator: Visitor, typed: Typed, field: str, word: str
) -> None:
    """No reason, no later day, too far off, no day at all; what was typed stays."""
    address = f"{scene.page}/mentorship"
    page = coordinator.send(coordinator.get(address), f"{address}/extend", typed, status=422)

    assert word in page.soup.find(id=f"{field}-error").get_text()
    assert page.value("until") == typed["until"]
    assert standing(scene).planned_end == ENDS


def test_mentor_cannot_extend(scene: Scene) -> None:
    """Only the coordinator can, and the page does not offer it."""
    assert f"{scene.page}/mentorship/extend" not in scene.mentor.get(f"{scene.page}/mentorship").html
    scene.mentor.post(
        f"{scene.page}/mentorship/extend",
        {"until": "01.02.2028", "why": "x", "submission": "extend-key"},
        status=403,
    )


def test_closing_needs_an_answer_to_every_item(scene: Scene) -> None:
    """What is left open is named at its item; nothing ends."""
    address = f"{scene.page}/mentorship/close"
    typed = {name: value for name, value in ALL_DONE.items() if name != "housing"}

    page = scene.mentor.send(scene.mentor.get(address), address, typed, status=422)

    assert page.soup.find(id="housing-error") is not None
    assert page.soup.find("input", attrs={"name": "work", "value": "done"}).has_attr("checked")
    assert standing(scene).ended_on is None


def test_closing_with_a_hand_over_says_to_whom(scene: Scene) -> None:
    """Handed over to nobody is left open."""
    address = f"{scene.page}/mentorship/close"

    page = scene.mentor.send(scene.mentor.get(address), address, ALL_DONE | {"housing": "handed_over"}, status=422)

    assert "wer das Übergebene übernimmt" in page.soup.find(id="note-error").get_text()


def test_closing_ends_the_mentorship_today_once(scene: Scene, database: Database) -> None:
    """The mentor sees the person no longer; checklist and reason stay on record and cannot be changed."""
    address = f"{scene.page}/mentorship/close"
    form = scene.mentor.get(address)

    scene.mentor.send(form, address, ALL_DONE)

    row = scene.all(tables.Mentorship)[0]
    assert (row.ended_on, row.end_reason) == (builders.TODAY, "settled")
    assert [closing.answers["housing"] for closing in closings(scene)] == ["done"]
    scene.mentor.get(scene.page, status=404)
    assert told(scene, NotificationKind.MENTORSHIP_ENDING) == [(None, Role.COORDINATOR)]
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text("UPDATE mentorship_closing SET note = 'anders'"))


def test_closed_mentorship_is_not_closed_again(scene: Scene, coordinator: Visitor) -> None:
    """Whoever comes second learns that it has ended."""
    address = f"{scene.page}/mentorship/close"
    form = coordinator.get(address)
    coordinator.send(coordinator.get(address), address, ALL_DONE)

    page = coordinator.send(form, address, ALL_DONE, status=409)

    assert "schon beendet" in page.text
    assert len(closings(scene)) == 1
