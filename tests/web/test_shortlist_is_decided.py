"""The shortlist page: what the employer service sees and decides, and whom it never sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.usecases.leave_project import leave_project
from matcher.usecases.set_stop import set_stop
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.vacancy_scene import Shown, shown
from webapp.app import create_app
from webapp.settings import Settings

Enter = Callable[..., Visitor]
PERMIT = "Arbeitserlaubnis vor Beginn beantragen"


def pages(ags: Visitor, seen: Shown) -> str:
    """Everything that the employer service can open, as one text."""
    paths = ("/inbox", "/inbox?show=open", "/inbox?show=undecided", f"/inbox/{seen.reference}", "/notifications")
    paths += (f"/shortlists/{seen.reference}", f"/shortlists/{seen.reference}/state")
    return "".join(ags.get(path).html for path in paths)


def reviews(work: Work) -> list[tuple[Verdict, VerdictReason | None, bool]]:
    with work.reading() as session:
        rows = session.scalars(select(tables.Review).order_by(tables.Review.id))
        return [(row.verdict, row.reason, row.superseded_at is None) for row in rows]


def decide(ags: Visitor, seen: Shown, typed: dict[str, str], *, status: int = 200) -> Page:
    page = ags.get(f"/shortlists/{seen.reference}")
    return ags.send(page, f"/shortlists/{seen.reference}/{seen.entry}/review", typed, status=status)


def test_shortlist_shows_reasons_conditions_and_only_the_released(work: Work, visitor: Enter) -> None:
    """Code, fit, reasons, question, conditions, basis; of whoever is kept back, nothing on any page."""
    seen = shown(work, step=PERMIT, hours_max=20.0, employer_only="Musterlager", valid_until=date(2027, 6, 1))
    ags = visitor(Role.AGS)

    page = ags.get(f"/shortlists/{seen.reference}")

    for text in (
        seen.code,
        "70–90",
        "6 Jahre Lager",
        "Führerschein unbekannt: nachfragen",
        "Vor Beginn nötig: Arbeitserlaubnis (Antrag über die Koordination)",
        "höchstens 20 Std. pro Woche",
        "nur bei Musterlager",
        "Vorschlag gilt bis Mo 31.05.2027",
        "Kriterien Version 1",
        "Beruf 50",
        "Deutsch 30",
    ):
        assert text in page.text, text
    assert "Vor Nach" not in page.text
    assert seen.hidden_code not in pages(ags, seen)


@pytest.mark.parametrize(
    "step",
    ["Stelle vor Beginn mit der Ausländerbehörde abstimmen", "Ausländerbehörde vor Beginn informieren", "irgendetwas"],
)
def test_shortlist_keeps_the_authoritys_part_to_itself(work: Work, visitor: Enter, step: str) -> None:
    """How the authority is involved reads the same for all: a go-ahead that comes through the coordinator."""
    seen = shown(work, step=step)

    page = visitor(Role.AGS).get(f"/shortlists/{seen.reference}")

    assert "Vor Beginn nötig: Startfreigabe (kommt über die Koordination)" in page.text
    assert step not in page.text
    assert "behörde" not in page.text.lower()


def test_every_look_at_a_shortlist_leaves_an_audit_row(work: Work, visitor: Enter) -> None:
    """The row names the vacancy and whom the page showed, by ids alone (I11)."""
    seen = shown(work)
    ags = visitor(Role.AGS)

    ags.get(f"/shortlists/{seen.reference}")

    with work.reading() as session:
        row = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "view_shortlist")).one()
    assert (row.actor_id, row.subject_id) == (ags.account_id, seen.stage.vacancy)
    assert row.detail == {"participants": [seen.stage.participant]}


def _withdraw(work: Work, seen: Shown, coordinator: Actor) -> None:
    withdraw_consent(work, coordinator, seen.stage.participant, Recipient.AGS)


def _stop(work: Work, seen: Shown, coordinator: Actor) -> None:
    set_stop(work, coordinator, seen.stage.participant, next(iter(StopReason)))


def _leave(work: Work, seen: Shown, coordinator: Actor) -> None:
    leave_project(work, coordinator, seen.stage.participant)


@pytest.mark.parametrize("fall", [_withdraw, _stop, _leave])
def test_person_vanishes_from_every_page_at_once(
    work: Work, visitor: Enter, fall: Callable[[Work, Shown, Actor], None]
) -> None:
    """After a withdrawal, a stop or leaving, no page holds the code; the message says "withdrawn" and no reason."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    before = pages(ags, seen)

    fall(work, seen, Actor(id=seen.stage.coordinator, roles=frozenset({Role.COORDINATOR})))

    after = pages(ags, seen)
    assert seen.code in before
    assert seen.code not in after
    assert "Vorschlag zurückgezogen" in after
    assert "Noch keine Vorschläge." in after


def test_person_vanishes_when_the_window_ends_by_the_clock_alone(
    work: Work, visitor: Enter, clock: FixedClock, tmp_path: Path
) -> None:
    """On the first day after the window nobody has to act: the page shows nothing."""
    seen = shown(work, open_until=builders.TODAY + timedelta(days=1))
    ags = visitor(Role.AGS)
    assert seen.code in pages(ags, seen)

    later = Database(
        work.database.url.render_as_string(hide_password=False),
        clock=replace(clock, at=datetime(2026, 11, 24, 5, tzinfo=UTC)),
    )
    tomorrow = _door(Work(later), tmp_path)
    client = tomorrow.test_client()
    with client.session_transaction() as cookie, later.reading() as session:
        cookie["_user_id"] = session.get(tables.Account, ags.account_id).fs_uniquifier
        cookie["_fresh"] = True

    assert seen.code not in pages(Visitor(client, ags.account_id), seen)
    later.dispose()


def _door(work: Work, folder: Path) -> Flask:
    settings = Settings(
        data_dir=folder, database_url=str(work.database.url), broker_url="filesystem://", secret_key="a key for tests"
    )
    return create_app(settings, work)


def test_decision_is_made_replaced_and_undone_with_history(work: Work, visitor: Enter) -> None:
    """Each step stands in the history with who and when; the newest counts, undo leaves none."""
    seen = shown(work)
    ags = visitor(Role.AGS, name="Frau Beispiel")

    decided = decide(ags, seen, {"verdict": "suitable", "reason": ""})
    again = ags.send(decided, f"/shortlists/{seen.reference}/{seen.entry}/review", {"verdict": "proposed"})
    undone = ags.send(again, f"/shortlists/{seen.reference}/{seen.entry}/undo")

    assert "Entschieden: geeignet." in decided.text
    assert "dem Betrieb vorgeschlagen" in again.text
    assert "noch offen" in undone.text
    assert "Verlauf (2)" in undone.text
    assert undone.text.count("gilt nicht mehr") == 2
    assert "Frau Beispiel" in undone.text
    assert reviews(work) == [(Verdict.SUITABLE, None, False), (Verdict.PROPOSED, None, False)]


def test_decision_comes_back_to_its_entry(work: Work, visitor: Enter) -> None:
    """Without scripts the answer leads back to the entry on which was decided."""
    seen = shown(work)

    answer = visitor(Role.AGS).post(
        f"/shortlists/{seen.reference}/{seen.entry}/review", {"verdict": "suitable"}, status=303
    )

    assert answer.response.headers["Location"] == f"/shortlists/{seen.reference}#entry-{seen.entry}"


def test_not_suitable_needs_a_reason_and_keeps_the_note(work: Work, visitor: Enter) -> None:
    """Nobody is turned down without a reason about the job's needs."""
    seen = shown(work)
    ags = visitor(Role.AGS)

    refused = ags.post(
        f"/shortlists/{seen.reference}/{seen.entry}/review",
        {"verdict": "not_suitable", "note": "nur vormittags"},
        status=422,
    )
    decide(ags, seen, {"verdict": "not_suitable", "reason": "hours", "note": "nur vormittags"})

    assert "Bitte einen Grund wählen." in refused.text
    assert refused.value("note") == "nur vormittags"
    assert reviews(work) == [(Verdict.NOT_SUITABLE, VerdictReason.HOURS, True)]


@pytest.mark.parametrize("script", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("step", ["review", "undo"])
def test_decision_on_a_withdrawn_entry_says_so(work: Work, visitor: Enter, script: dict[str, str], step: str) -> None:
    """Who had the page open learns that the proposal is gone; nothing is recorded, nothing shown."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    page = ags.get(f"/shortlists/{seen.reference}")
    token = page.value("csrf_token")
    _withdraw(work, seen, Actor(id=seen.stage.coordinator, roles=frozenset({Role.COORDINATOR})))

    answer = ags.client.post(
        f"/shortlists/{seen.reference}/{seen.entry}/{step}",
        data={"csrf_token": token, "verdict": "suitable"},
        headers=script,
        follow_redirects=True,
    )

    assert "Dieser Vorschlag wurde zurückgezogen." in answer.text
    assert seen.code not in answer.text
    assert reviews(work) == []


def test_script_gets_the_card_alone(work: Work, visitor: Enter) -> None:
    """A decision by htmx answers with the one card, decided, and traces the look at it."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    token = ags.get(f"/shortlists/{seen.reference}").value("csrf_token")

    answer = ags.client.post(
        f"/shortlists/{seen.reference}/{seen.entry}/review",
        data={"csrf_token": token, "verdict": "suitable", "place": "1"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f"1. {seen.code}" in answer.text
    assert "Entschieden: geeignet." in answer.text


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COORDINATOR, Role.ABH, Role.COUNSELLOR, Role.COUNTY])
def test_shortlist_is_the_employer_services_alone(work: Work, visitor: Enter, role: Role) -> None:
    """Nobody else opens it or decides on it."""
    seen = shown(work)
    other = visitor(role)

    other.get(f"/shortlists/{seen.reference}", status=403)
    other.post(f"/shortlists/{seen.reference}/{seen.entry}/review", {"verdict": "suitable"}, status=403)

    assert reviews(work) == []


def test_renewal_is_shown_and_reloads_the_page_when_done(work: Work, visitor: Enter) -> None:
    """While a new ranking is wanted the page says so; the state's answer asks for a reload once it is there."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    done = ags.get(f"/shortlists/{seen.reference}/state")
    with work.unit(None) as unit:
        unit.mark_vacancies([seen.stage.vacancy])

    running = ags.get(f"/shortlists/{seen.reference}/state")

    assert done.response.headers["HX-Refresh"] == "true"
    assert "Wird neu berechnet" in running.text
    assert "HX-Refresh" not in running.response.headers
    assert "Wird neu berechnet" in ags.get(f"/shortlists/{seen.reference}").text


def test_mentor_sees_own_people_by_fit_and_no_others(work: Work, visitor: Enter) -> None:
    """On the vacancy's page stand the mentor's own people with their fit, and nobody else's code."""
    seen = shown(work)
    with work.database.writing() as session:
        session.get(tables.Vacancy, seen.stage.vacancy).acquired_by = seen.stage.mentor
        session.commit()
    mentor = visitor(Role.MENTOR, account_id=seen.stage.mentor)

    page = mentor.get(f"/vacancies/{seen.reference}")

    assert seen.code in page.text
    assert "70–90" in page.text
    assert "vorgeschlagen" in page.text
    assert seen.hidden_code not in page.html
    assert "Vorschläge beim AGS 1" in page.text


def test_mentor_proposes_an_own_person_and_the_gate_decides(work: Work, visitor: Enter) -> None:
    """The button releases whom the gate lets through; without consent it says no and shows nobody."""
    seen = shown(work)
    with work.database.writing() as session:
        session.get(tables.Vacancy, seen.stage.vacancy).acquired_by = seen.stage.mentor
        session.commit()
    coordinator = Actor(id=seen.stage.coordinator, roles=frozenset({Role.COORDINATOR}))
    mentor, ags = visitor(Role.MENTOR, account_id=seen.stage.mentor), visitor(Role.AGS)
    _withdraw(work, seen, coordinator)

    refused = mentor.send(
        mentor.get(f"/vacancies/{seen.reference}"), f"/vacancies/{seen.reference}/propose", {"code": seen.code}
    )
    mentor.post(f"/vacancies/{seen.reference}/propose", {"code": seen.hidden_code}, status=404)

    assert "kann noch nicht vorgeschlagen werden" in refused.text
    assert seen.code not in pages(ags, seen)


def test_shortlist_needs_no_more_queries_for_more_entries(work: Work, visitor: Enter) -> None:
    """One entry or six: the page asks the database equally often."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    few = _queries(work, ags, f"/shortlists/{seen.reference}")
    with work.database.writing() as session:
        for _ in range(5):
            stage = builders.stage(session)
            session.get(tables.Opening, stage.opening).vacancy_id = seen.stage.vacancy
            session.flush()
            builders.entry(session, replace(stage, vacancy=seen.stage.vacancy, shortlist=seen.stage.shortlist))
        session.commit()

    many = _queries(work, ags, f"/shortlists/{seen.reference}")

    assert "6 Vorschläge" in ags.get(f"/shortlists/{seen.reference}").text
    assert many == few <= 15
    assert _queries(work, ags, "/inbox?show=open") <= 14


def _queries(work: Work, visitor: Visitor, path: str) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(work.database.engine, "before_cursor_execute", note)
    try:
        visitor.get(path)
    finally:
        event.remove(work.database.engine, "before_cursor_execute", note)
    return len(asked)
