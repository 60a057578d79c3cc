"""What of a person a recipient may know at this moment: the one place that answers it, for every partner's read.

It asks the view `disclosed`: consent to the recipient and the category stands, and the person takes part.
A withdrawal is felt by the next read, whoever made it and wherever the reader looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, Integer, String, column, exists, false, or_, select, table, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.access import Actor
from matcher.consents import DataCategory
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.accompaniment import accompanied_by, mentors_of

Id = ColumnElement[int] | InstrumentedAttribute[int]
Told = Callable[[Id, Recipient, DataCategory], ColumnElement[bool]]
"""How to ask what a recipient may know: `is_disclosed` of few people, `is_among_disclosed` of all."""
DISCLOSED: Final = table(
    "disclosed",
    column("participant_id", Integer),
    column("recipient", String),
    column("category", String),
    column("consent_id", Integer),
)
_BY_ROLE: Final = MappingProxyType({Role.ABH: Recipient.ABH, Role.AGS: Recipient.AGS})


def organisation_of(actor: Actor) -> Recipient | None:
    """To whom people consent when this counsellor may see them."""
    organisations = {str(item): item for item in (Recipient.JOBCENTER, Recipient.AGENCY)}
    return organisations.get(actor.organisation or "")


def is_project(actor: Actor) -> bool:
    """Whether the actor works for the project; whose record they keep is another question."""
    return bool(actor.roles & {Role.COORDINATOR, Role.MENTOR})


def recipient_of(actor: Actor) -> Recipient | None:
    """On whose behalf somebody from outside the project reads about people; None: on nobody's, so nothing."""
    if Role.COUNSELLOR in actor.roles:
        return organisation_of(actor)
    return next((recipient for role, recipient in _BY_ROLE.items() if role in actor.roles), None)


def is_disclosed(person: Id, recipient: Recipient, category: DataCategory) -> ColumnElement[bool]:
    """Condition on a column of participants' ids: the recipient may know this of them now."""
    return exists().where(
        DISCLOSED.c.participant_id == person,
        DISCLOSED.c.recipient == str(recipient),
        DISCLOSED.c.category == str(category),
    )


def is_among_disclosed(person: Id, recipient: Recipient, category: DataCategory) -> ColumnElement[bool]:
    """The same condition for a list of everybody: who may be known is looked up once, not person by person."""
    return person.in_(
        select(DISCLOSED.c.participant_id).where(
            DISCLOSED.c.recipient == str(recipient), DISCLOSED.c.category == str(category)
        )
    )


def may_know(person: Id, actor: Actor, category: DataCategory, *, is_told: Told = is_disclosed) -> ColumnElement[bool]:
    """The same for whoever reads: those who keep the person's record may know all of it."""
    if Role.COORDINATOR in actor.roles:
        return true()
    found: list[ColumnElement[bool]] = [false()]
    if Role.MENTOR in actor.roles:
        found.append(accompanied_by(actor.id, person))
    recipient = recipient_of(actor)
    if recipient is not None:
        found.append(is_told(person, recipient, category))
    return or_(*found)


def known_to(session: Session, actor: Actor, participant_id: int) -> frozenset[DataCategory]:
    """What the actor may know of this person; empty: not even that there is one."""
    if keeps_record(session, actor, participant_id):
        return frozenset(DataCategory)
    recipient = recipient_of(actor)
    return frozenset() if recipient is None else disclosed(session, participant_id, recipient)


def keeps_record(session: Session, actor: Actor, participant_id: int) -> bool:
    """Whether the actor works with the person for the project: a coordinator, their mentor, or who stands in."""
    if Role.COORDINATOR in actor.roles:
        return True
    return Role.MENTOR in actor.roles and actor.id in mentors_of(session, participant_id)


def disclosed(session: Session, participant_id: int, recipient: Recipient) -> frozenset[DataCategory]:
    """Categories that the recipient may know of this person now; empty: they may not know that there is one."""
    query = select(DISCLOSED.c.category).where(
        DISCLOSED.c.participant_id == participant_id, DISCLOSED.c.recipient == str(recipient)
    )
    return frozenset(DataCategory(value) for value in session.scalars(query))


def disclosed_to_all(session: Session, participant_id: int) -> dict[Recipient, frozenset[DataCategory]]:
    """The same for every recipient; whoever is missing may not know that there is such a person."""
    query = select(DISCLOSED.c.recipient, DISCLOSED.c.category).where(DISCLOSED.c.participant_id == participant_id)
    found: dict[Recipient, set[DataCategory]] = {}
    for recipient, category in session.execute(query):
        found.setdefault(Recipient(recipient), set()).add(DataCategory(category))
    return {recipient: frozenset(categories) for recipient, categories in found.items()}


def disclosed_of(
    session: Session, participant_ids: Iterable[int], recipient: Recipient
) -> dict[int, frozenset[DataCategory]]:
    """The same for several people; whoever is missing may not be known at all."""
    query = select(DISCLOSED.c.participant_id, DISCLOSED.c.category).where(
        DISCLOSED.c.participant_id.in_(set(participant_ids)), DISCLOSED.c.recipient == str(recipient)
    )
    found: dict[int, set[DataCategory]] = {}
    for participant_id, category in session.execute(query):
        found.setdefault(participant_id, set()).add(DataCategory(category))
    return {participant_id: frozenset(categories) for participant_id, categories in found.items()}


def has_refused(session: Session, participant_id: int, recipient: Recipient) -> bool:
    """Whether the person took consent back and has not given it again; whoever was never asked has not refused."""
    consent = tables.DataConsent
    asked = (consent.participant_id == participant_id, consent.recipient == recipient)
    profile = consent.category == DataCategory.PROFILE
    newest = select(consent.withdrawn_at).where(*asked, profile).order_by(consent.id.desc()).limit(1)
    return session.scalar(newest) is not None
