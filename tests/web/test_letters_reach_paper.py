"""Letters to authorities without a login: what they say, what they never say, and the answers that come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from matcher.access import Actor
from matcher.errors import ConflictError, DeniedError
from matcher.model import Answer, Kind, Mode, Reason, Recipient, Role, WorkNote
from matcher.store import tables
from matcher.store.worklist import Asked, AskedJob
from matcher.usecases.answer_request import Paper, answer_request
from matcher.usecases.answer_requests import answer_requests
from matcher.usecases.enter_answer_on_paper import enter_answer_on_paper
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.preview_law import preview_law
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.set_urgency import set_urgency
from matcher.usecases.view_letter import view_letter
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Visitor
from tests.web.request_scene import Scene
from webapp.letter_pdf import letter_pdf

PAPER = Paper(reference="Scan 2026-118", dated=TODAY)
JOB = AskedJob(
    title="Fachkraft für Lagerlogistik (m/w/d) mit Staplerschein im Schichtdienst am Standort Großbeeren",
    employer="Märkische Wärme- und Kältetechnik Öztürk & Söhne GmbH & Co. KG",
    postcode="15711",
    city="Königs Wusterhausen",
    starts_on=date(2026, 12, 1),
    ends_on=None,
    hours=38.5,
    pay_hourly=15.5,
    pay_monthly=None,
)
ASKED = Asked(
    id=118,
    participant_id=1,
    name="Abdulrahman Muhammad-Hussein Äbdöl-Rahmänovič al-Khatib von und zu Größenfeldß",
    birth_date=date(1990, 5, 2),
    status="gestattung",
    note=WorkNote.NUR_MIT_ERLAUBNIS,
    file_number="MUSTER-77/26",
    document_valid_until=date(2027, 6, 1),
    kind=Kind.JOB,
    mode=Mode.CONSENT,
    sent_on=date(2026, 11, 23),
    deadline=None,
    urgent=False,
    job=JOB,
    bars=(),
)


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    return Scene(work, visitor)


def read(pdf: bytes) -> tuple[int, str]:
    """Number of pages, and the text with blanks made single."""
    pages = PdfReader(BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())


def test_letter_holds_identity_document_and_job_and_nothing_else(scene: Scene) -> None:
    """No German level, no rank, no note, no health, no phone, no code, no nationality leaves the house."""
    with scene.work.database.writing() as session:
        identity = session.get(tables.Identity, scene.person)
        identity.phone, identity.email, identity.street = "0355 999111", "person@demo.example", "Heimweg 3"
        session.add(tables.Experience(participant_id=scene.person, title="Goldschmied", years=4))
        session.commit()
    scene.clear()
    request = scene.ask_job()

    answer = scene.coordinator.client.get(f"/letters/{request}/letter.pdf")
    pages, text = read(answer.data)

    assert (answer.status_code, answer.mimetype, pages) == (200, "application/pdf", 1)
    assert "no-store" in answer.headers["Cache-Control"]
    needed = (
        "Vor Nach",
        "02.05.1990",
        "MUSTER-77/26",
        "01.06.2027",
        "Aufenthaltsgestattung",
        "Fachkraft Lagerlogistik",
    )
    for fact in (*needed, "Musterlager", "01.12.2026", "38", "15,50 € pro Stunde", f"PG-{request:06d}"):
        assert fact in text
    for hidden in (scene.code, "0355", "person@", "Heimweg", "Goldschmied", "B1", "SOM", "Rang", "Passung", "Gesund"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("mode", "job", "words"),
    [
        (Mode.CONSENT, JOB, ("Stimmen Sie der unten genannten Stelle zu?", "Zustimmung ohne Auflagen", "Agentur")),
        (Mode.CONSENT, None, ("Stimmen Sie zu", "Ablehnung, weil")),
        (Mode.CONSULT, None, ("Wenn Sie bis zum 07.12.2026 nicht antworten", "Keine Bedenken mit Auflagen")),
        (Mode.INFORMATIVE, None, ("Wir teilen Ihnen mit", "Es spricht etwas dagegen")),
    ],
)
def test_letter_asks_in_plain_words_of_its_mode(mode: Mode, job: AskedJob | None, words: tuple[str, ...]) -> None:
    """Silence is yes only where a deadline says so; the boxes are those that can be an answer."""
    deadline = date(2026, 12, 7) if mode is Mode.CONSULT else None

    pages, text = read(letter_pdf(replace(ASKED, mode=mode, job=job, deadline=deadline), date(2026, 11, 24)))

    assert pages == 1
    for word in words:
        assert word in text


def test_letter_keeps_umlauts_and_long_names_on_one_page() -> None:
    """Nobody's name is cut, whatever its length or script."""
    pages, text = read(letter_pdf(ASKED, date(2026, 11, 24)))
    endless = replace(ASKED, name="Ö" * 200, job=replace(JOB, title="Ä" * 200, employer="Ü" * 200))

    assert pages == 1
    assert ASKED.name in text
    assert "Öztürk & Söhne" in text
    assert read(letter_pdf(endless, date(2026, 11, 24)))[0] == 1
    assert "Тест" in read(letter_pdf(replace(ASKED, name="Ґалина Тест سارا"), date(2026, 11, 24)))[1]


def test_letter_takes_typed_words_as_words() -> None:
    """What somebody typed is never markup."""
    typed = replace(ASKED, job=replace(JOB, employer='#read("/etc/passwd") *$x$* "Hof"'))

    assert '#read("/etc/passwd") *$x$* "Hof"' in read(letter_pdf(typed, date(2026, 11, 24)))[1]


def test_letter_leaves_an_audit_row_and_is_kept_from_others(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """Coordinator and authority open it, nobody else; each look is traced."""
    request = scene.ask()
    path = f"/letters/{request}/letter.pdf"

    for reader in (scene.coordinator, scene.abh):
        assert reader.client.get(path).status_code == 200
    for role in set(Role) - {Role.COORDINATOR, Role.ABH}:
        assert visitor(role).client.get(path).status_code == 403

    with scene.work.reading() as session:
        rows = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "view_letter")).all()
    assert [(row.subject_id, row.detail) for row in rows] == [(scene.person, {"request": request})] * 2


def test_letter_is_gone_when_consent_to_the_authority_falls(scene: Scene) -> None:
    """No letter about somebody who withdrew, even if the request were still open."""
    request = scene.ask()
    withdraw_consent(scene.work, scene.actor(Role.MENTOR), scene.person, Recipient.ABH)
    with scene.work.database.writing() as session:
        session.get(tables.ClearanceRequest, request).state = "pending"
        session.commit()

    assert scene.coordinator.client.get(f"/letters/{request}/letter.pdf").status_code == 404
    assert scene.code not in scene.coordinator.get("/letters").text


def test_answer_on_paper_opens_the_release_and_names_its_scan(scene: Scene) -> None:
    """The copied answer counts like any other: dated by the letter, traced, the mentor told."""
    request = scene.ask()
    page = scene.coordinator.get(f"/letters/{request}/answer")

    done = scene.coordinator.send(
        page,
        f"/letters/{request}/answer",
        {"answer": "consent", "dated": "23.11.2026", "reference": "Scan 2026-118", "hours_max": "40"},
    )

    assert "Die Antwort vom Papier ist eingetragen" in done.text
    decision = scene.all(tables.ClearanceDecision)[0]
    assert (decision.answer, decision.paper_reference, decision.answered_on, decision.hours_max) == (
        Answer.CONSENT,
        "Scan 2026-118",
        date(2026, 11, 23),
        40,
    )
    assert decision.decided_by == scene.coordinator.account_id
    assert "enter_answer_on_paper" in {row.action for row in scene.all(tables.AuditRow)}
    assert release_shortlist(scene.work, scene.actor(Role.COORDINATOR), scene.vacancy, [scene.person]).released


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"reference": ""}, "Wo liegt der Scan?"),
        ({"reference": "x"}, "wo der Scan des Schreibens liegt"),
        ({"dated": "22.11.2026"}, "nach der Anfrage und spätestens heute"),
        ({"dated": "24.11.2026"}, "nach der Anfrage und spätestens heute"),
        ({"answer": ""}, "ankreuzen, was im Schreiben steht"),
        ({"valid_until": "01.01.2020"}, "muss in der Zukunft liegen"),
    ],
)
def test_answer_on_paper_is_refused_when_it_cannot_be(scene: Scene, typed: dict[str, str], message: str) -> None:
    """Without a scan, or dated before the question, nothing is recorded, and all that was typed stays."""
    request = scene.ask()
    fields = {"answer": "consent", "dated": "23.11.2026", "reference": "Scan 2026-118", **typed}

    page = scene.coordinator.send(
        scene.coordinator.get(f"/letters/{request}/answer"), f"/letters/{request}/answer", fields, status=422
    )

    assert message in page.text
    assert page.value("dated") == fields["dated"]
    assert scene.all(tables.ClearanceDecision) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_answer_on_paper_is_refused_to_other_roles(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    """A mentor cannot clear their own person with a made-up letter."""
    request = scene.ask()
    typed = {"answer": "consent", "dated": "23.11.2026", "reference": "Scan 2026-118"}
    account = {Role.MENTOR: scene.mentor.account_id}.get(role)

    visitor(role, account_id=account).post(f"/letters/{request}/answer", typed, status=403)

    assert scene.all(tables.ClearanceDecision) == []


DOORS = {
    "enter_answer_on_paper": (
        {Role.COORDINATOR},
        lambda work, actor, request: enter_answer_on_paper(work, actor, request, Answer.CONSENT, PAPER),
    ),
    "set_urgency": ({Role.COORDINATOR}, lambda work, actor, request: set_urgency(work, actor, request, urgent=True)),
    "answer_requests": ({Role.ABH}, lambda work, actor, request: answer_requests(work, actor, [request])),
    "view_letter": ({Role.COORDINATOR, Role.ABH}, view_letter),
    "preview_law": ({Role.COORDINATOR}, lambda work, actor, _request: preview_law(work, actor, TODAY)),
}


@pytest.mark.parametrize("name", DOORS)
def test_usecases_refuse_whoever_may_not_whatever_the_pages_do(scene: Scene, name: str) -> None:
    """The permission is asked inside: no page, command or later interface can forget it."""
    request = scene.ask()
    allowed, call = DOORS[name]

    for role in set(Role) - allowed:
        with pytest.raises(DeniedError):
            call(scene.work, Actor(id=scene.mentor.account_id, roles=frozenset({role})), request)

    assert scene.all(tables.ClearanceDecision) == []
    for role in allowed:
        call(scene.work, scene.actor(role), request)


def test_letters_say_what_each_answer_opens_and_what_to_ask_next(scene: Scene) -> None:
    """Lists count only where the authority's word is all that is missing."""
    other = scene.another()
    scene.keep_back(Reason.HOLD, Reason.PRECHECK_MISSING)
    scene.keep_back(Reason.PRECHECK_EXPIRED, person=other)
    with scene.work.database.writing() as session:
        second = builders.vacancy(session).id
        builders.run(session, second, [])
        session.commit()
    scene.keep_back(Reason.PRECHECK_MISSING, vacancy=second)
    scene.keep_back(Reason.PRECHECK_EXPIRED, Reason.OUT_OF_REACH, vacancy=second, person=other)
    request = scene.ask()

    page = scene.coordinator.get("/letters")

    assert "öffnet 2 Vorschlagslisten" in page.soup.select_one(f"#request-{request}").get_text()
    proposed = page.soup.select("main > ul.plain-list li")
    assert len(proposed) == 1
    assert "öffnet 1 Vorschlagsliste" in " ".join(proposed[0].get_text(" ").split())


def test_mentor_reads_what_the_answer_opens_on_day_and_precheck(scene: Scene) -> None:
    """Who sends the request sees what it is good for."""
    scene.keep_back(Reason.HOLD, Reason.PRECHECK_MISSING)

    assert "Die Antwort öffnet 1 Vorschlagsliste." in scene.mentor.get("/day").text
    assert "Die Antwort öffnet 1 Vorschlagsliste." in scene.mentor.get(f"/people/{scene.code}/precheck").text


def test_precheck_names_pack_and_norm_of_every_decision(scene: Scene) -> None:
    """Old decisions stay explained by the book that they were made under, also once they are replaced."""
    scene.clear()
    scene.clear()

    text = scene.mentor.get(f"/people/{scene.code}/precheck").text

    assert text.count("nach Regelwerk de-lds-2026, Regel R26-") == 2
    assert "§ 61" in text
    assert "gilt nicht mehr" in text


def test_late_letter_is_entered_with_what_it_states(scene: Scene) -> None:
    """The deadline had passed; the letter's concerns and the bars that it names count from now on."""
    request = scene.ask(Kind.WORK_SHADOWING)
    with scene.work.database.writing() as session:
        row = session.get_one(tables.ClearanceRequest, request)
        row.sent_on, row.deadline = TODAY - timedelta(days=15), TODAY - timedelta(days=1)
        session.commit()
    assert lapse_deadlines(scene.work) == 1
    address = f"/letters/{request}/answer"
    assert scene.coordinator.get("/letters").soup.find("a", href=address)
    typed = {
        "answer": "objection",
        "dated": "23.11.2026",
        "reference": "Scan 2026-118",
        "bars": ["removal_measures"],
        "procedure": "ordinary",
    }

    scene.coordinator.send(scene.coordinator.get(address), address, typed)

    standing = [row for row in scene.all(tables.ClearanceDecision) if row.superseded_at is None]
    assert [(row.answer, row.paper_reference) for row in standing] == [(Answer.OBJECTION, "Scan 2026-118")]
    assert [row.bars for row in scene.all(tables.AuthorityStatement)] == [["removal_measures"]]


def test_letter_does_not_replace_what_the_authority_has_answered_itself(scene: Scene) -> None:
    """Its own word is the authority's to change."""
    request = scene.ask()
    answer_request(scene.work, scene.actor(Role.ABH), request, Answer.CONSENT)

    with pytest.raises(ConflictError, match="already been answered"):
        enter_answer_on_paper(scene.work, scene.actor(Role.COORDINATOR), request, Answer.REFUSED, PAPER)
