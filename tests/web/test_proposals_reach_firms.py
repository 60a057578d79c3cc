"""Pages of a proposal: the person's word, the firm's answer, the sheet, and what stays hidden meanwhile."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event, select

from matcher.access import Actor
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]


@pytest.fixture
def seen(work: Work) -> Shown:
    """A released person with an experience, a licence, and a name and phone that must stay hidden."""
    seen = shown(work)
    with work.database.writing() as session:
        identity = session.get_one(tables.Identity, seen.stage.participant)
        identity.phone, identity.street = "0151 5550123", "Geheimweg 7"
        session.add(tables.Experience(participant_id=seen.stage.participant, title="Lagerist", years=6))
        session.get_one(tables.WorkWish, seen.stage.participant).licences = ["B", "STAPLER"]
        session.commit()
    return seen


def name_of(work: Work, seen: Shown) -> str:
    with work.reading() as session:
        return session.get_one(tables.Identity, seen.stage.participant).family_name


def propose(ags: Visitor, seen: Shown) -> None:
    page = ags.get(f"/shortlists/{seen.reference}")
    ags.send(page, f"/shortlists/{seen.reference}/{seen.entry}/review", holding="proposed")


def sheet(visitor: Visitor, seen: Shown) -> str:
    answer = visitor.client.get(f"/proposals/{seen.entry}/sheet.pdf")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def everything(ags: Visitor, seen: Shown) -> str:
    """Every page and file on which the employer service meets the proposal."""
    paths = (f"/shortlists/{seen.reference}", "/proposals", f"/proposals/{seen.entry}", "/notifications")
    return "".join(ags.get(path).html for path in paths) + sheet(ags, seen)


def agree(mentor: Visitor, seen: Shown, agreed: str = "yes") -> None:
    path = f"/proposals/{seen.entry}"
    mentor.send(mentor.get(path), f"{path}/agreement", {"agreed": agreed})


def test_name_and_contact_appear_only_after_the_persons_yes(work: Work, visitor: Enter, seen: Shown) -> None:
    """On list, page and sheet: the code before, name and phone afterwards, the address never."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR, account_id=seen.stage.mentor)
    propose(ags, seen)
    before = everything(ags, seen)

    agree(mentor, seen)

    after = everything(ags, seen)
    name = name_of(work, seen)
    assert name not in before
    assert "5550123" not in before
    assert after.count(name) >= 3
    assert "0151 5550123" in after
    assert "Geheimweg" not in after


def test_yes_that_is_taken_back_hides_the_name_again(work: Work, visitor: Enter, seen: Shown) -> None:
    """The proposal goes on under the code."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR, account_id=seen.stage.mentor)
    propose(ags, seen)
    agree(mentor, seen)

    path = f"/proposals/{seen.entry}"
    mentor.send(mentor.get(path), f"{path}/agreement/take-back")

    assert name_of(work, seen) not in everything(ags, seen)


def test_no_takes_the_proposal_from_every_page(visitor: Enter, seen: Shown) -> None:
    """The employer service hears "withdrawn" and no reason; its page of the proposal is gone."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR, account_id=seen.stage.mentor)
    propose(ags, seen)

    agree(mentor, seen, "no")

    ags.get(f"/proposals/{seen.entry}", status=404)
    ags.get(f"/proposals/{seen.entry}/sheet.pdf", status=404)
    assert seen.code not in ags.get("/proposals").html + ags.get(f"/shortlists/{seen.reference}").html
    assert "möchte nicht" not in ags.get("/notifications").text


def test_sheet_speaks_of_the_job_and_never_of_papers_or_origin(work: Work, visitor: Enter, seen: Shown) -> None:
    """Skills, German in words, licences, funding; no status, nationality, birth date or residence word."""
    ags = visitor(Role.AGS)
    propose(ags, seen)

    text = " ".join(sheet(ags, seen).split())

    for part in (seen.code, "Lagerist, 6 Jahre", "B1: spricht über Alltag", "Staplerschein", "Zuschuss zum Lohn"):
        assert part in text, part
    for part in ("1990", "Aufenthaltserlaubnis", "Behörde", "Staats", "geboren", "Frau", "Herr", "Duldung"):
        assert part not in text, part
    with work.reading() as session:
        looks = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "view_sheet")).all()
    assert [(row.subject_id, row.detail) for row in looks] == [(seen.entry, {"named": False})]


def test_firms_answer_is_recorded_and_undone_in_the_page(visitor: Enter, seen: Shown) -> None:
    """A refusal needs its reason and keeps what was typed; undoing brings the proposal back, history stays."""
    ags = visitor(Role.AGS)
    propose(ags, seen)
    path = f"/proposals/{seen.entry}"

    refused = ags.send(ags.get(path), f"{path}/answer", {"answer": "declined", "note": "nur nachts"}, status=422)
    declined = ags.send(refused, f"{path}/answer", {"answer": "declined", "reason": "hours", "note": "nur nachts"})
    back = ags.send(declined, f"{path}/undo")

    assert "Bitte einen Grund wählen." in refused.text
    assert "nur nachts" in refused.html
    assert "Betrieb hat abgesagt: Arbeitszeit passt nicht" in declined.text
    assert "Betrieb hat noch nicht geantwortet" in back.text
    assert "(rückgängig gemacht)" in back.text


def test_answer_pressed_twice_counts_once(work: Work, visitor: Enter, seen: Shown) -> None:
    """The second send of the same form finds its key used."""
    ags = visitor(Role.AGS)
    propose(ags, seen)
    path = f"/proposals/{seen.entry}"
    page = ags.get(path)

    for _ in range(2):
        ags.send(page, f"{path}/answer", {"answer": "interested"})

    with work.reading() as session:
        assert len(session.scalars(select(tables.ProposalStep)).all()) == 2


def test_decision_cannot_slip_under_an_answer(visitor: Enter, seen: Shown) -> None:
    """Undoing "proposed" from a page that is open since before is refused with what to do."""
    ags = visitor(Role.AGS)
    propose(ags, seen)
    old = ags.get(f"/shortlists/{seen.reference}")
    path = f"/proposals/{seen.entry}"
    ags.send(ags.get(path), f"{path}/answer", {"answer": "interested"})

    page = ags.send(old, f"/shortlists/{seen.reference}/{seen.entry}/undo")

    assert "Der Betrieb hat schon geantwortet." in page.text
    assert "Betrieb hat Interesse" in page.text


def test_proposals_of_others_do_not_exist_for_a_mentor(visitor: Enter, seen: Shown) -> None:
    """Neither list nor page nor files; posting changes nothing."""
    stranger = visitor(Role.MENTOR)

    assert seen.code not in stranger.get("/proposals?show=open").html
    for path in ("", "/sheet.pdf", "/interview.ics"):
        stranger.get(f"/proposals/{seen.entry}{path}", status=404)
    for step in ("agreement/take-back", "undo", "interview/cancel", "placement/start"):
        stranger.post(f"/proposals/{seen.entry}/{step}", status=404)


def test_employer_service_reaches_no_step_that_is_the_mentors(visitor: Enter, seen: Shown) -> None:
    """It records no agreement, plans and starts nothing, and sees no forms for it."""
    ags = visitor(Role.AGS)
    propose(ags, seen)
    path = f"/proposals/{seen.entry}"

    page = ags.get(path)

    assert f"{path}/agreement" not in page.html
    assert f"{path}/placement" not in page.html
    ags.post(f"{path}/agreement", {"agreed": "yes", "said_on": "23.11.2026"}, status=403)
    ags.post(f"{path}/placement/start", status=403)


def test_withdrawn_consent_empties_the_pages_at_once(work: Work, visitor: Enter, seen: Shown) -> None:
    """With an answer and a name on record, a withdrawal leaves nothing of the person."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR, account_id=seen.stage.mentor)
    propose(ags, seen)
    agree(mentor, seen)

    coordinator = Actor(id=seen.stage.coordinator, roles=frozenset({Role.COORDINATOR}))
    withdraw_consent(work, coordinator, seen.stage.participant, Recipient.AGS)

    pages = ags.get("/proposals").html + ags.get(f"/shortlists/{seen.reference}").html
    assert seen.code not in pages
    assert name_of(work, seen) not in pages
    ags.get(f"/proposals/{seen.entry}", status=404)


def test_list_asks_few_questions_however_long_it_is(work: Work, visitor: Enter, app: Flask) -> None:
    """Twenty entries cost as many queries as one (no N+1)."""
    del app
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        for _ in range(20):
            stage = builders.stage(session)
            session.query(tables.Mentorship).filter_by(participant_id=stage.participant).one().mentor_id = mentor
            builders.entry(session, stage)
        session.commit()
    person = visitor(Role.MENTOR, account_id=mentor)
    asked: list[str] = []
    event.listen(work.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    page = person.get("/proposals")

    assert page.html.count("/proposals/") >= 20
    assert len(asked) <= 16
