"""Record what a person says to one proposal (6: voluntary); only a yes lets name and contact pass."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.clearances import standing_consent
from matcher.store.tables.consents import DataCategory
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import ProposalState
from matcher.store.tables.shortlists import EntryState
from matcher.store.unit import Unit
from matcher.usecases.give_consent import CURRENT_TEXT, require_language
from matcher.usecases.proposal_course import lock_entry, proposal_of
from matcher.usecases.record_firm_answer import FirmAnswer, settle
from matcher.usecases.work import Work


def record_agreement(
    work: Work, actor: Actor, entry_id: int, *, agreed: bool, said_on: date, language: str = "de"
) -> None:
    """The person's word stands; "no" takes the proposal back without a judgement. The same word twice is one.

    Args:
        work: the door's means.
        actor: the person's mentor, or a coordinator.
        entry_id: the proposal.
        agreed: what the person said.
        said_on: when.
        language: in which the person was asked.

    Raises:
        InvalidInputError: the day lies ahead, or the language is not one of the sheet's.
        ConflictError: the proposal was taken back meanwhile.

    """
    if said_on > work.clock.today():
        raise InvalidInputError(
            "said_on",
            "Dieses Datum liegt in der Zukunft. Bitte den Tag eintragen, an dem die Person es gesagt hat.",
            "This date is in the future. Please enter the day on which the person said so.",
        )
    require_language(language)
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        standing = standing_agreement(unit, entry_id)
        if standing is not None and standing.agreed == agreed:
            return
        if entry.state is not EntryState.RELEASED:
            raise ConflictError(
                "Dieser Vorschlag wurde zurückgezogen. Die Antwort der Person wird nicht mehr gebraucht.",
                "This proposal has been withdrawn. The person's answer is not needed any more.",
            )
        _end(unit, standing)
        consent = _consent_to_name(unit, entry.participant_id, said_on, language) if agreed else None
        row = tables.Agreement(
            entry_id=entry_id,
            agreed=agreed,
            consent_id=consent,
            said_on=said_on,
            recorded_at=unit.at,
            recorded_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("record_agreement", "shortlist_entry", entry_id, agreement=row.id, agreed=agreed)
        if agreed:
            unit.notify(NotificationKind.PERSON_AGREED, ("vacancy", entry.vacancy_id), role=Role.AGS)
        else:
            _withdraw(unit, entry)


def take_back_agreement(work: Work, actor: Actor, entry_id: int) -> None:
    """The yes no longer stands: name and contact are hidden again, the proposal goes on under the code."""
    with work.unit(actor) as unit:
        lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        standing = standing_agreement(unit, entry_id)
        if standing is None or not standing.agreed:
            return
        _end(unit, standing)
        unit.record("take_back_agreement", "shortlist_entry", entry_id, agreement=standing.id)


def standing_agreement(unit: Unit, entry_id: int) -> tables.Agreement | None:
    query = select(tables.Agreement).where(
        tables.Agreement.entry_id == entry_id, tables.Agreement.superseded_at.is_(None)
    )
    return unit.session.scalars(query).one_or_none()


def _end(unit: Unit, standing: tables.Agreement | None) -> None:
    if standing is not None:
        standing.superseded_at = unit.at
        unit.session.flush()


def _consent_to_name(unit: Unit, participant_id: int, given_on: date, language: str) -> int:
    """The consent that lets name and contact reach the employer service; recorded with the first agreement."""
    standing = standing_consent(unit.session, participant_id, Recipient.AGS, DataCategory.IDENTITY)
    if standing is None:
        standing = tables.DataConsent(
            participant_id=participant_id,
            recipient=Recipient.AGS,
            category=DataCategory.IDENTITY,
            text_version=CURRENT_TEXT,
            language=language,
            given_on=given_on,
            recorded_at=unit.at,
            recorded_by=unit.actor_id,
        )
        unit.session.add(standing)
        unit.session.flush()
    return standing.id


def _withdraw(unit: Unit, entry: tables.ShortlistEntry) -> None:
    """The entry is over, and whoever could see it hears "withdrawn" and no reason."""
    proposal = proposal_of(unit, entry.id)
    if proposal is not None and proposal.state is not ProposalState.CLOSED:
        settle(unit, proposal, FirmAnswer.PERSON_DECLINED)
    entry.state = EntryState.WITHDRAWN
    entry.withdrawn_at = unit.at
    unit.session.flush()
    unit.notify(NotificationKind.ENTRY_WITHDRAWN, ("shortlist_entry", entry.id), role=Role.AGS)
    unit.record("withdraw_entry", "shortlist_entry", entry.id, vacancy=entry.vacancy_id)
