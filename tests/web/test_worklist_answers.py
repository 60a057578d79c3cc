"""The authority's worklist: what it shows, what it never shows, and what an answer sets in motion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from matcher.access import Actor
from matcher.errors import ConflictError, DeniedError
from matcher.model import Answer, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.answer_request import answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.give_consent import give_consent
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.record_document import DocumentEntry, record_document
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Visitor


@dataclass(frozen=True)
class Scene:
    work: Work
    mentor: Actor
    coordinator: Actor
    person: int
    code: str
    vacancy: int

    def ask(self, kind: Kind = Kind.JOB) -> int:
        asked = ask_precheck(self.work, self.mentor, self.person, kind, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def decision(self) -> tables.ClearanceDecision:
        with self.work.reading() as session:
            return session.scalars(
                select(tables.ClearanceDecision).where(tables.ClearanceDecision.superseded_at.is_(None))
            ).one()

    def release(self) -> tuple[int, ...]:
        return release_shortlist(self.work, self.coordinator, self.vacancy, [self.person]).released


@pytest.fixture
def scene(work: Work) -> Scene:
    """An asylum applicant who agreed to authority and employer service, and stands on a ranking."""
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        coordinator = builders.account(session, Role.COORDINATOR).id
        document = builders.gestattung(file_number="MUSTER-77/26")
        person = builders.participant(session, mentor=mentor, **document)
        vacancy = builders.vacancy(session, acquired_by=mentor, hours=20, starts_on=date(2027, 1, 4), pay_hourly=15.5)
        builders.run(session, vacancy.id, [person.id])
        session.commit()
    made = Scene(
        work=work,
        mentor=Actor(id=mentor, roles=frozenset({Role.MENTOR})),
        coordinator=Actor(id=coordinator, roles=frozenset({Role.COORDINATOR})),
        person=person.id,
        code=person.code,
        vacancy=vacancy.id,
    )
    give_consent(work, made.mentor, person.id, [Recipient.ABH, Recipient.AGS], language="de", given_on=TODAY)
    return made


@pytest.fixture
def abh(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.ABH)


def test_worklist_shows_identity_document_and_kind_and_nothing_else(scene: Scene, abh: Visitor) -> None:
    """The authority sees what it needs to answer: no code, no skill, no wish, no rank, no contact."""
    with scene.work.database.writing() as session:
        identity = session.get(tables.Identity, scene.person)
        identity.phone, identity.email, identity.street = "0355 999111", "person@demo.example", "Heimweg 3"
        session.add(tables.Experience(participant_id=scene.person, title="Goldschmied", years=4))
        session.commit()
    scene.ask()

    page = abh.get("/worklist")

    for needed in ("Vor Nach", "02.05.1990", "MUSTER-77/26", "01.06.2027", "Arbeit", "zustimmungspflichtig"):
        assert needed in page.text
    for hidden in (scene.code, "0355", "person@", "Heimweg", "Goldschmied", "15711", "B1", "SOM"):
        assert hidden not in page.given_away


def test_worklist_hides_request_when_consent_to_the_authority_is_withdrawn(scene: Scene, abh: Visitor) -> None:
    """With the consent the person leaves the page, the answered list included."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")
    scene.ask(Kind.MINIJOB)
    withdraw_consent(scene.work, scene.mentor, scene.person, Recipient.ABH)

    page = abh.get("/worklist")

    assert "Keine Anfrage wartet" in page.text
    assert "Vor Nach" not in page.text


def test_worklist_keeps_back_pending_request_when_consent_does_not_stand(scene: Scene, abh: Visitor) -> None:
    """Even a request that nobody took back is not shown without standing consent."""
    request = scene.ask()
    withdraw_consent(scene.work, scene.mentor, scene.person, Recipient.ABH)
    with scene.work.database.writing() as session:
        session.get(tables.ClearanceRequest, request).state = RequestState.PENDING
        session.commit()

    assert "Vor Nach" not in abh.get("/worklist").text


def test_worklist_leaves_an_audit_row_with_ids_only_when_it_is_read(scene: Scene, abh: Visitor) -> None:
    """Who looked at whom stands in the trace, without a name (I11)."""
    request = scene.ask()

    abh.get("/worklist")

    with scene.work.reading() as session:
        row = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "view_worklist")).one()
    assert (row.actor_id, row.detail) == (abh.account_id, {"participants": [scene.person], "requests": [request]})


def test_answer_without_concerns_opens_release_and_tells_the_mentor(scene: Scene, abh: Visitor) -> None:
    """One click: the person may be released, the mentor hears of it, the card is gone."""
    request = scene.ask()
    assert scene.release() == ()

    page = abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")

    assert "Ihre Antwort ist gespeichert: Zustimmung" in page.text
    assert "Keine Anfrage wartet" in page.text
    assert scene.release() == (scene.person,)
    with scene.work.reading() as session:
        told = session.scalars(
            select(tables.Notification.account_id).where(
                tables.Notification.kind == NotificationKind.CLEARANCE_ANSWERED
            )
        ).all()
    assert scene.mentor.id in told


@pytest.mark.parametrize(
    ("kind", "words", "answer"),
    [
        (Kind.JOB, ("Zustimmung", "Ablehnung"), Answer.CONSENT),
        (Kind.WORK_SHADOWING, ("Keine Bedenken", "Bedenken"), Answer.NO_CONCERNS),
    ],
)
def test_card_speaks_of_consent_only_when_consent_is_asked(
    scene: Scene, abh: Visitor, kind: Kind, words: tuple[str, str], answer: Answer
) -> None:
    """A consultation is answered with or without concerns, a request for consent with yes or no."""
    request = scene.ask(kind)
    page = abh.get("/worklist")

    abh.send(page, f"/worklist/{request}/answer")

    assert all(f">{word}<" in page.html.replace("\n", "") for word in words)
    assert scene.decision().answer is answer


def test_answer_given_twice_says_that_it_stands_already(scene: Scene, abh: Visitor) -> None:
    """Who comes second reads that the request is answered; the first answer stays."""
    request = scene.ask()
    page = abh.get("/worklist")
    abh.send(page, f"/worklist/{request}/answer")

    again = abh.send(page, f"/worklist/{request}/concerns", status=409)

    assert "schon beantwortet" in again.text
    assert scene.decision().answer is Answer.CONSENT


def test_objection_stops_the_person(scene: Scene, abh: Visitor) -> None:
    """Concerns keep the person back from every job, with what the authority states."""
    request = scene.ask(Kind.WORK_SHADOWING)
    page = abh.get("/worklist")

    abh.send(page, f"/worklist/{request}/concerns", {f"r{request}-bars": ["removal_measures"]})

    assert scene.decision().answer is Answer.OBJECTION
    result = release_shortlist(scene.work, scene.coordinator, scene.vacancy, [scene.person])
    assert result.refused[scene.person] == "precheck_objection"


def test_conditions_are_stored_and_checked(scene: Scene, abh: Visitor) -> None:
    """An answer for another firm and fewer hours does not open this job."""
    request = scene.ask()
    page = abh.get("/worklist")

    abh.send(
        page,
        f"/worklist/{request}/conditions",
        {
            f"r{request}-valid_until": "24.11.2027",
            f"r{request}-hours_max": "15",
            f"r{request}-employer_only": "Bäckerei",
        },
    )

    decision = scene.decision()
    assert (decision.valid_until, decision.hours_max, decision.employer_only) == (date(2027, 11, 24), 15, "Bäckerei")
    assert scene.release() == ()
    assert "höchstens 15 Stunden" in abh.get("/worklist").text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"valid_until": "01.01.2020", "employer_only": "Bäckerei"}, "muss in der Zukunft liegen"),
        ({"valid_until": "31.02.2027", "employer_only": "Bäckerei"}, "Diesen Tag gibt es nicht"),
        ({"hours_max": "viele", "employer_only": "Bäckerei"}, "Bitte eine Zahl eintragen"),
        ({}, "mindestens eine Auflage"),
    ],
)
def test_conditions_stay_typed_when_they_cannot_be(
    scene: Scene, abh: Visitor, typed: dict[str, str], message: str
) -> None:
    """The message stands at the field, and everything typed stays."""
    request = scene.ask()
    named = {f"r{request}-{name}": value for name, value in typed.items()}

    page = abh.send(abh.get("/worklist"), f"/worklist/{request}/conditions", named, status=422)

    assert message in page.text
    assert {name: page.value(name) for name in named} == named
    assert page.soup.select_one("details[open]") is not None


def test_card_shows_the_job_when_the_request_is_about_one(scene: Scene, abh: Visitor) -> None:
    """For a concrete job (L2) the authority sees employer, place, hours, pay and start; its yes counts for it."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")
    asked = ask_job_clearance(scene.work, scene.mentor, scene.person, scene.vacancy, agreed=True)

    page = abh.get("/worklist")
    abh.send(page, f"/worklist/{asked.request_id}/conditions", {f"r{asked.request_id}-ba_agreed": "y"})

    for needed in ("Musterlager", "Fachkraft Lagerlogistik", "04.01.2027", "15,5 € pro Stunde"):
        assert needed in page.text
    with scene.work.reading() as session:
        answered = session.scalars(
            select(tables.ClearanceDecision).where(tables.ClearanceDecision.vacancy_id == scene.vacancy)
        ).one()
    assert (answered.answer, answered.ba_answer) == (Answer.CONSENT, Answer.CONSENT)


def test_worklist_needs_the_same_number_of_queries_for_many_requests(scene: Scene, abh: Visitor) -> None:
    """No query per card."""
    scene.ask()
    queries: list[str] = []
    event.listen(scene.work.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    abh.get("/worklist")
    for_one = len(queries)
    with scene.work.database.writing() as session:
        source = session.scalars(select(tables.ClearanceRequest)).one()
        for _ in range(6):
            person = builders.participant(session, **builders.gestattung())
            builders.consent(session, person.id, scene.mentor.id, Recipient.ABH)
            session.add(_copy_of(source, person.id))
        session.commit()
        assert session.scalar(select(func.count()).select_from(tables.ClearanceRequest)) == 7

    queries.clear()
    page = abh.get("/worklist")

    assert "7 Anfragen" in page.text
    assert len(queries) == for_one


def _copy_of(source: tables.ClearanceRequest, participant_id: int) -> tables.ClearanceRequest:
    kept = ("level", "kind", "mode", "pack", "rule", "agreed", "sent_on", "deadline", "state", "asked_at", "asked_by")
    return tables.ClearanceRequest(participant_id=participant_id, **{name: getattr(source, name) for name in kept})


def test_changed_answer_takes_back_what_the_first_one_opened(scene: Scene, abh: Visitor) -> None:
    """The authority may think again: the release falls in the same moment, and the first answer stays on record."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")
    assert scene.release() == (scene.person,)
    address = f"/worklist/{request}/change"
    page = abh.get(address)

    done = abh.send(page, address, {"answer": "refused", "bars": ["removal_measures"]})

    assert "Ihre neue Antwort gilt: abgelehnt" in done.text
    assert scene.decision().answer is Answer.REFUSED
    with scene.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.ClearanceDecision)) == 2
        assert session.scalars(select(tables.ShortlistEntry.state)).all() == ["withdrawn"]
        assert session.scalars(select(tables.AuthorityStatement.bars)).all() == [["removal_measures"]]


def test_objection_comes_back_when_the_authority_changes_its_answer(scene: Scene, abh: Visitor) -> None:
    """An objection is reversible by its author, without a new request."""
    request = scene.ask(Kind.WORK_SHADOWING)
    abh.send(abh.get("/worklist"), f"/worklist/{request}/concerns")
    address = f"/worklist/{request}/change"

    abh.send(abh.get(address), address, {"answer": "no_concerns"})

    assert scene.decision().answer is Answer.NO_CONCERNS


def test_late_answer_counts_though_the_deadline_has_passed(scene: Scene, abh: Visitor) -> None:
    """Silence let the person proceed; concerns that come later stop them all the same (7(2))."""
    request = scene.ask(Kind.WORK_SHADOWING)
    with scene.work.database.writing() as session:
        row = session.get_one(tables.ClearanceRequest, request)
        row.sent_on, row.deadline = TODAY - timedelta(days=15), TODAY - timedelta(days=1)
        session.commit()
    assert lapse_deadlines(scene.work) == 1
    link = abh.get("/worklist").soup.find("a", href=f"/worklist/{request}/change")
    assert "noch antworten" in link.get_text()

    abh.send(abh.get(link["href"]), link["href"], {"answer": "objection"})

    assert scene.decision().answer is Answer.OBJECTION


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Bitte eine Antwort wählen"),
        ({"answer": "consent", "bars": ["removal_measures"]}, "Zu dieser Antwort passt kein Grund dagegen"),
        ({"answer": "consent", "valid_until": "01.01.2020", "employer_only": "Bäckerei"}, "in der Zukunft"),
    ],
)
def test_changed_answer_stays_typed_when_it_cannot_be(
    scene: Scene, abh: Visitor, typed: dict[str, str], message: str
) -> None:
    """A clear message at the field, and what stood before goes on."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")
    address = f"/worklist/{request}/change"

    page = abh.send(abh.get(address), address, typed, status=422)

    assert message in page.text
    assert all(value in page.html for value in typed.values() if isinstance(value, str))
    assert scene.decision().answer is Answer.CONSENT


def test_answer_about_facts_that_have_changed_is_not_changed_any_more(scene: Scene, abh: Visitor) -> None:
    """Somebody recorded another document meanwhile: that needs a new request, and the page says so."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")
    address = f"/worklist/{request}/change"
    page = abh.get(address)
    entry = DocumentEntry(**builders.gestattung(status="duldung_60a", application=None))
    record_document(scene.work, scene.mentor, scene.person, entry)

    abh.get(address, status=404)
    abh.send(page, address, {"answer": "refused"}, status=404)

    with pytest.raises(ConflictError, match="no longer counts"):
        answer_request(
            scene.work, Actor(id=abh.account_id, roles=frozenset({Role.ABH})), request, Answer.REFUSED, changes=True
        )


def test_mentor_changes_no_answer(scene: Scene, abh: Visitor) -> None:
    """Only the authority changes its own word."""
    request = scene.ask()
    abh.send(abh.get("/worklist"), f"/worklist/{request}/answer")

    with pytest.raises(DeniedError):
        answer_request(scene.work, scene.coordinator, request, Answer.REFUSED, changes=True)
