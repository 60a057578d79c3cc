"""Record a person's consent, one recipient at a time (9(1))."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.clearances import standing_consent
from matcher.store.tables.consents import DataCategory
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

CURRENT_TEXT = "2026-11"


def give_consent(
    work: Work,
    actor: Actor,
    participant_id: int,
    recipients: Collection[Recipient],
    *,
    language: str,
    given_on: date,
    text_version: str = CURRENT_TEXT,
) -> None:
    """Consent stands for each recipient; one that stood already is left as it was given."""
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.RECORD_CONSENT, participant_id)
        if given_on > unit.today:
            raise InvalidInputError(
                "given_on",
                "Dieses Datum liegt in der Zukunft. Bitte den Tag der Unterschrift eintragen.",
                "This date is in the future. Please enter the day of the signature.",
            )
        missing = [
            recipient
            for recipient in sorted(set(recipients))
            if standing_consent(unit.session, participant_id, recipient) is None
        ]
        for recipient in missing:
            unit.session.add(
                tables.DataConsent(
                    participant_id=participant_id,
                    recipient=recipient,
                    category=DataCategory.PROFILE,
                    text_version=text_version,
                    language=language,
                    given_on=given_on,
                    recorded_at=unit.at,
                    recorded_by=actor.id,
                )
            )
        if missing:
            unit.record("give_consent", "participant", participant_id, recipients=[str(item) for item in missing])
            redecide_person(unit, participant_id, "consent")
