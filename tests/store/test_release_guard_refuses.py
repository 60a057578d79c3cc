"""I2: the database itself refuses, withdraws and hides releases that rest on nothing valid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Answer, Kind, Mode, Recipient
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from tests.builders import AT, Stage, consent, decision, entry, stage, vacancy

Breaking = Callable[[Session, Stage], None]


def _consent_withdrawn(session: Session, on: Stage) -> None:
    row = session.get_one(tables.DataConsent, on.consent)
    row.withdrawn_at, row.withdrawn_by = AT, on.coordinator


def _decision_superseded(session: Session, on: Stage) -> None:
    session.get_one(tables.ClearanceDecision, on.decision).superseded_at = AT


def _decision_never_opened(session: Session, on: Stage) -> None:
    row = session.get_one(tables.ClearanceDecision, on.decision)
    row.open_from, row.open_until = None, None


def _opening_closed(session: Session, on: Stage) -> None:
    session.get_one(tables.Opening, on.opening).closed_at = AT


def _left_the_project(session: Session, on: Stage) -> None:
    session.get_one(tables.Participant, on.participant).state = ParticipantState.LEFT


def _stopped(session: Session, on: Stage) -> None:
    session.add(
        tables.PlacementStop(participant_id=on.participant, reason=StopReason.OTHER, set_at=AT, set_by=on.coordinator)
    )


def _objected(session: Session, on: Stage) -> None:
    decision(
        session,
        on.participant,
        kind=Kind.TRAINING,
        mode=Mode.CONSENT,
        answer=Answer.OBJECTION,
        open_from=None,
        open_until=None,
    )


def _vacancy_closed(session: Session, on: Stage) -> None:
    row = session.get_one(tables.Vacancy, on.vacancy)
    row.state, row.outcome = VacancyState.CLOSED, VacancyOutcome.FILLED


def _decision_expired(session: Session, on: Stage) -> None:
    row = session.get_one(tables.ClearanceDecision, on.decision)
    row.open_from, row.open_until = date(2026, 1, 1), date(2026, 11, 23)


def _opening_expired(session: Session, on: Stage) -> None:
    row = session.get_one(tables.Opening, on.opening)
    row.open_from, row.open_until = date(2026, 1, 1), date(2026, 11, 23)


FALLING: list[Breaking] = [
    _consent_withdrawn,
    _decision_superseded,
    _decision_never_opened,
    _opening_closed,
    _left_the_project,
    _stopped,
    _objected,
    _vacancy_closed,
]
EXPIRING: list[Breaking] = [_decision_expired, _opening_expired]


def seen(session: Session) -> list[int]:
    """Participants that the employer service's view shows."""
    return list(session.scalars(text("SELECT participant_id FROM ags_entry")))


def test_release_stands_when_everything_it_rests_on_is_valid(database: Database) -> None:
    """The positive control: a lawful release is stored and seen."""
    with database.writing() as session:
        on = stage(session)
        entry(session, on)
        session.commit()

        assert seen(session) == [on.participant]


@pytest.mark.parametrize("break_it", [*FALLING, *EXPIRING])
def test_release_is_refused_when_what_it_rests_on_is_invalid(database: Database, break_it: Breaking) -> None:
    """No release row can be written without valid clearance and consent, whatever the application does."""
    with database.writing() as session:
        on = stage(session)
        break_it(session, on)
        session.flush()

        with pytest.raises(DatabaseError, match="valid clearance and consent"):
            entry(session, on)


@pytest.mark.parametrize("break_it", FALLING)
def test_release_is_withdrawn_when_what_it_rests_on_falls(database: Database, break_it: Breaking) -> None:
    """A release is taken back in the very transaction in which its ground falls."""
    with database.writing() as session:
        on = stage(session)
        released = entry(session, on)
        session.commit()

        break_it(session, on)
        session.commit()

        state = session.scalar(text("SELECT state FROM shortlist_entry WHERE id = :id"), {"id": released.id})
        assert state == "withdrawn"
        assert seen(session) == []


@pytest.mark.parametrize("break_it", EXPIRING)
def test_view_hides_release_when_its_window_ends(database: Database, break_it: Breaking) -> None:
    """What the clock ends is not seen any more, though nobody touched the release."""
    with database.writing() as session:
        on = stage(session)
        entry(session, on)
        session.commit()

        break_it(session, on)
        session.commit()

        assert seen(session) == []


def test_release_is_refused_when_consent_is_for_another_recipient(database: Database) -> None:
    """Consent to the mentor opens nothing for the employer service."""
    with database.writing() as session:
        on = stage(session)
        other = consent(session, on.participant, on.coordinator, Recipient.MENTOR)

        with pytest.raises(DatabaseError, match="valid clearance and consent"):
            entry(session, on, consent_id=other.id)


def test_release_is_refused_when_opening_is_another_persons(database: Database) -> None:
    """One person's clearance never carries another person."""
    with database.writing() as session:
        on = stage(session)
        other = stage(session)

        with pytest.raises(DatabaseError, match="valid clearance and consent"):
            entry(session, on, opening_id=other.opening)


def test_release_is_refused_when_opening_is_for_another_vacancy(database: Database) -> None:
    """Clearance for one job is not clearance for the next."""
    with database.writing() as session:
        on = stage(session)
        another = vacancy(session)

        with pytest.raises(DatabaseError, match="valid clearance and consent"):
            entry(session, on, vacancy_id=another.id)


def test_withdrawn_entry_cannot_be_set_back_when_consent_is_gone(database: Database) -> None:
    """Editing the state of a withdrawn entry does not walk around the guard."""
    with database.writing() as session:
        on = stage(session)
        released = entry(session, on)
        _consent_withdrawn(session, on)
        session.commit()

        with pytest.raises(DatabaseError, match="valid clearance and consent"):
            session.execute(
                text("UPDATE shortlist_entry SET state = 'released', withdrawn_at = NULL WHERE id = :id"),
                {"id": released.id},
            )


@pytest.mark.parametrize("answer", [Answer.OBJECTION, Answer.REFUSED])
def test_objection_cannot_carry_a_window(database: Database, answer: Answer) -> None:
    """A decision that says no can never be stored as open."""
    with database.writing() as session:
        on = stage(session)
        session.get_one(tables.ClearanceDecision, on.decision).superseded_at = AT
        session.flush()

        with pytest.raises(IntegrityError):
            decision(session, on.participant, answer=answer, mode=Mode.CONSENT)


def test_decisions_stand_once_per_person_and_kind(database: Database) -> None:
    """Two standing decisions on the same question cannot exist."""
    with database.writing() as session:
        on = stage(session)

        with pytest.raises(IntegrityError):
            decision(session, on.participant)


def test_consent_stands_once_per_recipient(database: Database) -> None:
    """A second consent to the same recipient needs the first to be withdrawn."""
    with database.writing() as session:
        on = stage(session)

        with pytest.raises(IntegrityError):
            consent(session, on.participant, on.coordinator)
