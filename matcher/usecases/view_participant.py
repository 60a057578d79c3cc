"""Open a person's page; a partner's look, and a cover's, leaves an audit row (I11)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Allowed, Scope, may, reach
from matcher.agenda import Situation
from matcher.errors import NotFoundError
from matcher.model import Role
from matcher.store.disclosures import keeps_record, known_to
from matcher.store.participants import Listing, Show, find_visible, list_people
from matcher.store.portraits import Portrait, portrait_of
from matcher.store.situations import situations_of
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    portrait: Portrait
    situation: Situation


def view_participant(work: Work, actor: Actor, code: str) -> PersonView:
    """The person under this code, whom the actor accompanies, steers or counsels.

    Raises:
        NotFoundError: there is no such person, or the actor may not know that there is.

    """
    with work.reading() as session:
        participant_id = find_visible(session, actor, code)
        view = None if participant_id is None else _view(work, session, actor, participant_id)
    if view is None:
        raise NotFoundError(
            "Diese Person gibt es hier nicht. Bitte das Kürzel prüfen.",
            "There is no such person here. Please check the code.",
        )
    stands_in = is_cover(actor, view.portrait)
    if is_partner(actor) or stands_in:
        with work.unit(actor) as unit:
            unit.record("view_participant", "participant", view.portrait.id, **({"cover": True} if stands_in else {}))
    return view


def is_cover(actor: Actor, portrait: Portrait) -> bool:
    """Whether the actor sees the person only because they stand in for the person's mentor now."""
    own = portrait.mentorship.mentor_id if portrait.mentorship else None
    return reach(actor, Action.SEE_PARTICIPANT) is Scope.OWN and actor.id in portrait.mentors and actor.id != own


def view_people(work: Work, actor: Actor, *, search: str = "", show: Show = Show.ACTIVE, page: int = 1) -> Listing:
    """One page of the people whom the actor may see; a partner's look at names leaves an audit row."""
    with work.reading() as session:
        listing = list_people(session, actor, search=search, show=show, page=page)
    if is_partner(actor) and listing.items:
        with work.unit(actor) as unit:
            unit.record("list_participants", "account", actor.id, participants=[item.id for item in listing.items])
    return listing


def is_partner(actor: Actor) -> bool:
    """Whether the actor sees people on behalf of another organisation than the project's."""
    return Role.COUNSELLOR in actor.roles and not isinstance(may(actor, Action.TUNE_CRITERIA), Allowed)


def _view(work: Work, session: Session, actor: Actor, participant_id: int) -> PersonView | None:
    portrait = portrait_of(session, participant_id, known=known_to(session, actor, participant_id))
    situation = _situation(work, session, actor, participant_id)
    return PersonView(portrait=portrait, situation=situation) if portrait and situation else None


def _situation(work: Work, session: Session, actor: Actor, participant_id: int) -> Situation | None:
    """Where the person stands; another organisation takes no steps, so it is told nothing of it."""
    if not keeps_record(session, actor, participant_id):
        return Situation(participant_id=participant_id, code="")
    return situations_of(session, [participant_id], work.clock.today()).get(participant_id)
