"""Withdraw a person's consent: at once, everywhere, without a reason asked (I10)."""

from __future__ import annotations

from sqlalchemy import select, update

from matcher.access import Action, Actor
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.clearances import standing_consent
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work


def withdraw_consent(work: Work, actor: Actor, participant_id: int, recipient: Recipient) -> tuple[int, ...]:
    """Nothing reaches the recipient any more; returns the entries that they had already been shown."""
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.RECORD_CONSENT, participant_id)
        consent = standing_consent(unit.session, participant_id, recipient)
        if consent is None:
            return ()
        shown = tuple(
            unit.session.scalars(
                select(tables.ShortlistEntry.id)
                .where(tables.ShortlistEntry.consent_id == consent.id)
                .order_by(tables.ShortlistEntry.id)
            )
        )
        consent.withdrawn_at = unit.at
        consent.withdrawn_by = actor.id
        _end_further(unit, actor, participant_id, recipient)
        if recipient is Recipient.ABH:
            _end_requests(unit, participant_id)
        unit.record("withdraw_consent", "participant", participant_id, recipient=str(recipient), shown=list(shown))
        unit.notify(NotificationKind.CONSENT_WITHDRAWN, ("participant", participant_id), role=Role.COORDINATOR)
        redecide_person(unit, participant_id, "consent")
        return shown


def _end_further(unit: Unit, actor: Actor, participant_id: int, recipient: Recipient) -> None:
    """Consent to name and contact rests on consent to the profile and ends with it."""
    row = tables.DataConsent
    unit.session.execute(
        update(row)
        .where(row.participant_id == participant_id, row.recipient == recipient, row.withdrawn_at.is_(None))
        .values(withdrawn_at=unit.at, withdrawn_by=actor.id)
    )


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
