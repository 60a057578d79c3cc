"""Whoever accompanies a person puts right what was recorded of their work; the reason and what stood before stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Typed, Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]


@pytest.fixture
def seen(work: Work) -> Shown:
    return shown(work)


@pytest.fixture
def mentor(visitor: Enter, seen: Shown) -> Visitor:
    """The mentor of somebody who began today."""
    ags = visitor(Role.AGS)
    review = f"/shortlists/{seen.reference}/{seen.entry}/review"
    ags.send(ags.get(f"/shortlists/{seen.reference}"), review, holding="proposed")
    mentor = visitor(Role.MENTOR, account_id=seen.stage.mentor)
    for action, typed in (
        ("answer", {"answer": "hires"}),
        ("placement", {"starts_on": "23.11.2026"}),
        ("placement/start", {}),
    ):
        step(mentor, seen, action, typed)
    return mentor


def step(visitor: Visitor, seen: Shown, action: str, typed: Typed, *, status: int = 200) -> Page:
    path = f"/proposals/{seen.entry}"
    return visitor.send(visitor.get(path), f"{path}/{action}", typed, status=status)


def placement(work: Work) -> tables.Placement:
    with work.reading() as session:
        return session.scalars(select(tables.Placement)).one()


def test_start_is_undone_on_the_page(work: Work, seen: Shown, mentor: Visitor) -> None:
    """One form says what is wrong and why; the page shows the plan again, and the correction."""
    page = step(mentor, seen, "placement/correct", {"what": "start_undone", "why": "war erst zur Probe da"})

    assert "Berichtigt." in page.text
    assert "Beginn geplant" in page.text
    assert "Beginn rückgängig gemacht (vorher: Mo 23.11.2026)" in page.text
    assert "„war erst zur Probe da“" in page.text
    assert str(placement(work).state) == "planned"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"what": "start_undone", "why": ""}, "Bitte ausfüllen."),
        ({"why": "falsch"}, "Bitte eine Antwort wählen."),
        ({"what": "start_changed", "new_start": "", "why": "falsch"}, "Bitte ausfüllen."),
        ({"what": "start_changed", "new_start": "24.12.2026", "why": "falsch"}, "nicht nach heute"),
        ({"what": "end_undone", "why": "falsch"}, "Not a valid choice|gültige|Auswahl"),
    ],
)
def test_correction_keeps_what_was_typed(work: Work, seen: Shown, mentor: Visitor, typed: Typed, message: str) -> None:
    """The message stands at its field, and nothing has changed."""
    page = step(mentor, seen, "placement/correct", typed, status=422)

    assert any(part in page.text for part in message.split("|")), page.text
    assert page.value("why") == typed["why"]
    assert str(placement(work).state) == "started"


def test_end_is_put_right_and_undone_on_the_page(work: Work, seen: Shown, mentor: Visitor) -> None:
    """First another reason, then not at all; both stay readable."""
    step(mentor, seen, "placement/end", {"ended_on": "23.11.2026", "end_reason": "firm"})

    changed = step(
        mentor,
        seen,
        "placement/correct",
        {"what": "end_changed", "new_reason": "commute", "new_learned": "Bus fährt zu spät", "why": "verhört"},
    )
    undone = step(mentor, seen, "placement/correct", {"what": "end_undone", "why": "arbeitet doch noch"})

    assert "Weg oder Zeiten passten nicht" in changed.text
    assert "Was wir gelernt haben: Bus fährt zu spät" in changed.text
    assert "in Arbeit" in undone.text
    assert undone.text.index("Ende rückgängig gemacht") < undone.text.index("Ende berichtigt")


def test_answer_to_a_question_is_put_right(work: Work, seen: Shown, mentor: Visitor) -> None:
    """The new answer stands, the old one is shown as what it was; a forged answer changes nothing."""
    with work.database.writing() as session:
        for row in session.query(tables.FollowUp):
            row.due_on = builders.TODAY
        session.commit()
    step(mentor, seen, "placement/follow-up", {"still_there": "no", "note": "gekündigt"})
    action = f"/proposals/{seen.entry}/placement/follow-up/correct"

    again = step(mentor, seen, "placement/follow-up/correct", {"still_there": "yes", "note": "doch nicht"})
    opened = step(mentor, seen, "placement/follow-up/correct", {"still_there": "open"})
    mentor.post(action, {"step": "weeks_2", "side": "person", "still_there": "perhaps"}, status=422)

    assert "vorher: arbeitet nicht mehr dort" in again.text
    assert "„gekündigt“" in again.text
    assert "Die Frage ist wieder offen." in opened.text
    with work.reading() as session:
        rows = session.scalars(select(tables.FollowUp).order_by(tables.FollowUp.id)).all()
    assert [row.still_there for row in rows if row.id == rows[0].id or row.id > 8] == [False, True, None]


def test_employer_service_corrects_no_placement(seen: Shown, mentor: Visitor, visitor: Enter) -> None:
    """It sees no placement, so there is nothing to correct."""
    ags = visitor(Role.AGS)

    ags.post(f"/proposals/{seen.entry}/placement/correct", {"what": "start_undone", "why": "x"}, status=404)
