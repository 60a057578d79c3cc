"""Say who is responsible for what about a person; the folder shows it at once (7(1))."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.store import tables
from matcher.store.tables.partners import ContactTopic
from matcher.store.unit import Unit
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def name_contact(work: Work, actor: Actor, participant_id: int, topic: ContactTopic, contact_id: int | None) -> None:
    """From now on this contact, in place of whoever was named before; None: nobody.

    Raises:
        InvalidInputError: the contact is not in the register, or no longer responsible.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        standing = _standing(unit, participant_id, topic)
        if (standing.contact_id if standing else None) == contact_id:
            return
        if contact_id is not None:
            contact = unit.session.get(tables.Contact, contact_id, with_for_update=True)
            if contact is None or contact.left_on is not None:
                raise InvalidInputError(
                    "contact", "Bitte jemanden aus der Liste wählen.", "Please choose somebody from the list."
                )
        if standing is not None:
            standing.ended_at, standing.ended_by = unit.at, actor.id
            unit.session.flush()
        if contact_id is not None:
            unit.session.add(
                tables.PersonContact(
                    participant_id=participant_id,
                    contact_id=contact_id,
                    topic=topic,
                    set_at=unit.at,
                    set_by=actor.id,
                )
            )
            unit.session.flush()
        unit.record("name_contact", "participant", participant_id, topic=str(topic), contact=contact_id)


def _standing(unit: Unit, participant_id: int, topic: ContactTopic) -> tables.PersonContact | None:
    named = tables.PersonContact
    query = select(named).where(named.participant_id == participant_id, named.topic == topic, named.ended_at.is_(None))
    return unit.session.scalars(query).one_or_none()
