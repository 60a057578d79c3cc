"""The person behind a code, for whoever may do a thing to them; to everybody else they do not exist."""

from __future__ import annotations

from matcher.access import Action, Actor, Allowed, Denied, may
from matcher.errors import DeniedError
from matcher.model import Role
from matcher.store.participants import organisation_of
from matcher.store.portraits import Portrait
from matcher.usecases.view_participant import PersonView, view_participant
from webapp.accounts import actor, work

_COUNSELLED = frozenset({Action.SEE_PARTICIPANT, Action.SET_STOP, Action.ENROL})
"""What consent to their organisation lets a counsellor do."""


def person_for(code: str, action: Action) -> PersonView:
    """The person, if the visitor may see them and do this to them.

    Raises:
        NotFoundError: there is no such person, or the visitor may not know that there is.
        DeniedError: the visitor may see the person, but not do this.

    """
    view = view_participant(work(), actor(), code)
    verdict = may(actor(), action, owner_ids=_owners(actor(), view.portrait, action))
    if isinstance(verdict, Denied):
        raise DeniedError(verdict.german, verdict.english)
    return view


def allows(portrait: Portrait, action: Action) -> bool:
    """Whether to offer the visitor this; the use case decides in the end."""
    return isinstance(may(actor(), action, owner_ids=_owners(actor(), portrait, action)), Allowed)


def _owners(visitor: Actor, portrait: Portrait, action: Action) -> frozenset[int]:
    owners = {portrait.mentorship.mentor_id} if portrait.mentorship else set()
    counsels = Role.COUNSELLOR in visitor.roles and organisation_of(visitor) in portrait.consents
    if counsels and action in _COUNSELLED:
        owners.add(visitor.id)
    return frozenset(owners)
