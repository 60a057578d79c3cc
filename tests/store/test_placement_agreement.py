"""Name and contact reach the employer service only with the person's yes to this one proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from matcher.errors import ConflictError, DeniedError, InvalidInputError, NotFoundError
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import DataCategory, StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.record_agreement import record_agreement, take_back_agreement
from matcher.usecases.set_stop import set_stop
from matcher.usecases.withdraw_consent import withdraw_consent
from tests import builders
from tests.builders import AT, TODAY
from tests.store.placement_case import Case


@pytest.fixture
def case(database: Database) -> Case:
    return Case(database)


def agree(case: Case, *, agreed: bool = True) -> None:
    record_agreement(case.work, case.mentor, case.entry, agreed=agreed, said_on=TODAY)


def test_contact_is_shown_only_once_the_person_agreed(case: Case) -> None:
    """Before the yes the view is empty; afterwards it holds this entry and no other."""
    other = case.release(case.other)
    before = case.contacts()

    agree(case)

    assert before == []
    assert [entry for entry, _name in case.contacts()] == [case.entry]
    assert other != case.entry


def test_agreement_alone_shows_nothing_when_consent_to_the_name_is_missing(case: Case) -> None:
    """The view asks for both: take away the consent of the category identity and the name is gone."""
    agree(case)

    with case.work.database.writing() as session:
        row = session.query(tables.DataConsent).filter_by(recipient=Recipient.AGS, category=DataCategory.IDENTITY).one()
        row.withdrawn_at, row.withdrawn_by = AT, case.mentor.id
        session.commit()

    assert case.contacts() == []


def test_consent_to_the_name_alone_shows_nothing_when_nobody_agreed(case: Case) -> None:
    """A general consent does not replace the yes to this proposal."""
    with case.work.database.writing() as session:
        session.add(
            tables.DataConsent(
                participant_id=case.person,
                recipient=Recipient.AGS,
                category=DataCategory.IDENTITY,
                text_version="2026-11",
                language="de",
                given_on=TODAY,
                recorded_at=AT,
                recorded_by=case.mentor.id,
            )
        )
        session.commit()

    assert case.contacts() == []


def _withdraw(case: Case) -> None:
    withdraw_consent(case.work, case.mentor, case.person, Recipient.AGS)


def _stop(case: Case) -> None:
    set_stop(case.work, case.coordinator, case.person, StopReason.OTHER)


def _take_back(case: Case) -> None:
    take_back_agreement(case.work, case.mentor, case.entry)


def _say_no(case: Case) -> None:
    agree(case, agreed=False)


@pytest.mark.parametrize("end", [_withdraw, _stop, _take_back, _say_no])
def test_contact_is_hidden_at_once(case: Case, end: Callable[[Case], None]) -> None:
    """Whatever ends the release or the yes ends the name with it."""
    agree(case)
    assert case.contacts()

    end(case)

    assert case.contacts() == []


def test_withdrawn_consent_takes_the_consent_to_the_name_along(case: Case) -> None:
    """After a withdrawal a new release does not bring the name back: it needs a new yes."""
    agree(case)

    _withdraw(case)

    standing = [row for row in case.rows(tables.DataConsent) if row.withdrawn_at is None]
    assert {row.recipient for row in standing} == {Recipient.ABH, Recipient.EMPLOYER}


def test_no_takes_the_entry_back_without_judgement(case: Case) -> None:
    """The entry is withdrawn, the proposal ends as the person's own word, and the reason stays unsaid."""
    case.propose()

    agree(case, agreed=False)

    assert case.entry_state() == "withdrawn"
    assert case.stands() == ("closed", "person_declined", None)
    assert NotificationKind.ENTRY_WITHDRAWN in [row.kind for row in case.rows(tables.Notification)]


def test_agreement_is_kept_in_history(case: Case) -> None:
    """Yes, back, no: three words, one standing."""
    agree(case)
    agree(case)
    _take_back(case)
    agree(case, agreed=False)

    said = [(row.agreed, row.superseded_at is None) for row in case.rows(tables.Agreement)]
    assert said == [(True, False), (False, True)]


def test_agreement_is_recorded_by_own_mentor_or_coordinator_alone(case: Case) -> None:
    """The employer service may not record it, another mentor does not know of it."""
    with case.work.database.writing() as session:
        stranger = builders.account(session, builders.Role.MENTOR).id
        session.commit()
    other = type(case.mentor)(id=stranger, roles=case.mentor.roles)

    with pytest.raises(DeniedError):
        record_agreement(case.work, case.ags, case.entry, agreed=True, said_on=TODAY)
    with pytest.raises(NotFoundError):
        record_agreement(case.work, other, case.entry, agreed=True, said_on=TODAY)
    record_agreement(case.work, case.coordinator, case.entry, agreed=True, said_on=TODAY)

    assert case.contacts()


def test_agreement_is_refused_when_day_lies_ahead_or_entry_is_gone(case: Case) -> None:
    """Nobody agrees tomorrow, and a yes does not bring a withdrawn proposal back."""
    with pytest.raises(InvalidInputError):
        record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY + timedelta(days=1))
    _stop(case)
    with pytest.raises(ConflictError):
        agree(case)

    assert case.entry_state() == "withdrawn"
    assert date(2026, 11, 23) == TODAY
