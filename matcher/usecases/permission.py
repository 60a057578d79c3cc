"""The one step every use case begins with: does the thing exist, and may this actor touch it?"""

from __future__ import annotations

from matcher.access import Action, Actor, Denied, may
from matcher.errors import DeniedError, NotFoundError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.clearances import mentors_of, standing_consent
from matcher.store.unit import Unit

_ORGANISATIONS = {"jobcenter": Recipient.JOBCENTER, "agency": Recipient.AGENCY}


def require(actor: Actor, action: Action, *, owners: frozenset[int] = frozenset()) -> None:
    """Pass, or raise `DeniedError` with what the actor can do instead."""
    verdict = may(actor, action, owner_ids=owners)
    if isinstance(verdict, Denied):
        raise DeniedError(verdict.german, verdict.english)


def require_for_person(unit: Unit, actor: Actor, action: Action, participant_id: int) -> tables.Participant:
    """The person's row, locked until the commit, if the actor may do this to this person.

    A mentor may touch only people they accompany; a counsellor only people who consented to their
    organisation. To everybody else the person does not exist.
    """
    participant = unit.lock_participant(participant_id)
    if participant is None:
        raise _unknown()
    require(actor, action, owners=owners_of(unit, actor, participant_id))
    return participant


def owners_of(unit: Unit, actor: Actor, participant_id: int) -> frozenset[int]:
    """Accounts to whom this person is their own: the mentor, and the counsellor with consent."""
    owners = mentors_of(unit.session, participant_id)
    recipient = _ORGANISATIONS.get(actor.organisation or "")
    if Role.COUNSELLOR in actor.roles and recipient is not None:
        consent = standing_consent(unit.session, participant_id, recipient)
        owners |= {actor.id} if consent is not None else frozenset()
    return owners


def _unknown() -> NotFoundError:
    return NotFoundError(
        "Diese Person gibt es hier nicht. Bitte den Code prüfen.",
        "There is no such person here. Please check the code.",
    )
