"""The person behind a code, for whoever may do a thing to them; to everybody else they do not exist."""

from __future__ import annotations

from matcher.access import Action, Allowed, Denied, may
from matcher.errors import DeniedError
from matcher.model import Role
from matcher.store.disclosures import organisation_of
from matcher.store.portraits import Portrait
from matcher.usecases.view_participant import PersonView, view_participant
from webapp.accounts import actor, work


def person_for(code: str, action: Action) -> PersonView:
    """The person, if the visitor may see them and do this to them.

    Raises:
        NotFoundError: there is no such person, or the visitor may not know that there is.
        DeniedError: the visitor may see the person, but not do this.

    """
    view = view_participant(work(), actor(), code)
    verdict = _may(view.portrait, action)
    if isinstance(verdict, Denied):
        raise DeniedError(verdict.german, verdict.english)
    return view


def allows(portrait: Portrait, action: Action) -> bool:
    """Whether to offer the visitor this; the use case decides in the end."""
    return isinstance(_may(portrait, action), Allowed)


def _may(portrait: Portrait, action: Action) -> Allowed | Denied:
    visitor = actor()
    counsels = Role.COUNSELLOR in visitor.roles and organisation_of(visitor) in portrait.consents
    return may(
        visitor,
        action,
        owner_ids=portrait.mentors,
        counsellor_ids=frozenset({visitor.id}) if counsels else frozenset(),
    )
