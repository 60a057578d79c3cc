"""From the firm's yes to the first day and after: meeting, calendar, blocked start, start, asking how it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.placements import PlacementState
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]
MEETING = {"day": "26.11.2026", "time": "14:30", "minutes": "45", "place": "Musterstraße 1, Wildau", "accompanied": "y"}


@pytest.fixture
def seen(work: Work, visitor: Enter) -> Shown:
    """Somebody who lies with the firm."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    page = ags.get(f"/shortlists/{seen.reference}")
    ags.send(page, f"/shortlists/{seen.reference}/{seen.entry}/review", holding="proposed")
    return seen


def step(visitor: Visitor, seen: Shown, action: str, typed: dict[str, str], *, status: int = 200) -> Page:
    path = f"/proposals/{seen.entry}"
    return visitor.send(visitor.get(path), f"{path}/{action}", typed, status=status)


def calendar(visitor: Visitor, seen: Shown) -> tuple[Calendar, str]:
    answer = visitor.client.get(f"/proposals/{seen.entry}/interview.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data), answer.text


def test_meeting_goes_into_calendars_and_out_again(work: Work, visitor: Enter, seen: Shown) -> None:
    """One UID, Berlin's zone, a rising sequence, a cancellation; of the person the code alone."""
    ags = visitor(Role.AGS)
    step(ags, seen, "interview", MEETING)
    first, text = calendar(ags, seen)
    step(ags, seen, "interview", {**MEETING, "time": "15.00"})
    moved, _ = calendar(ags, seen)
    step(ags, seen, "interview/cancel", {})
    cancelled, _ = calendar(ags, seen)

    events = [file.walk("VEVENT")[0] for file in (first, moved, cancelled)]
    assert len({str(item["UID"]) for item in events}) == 1
    assert [int(item["SEQUENCE"]) for item in events] == [0, 1, 2]
    assert [str(file["METHOD"]) for file in (first, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert str(events[2]["STATUS"]) == "CANCELLED"
    assert "TZID:Europe/Berlin" in text
    assert "DTSTART;TZID=Europe/Berlin:20261126T143000" in text
    assert events[0].decoded("DTSTART").astimezone(UTC) == datetime(2026, 11, 26, 13, 30, tzinfo=UTC)
    assert seen.code in text
    with work.reading() as session:
        identity = session.get_one(tables.Identity, seen.stage.participant)
    assert identity.family_name not in text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"time": "25:00"}, "Bitte eine Uhrzeit wie 14:30 eintragen."),
        ({"day": "26.11.2025"}, "Dieser Zeitpunkt ist vorbei."),
        ({"place": ""}, "Bitte ausfüllen."),
    ],
)
def test_meeting_form_keeps_what_was_typed(visitor: Enter, seen: Shown, typed: dict[str, str], message: str) -> None:
    """The fault is named at its field, the rest stays."""
    page = step(visitor(Role.AGS), seen, "interview", {**MEETING, "minutes": "50", **typed}, status=422)

    assert message in page.text
    assert page.value("minutes") == "50"


def test_placement_begins_with_checklist_and_is_followed_up(work: Work, visitor: Enter, seen: Shown) -> None:
    """Yes of the firm, plan, start: the vacancy is filled, the questions are dated, the end brings the person back."""
    mentor = visitor(Role.MENTOR, account_id=seen.stage.mentor)
    step(mentor, seen, "answer", {"answer": "hires"})
    planned = step(mentor, seen, "placement", {"starts_on": "23.11.2026", "courses": "y", "funding": "y"})
    started = step(mentor, seen, "placement/start", {})

    assert "darf anfangen" in planned.text
    assert "in Arbeit" in started.text
    assert "nach 2 Wochen, bei der Person" in started.text
    with work.reading() as session:
        row = session.scalars(select(tables.Placement)).one()
        vacancy = session.get_one(tables.Vacancy, seen.stage.vacancy)
    assert (row.state, row.courses, row.housing, row.funding) == (PlacementState.STARTED, True, False, True)
    assert str(vacancy.outcome) == "filled"

    ended = step(
        mentor,
        seen,
        "placement/end",
        {"ended_on": "23.11.2026", "end_reason": "commute", "learned": "Frühschicht geht nicht"},
    )
    assert "Was wir gelernt haben: Frühschicht geht nicht" in ended.text
    assert "Vermittlungsstopp: hat Arbeit gefunden" not in mentor.get(f"/people/{seen.code}").text


def test_start_before_its_clearance_is_refused_with_the_next_step(work: Work, visitor: Enter, seen: Shown) -> None:
    """Whose paper asks the authority: the page says what is missing, and a forged start is refused."""
    mentor = visitor(Role.MENTOR, account_id=seen.stage.mentor)
    step(mentor, seen, "answer", {"answer": "hires"})
    step(mentor, seen, "placement", {"starts_on": "23.11.2026"})
    with work.database.writing() as session:
        document = session.query(tables.ResidenceDocument).filter_by(participant_id=seen.stage.participant).one()
        for name, value in builders.gestattung().items():
            setattr(document, name, value)
        session.commit()

    page = mentor.get(f"/proposals/{seen.entry}")
    refused = step(mentor, seen, "placement/start", {}, status=409)

    assert "darf noch nicht anfangen" in page.text
    assert "Die Person darf noch nicht anfangen. Nötig ist:" in refused.text
    with work.reading() as session:
        assert session.scalars(select(tables.Placement)).one().state is PlacementState.PLANNED


def test_day_and_overview_show_what_is_due(visitor: Enter, seen: Shown) -> None:
    """The mentor's day asks for the person's word and names the meeting; the coordinator sees the meeting."""
    ags = visitor(Role.AGS)
    step(ags, seen, "interview", MEETING)

    day = visitor(Role.MENTOR, account_id=seen.stage.mentor).get("/day").text
    overview = visitor(Role.COORDINATOR, account_id=seen.stage.coordinator).get("/overview").text

    assert f"{seen.code} heute, Mo 23.11.2026 Person fragen: Vorschlag recht?" in day
    assert f"{seen.code} in 3 Tagen, Do 26.11.2026 Vorstellungsgespräch" in day
    assert f"{seen.code}: Vorstellungsgespräch" in overview
    assert "Person fragen" not in overview


def test_answer_to_a_question_is_asked_for_in_words(visitor: Enter, seen: Shown) -> None:
    """A form without its answer says what to do and records nothing."""
    mentor = visitor(Role.MENTOR, account_id=seen.stage.mentor)

    mentor.post(f"/proposals/{seen.entry}/placement/follow-up", {"step": "weeks_2", "side": "person"}, status=422)
