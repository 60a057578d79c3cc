"""The one step every use case begins with: does the thing exist, and may this actor touch it?"""

from __future__ import annotations

from matcher.access import Action, Actor, Denied, may
from matcher.errors import DeniedError, NotFoundError
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.clearances import standing_consent
from matcher.store.unit import Unit

_ORGANISATIONS = {"jobcenter": Recipient.JOBCENTER, "agency": Recipient.AGENCY}


def require(
    actor: Actor,
    action: Action,
    *,
    owners: frozenset[int] = frozenset(),
    counsellors: frozenset[int] = frozenset(),
) -> None:
    """Pass, or raise `DeniedError` with what the actor can do instead."""
    verdict = may(actor, action, owner_ids=owners, counsellor_ids=counsellors)
    if isinstance(verdict, Denied):
        raise DeniedError(verdict.german, verdict.english)


def require_for_person(unit: Unit, actor: Actor, action: Action, participant_id: int) -> tables.Participant:
    """The person's row, locked until the commit, if the actor may do this to this person.

    A mentor may touch only people they accompany, or for whose mentor they stand in; a counsellor only
    people who consented to their organisation. To everybody else the person does not exist.
    """
    participant = unit.lock_participant(participant_id)
    if participant is None:
        raise _unknown()
    require(
        actor,
        action,
        owners=mentors_of(unit.session, participant_id),
        counsellors=_counsellors(unit, actor, participant_id),
    )
    return participant


def _counsellors(unit: Unit, actor: Actor, participant_id: int) -> frozenset[int]:
    """The actor's own account, where it counsels for an organisation to which the person consented."""
    recipient = _ORGANISATIONS.get(actor.organisation or "")
    if Role.COUNSELLOR not in actor.roles or recipient is None:
        return frozenset()
    consent = standing_consent(unit.session, participant_id, recipient)
    return frozenset() if consent is None else frozenset({actor.id})


def _unknown() -> NotFoundError:
    return NotFoundError(
        "Diese Person gibt es hier nicht. Bitte den Code prüfen.",
        "There is no such person here. Please check the code.",
    )
