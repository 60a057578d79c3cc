"""Withdraw a person's consent: at once, everywhere, without a reason asked (I10)."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from sqlalchemy import select, update

from matcher.access import Action, Actor
from matcher.consents import DataCategory, falling_with
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import ProposalOutcome
from matcher.store.unit import Unit
from matcher.usecases.leave_project import close_proposals, end_mentorship, leave
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def withdraw_consent(
    work: Work,
    actor: Actor,
    participant_id: int,
    recipient: Recipient,
    category: DataCategory = DataCategory.PROFILE,
) -> tuple[int, ...]:
    """Nothing of it reaches the recipient any more; returns the entries that they had already been shown.

    Args:
        work: the door's means.
        actor: the person's mentor, or a coordinator.
        participant_id: who withdraws.
        recipient: to whom.
        category: what; whatever cannot stand without it ends too, with the profile everything.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.RECORD_CONSENT, participant_id)
        fallen = withdraw_cells(unit, participant_id, recipient, falling_with(recipient, category))
        if not fallen:
            return ()
        shown = _shown_under(unit, [consent_id for consent_id, _ in fallen])
        unit.record(
            "withdraw_consent",
            "participant",
            participant_id,
            recipient=str(recipient),
            categories=sorted(str(item) for _, item in fallen),
            shown=list(shown),
        )
        unit.notify(NotificationKind.CONSENT_WITHDRAWN, ("participant", participant_id), role=Role.COORDINATOR)
        if recipient is Recipient.EMPLOYER:
            _end_agreements(unit, participant_id)
        if DataCategory.PROFILE in {item for _, item in fallen} and recipient in _EFFECTS:
            _EFFECTS[recipient](unit, participant_id)
        redecide_person(unit, participant_id, "consent")
        return shown


def withdraw_cells(
    unit: Unit, participant_id: int, recipient: Recipient, categories: frozenset[DataCategory]
) -> list[tuple[int, DataCategory]]:
    """Consents to these categories end; each with its id. A trigger takes back the releases that rest on them."""
    row = tables.DataConsent
    fallen = unit.session.execute(
        update(row)
        .where(
            row.participant_id == participant_id,
            row.recipient == recipient,
            row.category.in_(categories),
            row.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=unit.at, withdrawn_by=unit.actor_id)
        .returning(row.id, row.category)
        .execution_options(synchronize_session=False)
    ).all()
    return sorted((item.id, item.category) for item in fallen)


def _shown_under(unit: Unit, consents: list[int]) -> tuple[int, ...]:
    entry = tables.ShortlistEntry
    return tuple(unit.session.scalars(select(entry.id).where(entry.consent_id.in_(consents)).order_by(entry.id)))


def _end_requests(unit: Unit, participant_id: int) -> None:
    """Questions that the authority has not answered are taken back with the consent they rested on."""
    unit.session.execute(
        update(tables.ClearanceRequest)
        .where(
            tables.ClearanceRequest.participant_id == participant_id,
            tables.ClearanceRequest.state == RequestState.PENDING,
        )
        .values(state=RequestState.WITHDRAWN)
    )


def _leave(unit: Unit, participant_id: int) -> None:
    """The project itself works with nothing any more: the person leaves."""
    leave(unit, unit.session.get_one(tables.Participant, participant_id))


def _end_mentorship(unit: Unit, participant_id: int) -> None:
    """The mentor sees nothing from here on."""
    ended = end_mentorship(unit, participant_id, "consent_withdrawn")
    if ended is not None:
        unit.record("end_mentorship", "participant", participant_id, mentorship=ended)


def _end_agreements(unit: Unit, participant_id: int) -> None:
    """A yes to one proposal does not outlive what the person says to all firms; a new one can be given."""
    entry = tables.ShortlistEntry
    own = select(entry.id).where(entry.participant_id == participant_id)
    unit.session.execute(
        update(tables.Agreement)
        .where(tables.Agreement.entry_id.in_(own), tables.Agreement.superseded_at.is_(None), tables.Agreement.agreed)
        .values(superseded_at=unit.at)
        .execution_options(synchronize_session=False)
    )


def _tell_firms(unit: Unit, participant_id: int) -> None:
    """Proposals that lie with firms are taken back; the employer service calls the firms off."""
    for entry_id in close_proposals(unit, participant_id, ProposalOutcome.TAKEN_BACK):
        entry = unit.session.get_one(tables.ShortlistEntry, entry_id)
        unit.notify(NotificationKind.PROPOSAL_CLOSED, ("vacancy", entry.vacancy_id), role=Role.AGS)


_EFFECTS: Final[MappingProxyType[Recipient, Callable[[Unit, int], None]]] = MappingProxyType(
    {
        Recipient.AWO: _leave,
        Recipient.MENTOR: _end_mentorship,
        Recipient.ABH: _end_requests,
        Recipient.EMPLOYER: _tell_firms,
    }
)
"""What a withdrawal ends beside releases and sight."""
