"""The use cases around the gate: asking, answering, releasing, and what takes a release back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import ConflictError, DeniedError, GateClosedError, InvalidInputError
from matcher.model import AbhBar, Answer, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.clearances import standing_of
from matcher.store.session import Database
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.give_consent import give_consent
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.leave_project import leave_project
from matcher.usecases.lift_stop import lift_stop
from matcher.usecases.record_document import DocumentEntry, record_document
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.set_stop import set_stop
from matcher.usecases.withdraw_consent import withdraw_consent
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY


class Scene:
    """One person, one vacancy with a run, and an actor per role."""

    def __init__(self, database: Database, **document: object) -> None:
        self.work = Work(database)
        with database.writing() as session:
            self.mentor = self._actor(session, Role.MENTOR)
            self.other_mentor = self._actor(session, Role.MENTOR)
            self.coordinator = self._actor(session, Role.COORDINATOR)
            self.abh = self._actor(session, Role.ABH)
            self.ags = self._actor(session, Role.AGS)
            self.person = builders.participant(session, mentor=self.mentor.id, **document).id
            self.vacancy = builders.vacancy(session, acquired_by=self.mentor.id).id
            builders.run(session, self.vacancy, [self.person])
            session.commit()

    @staticmethod
    def _actor(session: object, role: Role) -> Actor:
        return Actor(id=builders.account(session, role).id, roles=frozenset({role}))  # type: ignore[arg-type]

    def consent(self, *recipients: Recipient) -> None:
        give_consent(self.work, self.mentor, self.person, recipients, language="de", given_on=TODAY)

    def seen(self) -> list[int]:
        with self.work.reading() as session:
            return list(session.scalars(text("SELECT participant_id FROM ags_entry")))

    def release(self) -> None:
        release_shortlist(self.work, self.coordinator, self.vacancy, [self.person])

    def cleared(self) -> None:
        """Consent, request, the authority's answer: everything before a release."""
        self.consent(Recipient.ABH, Recipient.AGS)
        asked = ask_precheck(self.work, self.mentor, self.person, Kind.JOB, agreed=True)
        assert asked.request_id is not None
        answer_request(self.work, self.abh, asked.request_id, Answer.NO_CONCERNS)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database, **builders.gestattung())


@pytest.fixture
def titled(database: Database) -> Scene:
    """A person whose residence permit allows any work."""
    return Scene(database)


def test_release_shows_person_when_authority_has_no_concerns(scene: Scene) -> None:
    """Consent, pre-check and release together, and only together, put a person before the employer service."""
    scene.cleared()
    before = scene.seen()

    result = release_shortlist(scene.work, scene.coordinator, scene.vacancy, [scene.person])

    assert before == []
    assert result.released == (scene.person,)
    assert scene.seen() == [scene.person]


def test_release_is_refused_when_precheck_is_missing(scene: Scene) -> None:
    """Without L1 nobody has stated procedure and bars: the law stays open, and nothing is released."""
    scene.consent(Recipient.AGS)

    result = release_shortlist(scene.work, scene.coordinator, scene.vacancy, [scene.person])

    assert result.refused == {scene.person: "hold"}
    assert scene.seen() == []


def test_release_is_refused_when_consent_is_missing(titled: Scene) -> None:
    """A title that allows the job does not replace the person's consent."""
    result = release_shortlist(titled.work, titled.coordinator, titled.vacancy, [titled.person])

    assert result.refused == {titled.person: "no_consent"}


def test_release_records_title_check_when_law_asks_no_authority(titled: Scene) -> None:
    """For a title that covers the job the recorded title check is L1; the authority is not troubled."""
    titled.consent(Recipient.AGS)

    titled.release()

    with titled.work.reading() as session:
        standing = standing_of(session, titled.person)
    assert titled.seen() == [titled.person]
    assert [decision.answer for decision in standing.decisions] == [Answer.TITLE_CHECKED]
    assert standing.requests == ()


def test_release_by_mentor_is_denied_when_person_is_not_theirs(scene: Scene) -> None:
    """A mentor releases only people whom they accompany."""
    scene.cleared()

    with pytest.raises(DeniedError):
        release_shortlist(scene.work, scene.other_mentor, scene.vacancy, [scene.person])

    assert scene.seen() == []


def test_release_is_refused_when_vacancy_is_not_open(scene: Scene) -> None:
    """A vacancy that the employer service has not accepted gets no proposals."""
    scene.cleared()
    with scene.work.unit(None) as unit:
        unit.session.get_one(tables.Vacancy, scene.vacancy).state = VacancyState.SUBMITTED

    with pytest.raises(ConflictError):
        scene.release()


def test_second_release_changes_nothing_when_person_is_on_the_list(scene: Scene) -> None:
    """A double click releases once."""
    scene.cleared()
    scene.release()

    again = release_shortlist(scene.work, scene.coordinator, scene.vacancy, [scene.person])

    assert again.refused == {scene.person: "already_released"}
    assert scene.seen() == [scene.person]


def test_ask_needs_the_persons_agreement(scene: Scene) -> None:
    """Nothing goes to the authority without the person's agreement."""
    scene.consent(Recipient.ABH)

    with pytest.raises(InvalidInputError) as refused:
        ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=False)

    assert refused.value.field == "agreed"


def test_ask_is_closed_when_consent_to_the_authority_is_missing(scene: Scene) -> None:
    """The request carries data, so consent to that recipient comes first."""
    with pytest.raises(GateClosedError):
        ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)


def test_ask_is_closed_when_law_prohibits(database: Database) -> None:
    """A prohibited kind is not asked for; the message says why."""
    scene = Scene(database, **builders.gestattung(status="duldung_60b"))
    scene.consent(Recipient.ABH)

    with pytest.raises(GateClosedError):
        ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)


def test_ask_twice_is_a_conflict_while_the_first_waits(scene: Scene) -> None:
    """One question waits once."""
    scene.consent(Recipient.ABH)
    ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)

    with pytest.raises(ConflictError):
        ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)


def test_answer_is_denied_to_everybody_but_the_authority(scene: Scene) -> None:
    """Neither mentor nor employer service answers for the authority."""
    scene.consent(Recipient.ABH)
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)
    assert asked.request_id is not None

    for actor in (scene.mentor, scene.ags):
        with pytest.raises(DeniedError):
            answer_request(scene.work, actor, asked.request_id, Answer.NO_CONCERNS)


def test_answer_twice_is_a_conflict(scene: Scene) -> None:
    """Two clerks at once: the second learns that the first was quicker."""
    scene.consent(Recipient.ABH)
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)
    assert asked.request_id is not None
    answer_request(scene.work, scene.abh, asked.request_id, Answer.NO_CONCERNS)

    with pytest.raises(ConflictError):
        answer_request(scene.work, scene.abh, asked.request_id, Answer.OBJECTION)


def test_objection_to_one_kind_takes_back_every_release(scene: Scene) -> None:
    """An objection stops the person in any mode and kind (7(2))."""
    scene.cleared()
    scene.release()
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.TRAINING, agreed=True)
    assert asked.request_id is not None

    answer_request(scene.work, scene.abh, asked.request_id, Answer.OBJECTION)

    assert scene.seen() == []


def test_bars_from_the_authority_close_the_gate(database: Database) -> None:
    """A bar that the authority states with a no to one kind of work closes every kind, in the same transaction."""
    scene = Scene(database, **builders.gestattung(status="duldung_60a", application=None))
    scene.consent(Recipient.ABH, Recipient.AGS)
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.TRAINING, agreed=True)
    assert asked.request_id is not None

    answer_request(
        scene.work, scene.abh, asked.request_id, Answer.REFUSED, Conditions(bars=frozenset({AbhBar.OWN_FAULT}))
    )

    result = release_shortlist(scene.work, scene.coordinator, scene.vacancy, [scene.person])
    assert result.refused == {scene.person: "prohibited"}
    with pytest.raises(InvalidInputError, match="No reason against"):
        answer_request(
            scene.work,
            scene.abh,
            asked.request_id,
            Answer.CONSENT,
            Conditions(bars=frozenset({AbhBar.OWN_FAULT})),
            changes=True,
        )


@pytest.mark.parametrize("cause", ["consent", "stop", "document", "left"])
def test_release_is_taken_back_at_once(scene: Scene, cause: str) -> None:
    """Withdrawal, stop, changed status and leaving act in their own transaction and tell the holder (I10)."""
    scene.cleared()
    scene.release()

    if cause == "consent":
        shown = withdraw_consent(scene.work, scene.mentor, scene.person, Recipient.AGS)
        assert len(shown) == 1
    elif cause == "stop":
        set_stop(scene.work, scene.coordinator, scene.person, StopReason.COURSE_FIRST)
    elif cause == "document":
        record_document(
            scene.work, scene.mentor, scene.person, DocumentEntry(**builders.gestattung(status="duldung_60a"))
        )
    else:
        leave_project(scene.work, scene.mentor, scene.person)

    with scene.work.reading() as session:
        told = session.scalars(
            select(tables.Notification.role).where(tables.Notification.kind == NotificationKind.ENTRY_WITHDRAWN)
        ).all()
    assert scene.seen() == []
    assert told == [Role.AGS]


def test_status_change_ends_the_authoritys_answers(scene: Scene) -> None:
    """An answer about other facts is no answer any more (7(3))."""
    scene.cleared()

    record_document(scene.work, scene.mentor, scene.person, DocumentEntry(**builders.gestattung(status="duldung_60a")))

    with scene.work.reading() as session:
        assert standing_of(session, scene.person).decisions == ()


def test_renewed_document_keeps_the_authoritys_answer(scene: Scene) -> None:
    """A document that only runs longer changes nothing about the answer."""
    scene.cleared()
    scene.release()

    longer = DocumentEntry(**builders.gestattung(valid_until=date(2027, 12, 1)))
    record_document(scene.work, scene.mentor, scene.person, longer)

    assert scene.seen() == [scene.person]


def test_shortened_document_takes_back_a_release_that_outlives_it(scene: Scene) -> None:
    """A release never outlives the document it rests on."""
    scene.cleared()
    scene.release()

    shorter = DocumentEntry(**builders.gestattung(valid_until=date(2026, 12, 1)))
    record_document(scene.work, scene.mentor, scene.person, shorter)

    assert scene.seen() == []


def test_lifted_stop_releases_nobody_by_itself(scene: Scene) -> None:
    """People decide: after a stop is lifted somebody has to release again."""
    scene.cleared()
    scene.release()
    set_stop(scene.work, scene.coordinator, scene.person, StopReason.PERSONAL_WISH)

    lift_stop(scene.work, scene.coordinator, scene.person)

    assert scene.seen() == []
    scene.release()
    assert scene.seen() == [scene.person]


def test_withdrawn_consent_to_the_authority_takes_open_requests_back(scene: Scene) -> None:
    """What the authority has not answered is withdrawn with the consent it rested on."""
    scene.consent(Recipient.ABH)
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)
    assert asked.request_id is not None

    withdraw_consent(scene.work, scene.mentor, scene.person, Recipient.ABH)

    with pytest.raises(ConflictError):
        answer_request(scene.work, scene.abh, asked.request_id, Answer.NO_CONCERNS)


def test_consent_dated_tomorrow_is_refused_at_its_field(scene: Scene) -> None:
    """A signature cannot lie in the future."""
    with pytest.raises(InvalidInputError) as refused:
        give_consent(
            scene.work, scene.mentor, scene.person, [Recipient.AGS], language="de", given_on=date(2026, 11, 24)
        )

    assert refused.value.field == "given_on"


def test_consultation_proceeds_only_after_its_deadline(scene: Scene) -> None:
    """Silence lets a consultation proceed on the day after its deadline, with a note to the coordinator (I5)."""
    scene.consent(Recipient.ABH)
    asked = ask_precheck(scene.work, scene.mentor, scene.person, Kind.WORK_SHADOWING, agreed=True)
    assert asked.request_id is not None
    with _at(scene, date(2026, 12, 7)) as on_deadline, _at(scene, date(2026, 12, 8)) as day_after:
        lapsed = (lapse_deadlines(scene.work), lapse_deadlines(on_deadline), lapse_deadlines(day_after))

    with scene.work.reading() as session:
        request = session.get_one(tables.ClearanceRequest, asked.request_id)
        decision = standing_of(session, scene.person).decisions[0]
    assert lapsed == (0, 0, 1)
    assert request.state is RequestState.LAPSED
    assert decision.answer is Answer.DEADLINE_PASSED
    assert decision.open_from == date(2026, 12, 8)


def test_consent_mode_is_never_given_by_silence(scene: Scene) -> None:
    """A request that needs consent waits for ever (I5)."""
    scene.consent(Recipient.ABH)
    ask_precheck(scene.work, scene.mentor, scene.person, Kind.JOB, agreed=True)
    with _at(scene, date(2027, 5, 1)) as years_later:
        lapsed = lapse_deadlines(years_later)

    assert lapsed == 0


def test_person_changes_are_numbered_without_gaps(scene: Scene) -> None:
    """Every change of a person leaves exactly one number, so that no ranking stays stale unnoticed."""
    scene.consent(Recipient.AGS)
    withdraw_consent(scene.work, scene.mentor, scene.person, Recipient.AGS)

    with scene.work.reading() as session:
        numbers = session.scalars(select(tables.Change.number).order_by(tables.Change.number)).all()
        counter = session.get_one(tables.ChangeCounter, 1)
    assert numbers == [1, 2]
    assert counter.last == 2


@contextmanager
def _at(scene: Scene, day: date) -> Iterator[Work]:
    """The same database as seen at ten in the morning of another day."""
    clock = FixedClock(datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC))
    database = Database(scene.work.database.url.render_as_string(hide_password=False), clock=clock)
    yield replace(scene.work, database=database)
    database.dispose()
