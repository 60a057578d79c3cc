"""A change of law is looked at before it is adopted: who changes, and which releases would fall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from matcher.clearance import default_packs
from matcher.clock import FixedClock
from matcher.law_changes import alone, compare, kinds_of
from matcher.model import Kind, Mode, Role
from matcher.store import tables
from matcher.store.loading import load_people
from matcher.store.released_pairs import released_pairs
from matcher.usecases.preview_law import _falling, preview_law
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Visitor
from tests.web.request_scene import Scene

PACKS = default_packs()
NOW = PACKS.in_force(TODAY)


def forbidding() -> object:
    """Today's pack, but nobody may work."""
    rules = tuple(replace(rule, mode=Mode.PROHIBITED, floor=False, waits=()) for rule in NOW.rules)
    return replace(NOW, id="de-lds-strict", rules=rules, _index={})


def test_packs_stand_with_dates_and_the_review_that_is_due(visitor: Callable[..., Visitor]) -> None:
    """Which book answers today, as of when, and until when somebody has to look at it again."""
    page = visitor(Role.COORDINATOR).get("/law")

    assert "Heute gilt das Regelwerk de-lds-2026, Stand Mi 19.08.2026." in page.text
    assert "Das Regelwerk ist bis in 38 Tagen, Do 31.12.2026 zu prüfen." in page.text
    for pack in PACKS.packs:
        assert pack.id in page.text


def test_law_page_is_quiet_when_the_review_is_far_off(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Sixty days before the review the page begins to warn."""
    work.database.clock = FixedClock(datetime(2026, 10, 1, 9, 0, tzinfo=UTC))

    assert "zu prüfen." not in visitor(Role.COORDINATOR).get("/law").text


def test_comparison_of_a_pack_with_itself_finds_nothing(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Whoever looks at today's book reads that nobody changes, and how many were looked at."""
    Scene(work, visitor)

    page = visitor(Role.COORDINATOR).get("/law?day=2026-06-12")

    assert "Für niemanden ändert sich etwas. Geprüft wurde 1 Mensch." in page.text


def test_comparison_names_person_kind_and_both_answers(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Under the book of 2024 the agency had to check the working conditions, today it need not."""
    scene = Scene(work, visitor)

    page = scene.coordinator.get("/law?day=2024-03-01")

    assert "Von 1 Menschen ändert sich für 1 etwas." in page.text
    assert scene.code in page.text
    assert "heute: zustimmungspflichtig dann: zustimmungspflichtig, Arbeitsbedingungen" in page.text


def test_comparison_looks_at_the_law_alone(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Both books answer for the same day: what only time changes is no change of law."""
    scene = Scene(work, visitor)
    with work.reading() as session:
        people = load_people(session)

    twin = replace(NOW, id="de-lds-twin", _index={})

    assert compare(people, NOW, twin, TODAY).changed == ()
    strict = compare(people, NOW, forbidding(), TODAY)
    assert {item.code for item in strict.changed} == {scene.code}
    assert strict.changed[0].then.mode is Mode.PROHIBITED


def test_falling_releases_are_named_per_vacancy(work: Work) -> None:
    """Who stands before the employer service and would not under the other book."""
    with work.database.writing() as session:
        stage = builders.stage(session)
        builders.entry(session, stage)
        session.commit()
        code = session.get(tables.Participant, stage.participant).code
    with work.reading() as session:
        people, pairs = load_people(session), released_pairs(session)

    falling = _falling(people, pairs, NOW, forbidding(), TODAY)

    assert [(item.title, item.codes) for item in falling] == [("Fachkraft Lagerlogistik", (code,))]
    assert compare(people, NOW, forbidding(), TODAY).closing == len(kinds_of(people[stage.participant]))


def test_alone_answers_on_every_day_with_its_own_rules() -> None:
    """A stretched pack keeps its rules and leaves the shipped one as it was."""
    stretched = alone(NOW)

    assert stretched.for_date(date(1999, 1, 1)).rules == NOW.rules
    assert NOW.valid_from == date(2026, 6, 12)


def test_preview_writes_nothing_and_is_the_coordinators(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Looking adopts nothing; a mentor may not look."""
    scene = Scene(work, visitor)

    preview = preview_law(work, scene.actor(Role.COORDINATOR), date(2019, 8, 21))

    assert preview.then.id == "de-lds-2019-08-21"
    assert Kind.JOB in {kind for item in preview.comparison.changed for kind in item.kinds}
    scene.mentor.get("/law?day=2019-08-21", status=403)


def test_law_page_says_at_once_that_the_comparison_runs(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Looking at everybody takes seconds in a county: first a word, then the same result as without JavaScript."""
    scene = Scene(work, visitor)
    begun = scene.coordinator.get("/law/comparing?day=2024-03-01")
    then = begun.soup.select_one("[role=status]")
    result = scene.coordinator.get(then["hx-get"])
    whole = scene.coordinator.get("/law?day=2024-03-01")

    assert "Der Vergleich mit de-lds-2024-03-01 läuft" in begun.text
    assert result.soup.select_one("section").get_text() == whole.soup.select_one("#comparison section").get_text()
    assert scene.coordinator.get("/law/comparing?day=1999-01-01").text == ""
    assert scene.coordinator.get("/law/comparison").text == ""
    scene.mentor.get("/law/comparison?day=2024-03-01", status=403)


@pytest.mark.parametrize("day", ["", "2019-08-22", "x", "9999-99-99"])
def test_law_page_ignores_days_that_begin_no_pack(visitor: Callable[..., Visitor], day: str) -> None:
    """A hand-written address shows the books, no error."""
    assert "Regelwerke" in visitor(Role.COORDINATOR).get(f"/law?day={day}").text
