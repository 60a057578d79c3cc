"""What employer service and firm may know of a proposal, against every set of consents and both words of the person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from sqlalchemy.exc import DBAPIError

from matcher.consents import OFFERED, DataCategory
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.firm_view import known_to_firm
from matcher.store.proposal_sheets import sheet_of
from matcher.store.session import Database
from matcher.store.tables.placements import ProposalState
from matcher.usecases.give_consent import give_consent
from matcher.usecases.record_agreement import record_agreement, take_back_agreement
from matcher.usecases.view_proposal import view_sheet
from matcher.usecases.withdraw_consent import withdraw_consent
from tests import builders
from tests.builders import TODAY
from tests.store.placement_case import Case

PROFILE, IDENTITY = DataCategory.PROFILE, DataCategory.IDENTITY


@pytest.fixture
def case(database: Database) -> Iterator[Case]:
    found = Case(database)
    yield found
    found.close()


def consent_to_firms(case: Case, categories: frozenset[DataCategory]) -> None:
    with case.work.database.writing() as session:
        rows = session.query(tables.DataConsent).filter_by(recipient=Recipient.EMPLOYER, withdrawn_at=None)
        for row in rows:
            row.withdrawn_at, row.withdrawn_by = builders.AT, case.mentor.id
        session.flush()
        for category in categories:
            builders.further_consent(session, case.person, case.mentor.id, Recipient.EMPLOYER, category)
        session.commit()


def known(case: Case) -> frozenset[DataCategory]:
    with case.work.reading() as session:
        return known_to_firm(session, case.entry)


def test_firm_knows_what_the_consent_matrix_says(case: Case) -> None:
    """For every set of categories: the sheet needs the profile, the name needs a yes besides."""
    offered = OFFERED[Recipient.EMPLOYER]
    for chosen in (frozenset(some) for many in range(4) for some in combinations(offered, many)):
        consent_to_firms(case, chosen)
        expected = chosen - {IDENTITY} if PROFILE in chosen else frozenset()

        assert known(case) == expected
        with case.work.reading() as session:
            sheet = sheet_of(session, case.entry)
        assert (sheet is not None) == (PROFILE in chosen)
        assert sheet is None or sheet.contact is None


def test_yes_to_one_proposal_lets_this_firm_know_and_no_other(case: Case) -> None:
    """Without consent to firms the yes is enough for its own proposal; taken back, the firm knows nothing again."""
    consent_to_firms(case, frozenset())
    other = case.release(case.other)
    record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY, language="fa")

    assert known(case) == {PROFILE, IDENTITY}
    with case.work.reading() as session:
        assert known_to_firm(session, other) == frozenset()
        assert sheet_of(session, case.entry).contact is not None
    take_back_agreement(case.work, case.mentor, case.entry)
    assert known(case) == frozenset()


def test_agreement_keeps_the_language_in_which_the_person_was_asked(case: Case) -> None:
    """The consent to the name stands in that language, and in no other than the sheet's."""
    record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY, language="fa")

    named = [row for row in case.rows(tables.DataConsent) if (row.recipient, row.category) == (Recipient.AGS, IDENTITY)]
    assert [row.language for row in named] == ["fa"]


def test_nobody_is_proposed_to_a_firm_that_may_not_know(case: Case) -> None:
    """The employer service is told whom to ask; nothing is written."""
    consent_to_firms(case, frozenset())

    with pytest.raises(ConflictError, match="consent is missing"):
        case.propose()

    assert case.rows(tables.Proposal) == []
    with pytest.raises(NotFoundError):
        view_sheet(case.work, case.ags, case.entry)


def test_withdrawal_takes_proposals_back_from_firms(case: Case) -> None:
    """Even a yes that was given before does not outlive it; the entry stays before the employer service."""
    record_agreement(case.work, case.mentor, case.entry, agreed=True, said_on=TODAY)
    case.propose()

    withdraw_consent(case.work, case.mentor, case.person, Recipient.EMPLOYER)

    assert case.stands() == (str(ProposalState.CLOSED), "taken_back", None)
    assert known(case) == frozenset()
    assert case.entry_state() == "released"


def test_consent_given_by_two_at_once_stands_once(case: Case) -> None:
    """Whoever comes second finds it standing; a second sheet is not kept."""
    for day in (TODAY, TODAY):
        give_consent(case.work, case.mentor, case.person, [Recipient.AGENCY], language="de", given_on=day)

    agency = [row for row in case.rows(tables.DataConsent) if row.recipient is Recipient.AGENCY]
    assert len(agency) == 1
    assert len({row.sheet_id for row in agency}) == 1


def test_withdrawn_consent_is_not_revived_by_hand(case: Case) -> None:
    """The database keeps what was given and withdrawn: a consent comes back by a new signature alone."""
    withdraw_consent(case.work, case.mentor, case.person, Recipient.EMPLOYER)
    row = next(row for row in case.rows(tables.DataConsent) if row.recipient is Recipient.EMPLOYER)

    for change in ({"withdrawn_at": None, "withdrawn_by": None}, {"recipient": Recipient.AGS}):
        with case.work.database.writing() as session, pytest.raises(DBAPIError, match="given and withdrawn"):
            session.query(tables.DataConsent).filter_by(id=row.id).update(change)
